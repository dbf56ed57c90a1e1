package io.descent.simd;

import static io.descent.simd.SimdFloat32Functions.ONE;
import static io.descent.simd.SimdFloat32Functions.ROUNDERS;
import static io.descent.simd.SimdFloat32Functions.atMost;
import static io.descent.simd.SimdFloat32Functions.powerOfTwo;
import static io.descent.simd.SimdFloat32Functions.reduced;
import static io.descent.simd.SimdFloat32Functions.signOf;
import static jdk.incubator.vector.FloatVector.broadcast;

import io.descent.inference.tensor.internal.Float32Functions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The parts of {@link SimdFloat32Functions} that differ in float64: the polynomials, tanh and erf. */
final class SimdFloat32Series extends Float32Functions {
    private static final VectorSpecies<Float> SPECIES = SimdFloat32Kernels.SPECIES;
    private static final int LANES = SimdFloat32Kernels.LANES;

    private SimdFloat32Series() {}

    static int tanh(float[] x, int from, int to) {
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            FloatVector given = FloatVector.fromArray(SPECIES, x, i);
            IntVector sign = signOf(given);
            FloatVector a = atMost(given.abs(), TANH_MAX);
            FloatVector b = a.add(a);
            FloatVector shifted = b.fma(broadcast(SPECIES, LOG2_E), ROUNDERS);
            FloatVector r = reduced(b, shifted.sub(ROUNDER));
            FloatVector p = r.mul(r).fma(expm1Quotient(r), r);
            FloatVector scale = powerOfTwo(shifted.reinterpretAsInts());
            FloatVector quotient = broadcast(SPECIES, 2.0f).div(scale.fma(p, scale.add(1.0f)));
            FloatVector large = ONE.sub(quotient);

            FloatVector z = a.mul(a);
            FloatVector w = z.mul(z);
            FloatVector odd = w.fma(broadcast(SPECIES, TANH_5), broadcast(SPECIES, TANH_3))
                    .fma(w, broadcast(SPECIES, TANH_1));
            FloatVector even = w.fma(broadcast(SPECIES, TANH_6), broadcast(SPECIES, TANH_4))
                    .fma(w, broadcast(SPECIES, TANH_2));
            FloatVector small = a.mul(z).fma(even.fma(z, odd).fma(z, broadcast(SPECIES, TANH_0)), a);
            large.blend(small, a.compare(VectorOperators.LT, TANH_SPLIT))
                    .reinterpretAsInts()
                    .or(sign)
                    .reinterpretAsFloats()
                    .intoArray(x, i);
        }
        return i;
    }

    static int erf(float[] x, int from, int to) {
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            FloatVector given = FloatVector.fromArray(SPECIES, x, i);
            IntVector sign = signOf(given);
            FloatVector a = atMost(given.abs(), ERF_MAX);
            FloatVector q = a.fma(broadcast(SPECIES, ERFC_6), broadcast(SPECIES, ERFC_5))
                    .fma(a, broadcast(SPECIES, ERFC_4))
                    .fma(a, broadcast(SPECIES, ERFC_3))
                    .fma(a, broadcast(SPECIES, ERFC_2))
                    .fma(a, broadcast(SPECIES, ERFC_1))
                    .fma(a, broadcast(SPECIES, ERFC_0));
            FloatVector shifted = q.fma(broadcast(SPECIES, LOG2_E), ROUNDERS);
            FloatVector r = reduced(q, shifted.sub(ROUNDER));
            FloatVector p = r.mul(r).fma(expm1Quotient(r), r);
            FloatVector scale = powerOfTwo(shifted.reinterpretAsInts());
            FloatVector large = scale.neg().fma(p, ONE.sub(scale));

            FloatVector b = a.mul(a);
            FloatVector small = b.fma(broadcast(SPECIES, ERF_6), broadcast(SPECIES, ERF_5))
                    .fma(b, broadcast(SPECIES, ERF_4))
                    .fma(b, broadcast(SPECIES, ERF_3))
                    .fma(b, broadcast(SPECIES, ERF_2))
                    .fma(b, broadcast(SPECIES, ERF_1))
                    .fma(b, broadcast(SPECIES, ERF_0));
            small = a.fma(small, a);
            large.blend(small, a.compare(VectorOperators.LT, ERF_SPLIT))
                    .reinterpretAsInts()
                    .or(sign)
                    .reinterpretAsFloats()
                    .intoArray(x, i);
        }
        return i;
    }

    static FloatVector expm1Quotient(FloatVector r) {
        return r.fma(broadcast(SPECIES, EXP_7), broadcast(SPECIES, EXP_6))
                .fma(r, broadcast(SPECIES, EXP_5))
                .fma(r, broadcast(SPECIES, EXP_4))
                .fma(r, broadcast(SPECIES, EXP_3))
                .fma(r, broadcast(SPECIES, EXP_2));
    }

    static FloatVector log(FloatVector z) {
        return z.fma(broadcast(SPECIES, LOG_3), broadcast(SPECIES, LOG_2)).fma(z, broadcast(SPECIES, LOG_1));
    }
}
