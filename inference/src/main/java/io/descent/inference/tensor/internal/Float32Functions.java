package io.descent.inference.tensor.internal;

/**
 * Elementary functions on {@code float} with the same bits on every machine and JDK.
 *
 * <p>Every method is a straight line of exactly specified {@code float} operations (arithmetic, fused multiply-add,
 * selects, integer arithmetic on the bits), so a vector version can repeat it lane by lane; a subclass can use the
 * constants. Errors are in ulp of the exact result, measured against {@code double} references. The polynomial
 * coefficients were computed for this class with the Remez exchange algorithm in 160-bit arithmetic, each rounded to
 * {@code float} before the next was fitted.
 */
public class Float32Functions {

    protected static final int ONE_BITS = 0x3f800000;
    protected static final int SIGNIFICAND_MASK = 0x007fffff;
    protected static final int SIGNIFICAND_BITS = 23;

    // 1.5 * 2^23: adding it rounds to the nearest integer, which then stands in the low bits of the sum.
    protected static final float ROUNDER = 0x1.8p23f;
    protected static final float LOG2_E = 0x1.715476p0f;
    protected static final float LN2_HIGH = 0x1.62e430p-1f;
    protected static final float LN2_LOW = -0x1.05c610p-29f;

    // Beyond these the result has over- or underflowed or rounds to its limit, and the exponents below still fit.
    protected static final float EXP_MAX = 89.0f;
    protected static final float EXP_MIN = -104.5f;
    protected static final float EXPM1_MIN = -18.0f;
    protected static final float SIGMOID_MAX = 104.5f;
    protected static final float TANH_MAX = 9.5f;
    protected static final float ERF_MAX = 3.95f;
    protected static final float TINY = 0x1p-25f;

    // (e^r - 1 - r) / r^2 on |r| <= ln(2) / 2, relative error of r + r^2 P(r) against e^r - 1 below 2^-30.
    protected static final float EXP_2 = 0x1.000000p-1f;
    protected static final float EXP_3 = 0x1.55555cp-3f;
    protected static final float EXP_4 = 0x1.55551cp-5f;
    protected static final float EXP_5 = 0x1.110850p-7f;
    protected static final float EXP_6 = 0x1.6d0ff0p-10f;
    protected static final float EXP_7 = 0x1.abc9f2p-13f;

    protected static final float MIN_NORMAL = 0x1p-126f;
    protected static final float SUBNORMAL_SCALE = 0x1p25f;
    protected static final int SQRT_HALF_BITS = 0x3f3504f3;
    protected static final int INTEGER_BITS = 0x4b000000;
    protected static final float EXPONENT_BIAS = 0x1p23f + 127;
    protected static final float SUBNORMAL_BIAS = EXPONENT_BIAS + 25;
    // Four times the reciprocal power of two: without the factor the largest exponent would have no reciprocal.
    protected static final int RECIPROCAL_BITS = 0x80000000;

    // (log((1 + s) / (1 - s)) - 2 s) / s^3 in s^2 on |s| <= 3 - 2 sqrt(2), relative error below 2^-30.
    protected static final float LOG_1 = 0x1.55557ap-1f;
    protected static final float LOG_2 = 0x1.995eccp-2f;
    protected static final float LOG_3 = 0x1.31e23ep-2f;

    // (tanh(x) / x - 1) / x^2 in x^2 on |x| <= 0.93, relative error of tanh below 2^-28.9.
    protected static final float TANH_SPLIT = 0.93f;
    protected static final float TANH_0 = -0x1.55554ap-2f;
    protected static final float TANH_1 = 0x1.110e6cp-3f;
    protected static final float TANH_2 = -0x1.b9af70p-5f;
    protected static final float TANH_3 = 0x1.6222ccp-6f;
    protected static final float TANH_4 = -0x1.0bb58ep-7f;
    protected static final float TANH_5 = 0x1.46b96cp-9f;
    protected static final float TANH_6 = -0x1.bab448p-12f;

