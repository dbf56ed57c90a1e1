package io.descent.inference.table.internal;

import io.descent.inference.text.internal.Decimal;
import java.math.BigDecimal;
import java.util.Locale;

/** Cells as words: categories and classes. */
public final class Words {
    private static final int LONGEST_NUMBER = 40;

    /** The letter e, a sign and four digits. */
    private static final int LONGEST_EXPONENT = 6;

    private Words() {}

    /**
     * The word for a cell. Numbers that are equal are the same word, 1 and 1.0 for instance, unless they begin with a
     * superfluous zero, as postcodes do. No digit is lost.
     *
     * @param text the cell without blanks around it
     */
    public static String canonical(String text) {
        if (!isNumber(text) || hasLeadingZero(text)) {
            return text;
        }
        if (isPlainWhole(text)) {
            return text.equals("-0") ? "0" : text;
        }
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) > LONGEST_NUMBER) {
            return text.toLowerCase(Locale.ROOT);
        }
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** Whether a text is a number that begins with a zero before another digit: 007, but neither 0 nor 0.7. */
    public static boolean hasLeadingZero(String text) {
        int i = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        return i + 1 < text.length() && text.charAt(i) == '0' && isDigit(text.charAt(i + 1));
    }

    private static boolean isNumber(String text) {
        if (text.isEmpty() || text.length() > LONGEST_NUMBER) {
            return false;
        }
        char first = text.charAt(0);
        if (!isDigit(first) && first != '-' && first != '+' && first != '.') {
            return false;
        }
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        return (e < 0 || text.length() - e <= LONGEST_EXPONENT) && !Double.isNaN(Decimal.parse(text));
    }

    private static boolean isPlainWhole(String text) {
        for (int i = text.charAt(0) == '-' ? 1 : 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
