package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.TestMetrics;
import io.descent.core.TestPlugins;
import io.descent.core.calibration.CalibrationSpec;
import io.descent.core.calibration.ThresholdSpec;
import io.descent.core.calibration.internal.LearntCalibration;
import io.descent.core.data.Blobs;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Examples;
import io.descent.core.data.Moons;
import io.descent.core.data.Table;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.MetricName;
import io.descent.core.run.RunReader;
import io.descent.core.run.RunWriter;
import io.descent.inference.Descent;
import io.descent.inference.Model;
import io.descent.inference.Prediction;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is learnt about predictions when a training ends, and which examples it is learnt from. */
class CalibratedTrainingTest {
    private static final EarlyStopping ON_DEV = new EarlyStopping(MetricName.parse("dev.cost"), 3, 0);

    @TempDir
    Path folder;

    private static TrainerBuilder moons() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(400, 0.5, 1)))
                .hidden(20, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .learningRate(0.05)
                .batchSize(16)
                .epochs(30);
    }

    private static Table noisyLine(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] cells = new double[rows][];
        for (int i = 0; i < rows; i++) {
            double x = random.nextDouble(-1, 1);
            cells[i] = new double[] {x, 100 * x + 10 * random.nextDouble(-1, 1)};
        }
        return Table.of(List.of("x", "y"), cells);
    }

    private static TrainerBuilder line(Table table) {
        return Trainer.builder()
                .data(table, "y")
                .output(new TestPlugins.Linear(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .learningRate(0.05)
                .batchSize(16)
                .epochs(10);
    }

    @Test
    void nothingChangesUnlessItIsAskedFor() {
        TrainingResult result = moons().build().train();
        assertThat(result.calibration()).isNull();
        assertThat(result.model().parts().calibration()).isEqualTo(Calibration.NONE);
        assertThat(result.experiment().calibration()).isNull();
    }

    @Test
    void aTemperatureLeavesWeightsAndClassesAndLowersTheLossOfTheDevSet() {
        TrainingResult raw = moons().metric(new TestMetrics.Doubt()).build().train();
        TrainingResult result = moons().metric(new TestMetrics.Doubt())
                .calibration(CalibrationSpec.TEMPERATURE)
                .build()
                .train();
        assertThat(result.weightsSha256()).isEqualTo(raw.weightsSha256());
        assertThat(result.dev().values())
                .containsEntry("accuracy", raw.dev().values().get("accuracy"));
        assertThat(result.dev().cost()).isEqualTo(raw.dev().cost());
        assertThat(result.dev().values().get("doubt"))
                .isNotEqualTo(raw.dev().values().get("doubt"));
        LearntCalibration learnt = result.calibration().learnt();
        assertThat(learnt.calibration().temperature()).isBetween(1.05, 10.0); // 30 epochs at a high rate: too sure
        assertThat(learnt.examples()).isEqualTo(80);
        assertThat(learnt.sets()).containsOnlyKeys("dev", "test");
        LearntCalibration.Quality dev = learnt.sets().get("dev");
        assertThat(dev.logLossAfter()).isLessThan(dev.logLossBefore());
        assertThat(dev.logLossBefore())
                .isCloseTo(raw.dev().cost(), within(1e-6)); // binary cross-entropy is the log loss
        assertThat(result.calibration().atHalf()).isEmpty();
    }

    @Test
    void theModelPredictsAsItIsEvaluated() {
        Table table = Table.of(List.of("x", "y", "c"), noisyClasses());
        TrainingResult result = Trainer.builder()
                .data(table, "c")
                .task(io.descent.inference.spec.Task.CLASSIFICATION)
                .hidden(8, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .learningRate(0.05)
                .metric(new TestMetrics.Doubt())
                .calibration(CalibrationSpec.TEMPERATURE.withThreshold(ThresholdSpec.costs(1, 8)))
                .build()
                .train();
        Calibration calibration = result.model().parts().calibration();
        assertThat(calibration.temperature()).isNotEqualTo(1);
        assertThat(calibration.threshold()).isLessThan(0.5);
        result.model().save(folder);
        Model model = Descent.load(folder);
        Evaluation evaluation = Evaluation.of(model, table, new TestMetrics.Doubt());
        int right = 0;
        double doubt = 0;
        for (int i = 0; i < 300; i++) {
            double[] row = noisyClasses()[i];
            Prediction prediction = model.predict(row[0], row[1]);
            String label = row[2] == 0 ? "0" : "1";
            right += prediction.label().equals(label) ? 1 : 0;
            doubt += 1 - prediction.probability(label);
        }
        assertThat(evaluation.right()).isEqualTo(right);
        assertThat(evaluation.confusion().right()).isEqualTo(right);
        assertThat(evaluation.values()).containsEntry("accuracy", right / 300.0);
        assertThat(evaluation.values().get("doubt")).isCloseTo(doubt / 300, within(1e-14));
        assertThat(result.calibration().atHalf()).containsOnlyKeys("dev", "test");
        assertThat(result.calibration().atHalf().get("dev").right())
                .isGreaterThanOrEqualTo(result.dev().right());
    }

    private static double[][] noisyClasses() {
        SplittableRandom random = new SplittableRandom(8);
        double[][] cells = new double[300][];
        for (int i = 0; i < 300; i++) {
            double x = random.nextDouble(-1, 1);
            double y = random.nextDouble(-1, 1);
            cells[i] = new double[] {x, y, random.nextDouble() < 1 / (1 + Math.exp(-2 * x - y)) ? 1 : 0};
        }
        return cells;
    }

    @Test
    void severalClassesHaveATemperatureToo() {
        TrainingResult result = Trainer.builder()
                .data(DataSpec.generated(new Blobs(300, 3, 1.5, 1)))
                .hidden(20, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Softmax(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .learningRate(0.05)
                .calibration(CalibrationSpec.TEMPERATURE)
                .build()
                .train();
        LearntCalibration.Quality dev = result.calibration().learnt().sets().get("dev");
        assertThat(dev.logLossAfter()).isLessThanOrEqualTo(dev.logLossBefore());
        assertThat(dev.logLossBefore()).isCloseTo(result.dev().cost(), within(1e-6));
    }

    @Test
    void intervalsContainNineOfTenNewValues() {
        Table table = noisyLine(500, 1);
        TrainingResult result =
                line(table).calibration(CalibrationSpec.INTERVAL).build().train();
        assertThat(result.calibration().learnt().examples()).isEqualTo(100); // the whole dev set: it decided nothing
        int within = 0;
        double[][] fresh = rows(noisyLine(2000, 2));
        for (double[] row : fresh) {
            Prediction prediction = result.model().predict(row[0]);
            within += prediction.interval(0.9).lower() <= row[1]
                            && row[1] <= prediction.interval(0.9).upper()
                    ? 1
                    : 0;
        }
        assertThat(within / 2000.0).isBetween(0.85, 0.95);
    }

    private static double[][] rows(Table table) {
        double[][] rows = new double[table.rows()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {table.number(i, "x"), table.number(i, "y")};
        }
        return rows;
    }

    @Test
    void examplesThatChooseTheEpochAreNotThoseOfTheIntervals() {
        Table table = noisyLine(500, 1);
        List<Examples> dev = new ArrayList<>();
        Trainer trainer = line(table)
                .earlyStopping(ON_DEV)
                .calibration(new CalibrationSpec(CalibrationSpec.Method.NONE, null, true, 0.3))
                .listener(new TrainingListener() {
                    @Override
                    public void onStart(TrainingRun run) {
                        dev.add(run.data().dev());
                    }
                })
                .build();
        TrainingResult result = trainer.train();
        assertThat(result.calibration().learnt().examples()).isEqualTo(30);
        assertThat(result.dev().examples()).isEqualTo(100);
        assertThat(result.history().get(0).dev().examples()).isEqualTo(70);
        DevSets sets =
                DevSets.of(result.experiment(), dev.get(0), result.experiment().streams());
        List<Double> together = new ArrayList<>();
        for (Examples part : List.of(sets.epochs(), sets.intervals())) {
            for (int i = 0; i < part.size(); i++) {
                together.add(part.label(i));
            }
        }
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(dev.get(0).label(i));
        }
        assertThat(together).containsExactlyInAnyOrderElementsOf(all);
        DevSets again =
                DevSets.of(result.experiment(), dev.get(0), result.experiment().streams());
        for (int i = 0; i < 30; i++) {
            assertThat(again.intervals().label(i)).isEqualTo(sets.intervals().label(i));
            assertThat(again.intervals().input(i, 0)).isEqualTo(sets.intervals().input(i, 0));
        }
    }

    @Test
    void atLeastOneExampleIsOnEachSide() {
        assertThat(DevSets.apart(2, 0.01)).isEqualTo(1);
        assertThat(DevSets.apart(2, 0.99)).isEqualTo(1);
        assertThat(DevSets.apart(100, 0.5)).isEqualTo(50);
        assertThat(DevSets.apart(7, 0.5)).isEqualTo(4);
    }

    @Test
    void aResumedRunLearnsTheSame() {
        Table table = noisyLine(300, 3);
        Path whole = folder.resolve("whole");
        try (RunWriter run = RunWriter.create(whole, false)) {
            run.train(line(table)
                    .earlyStopping(ON_DEV)
                    .calibration(CalibrationSpec.INTERVAL)
                    .listener(run)
                    .build());
        }
        Path cut = folder.resolve("cut");
        RuntimeException kill = new IllegalStateException("killed");
        assertThatThrownBy(() -> {
                    try (RunWriter run = RunWriter.create(cut, false)) {
                        run.train(line(table)
                                .earlyStopping(ON_DEV)
                                .calibration(CalibrationSpec.INTERVAL)
                                .listener(run)
                                .listener(new TrainingListener() {
                                    @Override
                                    public void onStep(TrainingRun training) {
                                        if (training.step() == 20) {
                                            training.stop();
                                        }
                                    }

                                    @Override
                                    public void onEnd(TrainingRun training) {
                                        throw kill;
                                    }
                                })
                                .build());
                    }
                })
                .isSameAs(kill);
        try (RunWriter run = RunWriter.resume(new RunReader(cut))) {
            run.train(line(table)
                    .earlyStopping(ON_DEV)
                    .calibration(CalibrationSpec.INTERVAL)
                    .listener(run)
                    .build());
        }
        assertThat(cut.resolve("model/calibration.json"))
                .hasSameBinaryContentAs(whole.resolve("model/calibration.json"));
        assertThat(cut.resolve("model/weights.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("model/weights.safetensors"));
    }

    @Test
    void whatDoesNotFitTheDataIsRefused() {
        refuse(
                moons().calibration(CalibrationSpec.INTERVAL),
                "calibration.interval: intervals are for labels with values, but the label has classes");
        refuse(
                line(noisyLine(50, 1)).calibration(CalibrationSpec.TEMPERATURE),
                "calibration.method: temperature calibrates the probabilities of classes, but the label has values");
        refuse(
                line(noisyLine(50, 1)).calibration(CalibrationSpec.INTERVAL.withThreshold(ThresholdSpec.costs(1, 2))),
                "calibration.threshold needs a label with two classes, but it has values");
        refuse(
                moons().split("none").calibration(CalibrationSpec.TEMPERATURE),
                "calibration needs a dev set; add one to data.split");
        moons().split("none")
                .calibration(new CalibrationSpec(
                        CalibrationSpec.Method.NONE, new ThresholdSpec(0.3, null, null), false, 0.5))
                .build();
    }

    private static void refuse(TrainerBuilder builder, String message) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message.replace("data.split", "split"));
    }
}
