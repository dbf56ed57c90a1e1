package io.descent.core.data;

import io.descent.inference.text.internal.Printable;

/** Text of a table as messages show it: on one line, and not too long. */
final class Excerpt {
    private Excerpt() {}

    /** The beginning of a text. Characters that cannot be printed, such as line breaks, are replaced. */
    static String of(String text, int longest) {
        return Printable.excerpt(text, longest);
    }

    /** Whether a text has no control characters other than tabs and line breaks. */
    static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r') || c >= 0xFFFE) {
                return false;
            }
        }
        return true;
    }
}
