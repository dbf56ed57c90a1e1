package io.descent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.descent.api.Plugin;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Float32Kernels;
import io.descent.inference.tensor.internal.Float32Product;
import io.descent.inference.tensor.internal.Float64Kernels;
import io.descent.inference.tensor.internal.Float64Product;
import io.descent.inference.tensor.internal.Scalar;
import io.descent.inference.tensor.internal.ScalarFloat32Product;
import io.descent.inference.tensor.internal.ScalarFloat64Product;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

public class WrongBackendsTest {
    /** The scalar kernels; each plugin below breaks one thing. */
    interface Plain extends Backend {
        @Override
        default @Nullable String missing() {
            return null;
        }

        @Override
        default Float32Kernels float32() {
            return new Float32Kernels();
        }

        @Override
        default Float64Kernels float64() {
            return new Float64Kernels();
        }

        @Override
        default Float32Product float32Product(Workers workers) {
            return new ScalarFloat32Product(workers);
        }

        @Override
        default Float64Product float64Product(Workers workers) {
            return new ScalarFloat64Product(workers);
        }
    }

    public record UsesJavasExp() implements Plain {
        @Override
        public Float32Kernels float32() {
            return new Float32Kernels() {
                @Override
                public void exp(float[] x, int from, int to) {
                    for (int i = from; i < to; i++) {
                        x[i] = (float) StrictMath.exp(x[i]);
                    }
                }
            };
        }
    }

    public record UsesJavasTanh() implements Plain {
        @Override
        public Float64Kernels float64() {
            return new Float64Kernels() {
                @Override
                public void tanh(double[] x, int from, int to) {
                    for (int i = from; i < to; i++) {
                        x[i] = StrictMath.tanh(x[i]);
                    }
                }
            };
        }
    }

    public record ForgetsTheLastElement() implements Plain {
        @Override
        public Float32Kernels float32() {
            return new Float32Kernels() {
                @Override
                public void sigmoid(float[] x, int from, int to) {
                    super.sigmoid(x, from, to - 1);
                }
            };
        }
    }

    public record MissesNan() implements Plain {
        @Override
        public Float32Kernels float32() {
            return new Float32Kernels() {
                @Override
                public float largestMagnitude(float[] x, int from, int to) {
                    float largest = 0;
                    for (int i = from; i < to; i++) {
                        if (Math.abs(x[i]) > largest && Math.abs(x[i]) < 1000) {
                            largest = Math.abs(x[i]);
                        }
                    }
                    return largest;
                }
            };
        }
    }

    /** A product that rounds twice. */
    public record MultipliesAndAdds() implements Plain {
        @Override
        public Float32Product float32Product(Workers workers) {
            return new ScalarFloat32Product(workers) {
                @Override
                protected void compute() {
                    for (int i = 0; i < rows; i++) {
                        for (int j = 0; j < columns; j++) {
                            float sum = start == null ? 0 : start[startOffset + j];
                            for (int k = 0; k < inner; k++) {
                                sum += a[aOffset + i * aRow + k * aColumn] * b[bOffset + k * bRow + j * bColumn];
                            }
                            c[cOffset + i * columns + j] = sum;
                        }
                    }
                }
            };
        }
    }

    public record SumsBackwards() implements Plain {
        @Override
        public Float64Product float64Product(Workers workers) {
            return new ScalarFloat64Product(workers) {
                @Override
                protected void compute() {
                    for (int i = 0; i < rows; i++) {
                        for (int j = 0; j < columns; j++) {
                            double sum = start == null ? 0 : start[startOffset + j];
                            for (int k = inner - 1; k >= 0; k--) {
                                sum = Math.fma(
                                        a[aOffset + i * aRow + k * aColumn], b[bOffset + k * bRow + j * bColumn], sum);
                            }
                            c[cOffset + i * columns + j] = sum;
                        }
                    }
                }
            };
        }
    }

    public record IgnoresTheStart() implements Plain {
        @Override
        public Float32Product float32Product(Workers workers) {
            return new ScalarFloat32Product(workers) {
                @Override
                protected void compute() {
                    start = null;
                    super.compute();
                }
            };
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(new UsesJavasExp(), "the bits of exp differ"),
                arguments(new UsesJavasTanh(), "the bits of tanh differ"),
                arguments(new ForgetsTheLastElement(), "the bits of sigmoid differ"),
                arguments(new MissesNan(), "the bits of searches for large numbers differ"),
                arguments(new MultipliesAndAdds(), "one chain of fused multiply-adds"),
                arguments(new SumsBackwards(), "in ascending order"),
                arguments(new IgnoresTheStart(), "of kind 3"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRejectedInWords(Plugin plugin, String words) {
        Rejection.require(plugin, words);
    }

    @Test
    void theScalarKernelsAreAccepted() {
        assertThat(Rejection.complaints(new Scalar())).isEmpty();
    }
}
