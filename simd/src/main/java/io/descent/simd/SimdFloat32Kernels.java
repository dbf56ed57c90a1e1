package io.descent.simd;

import io.descent.inference.tensor.internal.Float32Kernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Functions on float32 vectors. The scalar kernels process the elements that do not fill a vector. */
class SimdFloat32Kernels extends Float32Kernels {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    @Override
    public void exp(float[] x, int from, int to) {
        super.exp(x, SimdFloat32Functions.exp(x, from, to), to);
    }

    @Override
    public void expm1(float[] x, int from, int to) {
        super.expm1(x, SimdFloat32Functions.expm1(x, from, to), to);
    }

    @Override
    public void log1p(float[] x, int from, int to) {
        super.log1p(x, SimdFloat32Functions.log1p(x, from, to), to);
    }

    @Override
    public void tanh(float[] x, int from, int to) {
        super.tanh(x, SimdFloat32Series.tanh(x, from, to), to);
    }

    @Override
    public void erf(float[] x, int from, int to) {
        super.erf(x, SimdFloat32Series.erf(x, from, to), to);
    }

    @Override
    public void sigmoid(float[] x, int from, int to) {
        super.sigmoid(x, SimdFloat32Functions.sigmoid(x, from, to), to);
    }

    @Override
    public void columnSums(float[] sums, int to, float[] x, int from, int distance, int rows, int columns) {
        int j = 0;
        for (; j <= columns - LANES; j += LANES) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = 0; i < rows; i++) {
                sum = sum.add(FloatVector.fromArray(SPECIES, x, from + i * distance + j));
            }
            sum.intoArray(sums, to + j);
        }
        super.columnSums(sums, to + j, x, from + j, distance, rows, columns - j);
    }

    @Override
    public void scaleUnlessPositive(float[] x, float[] z, float slope, int from, int to) {
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            FloatVector value = FloatVector.fromArray(SPECIES, x, i);
            value.mul(slope)
                    .blend(value, FloatVector.fromArray(SPECIES, z, i).compare(VectorOperators.GT, 0))
                    .intoArray(x, i);
        }
        super.scaleUnlessPositive(x, z, slope, i, to);
    }

    @Override
    public float largestMagnitude(float[] x, int from, int to) {
        IntVector largest =
                FloatVector.zero(SPECIES).reinterpretAsInts(); // as integers, magnitudes have the same order
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            largest = largest.max(FloatVector.fromArray(SPECIES, x, i).abs().reinterpretAsInts());
        }
        float found = Float.intBitsToFloat(largest.reduceLanes(VectorOperators.MAX));
        return Math.max(found, super.largestMagnitude(x, i, to));
    }
}
