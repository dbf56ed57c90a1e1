package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.Activation;
import io.descent.api.Initializer;
import io.descent.api.Loss;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Regularizer;
import io.descent.core.TestLosses.BinaryCrossEntropy;
import io.descent.core.TestPlugins;
import io.descent.core.augment.Shift;
import io.descent.core.data.ColumnChoice;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Digests;
import io.descent.core.data.Generated;
import io.descent.core.data.Moons;
import io.descent.core.data.RawData;
import io.descent.core.data.Table;
import io.descent.core.data.TargetScaling;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.BatchSize;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.experiment.Watch;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.MetricName;
import io.descent.core.network.LayerSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerBuilderTest {
    /** Two classes; the first has the smaller sum of features. The features are far from normalised. */
    private static Table table(int rows, int features, long seed) {
        Random random = new Random(seed);
        Table.Builder builder = Table.builder();
        double[][] columns = new double[features][rows];
        String[] labels = new String[rows];
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int j = 0; j < features; j++) {
                double z = random.nextGaussian();
                sum += z;
                columns[j][i] = 100 * j + 10 * z;
            }
            labels[i] = sum < 0 ? "low" : "high";
        }
        for (int j = 0; j < features; j++) {
            builder.column("f" + j, columns[j]);
        }
        return builder.column("size", List.of(labels)).build();
    }

    private static TrainerBuilder of(Table table) {
        return Trainer.builder().data(table, "size").hidden(6).epochs(3).learningRate(0.01);
    }

    static Stream<Arguments> nulls() {
        TrainerBuilder b = of(table(60, 2, 1));
        Table t = table(60, 2, 1);
        return Stream.of(
                named("random", () -> b.random(null)),
                named("precision", () -> b.precision(null)),
                named("data", () -> b.data((DataSpec) null)),
                named("data", () -> b.data((TrainingData) null)),
                named("table", () -> b.data(null, "size")),
                named("label", () -> b.data(t, null)),
                named("train", () -> b.data(null, t, t, "size")),
                named("label", () -> b.data(t, null, null, null)),
                named("ratio", () -> b.split(null)),
                named("task", () -> b.task(null)),
                named("activation", () -> b.hidden(3, null, new TestPlugins.HeNormal())),
                named("initializer", () -> b.hidden(3, new TestPlugins.Relu(), null)),
                named("layer", () -> b.hidden((LayerSpec) null)),
                named("activation", () -> b.output((Activation) null, new TestPlugins.HeNormal())),
                named("initializer", () -> b.output(new TestPlugins.Sigmoid(), (Initializer) null)),
                named("loss", () -> b.loss((Loss) null)),
                named("optimizer", () -> b.optimizer((Optimizer) null)),
                named("schedule", () -> b.schedule((LrSchedule) null)),
                named("batchSize", () -> b.batchSize((BatchSize) null)),
                named("earlyStopping", () -> b.earlyStopping(null)),
                named("watch", () -> b.watch((Watch) null)),
                named("backend", () -> b.backend(null)),
                named("regularizer", () -> b.regularizer((Regularizer) null)),
                named("augmentation", () -> b.augmentation(null)),
                named("listener", () -> b.listener((TrainingListener) null)));
    }

    private static Arguments named(String argument, ThrowingCallable call) {
        return Arguments.of(argument, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nulls")
    void nullsAreNamed(String argument, ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(argument);
    }

    @Test
    void whatConcernsDataComesAfterData() {
        TrainerBuilder empty = Trainer.builder();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> empty.split("80/20"),
                () -> empty.normalize(false),
                () -> empty.image(2, 2),
                () -> empty.ignore("x"),
                () -> empty.task(Task.REGRESSION))) {
            assertThatIllegalStateException().isThrownBy(call).withMessage("call data(...) first");
        }
    }

    @Test
    void numbersOutOfRangeAreNamed() {
        TrainerBuilder b = of(table(60, 2, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> b.threads(0))
                .withMessage("threads is 0; it must be at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> b.scheduleLag(-1))
                .withMessage("scheduleLag is -1; it must be at least 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> b.learningRate(Double.POSITIVE_INFINITY))
                .withMessage("learningRate is Infinity; it must be above 0 and finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> b.clipNorm(0))
                .withMessage("clipNorm is 0.0; it must be above 0 and finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> b.hidden(0))
                .withMessage("units is 0; it must be at least 1");
        assertThatIllegalArgumentException().isThrownBy(() -> b.split("80/x"));
        assertThatIllegalArgumentException().isThrownBy(() -> b.image(0, 3));
    }

    /** Messages use Java names, because users of the builder have no experiment file. */
    @Test
    void problemsAreInTheWordsOfTheBuilder() {
        assertThatThrownBy(() -> of(table(60, 2, 1)).batchSize(50).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("batchSize 50 is larger than the training set of 36 examples; use at most 36, or all");
        assertThatThrownBy(() -> of(table(60, 2, 1)).split("99/0.5/0.5").build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("split 99/0.5/0.5: 60 examples are too few; the dev set would be empty");
        assertThatThrownBy(() -> of(table(60, 2, 1))
                        .split("none")
                        .earlyStopping(new EarlyStopping(MetricName.parse("dev.cost"), 3, 0))
                        .build())
                .hasMessage("earlyStopping dev.cost needs a dev set; add one to split, or use train.cost");
        assertThatThrownBy(() -> of(table(60, 2, 1))
                        .output(new TestPlugins.Linear(), new TestPlugins.HeNormal())
                        .build())
                .hasMessage("output linear cannot be combined with the loss binary-cross-entropy and 1 output");
        assertThatThrownBy(() -> of(table(60, 2, 1)).augmentation(new Shift(1)).build())
                .hasMessage(
                        "augmentation[0]: shift needs images; give the shape of the images, for instance image 8x8");
        assertThatThrownBy(() -> of(table(60, 2, 1)).image(3, 3).build())
                .hasMessage("image 3x3 has 9 pixels, but there are 2 features");
        assertThatThrownBy(() -> of(table(60, 2, 1)).task(Task.REGRESSION).build())
                .hasMessageStartingWith("table: row 0, column 'size': the label '")
                .hasMessageEndingWith("and if labels are classes, task: classification");
        assertThatThrownBy(() -> Trainer.builder().data(table(60, 2, 1), "sise").build())
                .hasMessage("table: the label column 'sise' is missing; did you mean 'size'?; columns: f0, f1, size");
    }

    @Test
    void columnsOfATableHaveRoles() {
        Table table = Table.builder()
                .column("x", IntStream.range(0, 60).mapToDouble(i -> i * i).toArray())
                .column("code", IntStream.range(0, 60).map(i -> i % 3).toArray())
                .column("w", IntStream.range(0, 60).map(i -> 1 + i % 2).toArray())
                .column("day", IntStream.range(0, 60).map(i -> 59 - i).toArray())
                .column("who", IntStream.range(0, 60).map(i -> i % 12).toArray())
                .column(
                        "y",
                        IntStream.range(0, 60)
                                .mapToObj(i -> i % 4 < 2 ? "p" : "q")
                                .toList())
                .build();
        TrainingResult result = Trainer.builder()
                .data(table, "y")
                .column("code", ColumnChoice.parse("categorical"))
                .positive("p")
                .weight("w")
                .group("who")
                .ignore("day")
                .hidden(3)
                .epochs(1)
                .build()
                .train();
        assertThat(result.model().schema().features()).containsExactly("x", "code");
        assertThat(result.model().schema().classes()).containsExactly("q", "p");
        assertThat(result.model().parts().encoding().inputs()).containsExactly("x", "code = 0", "code = 1", "code = 2");
        assertThat(result.experiment().data().weight()).isEqualTo("w");
        assertThat(result.train().examples() % 5).as("whole groups").isZero();
        TrainingResult past = Trainer.builder()
                .data(table.select(i -> i < 40), "x")
                .ignore("w", "who", "y", "code")
                .time("day")
                .target(TargetScaling.LOG)
                .hidden(3)
                .epochs(1)
                .build()
                .train();
        assertThat(past.experiment().data().target()).isEqualTo(TargetScaling.LOG);
        assertThat(past.train().examples()).isEqualTo(24);
    }

    @Test
    void backendsAreChosenByName() {
        Table table = table(60, 2, 1);
        TrainingResult result = of(table).backend("scalar").threads(1).build().train();
        assertThat(result.backend()).isEqualTo("scalar");
        assertThat(result.threads()).isEqualTo(1);
        TrainingResult two = of(table).threads(2).build().train();
        assertThat(two.threads()).isEqualTo(2);
        assertThat(two.weightsSha256()).isEqualTo(result.weightsSha256());
        assertThatThrownBy(() -> of(table).backend("skalar").build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("unknown backend 'skalar'; did you mean 'scalar'?");
        assertThatThrownBy(() -> of(table).backend("simd").build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("unknown backend 'simd'")
                .hasMessageContaining("descent-simd");
    }

    @Test
    void whatIsLeftOutIsAsIfItWereSaid() {
        Table table = table(200, 3, 1);
        Trainer shortly = Trainer.builder().data(table, "size").hidden(6).build();
        Trainer fully = Trainer.builder()
                .seed(1)
                .precision(Precision.FLOAT32)
                .data(table, "size")
                .split("60/20/20")
                .normalize(true)
                .task(Task.CLASSIFICATION)
                .hidden(6, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .loss(new BinaryCrossEntropy())
                .optimizer(new TestPlugins.Adam())
                .schedule(new Constant())
                .learningRate(0.001)
                .epochs(500)
                .batchSize(64)
                .shuffle(true)
                .reportEvery(5)
                .threads(1)
                .backend("scalar")
                .build();
        assertThat(shortly.experiment()).isEqualTo(fully.experiment());
        TrainingResult result = shortly.train();
        assertThat(result.weightsSha256()).isEqualTo(fully.train().weightsSha256());
        assertThat(result.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(Trainer.builder()
                        .data(table, "size")
                        .build()
                        .train()
                        .model()
                        .parts()
                        .network()
                        .layers())
                .hasSize(1); // logistic regression
    }

    /** 8 x 8 pixels, dark on the left or on the right. */
    private static Table images() {
        Random random = new Random(3);
        List<String> names =
                IntStream.range(0, 65).mapToObj(j -> j == 64 ? "side" : "p" + j).toList();
        float[][] rows = new float[120][65];
        for (int i = 0; i < rows.length; i++) {
            rows[i][64] = i % 2;
            for (int j = 0; j < 64; j++) {
                rows[i][j] = random.nextFloat() + (j % 8 < 4 == (i % 2 == 0) ? 1 : 0);
            }
        }
        return Table.of(names, rows);
    }

    @Test
    void encodedDataCannotBeSplitOrNormalisedAgain() {
        TrainingData data = RawData.of(
                        DataSpec.memory("size").withSplit("none"), table(60, 2, 1), null, null, new RandomStreams(1))
                .encode(true, Precision.FLOAT32);
        TrainerBuilder builder = Trainer.builder().data(data);
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.split("60/20/20"))
                .withMessageStartingWith("the data are encoded already");
        assertThatThrownBy(() -> builder.precision(Precision.FLOAT64).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("encode them in its precision");
    }

    @Test
    void aSplitCannotReplaceATable() {
        Table table = table(60, 2, 1);
        assertThatThrownBy(() -> Trainer.builder()
                        .data(table, table, null, "size")
                        .split("60/20/20")
                        .build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("would split off a set that has a table of its own");
    }

    @Test
    void imagesOfATableCanBeAugmented() {
        Table images = images();
        String before = Digests.of(images);
        TrainerBuilder builder =
                Trainer.builder().data(images, "side").image(8, 8).hidden(5).epochs(2);
        String plain = builder.build().train().weightsSha256();
        TrainingResult shifted = builder.augmentation(new Shift(1)).build().train();
        assertThat(shifted.weightsSha256()).isNotEqualTo(plain);
        assertThat(builder.build().train().weightsSha256()).isEqualTo(shifted.weightsSha256());
        assertThat(shifted.model().schema().image()).isEqualTo(new ImageShape(8, 8));
        assertThat(Digests.of(images)).isEqualTo(before);
    }

    @Test
    void trainingLeavesTablesAndExamplesAsTheyWere() {
        Table table = table(120, 3, 1);
        String cells = Digests.of(table);
        TrainingResult first = of(table).build().train();
        assertThat(Digests.of(table)).isEqualTo(cells);
        assertThat(of(table).build().train().weightsSha256()).isEqualTo(first.weightsSha256());

        RandomStreams streams = new RandomStreams(1);
        RawData raw = RawData.of(DataSpec.memory("size"), table, null, null, streams);
        String rawBefore = Digests.of(raw);
        TrainingData data = raw.encode(true, Precision.FLOAT32);
        String before = Digests.of(data);
        for (int i = 0; i < 3; i++) {
            TrainingData used = i == 2 ? raw.encode(true, Precision.FLOAT32) : data;
            TrainingResult again = Trainer.builder()
                    .data(used)
                    .hidden(6)
                    .epochs(3)
                    .learningRate(0.01)
                    .build()
                    .train();
            assertThat(again.weightsSha256()).isEqualTo(first.weightsSha256());
            assertThat(again.test()).isEqualTo(first.test());
        }
        assertThat(Digests.of(data)).isEqualTo(before);
        assertThat(Digests.of(raw)).isEqualTo(rawBefore);
        // one builder makes any number of trainers
        TrainerBuilder builder = of(table);
        assertThat(builder.build().train().weightsSha256())
                .isEqualTo(builder.build().train().weightsSha256());
    }

    @Test
    void aModelIsNotChangedByTheTrainingThatItWasTakenFrom() {
        String[] early = new String[2];
        io.descent.inference.Model[] model = new io.descent.inference.Model[1];
        TrainingListener taking = new TrainingListener() {
            @Override
            public void onStep(TrainingRun run) {
                if (run.step() == 1) {
                    model[0] = run.model();
                    early[0] = model[0].parts().network().parameters().sha256();
                    early[1] = run.weightsSha256();
                }
            }
        };
        TrainingResult result = of(table(120, 3, 1)).listener(taking).build().train();
        assertThat(early[0]).isEqualTo(early[1]).isNotEqualTo(result.weightsSha256());
        assertThat(model[0].parts().network().parameters().sha256()).isEqualTo(early[0]);
    }

    private static Table fold(Table table, int fold, int folds, boolean inside) {
        return table.select(i -> i % folds == fold == inside);
    }

    /** Regression test: the second fold was normalised twice, and its model predicted nonsense. */
    @ParameterizedTest
    @MethodSource("precisions")
    void crossValidationOfOneTable(Precision precision) {
        Table table = table(150, 3, 5);
        String before = Digests.of(table);
        int folds = 5;
        String[] weights = new String[folds];
        for (int round = 0; round < 2; round++) {
            for (int k = 0; k < folds; k++) {
                Table dev = fold(table, k, folds, true);
                Table train = fold(table, k, folds, false);
                Table test = fold(table, (k + 1) % folds, folds, true);
                TrainingResult result = Trainer.builder()
                        .precision(precision)
                        .data(train, dev, test, "size")
                        .hidden(6)
                        .learningRate(0.05)
                        .epochs(40)
                        .build()
                        .train();
                assertThat(Evaluation.of(result.model(), dev)).isEqualTo(result.dev());
                assertThat(Evaluation.of(result.model(), test)).isEqualTo(result.test());
                assertThat(Evaluation.of(result.model(), train)).isEqualTo(result.train());
                assertThat(result.dev().values().get("accuracy")).isGreaterThan(0.85);
                assertThat(result.dev().examples()).isEqualTo(30);
                if (round == 0) {
                    weights[k] = result.weightsSha256();
                } else {
                    assertThat(result.weightsSha256()).isEqualTo(weights[k]);
                }
            }
        }
        assertThat(Arrays.stream(weights)).doesNotHaveDuplicates();
        assertThat(Digests.of(table)).isEqualTo(before);
    }

    static Precision[] precisions() {
        return Precision.values();
    }

    /** A generator gives numbers of the precision in which the network computes. */
    @Test
    void aTableAndAGeneratorOfTheSameNumbersTrainAlike() {
        var made = Generated.of(new Moons(100, 0.1, 1));
        double[] x1 = new double[100];
        double[] x2 = new double[100];
        int[] label = new int[100];
        for (int i = 0; i < label.length; i++) {
            x1[i] = (float) made.feature(i, 0);
            x2[i] = (float) made.feature(i, 1);
            label[i] = (int) made.label(i);
        }
        Table table = Table.builder()
                .column("x1", x1)
                .column("x2", x2)
                .column("class", label)
                .build();
        TrainingResult fromTable = Trainer.builder()
                .data(table, "class")
                .hidden(4)
                .epochs(3)
                .build()
                .train();
        TrainingResult generated = Trainer.builder()
                .data(DataSpec.generated(new Moons(100, 0.1, 1)))
                .hidden(4)
                .epochs(3)
                .build()
                .train();
        assertThat(fromTable.weightsSha256()).isEqualTo(generated.weightsSha256());
        assertThat(fromTable.test()).isEqualTo(generated.test());
        assertThat(fromTable.model().schema()).isEqualTo(generated.model().schema());
    }
}
