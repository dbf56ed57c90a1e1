package io.descent.inference.tensor.internal;

/**
 * Elementary functions on {@code double} with the same bits on every machine and JDK.
 *
 * <p>Every method is a straight line of exactly specified operations (arithmetic, fused multiply-add, selects, integer
 * arithmetic on the bits), so a vector version can repeat it lane by lane; a subclass can use the constants. Errors are
 * in ulp of the exact result, measured against 113-bit (quadruple) references. The polynomial coefficients were
 * computed for this class with the Remez exchange algorithm in 160-bit arithmetic, each one rounded to {@code double}
 * before the next was fitted.
 */
public class Float64Functions {

    protected static final long ONE_BITS = 0x3ff0000000000000L;
    protected static final long SIGNIFICAND_MASK = 0x000fffffffffffffL;
    protected static final int SIGNIFICAND_BITS = 52;

    // 1.5 * 2^52: adding it rounds to the nearest integer, which then stands in the low bits of the sum.
    protected static final double ROUNDER = 0x1.8p52;
    protected static final double LOG2_E = 0x1.71547652b82fep0;
    protected static final double LN2_HIGH = 0x1.62e42fefa39efp-1;
    protected static final double LN2_LOW = 0x1.abc9e3b39803fp-56;

    // Beyond these the result has over- or underflowed or rounds to its limit, and the exponents below still fit.
    protected static final double EXP_MAX = 710.0;
    protected static final double EXP_MIN = -746.0;
    protected static final double EXPM1_MIN = -40.0;
    protected static final double SIGMOID_MAX = 746.0;
    // Up to here the denominator of tanh carries its rounding exactly.
    protected static final double TANH_MAX = 18.7;
    protected static final double TANH_ONE = 19.0616;
    protected static final double ERF_MAX = 5.9;
    protected static final double TINY = 0x1p-54;

    // (e^r - 1 - r) / r^2 on |r| <= ln(2) / 2, relative error of r + r^2 P(r) against e^r - 1 below 2^-55.5.
    protected static final double EXP_2 = 0x1.0000000000005p-1;
    protected static final double EXP_3 = 0x1.555555555555dp-3;
    protected static final double EXP_4 = 0x1.55555555520ecp-5;
    protected static final double EXP_5 = 0x1.111111110e264p-7;
    protected static final double EXP_6 = 0x1.6c16c17f398ddp-10;
    protected static final double EXP_7 = 0x1.a01a01b7d5bf7p-13;
    protected static final double EXP_8 = 0x1.a019a67fd3ca2p-16;
    protected static final double EXP_9 = 0x1.71dde47ccefb3p-19;
    protected static final double EXP_10 = 0x1.28a2b1534f342p-22;
    protected static final double EXP_11 = 0x1.af8111c90f725p-26;

    protected static final double MIN_NORMAL = 0x1p-1022;
    protected static final double SUBNORMAL_SCALE = 0x1p54;
    protected static final long SQRT_HALF_BITS = 0x3fe6a09e667f3bcdL;
    protected static final long INTEGER_BITS = 0x4330000000000000L;
    protected static final double EXPONENT_BIAS = 0x1p52 + 1023;
    protected static final double SUBNORMAL_BIAS = EXPONENT_BIAS + 54;
    // Four times the reciprocal power of two: without the factor the largest exponent would have no reciprocal.
    protected static final long RECIPROCAL_BITS = 0x8000000000000000L;

    // (log((1 + s) / (1 - s)) - 2 s) / s^3 in s^2 on |s| <= 3 - 2 sqrt(2), relative error below 2^-59.
    protected static final double LOG_1 = 0x1.5555555555593p-1;
    protected static final double LOG_2 = 0x1.999999997f9d6p-2;
    protected static final double LOG_3 = 0x1.249249422d5a5p-2;
    protected static final double LOG_4 = 0x1.c71c51d493ce0p-3;
    protected static final double LOG_5 = 0x1.74664a6ab630bp-3;
    protected static final double LOG_6 = 0x1.39a082e6ebd3ep-3;
    protected static final double LOG_7 = 0x1.2f12299703acfp-3;

