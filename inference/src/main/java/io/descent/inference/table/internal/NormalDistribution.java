package io.descent.inference.table.internal;

import io.descent.inference.tensor.internal.Float64Functions;

/** The standard normal distribution. */
final class NormalDistribution {
    private static final double SQRT_HALF = 0.7071067811865476;

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
            double r = 0.180625 - q * q;
            return q
                    * ratio(
                            r,
                            3.3871328727963665,
                            133.14166789178438,
                            1971.5909503065513,
                            13731.69376550946,
                            45921.95393154987,
                            67265.7709270087,
                            33430.57558358813,
                            2509.0809287301227,
                            42.31333070160091,
                            687.1870074920579,
                            5394.196021424751,
                            21213.794301586597,
                            39307.89580009271,
                            28729.085735721943,
                            5226.495278852854);
        }
        double tail = q < 0 ? p : 1 - p;
        if (tail <= 0) {
            return Math.copySign(Double.POSITIVE_INFINITY, q);
        }
        double r = Math.sqrt(-StrictMath.log(tail));
        double x = r <= 5
                ? ratio(
                        r - 1.6,
                        1.4234371107496835,
                        4.630337846156546,
                        5.769497221460691,
                        3.6478483247632045,
                        1.2704582524523684,
                        0.2417807251774506,
                        0.022723844989269184,
                        0.0007745450142783414,
                        2.053191626637759,
                        1.6763848301838038,
                        0.6897673349851,
                        0.14810397642748008,
                        0.015198666563616457,
                        0.0005475938084995345,
                        1.0507500716444169e-09)
                : ratio(
                        r - 5,
                        6.657904643501103,
                        5.463784911164114,
                        1.7848265399172913,
                        0.29656057182850487,
                        0.026532189526576124,
                        0.0012426609473880784,
                        2.7115555687434876e-05,
                        2.0103343992922881e-07,
                        0.599832206555888,
                        0.1369298809227358,
                        0.014875361290850615,
                        0.0007868691311456133,
                        1.8463183175100548e-05,
                        1.421511758316446e-07,
                        2.0442631033899397e-15);
        return q < 0 ? -x : x;
    }

    /** A polynomial of degree 7 with the coefficients a, divided by one with the coefficients 1, b1, ..., b7. */
    private static double ratio(
            double r,
            double a0,
            double a1,
            double a2,
            double a3,
            double a4,
            double a5,
            double a6,
            double a7,
            double b1,
            double b2,
            double b3,
            double b4,
            double b5,
            double b6,
            double b7) {
        double above = ((((((a7 * r + a6) * r + a5) * r + a4) * r + a3) * r + a2) * r + a1) * r + a0;
        double below = ((((((b7 * r + b6) * r + b5) * r + b4) * r + b3) * r + b2) * r + b1) * r + 1;
        return above / below;
    }
}
