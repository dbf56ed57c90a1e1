package io.descent.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Loss;
import io.descent.inference.file.internal.Json;
import io.descent.inference.spec.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares costs and gradients with numbers that were computed independently; their README.md says how. */
class GoldenTest {
    private static final double TOLERANCE = 1e-14;

    private static final List<String> NAMES = List.of(
            "binary-cross-entropy",
            "focal",
            "huber",
            "mean-absolute-error",
            "mean-squared-error",
            "poisson",
            "quantile",
            "softmax-cross-entropy");

    static Stream<Arguments> cases() throws IOException {
        List<Arguments> cases = new ArrayList<>();
        for (String name : NAMES) {
            for (Object each : (List<?>) read(name).get("cases")) {
                Map<?, ?> values = (Map<?, ?>) each;
                Loss loss = loss(name, values);
                cases.add(Arguments.of(Named.of(loss + " " + values.get("about"), loss), values));
            }
        }
        return cases.stream();
    }

    private static Map<String, Object> read(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(GoldenTest.class.getResourceAsStream(name + ".json"), name)) {
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Loss loss(String name, Map<?, ?> values) {
        return switch (name) {
            case "binary-cross-entropy" -> new BinaryCrossEntropy(number(values, "label-smoothing"));
            case "softmax-cross-entropy" -> new SoftmaxCrossEntropy(number(values, "label-smoothing"));
            case "focal" -> new Focal(number(values, "gamma"), number(values, "alpha"));
            case "huber" -> new Huber(number(values, "delta"));
            case "mean-absolute-error" -> new MeanAbsoluteError();
            case "mean-squared-error" -> new MeanSquaredError();
            case "poisson" -> new Poisson();
            case "quantile" -> {
                List<Double> levels = new ArrayList<>();
                ((List<?>) values.get("levels")).forEach(level -> levels.add(((Number) level).doubleValue()));
                yield new Quantile(levels);
            }
            default -> throw new AssertionError(name);
        };
    }

    private static double number(Map<?, ?> values, String key) {
        return ((Number) values.get(key)).doubleValue();
    }

    private static double[] vector(Object list) {
        return ((List<?>) list)
                .stream().mapToDouble(each -> ((Number) each).doubleValue()).toArray();
    }

    private static double[][] matrix(Map<?, ?> values, String key) {
        return ((List<?>) values.get(key)).stream().map(GoldenTest::vector).toArray(double[][]::new);
    }

    @Test
    void everyLossHasAFile() {
        assertThat(ServiceLoader.load(Loss.class)).extracting(Loss::name).containsExactlyInAnyOrderElementsOf(NAMES);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void costsAndGradientAgree(Loss loss, Map<?, ?> values) {
        boolean linked = values.containsKey("z");
        double[][] a = matrix(values, "a");
        GivenOutputs outputs = linked
                ? new GivenOutputs(
                        GivenOutputs.tensor(Precision.FLOAT64, matrix(values, "z")),
                        GivenOutputs.tensor(Precision.FLOAT64, a),
                        true)
                : GivenOutputs.unlinked(Precision.FLOAT64, a);
        Evaluated actual = Evaluated.of(loss, outputs, matrix(values, "y"));
        double[] costs = vector(values.get("costs"));
        double[][] gradient = matrix(values, "gradient");
        assertThat(costs).hasSameSizeAs(a).isNotEmpty();
        assertThat(actual.costs()).containsExactly(costs, within(TOLERANCE * largest(costs)));
        double tolerance = TOLERANCE
                * largest(Stream.of(gradient).mapToDouble(GoldenTest::largest).toArray());
        assertThat(actual.gradient().length).isEqualTo(gradient.length);
        for (int i = 0; i < gradient.length; i++) {
            assertThat(actual.gradient()[i]).as("example %d", i).containsExactly(gradient[i], within(tolerance));
        }
    }

    private static double largest(double[] numbers) {
        double largest = 0;
        for (double each : numbers) {
            largest = Math.max(largest, Math.abs(each));
        }
        return largest;
    }
}
