package io.descent.inference.text.internal;

/** Text of unknown origin, made safe to print on a terminal. */
public final class Printable {
    private static final int REPLACEMENT = 0xFFFD;

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