    // erf(x) / x - 1 in x^2 on |x| <= 0.96, error below 2^-29.87.
    protected static final float ERF_SPLIT = 0.96f;
    protected static final float ERF_0 = 0x1.06eba8p-3f;
    protected static final float ERF_1 = -0x1.812740p-2f;
    protected static final float ERF_2 = 0x1.ce2d62p-4f;
    protected static final float ERF_3 = -0x1.b800dep-6f;
    protected static final float ERF_4 = 0x1.544808p-8f;
    protected static final float ERF_5 = -0x1.a5fd6ap-11f;
    protected static final float ERF_6 = 0x1.4f551ep-14f;

    // log(erfc(x)) on 0.9 <= x <= 3.95, absolute error of exp(Q(x)) below 2^-29.2.
    protected static final float ERFC_0 = -0x1.7448cap-13f;
    protected static final float ERFC_1 = -0x1.20b430p+0f;
    protected static final float ERFC_2 = -0x1.462cbap-1f;
    protected static final float ERFC_3 = -0x1.aa22d6p-4f;
    protected static final float ERFC_4 = 0x1.6cfc5ep-6f;
    protected static final float ERFC_5 = -0x1.908020p-9f;
    protected static final float ERFC_6 = 0x1.9d8384p-13f;

    protected Float32Functions() {}

