package io.descent.inference.text.internal;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.descent.inference.spec.Precision;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Pattern;

/** Converts numbers to and from text, alike on every JDK and in every locale. */
public final class Decimal {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    /** Whole numbers below this are written without an exponent. */
    private static final double PLAIN = 1e15;

    private Decimal() {}

    /** Parses a decimal: NaN if the text is not a number, infinity if it is too large, never negative zero. */
    public static double parse(String text) {
        return NUMBER.matcher(text).matches() ? Double.parseDouble(text) + 0.0 : Double.NaN;
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
