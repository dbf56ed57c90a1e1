package io.descent.initializers;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.core.random.RandomStreams;
import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.Precision;
import java.util.ServiceLoader;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializersTest {
    private static double[] weights(Initializer initializer, int in, int out) {
        ArrayTensor weights = ArrayTensor.zeros(Precision.FLOAT64, out, in);
        weights.fill(9);
        initializer.fill(
                weights, new Fan(in, out), new RandomStreams(3).initialization().apply(1));
        double[] numbers = new double[weights.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = weights.get(i / in, i % in);
        }
        return numbers;
    }

    @ParameterizedTest
    @CsvSource({"he-normal, 2", "xavier-normal, 1"})
    void weightsAreNormalWithTheStatedVariance(String name, double gain) {
        Initializer initializer = ServiceLoader.load(Initializer.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(i -> i.name().equals(name))
                .findAny()
                .orElseThrow();
        for (int in : new int[] {5, 50, 400}) {
            double[] sample = weights(initializer, in, 4000 / in);
            NormalDistribution expected = new NormalDistribution(0, Math.sqrt(gain / in));
            assertThat(new KolmogorovSmirnovTest().kolmogorovSmirnovTest(expected, sample))
                    .isGreaterThan(1e-4);
            assertThat(weights(initializer, in, 4000 / in)).isEqualTo(sample);
        }
    }

    @Test
    void zerosAreZero() {
        assertThat(weights(new Zeros(), 3, 4)).containsOnly(0);
    }
}
