package io.descent.core.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Examples;
import io.descent.core.data.Moons;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.data.Table;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingResult;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.Scaling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LearningCurveTest {
    private static final DataSpec MOONS = DataSpec.generated(new Moons(400, 0.2, 1));

    private final List<TrainingData> parts = new ArrayList<>();
    private final List<Integer> batches = new ArrayList<>();

    private static TrainerBuilder trainer() {
        return Trainer.builder()
                .hidden(4, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .epochs(2);
    }

    private LearningCurve measure(DataSpec spec, int points) {
        ResolvedExperiment experiment = trainer().data(spec).build().train().experiment();
        RawData raw = RawData.load(spec, Precision.FLOAT32, experiment.streams());
        return LearningCurve.measure(experiment, raw, points, this::train, point -> {});
    }

    private TrainingResult train(ResolvedExperiment experiment, TrainingData data) {
        parts.add(data);
        batches.add(experiment.training().batchSize().examples());
        return trainer()
                .data(data)
                .batchSize(experiment.training().batchSize())
                .build()
                .train();
    }

    private static RawExamples labelled(int... labels) {
        int classes = Arrays.stream(labels).max().orElse(0) + 1;
        Schema schema = new Schema(
                List.of("x"),
                "y",
                Task.CLASSIFICATION,
                IntStream.range(0, classes).mapToObj(Integer::toString).toList());
        Table table = Table.builder()
                .column("x", new double[labels.length])
                .column("y", labels)
                .build();
        return RawExamples.of(table, schema, true);
    }

    @Test
    void sizesGrowByAConstantFactorToAll() {
        RawExamples train = labelled(IntStream.range(0, 640).map(i -> i % 2).toArray());
        assertThat(LearningCurve.sizes(train, 7, 64)).containsExactly(10, 20, 40, 80, 160, 320, 640);
        assertThat(LearningCurve.sizes(train, 2, 64)).containsExactly(10, 640);
    }

    @Test
    void noPartEndsWithAMiniBatchOfOneExample() {
        RawExamples train = labelled(IntStream.range(0, 165).map(i -> i % 2).toArray());
        for (int size : LearningCurve.sizes(train, 100, 4)) {
            assertThat(size == 165 || size % 4 != 1).isTrue();
        }
    }

    @Test
    void everyBeginningOfTheOrderHoldsEveryClassByItsShare() {
        int[] labels = IntStream.range(0, 500)
                .map(i -> i % 10 == 0 ? 2 : i % 10 < 4 ? 1 : 0)
                .toArray();
        int[] order = LearningCurve.order(labelled(labels), new RandomStreams(1).sample(0));
        assertThat(order).hasSize(500).doesNotHaveDuplicates();
        double[] shares = {0.6, 0.3, 0.1};
        int[] counts = new int[3];
        for (int i = 0; i < order.length; i++) {
            counts[labels[order[i]]]++;
            for (int c = 0; c < counts.length; c++) {
                assertThat((double) counts[c]).isCloseTo(shares[c] * (i + 1), within(1.0));
            }
        }
        assertThat(LearningCurve.order(labelled(labels), new RandomStreams(2).sample(0)))
                .isNotEqualTo(order);
    }

    @Test
    void partsAreNestedAndTheDevSetStays() {
        LearningCurve curve = measure(MOONS.withNormalize(false), 5);
        assertThat(curve.points()).extracting(LearningCurvePoint::examples).containsExactly(10, 22, 49, 108, 240);
        Set<String> former = Set.of();
        for (int i = 0; i < parts.size(); i++) {
            Set<String> examples = examples(parts.get(i).train());
            assertThat(examples).hasSize(curve.points().get(i).examples()).containsAll(former);
            assertThat(examples(parts.get(i).dev()))
                    .hasSize(80)
                    .isEqualTo(examples(parts.get(0).dev()));
            assertThat(parts.get(i).test()).isNull();
            former = examples;
        }
    }

    private static Set<String> examples(Examples set) {
        Set<String> examples = new HashSet<>();
        for (int i = 0; i < set.size(); i++) {
            examples.add(set.input(i, 0) + " " + set.input(i, 1) + " " + set.label(i));
        }
        return examples;
    }

    @Test
    void normalisationIsLearntOnThePart() {
        measure(MOONS, 3);
        for (TrainingData part : parts) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < part.train().size(); i++) {
                sum += part.train().input(i, 0);
                squares += part.train().input(i, 0) * part.train().input(i, 0);
            }
            assertThat(sum / part.train().size()).isCloseTo(0, within(1e-6));
            assertThat(squares / part.train().size()).isCloseTo(1, within(1e-6));
        }
        assertThat(parts.get(0).encoding().units().stream()
                        .mapToDouble(Scaling.Standardize::mean)
                        .toArray())
                .isNotEqualTo(parts.get(2).encoding().units().stream()
                        .mapToDouble(Scaling.Standardize::mean)
                        .toArray());
    }

    @Test
    void smallPartsMakeSmallMiniBatches() {
        measure(MOONS, 5);
        assertThat(batches).containsExactly(10, 22, 49, 64, 64);
    }

    @Test
    void devSetAndEnoughExamplesAreNeeded() {
        assertThatThrownBy(() -> measure(MOONS.withSplit("none"), 5))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a learning curve needs a dev set; add data.dev, or a dev part to data.split");
        assertThatThrownBy(() -> measure(DataSpec.generated(new Moons(30, 0.2, 1)), 5))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a learning curve needs at least 20 training examples; there are 18");
    }

    private static LearningCurvePoint point(int examples, double train, double dev) {
        return new LearningCurvePoint(
                examples, Estimate.ofMistakes(train, examples), Estimate.ofMistakes(dev, 1000), 1, 1);
    }

    @Test
    void oneSentenceSaysWhetherMoreDataWouldHelp() {
        assertThat(new LearningCurve(List.of(point(100, 0, 0.3), point(500, 0.01, 0.2), point(1000, 0.02, 0.15)))
                        .interpretation())
                .isEqualTo("more data would help: the dev error still falls from 20.0 % to 15.0 % between 500 and 1000"
                        + " examples");
        assertThat(new LearningCurve(List.of(point(100, 0.1, 0.3), point(500, 0.14, 0.165), point(1000, 0.15, 0.16)))
                        .interpretation())
                .isEqualTo("the curves have met (train error 15.0 %, dev error 16.0 %): more data will not help");
        assertThat(new LearningCurve(List.of(point(100, 0.1, 0.3), point(501, 0.01, 0.165), point(1000, 0.02, 0.31)))
                        .interpretation())
                .isEqualTo("more data alone will hardly help: the dev error went from 30.0 % to 31.0 % between 100 and"
                        + " 1000 examples");
    }
}
