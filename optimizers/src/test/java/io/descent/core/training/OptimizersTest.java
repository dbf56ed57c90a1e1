package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Optimizer;
import io.descent.inference.spec.Precision;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizersTest {
    static Stream<Optimizer> optimizers() {
        return ServiceLoader.load(Optimizer.class).stream().map(ServiceLoader.Provider::get);
    }

    @Test
    void serviceLoaderFindsThem() {
        assertThat(optimizers())
                .extracting(Optimizer::name)
                .containsExactlyInAnyOrder(
                        "gradient-descent",
                        "momentum",
                        "nesterov",
                        "rmsprop",
                        "adagrad",
                        "adadelta",
                        "adam",
                        "amsgrad",
                        "adamw",
                        "adamax",
                        "nadam",
                        "radam",
                        "lamb",
                        "schedule-free-sgd",
                        "schedule-free-adamw",
                        "ema",
                        "swa",
                        "lookahead");
    }

    /**
     * An optimizer that squares this gradient would divide by the result from then on, and training would silently
     * stop.
     */
    @ParameterizedTest
    @MethodSource("optimizers")
    void aGradientOf1e30EndsTheRun(Optimizer optimizer) {
        for (Precision precision : Precision.values()) {
            Walk walk = new Walk(optimizer, precision, 0.1, 3, 2, 4);
            walk.parameters().fill(0.5);
            walk.step(() -> 1);
            String before = walk.sha256();
            Divergence divergence = walk.tryStep(() -> 1e30);
            assertThat(divergence).isEqualTo(new Divergence("the gradient", "dense-1.weight", 2, "exceeds 1e18"));
            assertThat(walk.sha256()).isEqualTo(before);
        }
    }
}
