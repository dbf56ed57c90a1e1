package io.descent.core.data;

import java.math.BigInteger;

/** The sum of some numbers. */
abstract sealed class Sum {
    /**
     * No numbers yet.
     *
     * @param exact whether the sum rounds once, so that it does not depend on the order of the numbers; otherwise each
     *     addition rounds
     */
    static Sum of(boolean exact) {
        return exact ? new Exact() : new Running();
    }

    /** Adds a number. */
    abstract void add(double number);

    /** The sum so far. */
    abstract double value();

    private static final class Running extends Sum {
        private double sum;

        @Override
        void add(double number) {
            sum += number;
        }

        @Override
        double value() {
            return sum;
        }
    }

    /**
     * A fixed-point number that is wide enough for every float64 (Kulisch 2013, Computer Arithmetic and Validity, chapter
     * 8): digit i counts units of 2^(32 i - 1074). A digit has 31 bits to spare, so that carries can wait.
     */
    private static final class Exact extends Sum {
        private static final int DIGIT = 32;
        private static final long MASK = (1L << DIGIT) - 1;
        private static final int DIGITS = 67; // 2^1024 and 31 bits
        private static final int MOST_ADDITIONS = 1 << 30;

        private final long[] digits = new long[DIGITS];
        private int additions;
        /** The sum of the numbers that are not finite; 0 for none. */
        private double notFinite;

        @Override
        void add(double number) {
            long bits = Double.doubleToRawLongBits(number);
            int exponent = Math.getExponent(number);
            if (exponent > Double.MAX_EXPONENT) {
                notFinite += number;
                return;
            }
            if (++additions == MOST_ADDITIONS) {
                carry();
            }
            boolean isNormal = exponent >= Double.MIN_EXPONENT;
            long mantissa = (bits & ((1L << 52) - 1)) | (isNormal ? 1L << 52 : 0);
            int place = isNormal ? exponent - Double.MIN_EXPONENT : 0;
            int digit = place / DIGIT;
            int shift = place % DIGIT;
            long low = (mantissa << shift) & MASK;
            long middle = (mantissa >>> (DIGIT - shift)) & MASK;
            long high = mantissa >>> 32 >>> (DIGIT - shift);
            if (bits < 0) {
                digits[digit] -= low;
                digits[digit + 1] -= middle;
                digits[digit + 2] -= high;
            } else {
                digits[digit] += low;
                digits[digit + 1] += middle;
                digits[digit + 2] += high;
            }
        }

        private void carry() {
            for (int i = 0; i < DIGITS - 1; i++) {
                digits[i + 1] += digits[i] >> DIGIT;
                digits[i] &= MASK;
            }
            additions = 1;
        }

        @Override
        double value() {
            if (notFinite != 0) {
                return notFinite;
            }
            BigInteger sum = BigInteger.ZERO;
            for (int i = DIGITS - 1; i >= 0; i--) {
                sum = sum.shiftLeft(DIGIT).add(BigInteger.valueOf(digits[i]));
            }
            BigInteger size = sum.abs();
            int dropped = Math.max(0, size.bitLength() - Long.SIZE); // what is left rounds to 53 bits
            boolean isExact = dropped == 0 || size.getLowestSetBit() >= dropped;
            BigInteger kept = size.shiftRight(dropped);
            double rounded = (isExact ? kept : kept.setBit(0)).doubleValue();
            return sum.signum() * Math.scalb(rounded, dropped - 1074);
        }
    }
}
