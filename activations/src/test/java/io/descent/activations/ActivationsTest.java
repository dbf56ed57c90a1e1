package io.descent.activations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.jr.ob.JSON;
import io.descent.api.Activation;
import io.descent.api.Link;
import io.descent.api.Scratch;
import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ActivationsTest {
    private static final double STEP = 1e-6;

    static List<Activation> activations() {
        return ServiceLoader.load(Activation.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static Scratch scratch(ArrayTensor like) {
        ArrayTensor scratch = ArrayTensor.zeros(like.precision(), like.rows(), like.columns());
        return index -> scratch.fill(Double.NaN);
    }

    private static List<?> cases(String file) throws IOException {
        try (InputStream in = ActivationsTest.class.getResourceAsStream(file)) {
            List<?> cases = (List<?>) JSON.std.mapFrom(in).get("cases");
            assertThat(cases).isNotEmpty();
            return cases;
        }
    }

    @Test
    void serviceLoaderFindsThem() {
        assertThat(activations())
                .extracting(Activation::name)
                .containsExactlyInAnyOrder("linear", "relu", "sigmoid", "softmax", "tanh");
        assertThat(activations())
                .extracting(Activation::link)
                .containsExactlyInAnyOrder(Link.IDENTITY, Link.NONE, Link.NONE, Link.LOGIT, Link.SOFTMAX);
    }

    /** dJ/dz of J = sum of c a, by two-sided differences. */
    @ParameterizedTest
    @MethodSource("activations")
    void backwardIsTheDerivativeOfForward(Activation activation) {
        Random random = new Random(2);
        ArrayTensor z = ArrayTensor.zeros(Precision.FLOAT64, 4, 5);
        z.fill(random::nextGaussian);
        ArrayTensor c = ArrayTensor.zeros(Precision.FLOAT64, 4, 5);
        c.fill(random::nextGaussian);
        ArrayTensor a = ArrayTensor.zeros(Precision.FLOAT64, 4, 5);
        ArrayTensor gradient = ArrayTensor.zeros(Precision.FLOAT64, 4, 5);
        gradient.assign(c);
        activation.forward(z, a, scratch(z));
        activation.backward(z, a, gradient, scratch(z));
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 5; j++) {
                double middle = z.get(i, j);
                z.set(i, j, middle + STEP);
                activation.forward(z, a, scratch(z));
                double above = a.dot(c);
                z.set(i, j, middle - STEP);
                activation.forward(z, a, scratch(z));
                double below = a.dot(c);
                z.set(i, j, middle);
                assertThat(gradient.get(i, j)).isCloseTo((above - below) / (2 * STEP), within(1e-8));
            }
        }
    }

    @Test
    void softmaxMatchesTheGoldenNumbersUpToLogitsOfAThousand() throws IOException {
        for (Object each : cases("softmax.json")) {
            Map<?, ?> one = (Map<?, ?>) each;
            ArrayTensor z = transposed((List<?>) one.get("Z"));
            ArrayTensor want = transposed((List<?>) one.get("A"));
            ArrayTensor a = ArrayTensor.zeros(Precision.FLOAT64, z.rows(), z.columns());
            new Softmax().forward(z, a, scratch(z));
            for (int i = 0; i < a.rows(); i++) {
                for (int j = 0; j < a.columns(); j++) {
                    assertThat(a.get(i, j)).isCloseTo(want.get(i, j), within(1e-14));
                }
            }
        }
    }

    private static ArrayTensor transposed(List<?> matrix) {
        ArrayTensor tensor = ArrayTensor.zeros(Precision.FLOAT64, ((List<?>) matrix.get(0)).size(), matrix.size());
        for (int j = 0; j < matrix.size(); j++) {
            for (int i = 0; i < tensor.rows(); i++) {
                tensor.set(i, j, ((Number) ((List<?>) matrix.get(j)).get(i)).doubleValue());
            }
        }
        return tensor;
    }

    @Test
    void sigmoidAndReluMatchTheGoldenNumbers() throws IOException {
        for (Object each : cases("elementwise.json")) {
            Map<?, ?> one = (Map<?, ?>) each;
            ArrayTensor z = ArrayTensor.zeros(Precision.FLOAT64, 1, 1);
            z.fill(((Number) one.get("z")).doubleValue());
            ArrayTensor a = ArrayTensor.zeros(Precision.FLOAT64, 1, 1);
            new Sigmoid().forward(z, a, scratch(z));
            double sigmoid = ((Number) one.get("sigmoid")).doubleValue();
            assertThat(a.get(0, 0)).isCloseTo(sigmoid, within(Math.max(1e-300, 1e-14 * sigmoid)));
            new Relu().forward(z, a, scratch(z));
            assertThat(a.get(0, 0)).isEqualTo(((Number) one.get("relu")).doubleValue());
            a.fill(1);
            new Relu().backward(z, z, a, scratch(z));
            assertThat(a.get(0, 0)).isEqualTo(((Number) one.get("relu_derivative")).doubleValue());
        }
    }
}
