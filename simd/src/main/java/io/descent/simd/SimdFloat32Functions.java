package io.descent.simd;

import static jdk.incubator.vector.FloatVector.broadcast;

import io.descent.inference.tensor.internal.Float32Functions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Float32Functions} on vectors: the same operations in the same order, lane by lane.
 *
 * <p>Every method replaces whole vectors of elements in place, starting at {@code from}, and returns the index of the
 * first element that it did not replace. Each loop contains its whole function, because a vector that crosses a call
 * which the JIT compiler does not inline becomes an object.
 */
final class SimdFloat32Functions extends Float32Functions {
    private static final VectorSpecies<Float> SPECIES = SimdFloat32Kernels.SPECIES;
    private static final int LANES = SimdFloat32Kernels.LANES;
    static final FloatVector ONE = broadcast(SPECIES, 1.0f);
    static final FloatVector ROUNDERS = broadcast(SPECIES, ROUNDER);

    private SimdFloat32Functions() {}

    static int exp(float[] x, int from, int to) {
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            FloatVector a = clamp(FloatVector.fromArray(SPECIES, x, i), EXP_MIN, EXP_MAX);
            FloatVector shifted = a.fma(broadcast(SPECIES, LOG2_E), ROUNDERS);
            FloatVector r = reduced(a, shifted.sub(ROUNDER));
            FloatVector y = SimdFloat32Series.expm1Quotient(r).fma(r, ONE).fma(r, ONE);
            IntVector exponent = shifted.reinterpretAsInts();
            IntVector half = exponent.lanewise(VectorOperators.LSHR, 1);
            y.mul(powerOfTwo(half)).mul(powerOfTwo(exponent.sub(half))).intoArray(x, i);
        }
        return i;
    }

    static int expm1(float[] x, int from, int to) {
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            FloatVector given = FloatVector.fromArray(SPECIES, x, i);
            FloatVector a = clamp(given, EXPM1_MIN, EXP_MAX);
            FloatVector shifted = a.fma(broadcast(SPECIES, LOG2_E), ROUNDERS);
            FloatVector n = shifted.sub(ROUNDER);
            FloatVector high = n.fma(broadcast(SPECIES, -LN2_HIGH), a);
            FloatVector r = n.fma(broadcast(SPECIES, -LN2_LOW), high);
            FloatVector q =
                    r.mul(r).fma(SimdFloat32Series.expm1Quotient(r), n.fma(broadcast(SPECIES, -LN2_LOW), high.sub(r)));
            FloatVector scale = powerOfTwo(shifted.reinterpretAsInts().sub(1));
            FloatVector offset = scale.sub(0.5f);
            FloatVector sum = scale.fma(r, offset);
            FloatVector lost =
                    scale.fma(r, offset.sub(sum)).add(scale.sub(offset).sub(0.5f));
            FloatVector y = sum.add(scale.fma(q, lost)).mul(2.0f);
            y.blend(given, given.abs().compare(VectorOperators.LT, TINY)).intoArray(x, i);
        }
        return i;
    }

    static int log1p(float[] x, int from, int to) {
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            FloatVector given = FloatVector.fromArray(SPECIES, x, i);
            FloatVector u = given.add(1.0f);
            FloatVector lost = given.sub(u.sub(1.0f));
            IntVector bits = u.reinterpretAsInts().add(ONE_BITS - SQRT_HALF_BITS);
            IntVector power = bits.lanewise(VectorOperators.LSHR, SIGNIFICAND_BITS);
            FloatVector reciprocal = IntVector.broadcast(power.species(), RECIPROCAL_BITS)
                    .sub(power.lanewise(VectorOperators.LSHL, SIGNIFICAND_BITS))
                    .reinterpretAsFloats();
            FloatVector high = bits.and(SIGNIFICAND_MASK)
                    .add(SQRT_HALF_BITS)
                    .reinterpretAsFloats()
                    .sub(1.0f);
            FloatVector low = lost.mul(0.25f).mul(reciprocal);
            FloatVector f = high.add(low);
            FloatVector rest = low.sub(f.sub(high));
            FloatVector n = power.add(INTEGER_BITS).reinterpretAsFloats().sub(EXPONENT_BIAS);
            FloatVector y = logKernel(n, f, f.neg().fma(rest, rest));
            FloatVector negative = broadcast(SPECIES, Float.NaN)
                    .blend(broadcast(SPECIES, Float.NEGATIVE_INFINITY), u.compare(VectorOperators.EQ, 0.0f));
            FloatVector finite = negative.blend(y, u.compare(VectorOperators.GT, 0.0f));
            finite.blend(u, u.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY))
                    .blend(given, given.abs().compare(VectorOperators.LT, TINY))
                    .intoArray(x, i);
        }
        return i;
    }

    static int sigmoid(float[] x, int from, int to) {
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            FloatVector a = clamp(FloatVector.fromArray(SPECIES, x, i), -SIGMOID_MAX, SIGMOID_MAX)
                    .neg();
            FloatVector shifted = a.fma(broadcast(SPECIES, LOG2_E), ROUNDERS);
            FloatVector r = reduced(a, shifted.sub(ROUNDER));
            FloatVector q = r.mul(r).mul(SimdFloat32Series.expm1Quotient(r));
            IntVector exponent = shifted.reinterpretAsInts();
            IntVector half = exponent.lanewise(VectorOperators.LSHR, 1);
            FloatVector scale = powerOfTwo(exponent.sub(half));
            FloatVector inverse = powerOfTwo(half.neg());
            FloatVector powers = scale.add(inverse);
            FloatVector sum = scale.fma(r, powers);
            FloatVector rest = scale.fma(q, scale.fma(r, powers.sub(sum)).add(inverse.sub(powers.sub(scale))));
            FloatVector high = sum.add(rest);
            FloatVector lost = rest.sub(high.sub(sum));
            FloatVector y = ONE.div(high);
            FloatVector negative = y.neg();
            FloatVector error = negative.fma(lost, negative.fma(high, ONE));
            error.fma(y, y).mul(inverse).intoArray(x, i);
        }
        return i;
    }

    private static FloatVector clamp(FloatVector x, float min, float max) {
        return atMost(x.blend(min, x.compare(VectorOperators.LT, min)), max);
    }

    /** Compares and selects, as the scalar functions do; the minimum of the vector API has to check for NaN. */
    static FloatVector atMost(FloatVector x, float max) {
        return x.blend(max, x.compare(VectorOperators.GT, max));
    }

    static FloatVector reduced(FloatVector a, FloatVector n) {
        return n.fma(broadcast(SPECIES, -LN2_LOW), n.fma(broadcast(SPECIES, -LN2_HIGH), a));
    }

    static FloatVector powerOfTwo(IntVector n) {
        return n.lanewise(VectorOperators.LSHL, SIGNIFICAND_BITS).add(ONE_BITS).reinterpretAsFloats();
    }

    private static FloatVector logKernel(FloatVector n, FloatVector f, FloatVector correction) {
        FloatVector s = f.div(f.add(2.0f));
        FloatVector z = s.mul(s);
        FloatVector series = z.mul(SimdFloat32Series.log(z));
        FloatVector half = f.mul(0.5f).mul(f);
        FloatVector low = s.fma(half.add(series), n.fma(broadcast(SPECIES, LN2_LOW), correction));
        FloatVector sum = n.fma(broadcast(SPECIES, LN2_HIGH), f);
        FloatVector lost = n.fma(broadcast(SPECIES, LN2_HIGH), sum.neg()).add(f);
        return sum.add(lost.add(low.sub(half)));
    }

    static IntVector signOf(FloatVector x) {
        return x.reinterpretAsInts().and(broadcast(SPECIES, -0.0f).reinterpretAsInts());
    }
}
