package io.descent.simd;

import static io.descent.simd.SimdFloat64Functions.ONE;
import static io.descent.simd.SimdFloat64Functions.ROUNDERS;
import static io.descent.simd.SimdFloat64Functions.atMost;
import static io.descent.simd.SimdFloat64Functions.powerOfTwo;
import static io.descent.simd.SimdFloat64Functions.signOf;
import static jdk.incubator.vector.DoubleVector.broadcast;

import io.descent.inference.tensor.internal.Float64Functions;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The parts of {@link SimdFloat64Functions} that differ in float32: the polynomials, tanh and erf. */
final class SimdFloat64Series extends Float64Functions {
    private static final VectorSpecies<Double> SPECIES = SimdFloat64Kernels.SPECIES;
    private static final int LANES = SimdFloat64Kernels.LANES;

    private SimdFloat64Series() {}

    static int tanh(double[] x, int from, int to) {
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            DoubleVector given = DoubleVector.fromArray(SPECIES, x, i);
            LongVector sign = signOf(given);
            DoubleVector magnitude = given.abs();
            DoubleVector a = atMost(magnitude, TANH_MAX).mul(2.0);
            DoubleVector shifted = a.fma(broadcast(SPECIES, LOG2_E), ROUNDERS);
            DoubleVector n = shifted.sub(ROUNDER);
            DoubleVector high = n.fma(broadcast(SPECIES, -LN2_HIGH), a);
            DoubleVector r = n.fma(broadcast(SPECIES, -LN2_LOW), high);
            DoubleVector square = r.mul(r);
            DoubleVector quotient = expm1Quotient(r);
            DoubleVector p = square.fma(quotient, r);
            DoubleVector pLow = square.fma(quotient, r.sub(p)).add(n.fma(broadcast(SPECIES, -LN2_LOW), high.sub(r)));
            DoubleVector scale = powerOfTwo(shifted.reinterpretAsLongs());
            DoubleVector up = scale.sub(1.0);
            DoubleVector upHigh = scale.fma(p, up);
            DoubleVector upLow = scale.fma(pLow, scale.fma(p, up.sub(upHigh)));
            DoubleVector downHigh = upHigh.add(2.0);
            DoubleVector downLow = upHigh.sub(downHigh.sub(2.0)).add(upLow);
            DoubleVector inverse = ONE.div(downHigh);
            DoubleVector y = upHigh.mul(inverse);
            DoubleVector negative = y.neg();
            DoubleVector rest = negative.fma(downHigh, upHigh).add(negative.fma(downLow, upLow));
            DoubleVector rounded = rest.fma(inverse, y);
            rounded.blend(ONE, magnitude.compare(VectorOperators.GT, TANH_ONE))
                    .reinterpretAsLongs()
                    .or(sign)
                    .reinterpretAsDoubles()
                    .intoArray(x, i);
        }
        return i;
    }

    /** Avoids calls where it can: after so many vector operations, the JIT compiler inlines no other methods. */
    static int erf(double[] x, int from, int to) {
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            DoubleVector given = DoubleVector.fromArray(SPECIES, x, i);
            LongVector sign = signOf(given);
            DoubleVector a = atMost(given.abs(), ERF_MAX);
            DoubleVector b = a.mul(a);
            DoubleVector c = b.mul(b);
            DoubleVector q0 = c.fma(broadcast(SPECIES, ERFC_16), broadcast(SPECIES, ERFC_12))
                    .fma(c, broadcast(SPECIES, ERFC_8))
                    .fma(c, broadcast(SPECIES, ERFC_4));
            DoubleVector q1 = c.fma(broadcast(SPECIES, ERFC_13), broadcast(SPECIES, ERFC_9))
                    .fma(c, broadcast(SPECIES, ERFC_5));
            DoubleVector q2 = c.fma(broadcast(SPECIES, ERFC_14), broadcast(SPECIES, ERFC_10))
                    .fma(c, broadcast(SPECIES, ERFC_6));
            DoubleVector q3 = c.fma(broadcast(SPECIES, ERFC_15), broadcast(SPECIES, ERFC_11))
                    .fma(c, broadcast(SPECIES, ERFC_7));
            DoubleVector q = q3.fma(a, q2).fma(b, q1.fma(a, q0));
            DoubleVector t = a.fma(broadcast(SPECIES, ERFC_3), broadcast(SPECIES, ERFC_2))
                    .fma(b, a.fma(broadcast(SPECIES, ERFC_1), broadcast(SPECIES, ERFC_0)));
            q = q.fma(c, t);
            DoubleVector shifted = q.fma(broadcast(SPECIES, LOG2_E), ROUNDERS);
            DoubleVector n = shifted.sub(ROUNDER);
            DoubleVector r = n.fma(broadcast(SPECIES, -LN2_LOW), n.fma(broadcast(SPECIES, -LN2_HIGH), q));
            DoubleVector p = r.mul(r).fma(expm1Quotient(r), r);
            DoubleVector scale = shifted.reinterpretAsLongs()
                    .lanewise(VectorOperators.LSHL, SIGNIFICAND_BITS)
                    .add(ONE_BITS)
                    .reinterpretAsDoubles();
            DoubleVector large = scale.neg().fma(p, ONE.sub(scale));

            DoubleVector even = c.fma(broadcast(SPECIES, ERF_10), broadcast(SPECIES, ERF_8))
                    .fma(c, broadcast(SPECIES, ERF_6))
                    .fma(c, broadcast(SPECIES, ERF_4))
                    .fma(c, broadcast(SPECIES, ERF_2))
                    .fma(c, broadcast(SPECIES, ERF_0));
            DoubleVector odd = c.fma(broadcast(SPECIES, ERF_11), broadcast(SPECIES, ERF_9))
                    .fma(c, broadcast(SPECIES, ERF_7))
                    .fma(c, broadcast(SPECIES, ERF_5))
                    .fma(c, broadcast(SPECIES, ERF_3))
                    .fma(c, broadcast(SPECIES, ERF_1));
            DoubleVector small = a.fma(odd.fma(b, even), a);
            large.blend(small, a.compare(VectorOperators.LT, 1.0))
                    .reinterpretAsLongs()
                    .or(sign)
                    .reinterpretAsDoubles()
                    .intoArray(x, i);
        }
        return i;
    }

    static DoubleVector expm1Quotient(DoubleVector r) {
        DoubleVector z = r.mul(r);
        DoubleVector odd = z.fma(broadcast(SPECIES, EXP_11), broadcast(SPECIES, EXP_9))
                .fma(z, broadcast(SPECIES, EXP_7))
                .fma(z, broadcast(SPECIES, EXP_5))
                .fma(z, broadcast(SPECIES, EXP_3));
        DoubleVector even = z.fma(broadcast(SPECIES, EXP_10), broadcast(SPECIES, EXP_8))
                .fma(z, broadcast(SPECIES, EXP_6))
                .fma(z, broadcast(SPECIES, EXP_4));
        return even.fma(r, odd).fma(r, broadcast(SPECIES, EXP_2));
    }

    static DoubleVector log(DoubleVector z) {
        DoubleVector w = z.mul(z);
        DoubleVector even = w.fma(broadcast(SPECIES, LOG_7), broadcast(SPECIES, LOG_5))
                .fma(w, broadcast(SPECIES, LOG_3))
                .fma(w, broadcast(SPECIES, LOG_1));
        DoubleVector odd =
                w.fma(broadcast(SPECIES, LOG_6), broadcast(SPECIES, LOG_4)).fma(w, broadcast(SPECIES, LOG_2));
        return odd.fma(z, even);
    }
}
