package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.descent.api.LrSchedule;
import io.descent.api.Progress;
import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Fold;
import io.descent.core.data.Moons;
import io.descent.core.data.RawData;
import io.descent.core.data.Table;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.experiment.FoldsSpec;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.experiment.Watch;
import io.descent.core.metrics.MetricName;
import io.descent.core.network.LayerSpec;
import io.descent.core.random.RandomSource;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.FoldResults.HeldOut;
import io.descent.inference.Model;
import io.descent.inference.Prediction;
import io.descent.inference.file.internal.Sha256;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings of several networks on folds. */
class FoldTrainingTest {
    private static final int ROWS = 90;

    /** A table with a number, words of which some are rare, and a label with values or classes. */
    private static Table table(boolean classes) {
        RandomGenerator random = new SplittableRandom(3);
        double[] x = new double[ROWS];
        double[] value = new double[ROWS];
        List<@Nullable String> word = new ArrayList<>();
        List<@Nullable String> kind = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            x[i] = i % 13 == 0 ? Double.NaN : random.nextDouble(-2, 2);
            word.add(i == 7 ? "once" : i % 3 == 0 ? "red" : i % 3 == 1 ? "green" : "blue");
            double at = Double.isNaN(x[i]) ? 0.5 : x[i];
            value[i] = 100 * at + (i % 3) * 40 + random.nextDouble(-5, 5);
            kind.add(value[i] < 0 ? "low" : value[i] < 60 ? "middle" : "high");
        }
        Table.Builder builder = Table.builder().column("x", x).column("word", word);
        return classes
                ? builder.column("y", kind).build()
                : builder.column("y", value).build();
    }

    private static TrainerBuilder trainer(boolean classes) {
        return Trainer.builder()
                .data(table(classes), "y")
                .split("80/20")
                .hidden(6, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new TestPlugins.Coin())
                .output(classes ? new TestPlugins.Softmax() : new TestPlugins.Linear(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .learningRate(0.02)
                .batchSize(16)
                .epochs(6)
                .threads(1)
                .backend("scalar");
    }

    private static FoldsSpec spec(int k, int repeats) {
        return new FoldsSpec(k, repeats, null, null, FoldsSpec.Use.TRAIN);
    }

    private static FoldResults folds(TrainingResult result) {
        return Objects.requireNonNull(result.folds());
    }

    private static Map<String, Object> example(Table table, int row) {
        Map<String, Object> example = new LinkedHashMap<>();
        double x = table.number(row, "x");
        example.put("x", Double.isNaN(x) ? null : x);
        example.put("word", table.text(row, "word"));
        return example;
    }

    @Test
    void thePredictionIsTheMeanOfThoseOfTheMembers() {
        for (boolean classes : new boolean[] {true, false}) {
            TrainingResult result = trainer(classes).folds(4).build().train();
            Table table = table(classes);
            List<ModelParts> members = result.model().parts().members();
            assertThat(members).hasSize(4);
            for (int row = 0; row < 20; row++) {
                Prediction all = result.model().predict(example(table, row));
                double sum = 0;
                for (ModelParts member : members) {
                    Prediction one = new Model(member, EngineSpec.PLAIN.backend()).predict(example(table, row));
                    sum += classes ? one.probability("low") : one.value();
                }
                assertThat(classes ? all.probability("low") : all.value()).isEqualTo(sum / 4);
            }
        }
    }

    @Test
    void aMemberIsTheNetworkThatAnOrdinaryTrainerTrainsOnItsRows() {
        for (boolean classes : new boolean[] {true, false}) {
            TrainingResult result = trainer(classes).folds(spec(3, 2)).build().train();
            FoldResults folds = folds(result);
            Trainer whole = trainer(classes).folds(spec(3, 2)).build();
            RawData raw = data(whole);
            for (int i = 0; i < 6; i++) {
                int repeat = i / 3;
                int fold = i % 3;
                List<Fold> divided = Fold.divide(raw.train(), 3, 2, new RandomStreams(1));
                TrainingData part =
                        raw.encode(divided.get(i).train(), divided.get(i).heldOut(), Precision.FLOAT32);
                FoldResults.Member member = folds.members().get(i);
                TrainingResult alone =
                        trainer(classes).seed(member.seed()).data(part).build().train();
                ModelParts found = result.model().parts().members().get(i);
                assertThat(found.weightsSha256()).isEqualTo(alone.weightsSha256());
                assertThat(member.heldOut().values()).isEqualTo(alone.dev().values());
                assertThat(member.repeat()).isEqualTo(repeat);
                assertThat(member.fold()).isEqualTo(fold);
            }
        }
    }

    private static RawData data(Trainer trainer) {
        return trainer.data().raw();
    }

    @Test
    void heldOutPredictionsAreThoseOfTheMembersThatDidNotSeeTheRow() {
        TrainingResult result = trainer(false).folds(spec(3, 2)).build().train();
        Trainer whole = trainer(false).folds(spec(3, 2)).build();
        RawData raw = data(whole);
        List<Fold> divided = Fold.divide(raw.train(), 3, 2, new RandomStreams(1));
        List<HeldOut> rows = folds(result).heldOut();
        assertThat(rows).hasSize(72);
        double squares = 0;
        for (HeldOut row : rows) {
            double sum = 0;
            for (int i = 0; i < 6; i++) {
                if (Arrays.stream(divided.get(i).heldOut()).anyMatch(each -> each == row.row())) {
                    Map<String, Object> example = new LinkedHashMap<>();
                    double x = raw.train().feature(row.row(), 0);
                    example.put("x", Double.isNaN(x) ? null : x);
                    example.put("word", raw.train().text(row.row(), 1));
                    sum += new Model(result.model().parts().members().get(i), EngineSpec.PLAIN.backend())
                            .predict(example)
                            .value();
                    if (i < 3) {
                        assertThat(row.fold()).isEqualTo(i);
                    }
                }
            }
            assertThat(row.outputs()).containsExactly(sum / 2);
            assertThat(row.label()).containsExactly(raw.train().label(row.row()));
            squares += Math.pow(row.outputs()[0] - row.label()[0], 2);
        }
        assertThat(folds(result).pooled().values().get("rmse")).isCloseTo(Math.sqrt(squares / 72), Offset.offset(1e-9));
    }

    @Test
    void resultsDoNotDependOnThreadsAndBackends() {
        List<String> digests = new ArrayList<>();
        List<Object> metrics = new ArrayList<>();
        for (int threads : new int[] {1, 2, 3, 8}) {
            TrainingResult result = trainer(true)
                    .folds(3)
                    .threads(threads)
                    .earlyStopping(new EarlyStopping(MetricName.parse("dev.cost"), 2, 0))
                    .build()
                    .train();
            digests.add(result.weightsSha256());
            metrics.add(List.of(
                    result.train().values(),
                    result.dev().values(),
                    folds(result).pooled().values(),
                    folds(result).standardDeviation()));
        }
        assertThat(digests).containsOnly(digests.get(0));
        assertThat(metrics).containsOnly(metrics.get(0));
    }

    @Test
    void oneEpochIsChosenForAllByTheMeanOverTheMembers() {
        TrainingResult result = trainer(false)
                .folds(3)
                .learningRate(0.3)
                .epochs(40)
                .earlyStopping(new EarlyStopping(MetricName.parse("dev.rmse"), 3, 0))
                .build()
                .train();
        assertThat(result.stopReason()).isEqualTo(StopReason.EARLY_STOPPING);
        List<Double> means = result.history().stream()
                .map(report -> report.dev().values().get("rmse"))
                .toList();
        int best = IntStream.range(0, means.size())
                .reduce((one, other) -> means.get(other) < means.get(one) ? other : one)
                .getAsInt();
        assertThat(result.modelEpoch()).isEqualTo(best + 1);
        assertThat(result.epochs()).isEqualTo(best + 4);
        assertThat(folds(result).mean().get("rmse")).isEqualTo(means.get(best));
    }

    @Test
    void trainAndDevSetAreDividedTogether() {
        TrainingResult result = trainer(true)
                .folds(new FoldsSpec(3, 1, null, null, new FoldsSpec.Use(true)))
                .build()
                .train();
        assertThat(folds(result).heldOut()).hasSize(ROWS);
        assertThat(result.dev()).isNull();
        assertThat(result.train().examples()).isEqualTo(ROWS);
    }

    @Test
    void aDevSetInATableOfItsOwnIsDividedWithTheTrainingSet() {
        for (boolean classes : new boolean[] {true, false}) {
            Table all = table(classes);
            TrainingResult apart = trainer(classes)
                    .data(all.select(row -> row < 70), all.select(row -> row >= 70), null, "y")
                    .folds(new FoldsSpec(3, 1, null, null, new FoldsSpec.Use(true)))
                    .build()
                    .train();
            TrainingResult together = trainer(classes)
                    .data(all, "y")
                    .split("none")
                    .folds(3)
                    .build()
                    .train();
            assertThat(apart.weightsSha256()).isEqualTo(together.weightsSha256());
            assertThat(folds(apart).pooled().values())
                    .isEqualTo(folds(together).pooled().values());
            assertThat(apart.dev()).isNull();
        }
    }

    @Test
    void numpyStreamsAndImagesAreDividedToo() {
        TrainingResult numpy = trainer(true)
                .random(new RandomSpec(RandomSource.NUMPY_LEGACY, 3L, 4L, 5L))
                .folds(3)
                .build()
                .train();
        assertThat(numpy.model().parts().members()).hasSize(3);
        TrainingResult generated = trainer(true)
                .data(DataSpec.generated(new Moons(60, 0.1, 1)))
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .folds(3)
                .build()
                .train();
        assertThat(generated.model().predict(0.5, 0.5).probabilities()).hasSize(2);
        assertThat(generated.train().cost()).isBetween(0.0, 1.0);
    }

    @Test
    void batchNormNeverSeesASingleRow() {
        ResolvedExperiment experiment = trainer(true)
                .hidden(new LayerSpec(
                        4, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new BatchNorm(0.8, 1e-4), List.of()))
                .batchSize(5)
                .build()
                .experiment();
        assertThat(experiment.ofMember(0, 36).training().batchSize().examples()).isEqualTo(4);
        assertThat(experiment.ofMember(0, 35).training().batchSize().examples()).isEqualTo(5);
        assertThat(experiment.ofMember(0, 5).training().batchSize().examples()).isEqualTo(5);
        assertThat(experiment.ofMember(0, 3).training().batchSize().examples()).isEqualTo(3);
        assertThat(experiment.ofMember(0, 61).training().batchSize().examples()).isEqualTo(7);
        assertThatThrownBy(() -> experiment.ofMember(0, 1)).hasMessageContaining("batch-norm needs at least two");
        TrainingResult result = trainer(true)
                .hidden(new LayerSpec(
                        4, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new BatchNorm(0.8, 1e-4), List.of()))
                .batchSize(5) // 36 rows to train on
                .folds(2)
                .build()
                .train();
        assertThat(result.train().cost()).isFinite();
    }

    @Test
    void aListenerAndTheTimeEndTheTrainingAfterAnEpoch() {
        int[] steps = {0};
        TrainingResult stopped = trainer(true)
                .folds(3)
                .listener(new TrainingListener() {
                    @Override
                    public void onStep(TrainingRun run) {
                        steps[0]++;
                        assertThat(run.step()).isEqualTo(steps[0] * run.stepsPerEpoch());
                    }

                    @Override
                    public void onEpoch(TrainingRun run, EpochReport report) {
                        if (report.epoch() == 2) {
                            run.stop();
                        }
                    }
                })
                .build()
                .train();
        assertThat(stopped.stopReason()).isEqualTo(StopReason.LISTENER);
        assertThat(stopped.epochs()).isEqualTo(2);
        assertThat(steps[0]).isEqualTo(2);
        assertThat(stopped.weightsSha256())
                .isEqualTo(trainer(true).folds(3).epochs(2).build().train().weightsSha256());
        TrainingResult late = trainer(true)
                .folds(3)
                .epochs(100_000)
                .time(Duration.ofMillis(50))
                .build()
                .train();
        assertThat(late.stopReason()).isEqualTo(StopReason.TIME);
        assertThat(late.epochs()).isBetween(1, 99_999);
    }

    @Test
    void aClassThatAPartLacksStaysAnOutput() {
        List<String> kind = new ArrayList<>();
        double[] x = new double[40];
        for (int i = 0; i < x.length; i++) {
            x[i] = i * 7 % 11;
            kind.add(i == 3 ? "rare" : x[i] > 5 ? "high" : "low");
        }
        TrainingResult result = Trainer.builder()
                .data(Table.builder().column("x", x).column("y", kind).build(), "y")
                .split("none")
                .hidden(4, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Softmax(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .epochs(2)
                .folds(4)
                .build()
                .train();
        assertThat(result.model().predict(2.0).probabilities()).containsOnlyKeys("high", "low", "rare");
        assertThat(folds(result).members())
                .allSatisfy(member -> assertThat(member.heldOut().values().get("cost"))
                        .isNotNull()
                        .isPositive());
    }

    @Test
    void aPartSmallerThanAMiniBatchIsOneMiniBatch() {
        TrainingResult result = trainer(true).batchSize(70).folds(2).build().train();
        assertThat(folds(result).members())
                .allSatisfy(member -> assertThat(member.examples()).isEqualTo(36));
    }

    /** Lowers the rate by the mean cost and the mean metric of the last epoch. */
    record Falling() implements LrSchedule {
        @Override
        public List<String> metrics() {
            return List.of("dev.cost");
        }

        @Override
        public double rate(double initialRate, Progress progress) {
            int last = progress.epoch() - 1;
            return last < 0 ? initialRate : initialRate / (1 + progress.cost(last) + progress.metric("dev.cost", last));
        }
    }

    /** Members that are trained by other objects, as those in another process are: all that they share are bytes. */
    private static final class Elsewhere implements Members {
        private final Trainer trainer;
        private final boolean forgets;
        private final boolean saves;
        private MemberTrainer members;
        private int rounds;
        /** The call before which all members are lost, if not before every third one. */
        private int lost = -1;

        /**
         * Knows no member.
         *
         * @param forgets whether all members are lost before every third call
         * @param saves whether all results have tensors
         */
        Elsewhere(Trainer trainer, boolean forgets, boolean saves) {
            this.trainer = trainer;
            this.forgets = forgets;
            this.saves = saves;
            members = start();
        }

        private MemberTrainer start() {
            return new MemberTrainer(trainer.experiment(), trainer.data(), EngineSpec.PLAIN);
        }

        @Override
        public List<MemberResult> run(List<MemberRound> given) {
            if (forgets ? rounds % 3 == 2 : rounds == lost) {
                members = start();
            }
            rounds++;
            List<MemberResult> results = new ArrayList<>();
            for (MemberRound each : given) {
                MemberRound round = new MemberRound(
                        each.member(), each.epoch(), each.reports(), each.trains(), each.saves() || saves, each.from());
                MemberResult result = members.run(copy(round, MemberRound.class));
                MemberResult late = members.run(copy(round, MemberRound.class)); // a duplicate
                assertThat(late.state()).isEqualTo(result.state());
                assertThat(late.report()).isEqualTo(result.report());
                if (each.epoch() > 0 && result.state() != null) { // one of an epoch before changes nothing
                    assertThat(members.run(
                                    new MemberRound(each.member(), each.epoch() - 1, List.of(), true, false, null)))
                            .isEqualTo(MemberResult.UNKNOWN);
                }
                results.add(copy(result, MemberResult.class));
            }
            return results;
        }

        private static <T extends Serializable> T copy(T object, Class<T> type) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(object);
                out.flush();
                return type.cast(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject());
            } catch (IOException | ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void membersElsewhereHaveTheSameBits() {
        LayerSpec normal = new LayerSpec(
                5, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new BatchNorm(0.8, 1e-4), List.of());
        List<Supplier<TrainerBuilder>> cases = List.of(
                () -> trainer(true).folds(spec(3, 2)),
                () -> trainer(false).folds(3).schedule(new Falling()).watch(Watch.LAYERS),
                () -> trainer(true).folds(3).hidden(normal).optimizer(new EvaluatedPointTest.Mean(true, 4)),
                () -> trainer(true)
                        .folds(3)
                        .hidden(normal)
                        .optimizer(new EvaluatedPointTest.Mean(true, 4))
                        .epochs(30)
                        .earlyStopping(new EarlyStopping(MetricName.parse("dev.cost"), 2, 0)),
                () -> trainer(false)
                        .folds(3)
                        .hidden(normal)
                        .learningRate(0.3)
                        .epochs(40)
                        .earlyStopping(new EarlyStopping(MetricName.parse("dev.rmse"), 3, 0)),
                () -> trainer(true).folds(3).random(new RandomSpec(RandomSource.NUMPY_LEGACY, 3L, 4L, 5L)),
                () -> trainer(true).folds(new FoldsSpec(3, 1, null, null, new FoldsSpec.Use(true))));
        for (Supplier<TrainerBuilder> each : cases) {
            TrainingResult here = each.get().build().train();
            for (int kind = 0; kind < 4; kind++) {
                Elsewhere elsewhere = new Elsewhere(each.get().build(), kind % 2 == 1, kind > 1);
                assertSame(each.get().build().withMembers(elsewhere).train(), here);
            }
        }
    }

    private static void assertSame(TrainingResult there, TrainingResult here) {
        assertThat(there.weightsSha256()).isEqualTo(here.weightsSha256());
        assertThat(there.epochs()).isEqualTo(here.epochs());
        assertThat(there.modelEpoch()).isEqualTo(here.modelEpoch());
        assertThat(there.stopReason()).isEqualTo(here.stopReason());
        assertThat(there.train()).isEqualTo(here.train());
        assertThat(folds(there).members()).isEqualTo(folds(here).members());
        assertThat(folds(there).pooled()).isEqualTo(folds(here).pooled());
        for (int i = 0; i < here.epochs(); i++) {
            EpochReport expected = here.history().get(i);
            EpochReport found = there.history().get(i);
            assertThat(found.trainCost()).isEqualTo(expected.trainCost());
            assertThat(found.learningRate()).isEqualTo(expected.learningRate());
            assertThat(found.dev()).isEqualTo(expected.dev());
            assertThat(found.layers()).isEqualTo(expected.layers());
        }
    }

    @Test
    void aListenerSeesMembersElsewhereAsThoseHere(@TempDir Path folder) throws IOException {
        List<List<Object>> seen = new ArrayList<>();
        for (boolean there : new boolean[] {false, true}) {
            List<Object> all = new ArrayList<>();
            Trainer trainer = trainer(true)
                    .folds(3)
                    .listener(new TrainingListener() {
                        @Override
                        public void onEpoch(TrainingRun run, EpochReport report) {
                            all.add(List.of(
                                    run.step(),
                                    run.batchCost(),
                                    run.smoothedCost(),
                                    run.weightsSha256(),
                                    run.model().parts().weightsSha256()));
                            run.saveCheckpoint(folder.resolve("checkpoint-" + there));
                        }
                    })
                    .build();
            if (there) {
                trainer.withMembers(new Elsewhere(trainer(true).folds(3).build(), false, false));
            }
            List<EpochReport> history = trainer.train().history();
            for (Checkpoint each : Checkpoint.read(
                            folder.resolve("checkpoint-" + there), history, TestPlugins.registry())
                    .members()) {
                all.add(Sha256.of(each.tensors()));
            }
            seen.add(all);
        }
        assertThat(seen.get(1)).isEqualTo(seen.get(0));
    }

    @Test
    void membersElsewhereHaveTheSameBitsAfterThousandsOfEpochs() {
        Supplier<TrainerBuilder> many = () -> trainer(true)
                .folds(2)
                .learningRate(0.00001)
                .batchSize(40)
                .epochs(History.WHOLE + 20)
                .earlyStopping(new EarlyStopping(MetricName.parse("dev.cost"), 30, 0));
        TrainingResult here = many.get().build().train();
        assertThat(here.epochs()).isGreaterThan(History.WHOLE);
        Elsewhere elsewhere = new Elsewhere(many.get().build(), false, false);
        elsewhere.lost = 2 * History.WHOLE + 10;
        TrainingResult there = many.get().build().withMembers(elsewhere).train();
        assertThat(there.weightsSha256()).isEqualTo(here.weightsSha256());
        assertThat(there.modelEpoch()).isEqualTo(here.modelEpoch());
    }

    @Test
    void membersElsewhereThatDivergeSayTheSame() {
        Supplier<TrainerBuilder> diverging = () -> trainer(false)
                .optimizer(new TestPlugins.Plain())
                .schedule(new TestPlugins.Table(new TreeMap<>(Map.of(3, 1e38))))
                .learningRate(0.001)
                .folds(3);
        DivergedException here = catchThrowableOfType(
                DivergedException.class, () -> diverging.get().build().train());
        for (int kind = 0; kind < 4; kind++) {
            Elsewhere elsewhere = new Elsewhere(diverging.get().build(), kind % 2 == 1, kind > 1);
            DivergedException there = catchThrowableOfType(
                    DivergedException.class,
                    () -> diverging.get().build().withMembers(elsewhere).train());
            assertThat(there).hasMessage(here.getMessage());
            assertThat(there.result().epochs()).isEqualTo(here.result().epochs());
            assertThat(there.result().weightsSha256()).isEqualTo(here.result().weightsSha256());
        }
    }

    @Test
    void examplesThatAreEncodedCannotBeDivided() {
        Trainer trainer = trainer(true).data(data()).folds(3).build();
        assertThatThrownBy(trainer::train)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("folds: the examples are encoded already");
    }

    private static TrainingData data() {
        return RawData.of(DataSpec.memory("y"), table(true), null, null, new RandomStreams(1))
                .encode(Precision.FLOAT32);
    }

    @Test
    void aTrainingThatDivergesSaysSo() {
        assertThatThrownBy(() -> trainer(false)
                        .optimizer(new TestPlugins.Plain())
                        .learningRate(1e30)
                        .folds(3)
                        .build()
                        .train())
                .isInstanceOf(DivergedException.class);
    }
}
