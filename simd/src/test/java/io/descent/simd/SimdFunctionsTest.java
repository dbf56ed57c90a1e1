package io.descent.simd;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.tensor.internal.Float32Kernels;
import io.descent.inference.tensor.internal.Float64Kernels;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimdFunctionsTest {
    private static final double[] SPECIAL = {
        0.0,
        1.0,
        0.5,
        2.0,
        0.93,
        0.96,
        9.5,
        18.0,
        18.7,
        19.0616,
        40.0,
        88.73,
        89.0,
        104.5,
        709.78,
        710.0,
        746.0,
        3.95,
        5.9,
        0x1p-25,
        0x1p-54,
        0x1p-24,
        0x1p-126,
        0x1p-149,
        0x1p-1022,
        Double.MIN_VALUE,
        Float.MAX_VALUE,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NaN
    };

    enum Function {
        EXP(Float32Kernels::exp, Float64Kernels::exp),
        EXPM1(Float32Kernels::expm1, Float64Kernels::expm1),
        LOG1P(Float32Kernels::log1p, Float64Kernels::log1p),
        TANH(Float32Kernels::tanh, Float64Kernels::tanh),
        ERF(Float32Kernels::erf, Float64Kernels::erf),
        SIGMOID(Float32Kernels::sigmoid, Float64Kernels::sigmoid);

        private final Single single;
        private final Twofold twofold;

        Function(Single single, Twofold twofold) {
            this.single = single;
            this.twofold = twofold;
        }

        interface Single {
            void apply(Float32Kernels kernels, float[] x, int from, int to);
        }

        interface Twofold {
            void apply(Float64Kernels kernels, double[] x, int from, int to);
        }
    }

    /** Tests every 509th of all float32 numbers, which covers every exponent thousands of times. */
    @ParameterizedTest
    @EnumSource
    void hasTheBitsOfTheScalarFunctionInFloat32(Function function) {
        float[] x = new float[1 << 16];
        long bits = Integer.MIN_VALUE;
        while (bits <= Integer.MAX_VALUE) {
            for (int i = 0; i < x.length; i++) {
                x[i] = Float.intBitsToFloat((int) bits);
                bits += 509;
            }
            assertSame(function, x);
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasTheBitsOfTheScalarFunctionInFloat64(Function function) {
        SplittableRandom random = new SplittableRandom(7);
        double[] x = new double[1 << 16];
        for (int n = 0; n < 40; n++) {
            for (int i = 0; i < x.length; i++) {
                x[i] = n % 2 == 0 ? Double.longBitsToDouble(random.nextLong()) : random.nextDouble(-50, 50);
            }
            assertSame(function, x);
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasTheBitsOfTheScalarFunctionWhereItBends(Function function) {
        double[] x = new double[6 * SPECIAL.length];
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i += 3) {
            x[i] = (i % 2 == 0 ? 1 : -1) * SPECIAL[i / 6];
            x[i + 1] = Math.nextUp(x[i]);
            x[i + 2] = Math.nextDown(x[i]);
            y[i] = (float) x[i];
            y[i + 1] = Math.nextUp(y[i]);
            y[i + 2] = Math.nextDown(y[i]);
        }
        assertSame(function, x);
        assertSame(function, y);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 15, 16, 17, 31, 33, 100})
    void touchesOnlyWhatItIsGiven(int count) {
        for (Function function : Function.values()) {
            float[] x = new float[count + 40];
            double[] y = new double[count + 40];
            for (int i = 0; i < x.length; i++) {
                y[i] = (i % 17 - 8) / 4.0;
                x[i] = (float) y[i];
            }
            float[] single = x.clone();
            double[] twofold = y.clone();
            function.single.apply(new Float32Kernels(), single, 20, 20 + count);
            function.twofold.apply(new Float64Kernels(), twofold, 20, 20 + count);
            function.single.apply(new SimdFloat32Kernels(), x, 20, 20 + count);
            function.twofold.apply(new SimdFloat64Kernels(), y, 20, 20 + count);
            assertThat(x).isEqualTo(single);
            assertThat(y).isEqualTo(twofold);
        }
    }

    private static void assertSame(Function function, float[] x) {
        float[] want = x.clone();
        float[] got = x.clone();
        function.single.apply(new Float32Kernels(), want, 0, x.length);
        function.single.apply(new SimdFloat32Kernels(), got, 0, x.length);
        for (int i = 0; i < x.length; i++) {
            if (Float.floatToIntBits(want[i]) != Float.floatToIntBits(got[i])) {
                assertThat(got[i]).as("%s of %s", function, x[i]).isEqualTo(want[i]);
            }
        }
    }

    private static void assertSame(Function function, double[] x) {
        double[] want = x.clone();
        double[] got = x.clone();
        function.twofold.apply(new Float64Kernels(), want, 0, x.length);
        function.twofold.apply(new SimdFloat64Kernels(), got, 0, x.length);
        for (int i = 0; i < x.length; i++) {
            if (Double.doubleToLongBits(want[i]) != Double.doubleToLongBits(got[i])) {
                assertThat(got[i]).as("%s of %s", function, x[i]).isEqualTo(want[i]);
            }
        }
    }
}
