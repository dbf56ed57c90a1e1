package io.descent.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.inference.spec.Precision;
import org.junit.jupiter.api.Test;

class NetTest {
    private final Net net = Net.of(4, 3, 5, 2);

    @Test
    void aStepMultipliesForwardAndForBothGradientsButNotForTheGradientOfTheData() {
        assertThat(net.products())
                .extracting(Product::toString)
                .containsExactly("4x3x5 a b'", "5x4x3 a' b", "4x5x2 a b'", "2x4x5 a' b", "4x2x5 a b");
    }

    @Test
    void countsTwoOperationsForEachMultiplyAdd() {
        assertThat(net.flopsPerExample()).isEqualTo(2 * (2 * 3 * 5 + 3 * 5 * 2), within(1e-12));
    }

    @Test
    void productsFitTheKernels() {
        for (Precision precision : Precision.values()) {
            net.products().forEach(product -> product.onDescent(precision).run());
        }
    }

    @Test
    void theTinyWorkloadTrains() {
        Workload tiny = Workload.TINY;
        double accuracy = DescentTrainer.of(tiny.net(), tiny.load(300), tiny.precision(), 1)
                .epochs(300)
                .reportEvery(300)
                .build()
                .train()
                .train()
                .values()
                .get("accuracy");
        assertThat(accuracy).isGreaterThan(0.8);
    }
}
