package io.descent.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Regularizer;
import io.descent.core.random.RandomStreams;
import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.Precision;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegularizersTest {
    @Test
    void l2IsHalfLambdaTimesTheSquaredNorm() {
        ArrayTensor weights = ArrayTensor.zeros(Precision.FLOAT64, 2, 2);
        weights.set(0, 0, 1).set(0, 1, -2).set(1, 0, 3);
        L2 l2 = new L2(0.7);
        assertThat(l2.penalty(weights, index -> weights)).isCloseTo(0.35 * 14, within(1e-15));
        ArrayTensor gradient = ArrayTensor.zeros(Precision.FLOAT64, 2, 2);
        gradient.fill(1);
        l2.addGradient(weights, gradient, 0.1, index -> weights);
        assertThat(gradient.get(0, 1)).isCloseTo(1 - 0.07 * 2, within(1e-15));
        assertThat(gradient.get(1, 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.86, 1})
    void dropoutKeepsItsShareAndTheExpectation(double keepProb) {
        ArrayTensor mask = ArrayTensor.zeros(Precision.FLOAT64, 100, 100);
        new Dropout(keepProb).fill(mask, new RandomStreams(1).initialization().apply(1));
        int kept = 0;
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 100; j++) {
                double value = mask.get(i, j);
                assertThat(value == 0 || value == 1 / keepProb).isTrue();
                kept += value == 0 ? 0 : 1;
            }
        }
        double deviation = Math.sqrt(keepProb * (1 - keepProb) / 10_000);
        assertThat(kept / 10_000.0).isCloseTo(keepProb, within(4 * deviation + 1e-12));
    }

    @Test
    void hyperparametersOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new L2(-1)).withMessageContaining("at least 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Dropout(0)).withMessageContaining("keep-prob is 0.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Dropout(1.5));
    }

    @Test
    void serviceLoaderFindsThem() {
        assertThat(ServiceLoader.load(Regularizer.class))
                .extracting(Regularizer::name)
                .containsExactlyInAnyOrder("dropout", "l2");
    }
}
