package io.descent.inference.text.internal;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.descent.inference.spec.Precision;
import java.math.BigDecimal;
import java.math.MathContext;

/** Converts numbers to and from text, alike on every JDK and in every locale. */
public final class Decimal {
    /** Whole numbers below this are written without an exponent. */
    private static final double PLAIN = 1e15;

    /** Whole numbers of this many digits are exact in float64. */
    private static final int MOST_DIGITS = 15;

    /** The powers of ten that are exact in float64. */
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final int LARGEST_EXPONENT = 100_000_000;
    private static final int NO_EXPONENT = Integer.MIN_VALUE;

    private Decimal() {}

    /**
     * Parses a decimal such as {@code -1}, {@code .5}, {@code 3.} or {@code 1e-7}, rounded to the nearest float64: NaN if
     * the text is not a number, infinity if it is too large, never negative zero.
     */
    public static double parse(String text) {
        int n = text.length();
        int i = n > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        int digits = 0;
        int significant = 0;
        int fraction = 0;
        boolean point = false;
        long number = 0;
        for (; i < n; i++) {
            char c = text.charAt(i);
            if (c == '.' && !point) {
                point = true;
                continue;
            }
            if (c < '0' || c > '9') {
                break;
            }
            digits++;
            fraction += point ? 1 : 0;
            if (number != 0 || c != '0') {
                significant++;
                number = significant > MOST_DIGITS ? number : number * 10 + (c - '0');
            }
        }
        int exponent = digits == 0 || i == n ? 0 : exponent(text, i);
        if (digits == 0 || exponent == NO_EXPONENT) {
            return Double.NaN;
        }
        long power = (long) exponent - fraction;
        if (significant > MOST_DIGITS || Math.abs(power) >= POWERS.length) {
            return Double.parseDouble(text) + 0.0;
        }
        // number and power are exact, so one operation rounds once (Clinger 1990)
        double value = power < 0 ? number / POWERS[(int) -power] : number * POWERS[(int) power];
        return text.charAt(0) == '-' ? 0.0 - value : value;
    }

    /**
     * Parses a number of at most 15 digits, with or without a minus sign and a point.
     *
     * @param text contains the number from {@code begin} to {@code end - 1}
     * @return as {@link #parse}; NaN also for a number in another form
     */
    public static double parsePlain(char[] text, int begin, int end) {
        boolean negative = begin < end && text[begin] == '-';
        int first = negative ? begin + 1 : begin;
        int point = -1;
        long number = 0;
        for (int i = first; i < end && i <= first + MOST_DIGITS; i++) {
            char c = text[i];
            if (c == '.' && point < 0) {
                point = i;
            } else if (c < '0' || c > '9') {
                return Double.NaN;
            } else {
                number = number * 10 + (c - '0');
            }
        }
        int digits = end - first - (point < 0 ? 0 : 1);
        if (digits < 1 || digits > MOST_DIGITS) {
            return Double.NaN;
        }
        double value = number / POWERS[point < 0 ? 0 : end - point - 1]; // both are exact
        return negative ? 0.0 - value : value;
    }

    /** The number after the letter e; {@link #NO_EXPONENT} if it is something else, and limited if it is large. */
    private static int exponent(String text, int from) {
        if (text.charAt(from) != 'e' && text.charAt(from) != 'E') {
            return NO_EXPONENT;
        }
        int i = from + 1;
        boolean negative = i < text.length() && text.charAt(i) == '-';
        if (negative || (i < text.length() && text.charAt(i) == '+')) {
            i++;
        }
        if (i == text.length()) {
            return NO_EXPONENT;
        }
        int exponent = 0;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return NO_EXPONENT;
            }
            exponent = Math.min(LARGEST_EXPONENT, exponent * 10 + (c - '0'));
        }
        return negative ? -exponent : exponent;
    }

    /**
     * The shortest decimal that reads back to the same number in a precision. Whole numbers below 1e15 have no point
     * and no exponent.
     */
    public static String text(double value, Precision precision) {
        if (value == Math.rint(value) && Math.abs(value) < PLAIN) {
            return Long.toString((long) value);
        }
        return precision == Precision.FLOAT32
                ? NumberOutput.toString((float) value, true)
                : NumberOutput.toString(value, true);
    }

    /** A number rounded to a number of significant digits, for display. */
    public static String rounded(double value, int digits) {
        return text(new BigDecimal(value, new MathContext(digits)).doubleValue());
    }

    /** The shortest decimal that reads back to the same float64. */
    public static String text(double value) {
        return text(value, Precision.FLOAT64);
    }
}
