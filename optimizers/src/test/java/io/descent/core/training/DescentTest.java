package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Optimizer;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimizer descends at a learning rate that suits it. */
class DescentTest {
    /** A function of two weights, x and y, and one bias, b. */
    private interface Surface {
        double height(double x, double y, double b);

        double[] gradient(double x, double y, double b);
    }

    /** Curvatures 100, 1 and 10: height 555 at (3, 3, 3), 0 at the origin. */
    private record Parabola() implements Surface {
        @Override
        public double height(double x, double y, double b) {
            return (100 * x * x + y * y + 10 * b * b) / 2;
        }

        @Override
        public double[] gradient(double x, double y, double b) {
            return new double[] {100 * x, y, 10 * b};
        }
    }

    /**
     * Rosenbrock 1960: a curved valley with steep sides, height 24.2 at (0.8, 3) and 0 at (3, 3); the bias adds
     * nothing. It is shifted by (2, 2), because a step of LAMB is as long as the weights and would not pass the origin.
     */
    private record Rosenbrock() implements Surface {
        @Override
        public double height(double x, double y, double b) {
            double u = x - 2;
            double off = y - 2 - u * u;
            return 100 * off * off + (1 - u) * (1 - u);
        }

        @Override
        public double[] gradient(double x, double y, double b) {
            double u = x - 2;
            double off = y - 2 - u * u;
            return new double[] {-400 * u * off - 2 * (1 - u), 200 * off, 0};
        }
    }

    /** Learning rates that suit an optimizer. */
    private record Rates(double parabola, double rosenbrock) {}

    private static final Map<String, Rates> RATES = Map.ofEntries(
            Map.entry("gradient-descent", new Rates(0.01, 0.001)),
            Map.entry("momentum", new Rates(0.01, 0.001)),
            Map.entry("nesterov", new Rates(0.001, 0.0002)),
            Map.entry("rmsprop", new Rates(0.01, 0.001)),
            Map.entry("adagrad", new Rates(1, 0.5)),
            Map.entry("adadelta", new Rates(0.5, 0.05)),
            Map.entry("adam", new Rates(0.05, 0.01)),
            Map.entry("amsgrad", new Rates(0.05, 0.01)),
            Map.entry("adamw", new Rates(0.05, 0.01)),
            Map.entry("adamax", new Rates(0.05, 0.01)),
            Map.entry("nadam", new Rates(0.05, 0.01)),
            Map.entry("radam", new Rates(0.01, 0.001)),
            Map.entry("lamb", new Rates(0.01, 0.0002)),
            Map.entry("schedule-free-sgd", new Rates(0.01, 0.001)),
            Map.entry("schedule-free-adamw", new Rates(0.05, 0.01)),
            Map.entry("ema", new Rates(0.05, 0.01)),
            Map.entry("swa", new Rates(0.05, 0.01)),
            Map.entry("lookahead", new Rates(0.05, 0.01)));

    static Stream<Optimizer> optimizers() {
        return ServiceLoader.load(Optimizer.class).stream().map(ServiceLoader.Provider::get);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void descendsAParabolaOfUnequalCurvatures(Optimizer optimizer) {
        assertThat(RATES).containsKey(optimizer.name());
        double rate = RATES.get(optimizer.name()).parabola();
        for (Precision precision : Precision.values()) {
            assertThat(heightAfter(2000, optimizer, precision, rate, new Parabola(), 3, 3, 3))
                    .isLessThan(0.01);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void followsTheRosenbrockValley(Optimizer optimizer) {
        assertThat(RATES).containsKey(optimizer.name());
        double rate = RATES.get(optimizer.name()).rosenbrock();
        for (Precision precision : Precision.values()) {
            assertThat(heightAfter(10_000, optimizer, precision, rate, new Rosenbrock(), 0.8, 3, 0))
                    .isLessThan(0.02);
        }
    }

    private static double heightAfter(
            int steps, Optimizer optimizer, Precision precision, double rate, Surface surface, double... start) {
        Walk walk = new Walk(optimizer, precision, rate, 2, 1, 8192);
        ArrayTensor at = walk.parameters();
        for (int i = 0; i < start.length; i++) {
            at.set(0, i, start[i]);
        }
        for (int t = 0; t < steps; t++) {
            double[] gradient = surface.gradient(at.get(0, 0), at.get(0, 1), at.get(0, 2));
            int[] next = {0};
            walk.step(() -> gradient[next[0]++]);
        }
        return surface.height(at.get(0, 0), at.get(0, 1), at.get(0, 2));
    }
}
