package io.descent.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Activation;
import io.descent.api.Loss;
import io.descent.core.TestLosses.BinaryCrossEntropy;
import io.descent.core.TestLosses.MeanSquaredError;
import io.descent.core.TestLosses.SoftmaxCrossEntropy;
import io.descent.core.TestPlugins;
import io.descent.core.data.Examples;
import io.descent.core.data.RawExamples;
import io.descent.core.data.Table;
import io.descent.core.network.internal.Criterion;
import io.descent.inference.file.internal.Json;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.tensor.internal.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares metrics with values computed by scikit-learn; {@code make_metrics.py} beside the numbers made them. */
class EvaluationTest {
    private static final double TOLERANCE = 1e-12;

    private static List<?> cases(String key) throws IOException {
        try (InputStream in = EvaluationTest.class.getResourceAsStream("scikit-learn.json")) {
            List<?> cases = (List<?>) Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .get(key);
            assertThat(cases).isNotEmpty();
            return cases;
        }
    }

    private static double[] numbers(Object list) {
        return ((List<?>) list)
                .stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray();
    }

    /** A network whose output layer passes its inputs through, so that the features are the pre-activations. */
    private static Network passing(int width, Activation output) {
        Network network = new Network(width, List.of(new Layer(width, output, null)), Precision.FLOAT64);
        for (int j = 0; j < width; j++) {
            network.parameters().tensor(0).set(j, j, 1);
        }
        return network;
    }

    /** Examples whose labels are values, or indices of classes named 0, 1, ... */
    private static Examples examples(Schema schema, double[][] features, double[] labels) {
        List<String> names = new ArrayList<>(schema.features());
        names.add(schema.label());
        double[][] rows = new double[features.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOf(features[i], names.size());
            rows[i][names.size() - 1] = labels[i];
        }
        return RawExamples.of(Table.of(names, rows), schema, true)
                .encode(InputEncoding.unscaled(schema.features()), Precision.FLOAT64);
    }

    @Test
    void classificationMatchesScikitLearn() throws IOException {
        for (Object each : cases("classification")) {
            Map<?, ?> one = (Map<?, ?>) each;
            int classes = ((Number) one.get("classes")).intValue();
            boolean binary = classes == 2;
            double[][] logits = ((List<?>) one.get("probabilities"))
                    .stream()
                            .map(EvaluationTest::numbers)
                            .map(p -> binary
                                    ? new double[] {Math.log(p[1] / p[0])}
                                    : Arrays.stream(p).map(Math::log).toArray())
                            .toArray(double[][]::new);
            int width = binary ? 1 : classes;
            List<String> names =
                    IntStream.range(0, classes).mapToObj(Integer::toString).toList();
            Schema schema = new Schema(
                    IntStream.range(0, width).mapToObj(j -> "x" + j).toList(), "y", Task.CLASSIFICATION, names);
            Examples data = examples(schema, logits, numbers(one.get("labels")));
            Loss loss = binary ? new BinaryCrossEntropy() : new SoftmaxCrossEntropy();
            var output = binary ? new TestPlugins.Sigmoid() : new TestPlugins.Softmax();
            Criterion criterion = new Criterion(loss, output, data.labels());
            MetricSet usual = MetricSet.usual(data.labels(), TestPlugins.registry()::require);
            Evaluation got = new Evaluator(passing(width, output), criterion, Engine.plain(), usual).evaluate(data);
            ConfusionMatrix confusion = got.confusion();
            String name = (String) one.get("name");
            assertThat(got.examples()).as(name).isEqualTo(logits.length);
            assertThat(got.cost()).as(name).isCloseTo(number(one, "cost"), within(TOLERANCE));
            assertThat(confusion.accuracy()).as(name).isCloseTo(number(one, "accuracy"), within(TOLERANCE));
            assertThat(got.values().get("accuracy")).isEqualTo(confusion.accuracy());
            for (int c = 0; c < classes; c++) {
                same(name, confusion.precision(c), numbers(one.get("precision"))[c]);
                same(name, confusion.recall(c), numbers(one.get("recall"))[c]);
                same(name, confusion.f1(c), numbers(one.get("f1"))[c]);
                assertThat((double) confusion.support(c)).as(name).isEqualTo(numbers(one.get("support"))[c]);
            }
            assertThat(confusion.counts()).as(name).isEqualTo(one.get("confusion"));
            assertThat(got.values()).containsOnlyKeys("cost", "accuracy", "f1");
            assertThat(got.headline()).isEqualTo("accuracy");
        }
    }

    /** Compares a share with scikit-learn's, which is 0 where a share is undefined. */
    private static void same(String name, Double share, double expected) {
        if (share == null) {
            assertThat(expected).as(name).isZero();
        } else {
            assertThat(share).as(name).isCloseTo(expected, within(TOLERANCE));
        }
    }

    private static double number(Map<?, ?> one, String key) {
        return ((Number) one.get(key)).doubleValue();
    }

    @Test
    void regressionMatchesScikitLearn() throws IOException {
        for (Object each : cases("regression")) {
            Map<?, ?> one = (Map<?, ?>) each;
            double[] predictions = numbers(one.get("predictions"));
            double[][] features =
                    Arrays.stream(predictions).mapToObj(p -> new double[] {p}).toArray(double[][]::new);
            Schema schema = new Schema(List.of("x"), "y", Task.REGRESSION, List.of());
            Examples data = examples(schema, features, numbers(one.get("labels")));
            TestPlugins.Linear linear = new TestPlugins.Linear();
            Criterion criterion = new Criterion(new MeanSquaredError(), linear, data.labels());
            MetricSet usual = MetricSet.usual(data.labels(), TestPlugins.registry()::require);
            Evaluation got = new Evaluator(passing(1, linear), criterion, Engine.plain(), usual).evaluate(data);
            String name = (String) one.get("name");
            double scale = Math.max(1, number(one, "cost"));
            assertThat(got.cost()).as(name).isCloseTo(number(one, "cost"), within(TOLERANCE * scale));
            assertThat(got.values()).containsOnlyKeys("cost", "rmse", "mae", "r2");
            assertThat(got.headline()).isEqualTo("r2");
        }
    }
}
