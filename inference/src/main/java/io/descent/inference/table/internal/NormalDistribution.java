package io.descent.inference.table.internal;

import io.descent.inference.tensor.internal.Float64Functions;

/** The standard normal distribution. */
public final class NormalDistribution {
    private static final double SQRT_HALF = 0.7071067811865476;

    /** The quotients of two polynomials of degree 7 that make {@link #quantile}, each in a variable r. */
    public enum Part {
        /** r = 0.180625 - (p - 0.5)^2, for |p - 0.5| up to 0.425; the result is times p - 0.5. */
        CENTRAL(
                new double[] {
                    3.3871328727963665,
                    133.14166789178438,
                    1971.5909503065513,
                    13731.69376550946,
                    45921.95393154987,
                    67265.7709270087,
                    33430.57558358813,
                    2509.0809287301227
                },
                new double[] {
                    1,
                    42.31333070160091,
                    687.1870074920579,
                    5394.196021424751,
                    21213.794301586597,
                    39307.89580009271,
                    28729.085735721943,
                    5226.495278852854
                }),

        /** r = sqrt(-log(tail)) - 1.6, for tails from e^-25. */
        MIDDLE(
                new double[] {
                    1.4234371107496835,
                    4.630337846156546,
                    5.769497221460691,
                    3.6478483247632045,
                    1.2704582524523684,
                    0.2417807251774506,
                    0.022723844989269184,
                    0.0007745450142783414
                },
                new double[] {
                    1,
                    2.053191626637759,
                    1.6763848301838038,
                    0.6897673349851,
                    0.14810397642748008,
                    0.015198666563616457,
                    0.0005475938084995345,
                    1.0507500716444169e-09
                }),

        /** r = sqrt(-log(tail)) - 5, for smaller tails. */
        FAR(
                new double[] {
                    6.657904643501103,
                    5.463784911164114,
                    1.7848265399172913,
                    0.29656057182850487,
                    0.026532189526576124,
                    0.0012426609473880784,
                    2.7115555687434876e-05,
                    2.0103343992922881e-07
                },
                new double[] {
                    1,
                    0.599832206555888,
                    0.1369298809227358,
                    0.014875361290850615,
                    0.0007868691311456133,
                    1.8463183175100548e-05,
                    1.421511758316446e-07,
                    2.0442631033899397e-15
                });

        private final double[] above;
        private final double[] below;

        Part(double[] above, double[] below) {
            this.above = above;
            this.below = below;
        }

        /** The coefficients of the numerator, that of r^0 first. */
        public double[] above() {
            return above.clone();
        }

        /** The coefficients of the denominator, that of r^0 first. */
        public double[] below() {
            return below.clone();
        }

        private double of(double r) {
            return polynomial(above, r) / polynomial(below, r);
        }

        private static double polynomial(double[] coefficients, double r) {
            double sum = coefficients[coefficients.length - 1];
            for (int i = coefficients.length - 2; i >= 0; i--) {
                sum = sum * r + coefficients[i];
            }
            return sum;
        }
    }

    private NormalDistribution() {}

    /** The probability of a number up to {@code x}, with an absolute error below 1e-15. */
    static double cumulative(double x) {
        return 0.5 * (1 + Float64Functions.erf(x * SQRT_HALF));
    }

    /**
     * The number that is exceeded with probability 1 - p, by rational functions with a relative error of about 1e-16
     * (Wichura 1988, Applied Statistics 37, algorithm AS 241, PPND16).
     *
     * @param p from 0 to 1; 0 and 1 give infinities
     */
    static double quantile(double p) {
        double q = p - 0.5;
        if (Math.abs(q) <= 0.425) {
            return q * Part.CENTRAL.of(0.180625 - q * q);
        }
        double tail = q < 0 ? p : 1 - p;
        if (tail <= 0) {
            return Math.copySign(Double.POSITIVE_INFINITY, q);
        }
        double r = Math.sqrt(-StrictMath.log(tail));
        double x = r <= 5 ? Part.MIDDLE.of(r - 1.6) : Part.FAR.of(r - 5);
        return q < 0 ? -x : x;
    }
}
