package io.descent.onnx;

import io.descent.inference.table.internal.NormalDistribution.Part;
import io.descent.inference.tensor.internal.Float64Functions;

/** Functions of float64 tensors that ONNX or its runtimes do not have for this type. */
final class Functions extends Float64Functions {
    private static final double QUARTER = 0.25;

    private Functions() {}

    /** cos(2 pi u). */
    static Value cosineOfTurns(Value u) {
        Value nearest = u.minus(u.apply("Round"));
        return nearest.plus(QUARTER).times(2 * Math.PI).apply("Sin");
    }

    /** The error function, as {@link Float64Functions#erf}. */
    static Value erf(Value x) {
        Value a = x.abs().min(ERF_MAX);
        Value small = a.times(a.times(a)
                .polynomial(1 + ERF_0, ERF_1, ERF_2, ERF_3, ERF_4, ERF_5, ERF_6, ERF_7, ERF_8, ERF_9, ERF_10, ERF_11));
        Value exponent = a.polynomial(
                ERFC_0, ERFC_1, ERFC_2, ERFC_3, ERFC_4, ERFC_5, ERFC_6, ERFC_7, ERFC_8, ERFC_9, ERFC_10, ERFC_11,
                ERFC_12, ERFC_13, ERFC_14, ERFC_15, ERFC_16);
        Value large = exponent.exp().negate().plus(1);
        return a.isBelow(1).choose(small, large).times(x.sign());
    }

    /** The probability of a number up to x under the standard normal distribution. */
    static Value cumulative(Value x) {
        return erf(x.times(Math.sqrt(0.5))).plus(1).times(0.5);
    }

    /** The quantile of the standard normal distribution, for probabilities above 0 and below 1. */
    static Value quantile(Value p) {
        Value q = p.minus(0.5);
        Value central = q.times(ratio(q.times(q).negate().plus(0.180625), Part.CENTRAL));
        Value r = q.isBelow(0).choose(p, p.negate().plus(1)).log().negate().sqrt();
        Value middle = ratio(r.minus(1.6), Part.MIDDLE);
        Value far = ratio(r.minus(5), Part.FAR);
        Value tail = r.isAbove(5).choose(far, middle).times(q.sign());
        return q.abs().isAbove(0.425).choose(tail, central);
    }

    private static Value ratio(Value r, Part part) {
        return r.polynomial(part.above()).over(r.polynomial(part.below()));
    }
}
