package io.descent.inference.text.internal;

import io.descent.inference.spec.Precision;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Pattern;

/** Numbers as text, the same on every JDK and in every locale. */
public final class Decimal {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    /** Whole numbers below this are written without an exponent. */
    private static final double PLAIN = 1e15;

    private Decimal() {}

    /** The number that a text holds; NaN if it holds none, infinite if it is too large. Never negative zero. */
    public static double parse(String text) {
        return NUMBER.matcher(text).matches() ? Double.parseDouble(text) + 0.0 : Double.NaN;
    }

    /** The shortest decimal that reads back to the same number in a precision; moderate whole numbers without a point. */
    public static String text(double value, Precision precision) {
        if (value == Math.rint(value) && Math.abs(value) < PLAIN) {
            return Long.toString((long) value);
        }
        return precision == Precision.FLOAT32
                ? NumberOutput.toString((float) value, true)
                : NumberOutput.toString(value, true);
    }

    /** A decimal of at most so many digits, for people. */
    public static String rounded(double value, int digits) {
        return text(new BigDecimal(value, new MathContext(digits)).doubleValue());
    }

    /** The shortest decimal that reads back to the same float64. */
    public static String text(double value) {
        return text(value, Precision.FLOAT64);
    }
}