    // erf(x) / x - 1 in x^2 on |x| <= 1, error below 2^-55.8.
    protected static final double ERF_0 = 0x1.06eba8214db68p-3;
    protected static final double ERF_1 = -0x1.812746b0379b0p-2;
    protected static final double ERF_2 = 0x1.ce2f21a040786p-4;
    protected static final double ERF_3 = -0x1.b82ce311e82adp-6;
    protected static final double ERF_4 = 0x1.565bccf73cc21p-8;
    protected static final double ERF_5 = -0x1.c02db00683609p-11;
    protected static final double ERF_6 = 0x1.f9a2b7656bf9cp-14;
    protected static final double ERF_7 = -0x1.f4ca39161c662p-17;
    protected static final double ERF_8 = 0x1.b98027c176b19p-20;
    protected static final double ERF_9 = -0x1.5c0f88c7ffb09p-23;
    protected static final double ERF_10 = 0x1.d77d6574b4950p-27;
    protected static final double ERF_11 = -0x1.ad4061ab4131ap-31;

    // log(erfc(x)) on 1 <= x <= 5.9, absolute error of exp(Q(x)) below 2^-54.8.
    protected static final double ERFC_0 = -0x1.225d30d37bb68p-20;
    protected static final double ERFC_1 = -0x1.20dcc2e347189p+0;
    protected static final double ERFC_2 = -0x1.45f9619498fa5p-1;
    protected static final double ERFC_3 = -0x1.a465942d04138p-4;
    protected static final double ERFC_4 = 0x1.350a982930542p-6;
    protected static final double ERFC_5 = 0x1.3437195df7cdfp-11;
    protected static final double ERFC_6 = -0x1.1391abbe00dccp-9;
    protected static final double ERFC_7 = 0x1.e3b934155f49ap-11;
    protected static final double ERFC_8 = -0x1.e6ebf7b33c0d5p-13;
    protected static final double ERFC_9 = 0x1.e12d8e3199948p-16;
    protected static final double ERFC_10 = 0x1.c5149c4e44499p-19;
    protected static final double ERFC_11 = -0x1.5e6ae9da22c95p-19;
    protected static final double ERFC_12 = 0x1.6a9a398f5d0dep-21;
    protected static final double ERFC_13 = -0x1.c924710a2188ep-24;
    protected static final double ERFC_14 = 0x1.709064c13ae29p-27;
    protected static final double ERFC_15 = -0x1.60715d61598fcp-31;
    protected static final double ERFC_16 = 0x1.322b8c67faa4bp-36;

    protected Float64Functions() {}