    /**
     * e^x: infinite above 88.72, gradually down to the smallest subnormal at -103.97, NaN for NaN. Measured maximum
     * error 0.870 ulp on all 2^32 inputs.
     *
     * <p>x = n log(2) + r with log(2) in two parts (Cody and Waite, Software Manual for the Elementary Functions, 1980,
     * chapter 6), e^r by a minimax polynomial of degree 7, and 2^n as the product of two powers of two.
     */
    public static float exp(float x) {
        float low = x < EXP_MIN ? EXP_MIN : x;
        float a = low > EXP_MAX ? EXP_MAX : low;
        float shifted = Math.fma(a, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, a));
        float y = Math.fma(Math.fma(expm1Quotient(r), r, 1.0f), r, 1.0f);
        // 2^n alone need not be a float: the two halves are, and only the last product can round.
        int exponent = Float.floatToRawIntBits(shifted);
        int half = exponent >>> 1;
        return y * powerOfTwo(half) * powerOfTwo(exponent - half);
    }

    /**
     * e^x - 1: -1 for minus infinity, infinite above 88.72, a zero keeps its sign, NaN for NaN. Measured maximum error
     * 0.890 ulp on all 2^32 inputs.
     *
     * <p>2^n (1 + r + q) - 1 with the r and the polynomial q of {@link #exp}, summed from the largest term with what
     * each sum lost (Fast2Sum, Dekker, A floating-point technique for extending the available precision, 1971).
     */
    public static float expm1(float x) {
        float low = x < EXPM1_MIN ? EXPM1_MIN : x;
        float a = low > EXP_MAX ? EXP_MAX : low;
        float shifted = Math.fma(a, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float high = Math.fma(n, -LN2_HIGH, a);
        float r = Math.fma(n, -LN2_LOW, high);
        // Adds what the reduction rounded away: near 0.35 it is doubled and the sum cancels.
        float q = Math.fma(r * r, expm1Quotient(r), Math.fma(n, -LN2_LOW, high - r));
        // Half of the scale, because 2^128 is not a float.
        float scale = powerOfTwo(Float.floatToRawIntBits(shifted) - 1);
        float offset = scale - 0.5f;
        float sum = Math.fma(scale, r, offset);
        float lost = Math.fma(scale, r, offset - sum) + (scale - offset - 0.5f);
        float y = 2.0f * (sum + Math.fma(scale, q, lost));
        // Halving a subnormal would round, and the sum would lose the sign of a zero.
        return Math.abs(x) < TINY ? x : y;
    }

    /**
     * The natural logarithm: minus infinity for both zeros, NaN for negative numbers and NaN, infinite for infinity;
     * subnormals are exact inputs like any other. Measured maximum error 0.840 ulp on all 2^32 inputs.
     *
     * <p>x = 2^n (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)) and log(1 + f) = 2 artanh(s), s = f / (2 + f), as f - f^2/2
     * + s (f^2/2 + R(s^2)), the rearrangement known from fdlibm, with a minimax R.
     */
    public static float log(float x) {
        boolean subnormal = x < MIN_NORMAL;
        int bits = Float.floatToRawIntBits(subnormal ? x * SUBNORMAL_SCALE : x) + (ONE_BITS - SQRT_HALF_BITS);
        float exponent = exponent(bits) - (subnormal ? SUBNORMAL_BIAS : EXPONENT_BIAS);
        return logEdges(x, logKernel(exponent, significand(bits) - 1.0f, 0.0f));
    }

    /**
     * log(1 + x): minus infinity at -1, NaN below it and for NaN, infinite for infinity, a zero keeps its sign.
     * Measured maximum error 0.840 ulp on all 2^32 inputs.
     *
     * <p>As {@link #log}, with what rounding 1 + x lost added to f, and what that sum lost to the result.
     */
    public static float log1p(float x) {
        float u = 1.0f + x;
        // What the sum lost. Where the difference is not exact, x is too large for it to matter.
        float lost = x - (u - 1.0f);
        int bits = Float.floatToRawIntBits(u) + (ONE_BITS - SQRT_HALF_BITS);
        float reciprocal = Float.intBitsToFloat(RECIPROCAL_BITS - (bits >>> SIGNIFICAND_BITS << SIGNIFICAND_BITS));
        float high = significand(bits) - 1.0f;
        float low = 0.25f * lost * reciprocal;
        float f = high + low;
        float rest = low - (f - high);
        float y = logEdges(u, logKernel(exponent(bits) - EXPONENT_BIAS, f, Math.fma(-f, rest, rest)));
        return Math.abs(x) < TINY ? x : y;
    }

    /**
     * The hyperbolic tangent: odd to the bit, exactly 1 from 9.011 on, a zero keeps its sign, NaN for NaN. Measured
     * maximum error 0.973 ulp on all 2^32 inputs.
     *
     * <p>An odd minimax polynomial of degree 15 below 0.93, above it 1 - 2 / (e^2x + 1) with the r and the polynomial
     * of {@link #exp}: the subtraction of the small quotient hides its errors.
     */
    public static float tanh(float x) {
        float magnitude = Math.abs(x);
        float a = magnitude > TANH_MAX ? TANH_MAX : magnitude;
        float z = a * a;
        float w = z * z;
        float odd = Math.fma(Math.fma(TANH_5, w, TANH_3), w, TANH_1);
        float even = Math.fma(Math.fma(TANH_6, w, TANH_4), w, TANH_2);
        float small = Math.fma(a * z, Math.fma(Math.fma(even, z, odd), z, TANH_0), a);

        float b = 2.0f * a;
        float shifted = Math.fma(b, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, b));
        float p = Math.fma(r * r, expm1Quotient(r), r);
        float scale = powerOfTwo(Float.floatToRawIntBits(shifted));
        float large = 1.0f - 2.0f / Math.fma(scale, p, scale + 1.0f);
        return Math.copySign(a < TANH_SPLIT ? small : large, x);
    }

    /**
     * 1 / (1 + e^-x): 1 for infinity, gradually down to the smallest subnormal at -103.97 and 0 for minus infinity, NaN
     * for NaN. Measured maximum error 0.798 ulp on all 2^32 inputs.
     *
     * <p>2^-h / (2^-h + 2^(n-h) (1 + r + q)) with the r and the polynomial q of {@link #exp} for -x and h = n / 2, so
     * that neither side overflows; one Newton step rounds the reciprocal.
     */
    public static float sigmoid(float x) {
        float low = x < -SIGMOID_MAX ? -SIGMOID_MAX : x;
        float a = -(low > SIGMOID_MAX ? SIGMOID_MAX : low);
        float shifted = Math.fma(a, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, a));
        float q = r * r * expm1Quotient(r);
        int exponent = Float.floatToRawIntBits(shifted);
        int half = exponent >>> 1;
        float scale = powerOfTwo(exponent - half);
        float inverse = powerOfTwo(-half);
        // The denominator 2^-h + 2^(n-h) (1 + r + q), each sum with what it lost.
        float powers = scale + inverse;
        float sum = Math.fma(scale, r, powers);
        float rest = Math.fma(scale, q, Math.fma(scale, r, powers - sum) + (inverse - (powers - scale)));
        float high = sum + rest;
        float lost = rest - (high - sum);
        float y = 1.0f / high;
        float error = Math.fma(-y, lost, Math.fma(-y, high, 1.0f));
        return Math.fma(error, y, y) * inverse;
    }

    /**
     * The error function: odd to the bit, exactly 1 from 3.88 on, a zero keeps its sign, NaN for NaN. Measured maximum
     * error 0.986 ulp on all 2^32 inputs.
     *
     * <p>An odd minimax polynomial of degree 13 below 0.96, above it 1 - exp(Q(x)) with a polynomial Q of degree 6
     * fitted to log(erfc(x)) such that the error of exp(Q(x)) is level.
     */
    public static float erf(float x) {
        float magnitude = Math.abs(x);
        float a = magnitude > ERF_MAX ? ERF_MAX : magnitude;
        float b = a * a;
        // Computes both ranges, because a lane cannot branch.
        float small = Math.fma(Math.fma(ERF_6, b, ERF_5), b, ERF_4);
        small = Math.fma(Math.fma(Math.fma(Math.fma(small, b, ERF_3), b, ERF_2), b, ERF_1), b, ERF_0);
        small = Math.fma(a, small, a);

        float q = Math.fma(Math.fma(ERFC_6, a, ERFC_5), a, ERFC_4);
        q = Math.fma(Math.fma(Math.fma(Math.fma(q, a, ERFC_3), a, ERFC_2), a, ERFC_1), a, ERFC_0);
        float shifted = Math.fma(q, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, q));
        float p = Math.fma(r * r, expm1Quotient(r), r);
        float scale = powerOfTwo(Float.floatToRawIntBits(shifted));
        float large = Math.fma(-scale, p, 1.0f - scale);
        return Math.copySign(a < ERF_SPLIT ? small : large, x);
    }

    /** 2^n of the n in the low nine bits; the others are shifted out. */
    private static float powerOfTwo(int n) {
        return Float.intBitsToFloat((n << SIGNIFICAND_BITS) + ONE_BITS);
    }

    /** (e^r - 1 - r) / r^2 for |r| up to ln(2) / 2. */
    private static float expm1Quotient(float r) {
        float p = Math.fma(Math.fma(EXP_7, r, EXP_6), r, EXP_5);
        return Math.fma(Math.fma(Math.fma(p, r, EXP_4), r, EXP_3), r, EXP_2);
    }

    /** The significand in [sqrt(1/2), sqrt(2)) of a number whose bits were moved by one less sqrt(1/2). */
    private static float significand(int bits) {
        return Float.intBitsToFloat((bits & SIGNIFICAND_MASK) + SQRT_HALF_BITS);
    }

    /** The exponent that belongs to {@link #significand}, plus {@link #EXPONENT_BIAS}. */
    private static float exponent(int bits) {
        return Float.intBitsToFloat((bits >>> SIGNIFICAND_BITS) + INTEGER_BITS);
    }

    /** n log(2) + log(1 + f) + correction for 1 + f in [sqrt(1/2), sqrt(2)]. */
    private static float logKernel(float n, float f, float correction) {
        float s = f / (2.0f + f);
        float z = s * s;
        float series = z * Math.fma(Math.fma(LOG_3, z, LOG_2), z, LOG_1);
        float half = 0.5f * f * f;
        float low = Math.fma(s, half + series, Math.fma(n, LN2_LOW, correction));
        float sum = Math.fma(n, LN2_HIGH, f);
        float lost = Math.fma(n, LN2_HIGH, -sum) + f;
        return sum + (lost + (low - half));
    }

    /** The logarithm of u given for positive finite u, and that of zero, infinity, NaN or a negative u. */
    private static float logEdges(float u, float logarithm) {
        float negative = u == 0.0f ? Float.NEGATIVE_INFINITY : Float.NaN;
        float finite = u > 0.0f ? logarithm : negative;
        return u == Float.POSITIVE_INFINITY ? u : finite;
    }
}
