package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.jr.ob.JSON;
import io.descent.api.Activation;
import io.descent.api.Optimizer;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.Network;
import io.descent.core.network.ParameterVector;
import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.Precision;
import io.descent.optimizers.Adam;
import io.descent.optimizers.GradientDescent;
import io.descent.optimizers.Momentum;
import io.descent.optimizers.Rmsprop;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The optimizers in the class that moves parameters in a training, against golden numbers computed with NumPy. */
class OptimizersTest {
    private record Unused() implements Activation {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {}

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {}
    }

    private static Optimizer optimizer(String method, Map<?, ?> hyper) {
        return switch (method) {
            case "gd" -> new GradientDescent();
            case "momentum" -> new Momentum(number(hyper, "beta"), true);
            case "momentum_unscaled" -> new Momentum(number(hyper, "beta"), false);
            case "rmsprop" -> new Rmsprop(number(hyper, "beta2"), number(hyper, "epsilon"));
            case "adam" -> new Adam(number(hyper, "beta1"), number(hyper, "beta2"), number(hyper, "epsilon"));
            default -> throw new IllegalArgumentException(method);
        };
    }

    private static double number(Map<?, ?> map, String key) {
        return ((Number) map.get(key)).doubleValue();
    }

    @ParameterizedTest
    @CsvSource({
        "gd, 1e-13, 1e-5",
        "momentum, 1e-13, 1e-5",
        "momentum_unscaled, 1e-13, 1e-5",
        "rmsprop, 1e-13, 1e-5",
        "adam, 1e-13, 1e-5"
    })
    void tenStepsMatchTheGoldenNumbers(String method, double tolerance64, double tolerance32) throws IOException {
        List<Map<?, ?>> cases = new ArrayList<>();
        try (InputStream in = getClass().getResourceAsStream("optimizers.json")) {
            for (Object each : (List<?>) JSON.std.mapFrom(in).get("cases")) {
                if (((Map<?, ?>) each).get("method").equals(method)) {
                    cases.add((Map<?, ?>) each);
                }
            }
        }
        assertThat(cases).isNotEmpty();
        for (Map<?, ?> one : cases) {
            check(one, Precision.FLOAT64, tolerance64);
            check(one, Precision.FLOAT32, tolerance32);
        }
    }

    private static void check(Map<?, ?> one, Precision precision, double tolerance) {
        Map<?, ?> hyper = (Map<?, ?>) one.get("hyper");
        List<Integer> sizes = ((List<?>) one.get("layers"))
                .stream().map(n -> ((Number) n).intValue()).toList();
        List<LayerSpec> layers = sizes.subList(1, sizes.size()).stream()
                .map(units -> new LayerSpec(units, new Unused(), (w, fan, random) -> {}, List.of()))
                .toList();
        Network network = new Network(sizes.get(0), layers, precision);
        ParameterVector gradients = new ParameterVector(network.parameters().layout(), precision);
        set(network.parameters(), (Map<?, ?>) one.get("parameters0"), "");
        double rate = number(hyper, "learning_rate");
        int first = hyper.containsKey("first_t") ? ((Number) hyper.get("first_t")).intValue() : 1;
        ParameterUpdate update = new ParameterUpdate(
                optimizer((String) one.get("method"), hyper), network.parameters(), gradients, rate);
        List<?> steps = (List<?>) one.get("steps");
        for (int i = 0; i < steps.size(); i++) {
            set(gradients, (Map<?, ?>) ((List<?>) one.get("gradients")).get(i), "d");
            assertThat(update.apply(first + i, rate)).isNull();
            compare(network.parameters(), (Map<?, ?>) ((Map<?, ?>) steps.get(i)).get("parameters"), tolerance);
        }
    }

    private static String name(int tensor, int layers) {
        return (tensor < layers ? "W" : "b") + (tensor % layers + 1);
    }

    private static void set(ParameterVector vector, Map<?, ?> values, String prefix) {
        int tensors = vector.layout().entries().size();
        for (int n = 0; n < tensors; n++) {
            ArrayTensor tensor = vector.tensor(n);
            double[] numbers = flat((List<?>) values.get(prefix + name(n, tensors / 2)));
            int[] next = {0};
            assertThat(numbers).hasSize(tensor.size());
            tensor.fill(() -> numbers[next[0]++]);
        }
    }

    private static double[] flat(List<?> matrix) {
        return matrix.stream()
                .flatMap(row -> ((List<?>) row).stream())
                .mapToDouble(x -> ((Number) x).doubleValue())
                .toArray();
    }

    private static void compare(ParameterVector got, Map<?, ?> want, double tolerance) {
        int tensors = got.layout().entries().size();
        for (int n = 0; n < tensors; n++) {
            double[] numbers = flat((List<?>) want.get(name(n, tensors / 2)));
            double largest = 0;
            for (double number : numbers) {
                largest = Math.max(largest, Math.abs(number));
            }
            ArrayTensor tensor = got.tensor(n);
            for (int i = 0; i < numbers.length; i++) {
                assertThat(tensor.get(i / tensor.columns(), i % tensor.columns()))
                        .isCloseTo(numbers[i], within(tolerance * largest));
            }
        }
    }

    @Test
    void serviceLoaderFindsThem() {
        assertThat(ServiceLoader.load(Optimizer.class))
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
                        "lamb");
    }
}