    /**
     * e^x: infinite above 709.78, gradually down to the smallest subnormal at -745.13, NaN for NaN. Measured maximum
     * error 0.89 ulp on 12 million inputs.
     *
     * <p>x = n log(2) + r with log(2) in two parts (Cody and Waite, Software Manual for the Elementary Functions, 1980,
     * chapter 6), e^r by a minimax polynomial of degree 11, and 2^n as the product of two powers of two.
     */
    public static double exp(double x) {
        double low = x < EXP_MIN ? EXP_MIN : x;
        double a = low > EXP_MAX ? EXP_MAX : low;
        double shifted = Math.fma(a, LOG2_E, ROUNDER);
        double n = shifted - ROUNDER;
        double r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, a));
        double y = Math.fma(Math.fma(expm1Quotient(r), r, 1.0), r, 1.0);
        // 2^n alone need not be a double: the two halves are, and only the last product can round.
        long exponent = Double.doubleToRawLongBits(shifted);
        long half = exponent >>> 1;
        return y * powerOfTwo(half) * powerOfTwo(exponent - half);
    }

    /**
     * e^x - 1: -1 for minus infinity, infinite above 709.78, a zero keeps its sign, NaN for NaN. Measured maximum error
     * 1.28 ulp on 12 million inputs.
     *
     * <p>2^n (1 + r + q) - 1 with the r and the polynomial q of {@link #exp}, summed from the largest term with what
     * each sum lost (Fast2Sum, Dekker, A floating-point technique for extending the available precision, 1971).
     */
    public static double expm1(double x) {
        double low = x < EXPM1_MIN ? EXPM1_MIN : x;
        double a = low > EXP_MAX ? EXP_MAX : low;
        double shifted = Math.fma(a, LOG2_E, ROUNDER);
        double n = shifted - ROUNDER;
        double high = Math.fma(n, -LN2_HIGH, a);
        double r = Math.fma(n, -LN2_LOW, high);
        // Adds what the reduction rounded away: near 0.35 it is doubled and the sum cancels.
        double q = Math.fma(r * r, expm1Quotient(r), Math.fma(n, -LN2_LOW, high - r));
        // Half of the scale, because 2^1024 is not a double.
        double scale = powerOfTwo(Double.doubleToRawLongBits(shifted) - 1);
        double offset = scale - 0.5;
        double sum = Math.fma(scale, r, offset);
        double lost = Math.fma(scale, r, offset - sum) + (scale - offset - 0.5);
        double y = 2.0 * (sum + Math.fma(scale, q, lost));
        // Halving a subnormal would round, and the sum would lose the sign of a zero.
        return Math.abs(x) < TINY ? x : y;
    }

    /**
     * The natural logarithm: minus infinity for both zeros, NaN for negative numbers and NaN, infinite for infinity;
     * subnormals are exact inputs like any other. Measured maximum error 0.82 ulp on 12 million inputs.
     *
     * <p>x = 2^n (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)) and log(1 + f) = 2 artanh(s), s = f / (2 + f), as f - f^2/2
     * + s (f^2/2 + R(s^2)), the rearrangement known from fdlibm, with a minimax R.
     */
    public static double log(double x) {
        boolean subnormal = x < MIN_NORMAL;
        long bits = Double.doubleToRawLongBits(subnormal ? x * SUBNORMAL_SCALE : x) + (ONE_BITS - SQRT_HALF_BITS);
        double exponent = exponent(bits) - (subnormal ? SUBNORMAL_BIAS : EXPONENT_BIAS);
        return logEdges(x, logKernel(exponent, significand(bits) - 1.0, 0.0));
    }

    /**
     * log(1 + x): minus infinity at -1, NaN below it and for NaN, infinite for infinity, a zero keeps its sign.
     * Measured maximum error 0.83 ulp on 12 million inputs.
     *
     * <p>As {@link #log}, with what rounding 1 + x lost added to f, and what that sum lost to the result.
     */
    public static double log1p(double x) {
        double u = 1.0 + x;
        // What the sum lost. Where the difference is not exact, x is too large for it to matter.
        double lost = x - (u - 1.0);
        long bits = Double.doubleToRawLongBits(u) + (ONE_BITS - SQRT_HALF_BITS);
        double reciprocal = Double.longBitsToDouble(RECIPROCAL_BITS - (bits >>> SIGNIFICAND_BITS << SIGNIFICAND_BITS));
        double high = significand(bits) - 1.0;
        double low = 0.25 * lost * reciprocal;
        double f = high + low;
        double rest = low - (f - high);
        double y = logEdges(u, logKernel(exponent(bits) - EXPONENT_BIAS, f, Math.fma(-f, rest, rest)));
        return Math.abs(x) < TINY ? x : y;
    }

    /**
     * The hyperbolic tangent: odd to the bit, exactly 1 from 19.0616 on, a zero keeps its sign, NaN for NaN. Measured
     * maximum error 0.92 ulp on 12 million inputs.
     *
     * <p>(e^2x - 1) / (e^2x + 1) with the r and the polynomial of {@link #exp}; numerator and denominator carry what
     * their sums lost, and one Newton step rounds the quotient.
     */
    public static double tanh(double x) {
        double magnitude = Math.abs(x);
        double a = 2.0 * (magnitude > TANH_MAX ? TANH_MAX : magnitude);
        double shifted = Math.fma(a, LOG2_E, ROUNDER);
        double n = shifted - ROUNDER;
        double high = Math.fma(n, -LN2_HIGH, a);
        double r = Math.fma(n, -LN2_LOW, high);
        double square = r * r;
        double quotient = expm1Quotient(r);
        double p = Math.fma(square, quotient, r);
        double pLow = Math.fma(square, quotient, r - p) + Math.fma(n, -LN2_LOW, high - r);
        double scale = powerOfTwo(Double.doubleToRawLongBits(shifted));
        double up = scale - 1.0;
        double upHigh = Math.fma(scale, p, up);
        double upLow = Math.fma(scale, pLow, Math.fma(scale, p, up - upHigh));
        double downHigh = upHigh + 2.0;
        double downLow = (upHigh - (downHigh - 2.0)) + upLow;
        double inverse = 1.0 / downHigh;
        double y = upHigh * inverse;
        double rest = Math.fma(-y, downHigh, upHigh) + Math.fma(-y, downLow, upLow);
        return Math.copySign(magnitude > TANH_ONE ? 1.0 : Math.fma(rest, inverse, y), x);
    }

    /**
     * 1 / (1 + e^-x): 1 for infinity, gradually down to the smallest subnormal at -745.13 and 0 for minus infinity, NaN
     * for NaN. Measured maximum error 0.83 ulp on 12 million inputs.
     *
     * <p>2^-h / (2^-h + 2^(n-h) (1 + r + q)) with the r and the polynomial q of {@link #exp} for -x and h = n / 2, so
     * that neither side overflows; one Newton step rounds the reciprocal.
     */
    public static double sigmoid(double x) {
        double low = x < -SIGMOID_MAX ? -SIGMOID_MAX : x;
        double a = -(low > SIGMOID_MAX ? SIGMOID_MAX : low);
        double shifted = Math.fma(a, LOG2_E, ROUNDER);
        double n = shifted - ROUNDER;
        double r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, a));
        double q = r * r * expm1Quotient(r);
        long exponent = Double.doubleToRawLongBits(shifted);
        long half = exponent >>> 1;
        double scale = powerOfTwo(exponent - half);
        double inverse = powerOfTwo(-half);
        // The denominator 2^-h + 2^(n-h) (1 + r + q), each sum with what it lost.
        double powers = scale + inverse;
        double sum = Math.fma(scale, r, powers);
        double rest = Math.fma(scale, q, Math.fma(scale, r, powers - sum) + (inverse - (powers - scale)));
        double high = sum + rest;
        double lost = rest - (high - sum);
        double y = 1.0 / high;
        double error = Math.fma(-y, lost, Math.fma(-y, high, 1.0));
        return Math.fma(error, y, y) * inverse;
    }

    /**
     * The error function: odd to the bit, exactly 1 from 5.9 on, a zero keeps its sign, NaN for NaN. Measured maximum
     * error 1.38 ulp on 12 million inputs.
     *
     * <p>An odd minimax polynomial of degree 23 below 1, above it 1 - exp(Q(x)) with a polynomial Q of degree 16 fitted
     * to log(erfc(x)) such that the error of exp(Q(x)) is level.
     */
    public static double erf(double x) {
        double magnitude = Math.abs(x);
        double a = magnitude > ERF_MAX ? ERF_MAX : magnitude;
        double b = a * a;
        double c = b * b;
        // Computes both ranges, because a lane cannot branch, in several chains, because each step waits for the last.
        double small0 = Math.fma(Math.fma(Math.fma(ERF_10, c, ERF_8), c, ERF_6), c, ERF_4);
        small0 = Math.fma(Math.fma(small0, c, ERF_2), c, ERF_0);
        double small1 = Math.fma(Math.fma(Math.fma(ERF_11, c, ERF_9), c, ERF_7), c, ERF_5);
        small1 = Math.fma(Math.fma(small1, c, ERF_3), c, ERF_1);
        double small = Math.fma(a, Math.fma(small1, b, small0), a);

        double q0 = Math.fma(Math.fma(Math.fma(ERFC_16, c, ERFC_12), c, ERFC_8), c, ERFC_4);
        double q1 = Math.fma(Math.fma(ERFC_13, c, ERFC_9), c, ERFC_5);
        double q2 = Math.fma(Math.fma(ERFC_14, c, ERFC_10), c, ERFC_6);
        double q3 = Math.fma(Math.fma(ERFC_15, c, ERFC_11), c, ERFC_7);
        double q = Math.fma(Math.fma(q3, a, q2), b, Math.fma(q1, a, q0));
        double t = Math.fma(Math.fma(ERFC_3, a, ERFC_2), b, Math.fma(ERFC_1, a, ERFC_0));
        q = Math.fma(q, c, t);
        double shifted = Math.fma(q, LOG2_E, ROUNDER);
        double n = shifted - ROUNDER;
        double r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, q));
        double p = Math.fma(r * r, expm1Quotient(r), r);
        double scale = powerOfTwo(Double.doubleToRawLongBits(shifted));
        double large = Math.fma(-scale, p, 1.0 - scale);
        return Math.copySign(a < 1.0 ? small : large, x);
    }

    /** 2^n of the n in the low twelve bits; the others are shifted out. */
    private static double powerOfTwo(long n) {
        return Double.longBitsToDouble((n << SIGNIFICAND_BITS) + ONE_BITS);
    }

    /** (e^r - 1 - r) / r^2 for |r| up to ln(2) / 2. */
    private static double expm1Quotient(double r) {
        // Adds the largest coefficient alone and last: a sum of even terms would round it twice as coarsely.
        double z = r * r;
        double odd = Math.fma(Math.fma(Math.fma(Math.fma(EXP_11, z, EXP_9), z, EXP_7), z, EXP_5), z, EXP_3);
        double even = Math.fma(Math.fma(Math.fma(EXP_10, z, EXP_8), z, EXP_6), z, EXP_4);
        return Math.fma(Math.fma(even, r, odd), r, EXP_2);
    }

    /** The significand in [sqrt(1/2), sqrt(2)) of a number whose bits were moved by one less sqrt(1/2). */
    private static double significand(long bits) {
        return Double.longBitsToDouble((bits & SIGNIFICAND_MASK) + SQRT_HALF_BITS);
    }

    /** The exponent that belongs to {@link #significand}, plus {@link #EXPONENT_BIAS}. */
    private static double exponent(long bits) {
        return Double.longBitsToDouble((bits >>> SIGNIFICAND_BITS) + INTEGER_BITS);
    }

    /** n log(2) + log(1 + f) + correction for 1 + f in [sqrt(1/2), sqrt(2)]. */
    private static double logKernel(double n, double f, double correction) {
        double s = f / (2.0 + f);
        double z = s * s;
        double w = z * z;
        double even = Math.fma(Math.fma(Math.fma(LOG_7, w, LOG_5), w, LOG_3), w, LOG_1);
        double odd = Math.fma(Math.fma(LOG_6, w, LOG_4), w, LOG_2);
        double series = z * Math.fma(odd, z, even);
        double half = 0.5 * f * f;
        double low = Math.fma(s, half + series, Math.fma(n, LN2_LOW, correction));
        double sum = Math.fma(n, LN2_HIGH, f);
        double lost = Math.fma(n, LN2_HIGH, -sum) + f;
        return sum + (lost + (low - half));
    }

    /** The logarithm of u given for positive finite u, and that of zero, infinity, NaN or a negative u. */
    private static double logEdges(double u, double logarithm) {
        double negative = u == 0.0 ? Double.NEGATIVE_INFINITY : Double.NaN;
        double finite = u > 0.0 ? logarithm : negative;
        return u == Double.POSITIVE_INFINITY ? u : finite;
    }
}
