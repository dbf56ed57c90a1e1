package io.descent.inference.text.internal;

import java.util.Locale;

/** Text of unknown origin, made safe to print on a terminal. */
public final class Printable {
    private static final int REPLACEMENT = 0xFFFD;
    private static final char DELETE = 0x7F;
    private static final char FIRST_LATIN = 0xA0;

    private Printable() {}

    /**
     * One line of text, in which U+FFFD replaces each character that could control a terminal, start a line or change
     * the direction of the text.
     */
    public static String line(String text) {
        return text.codePoints()
                .map(c -> isPrintable(c) ? c : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /**
     * Whether a character could control a terminal or change the direction of the text around it. Tabs and line feeds
     * do not count.
     */
    public static boolean isControl(char c) {
        if (c < ' ') {
            return c != '\t' && c != '\n';
        }
        return (c >= DELETE && c < FIRST_LATIN)
                || c == 0x061C
                || (c >= 0x200E && c <= 0x200F)
                || (c >= 0x2028 && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /** A character as Java writes it in a string. */
    public static String escape(char c) {
        return String.format(Locale.ROOT, "\\u%04x", (int) c);
    }

    /** One line of text, cut after so many characters. */
    public static String excerpt(String text, int longest) {
        if (text.length() <= longest) {
            return line(text);
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return line(text.substring(0, end)) + "...";
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
