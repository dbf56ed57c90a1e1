package io.descent.core.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.data.Table;
import io.descent.core.data.TargetScaling;
import io.descent.core.experiment.BatchSize;
import io.descent.core.experiment.ClassWeights;
import io.descent.core.metrics.ConfusionMatrix;
import io.descent.core.metrics.Evaluation;
import io.descent.core.training.EpochReport;
import io.descent.core.training.StopReason;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verdicts on made-up results. */
class FindingsTest {
    private static TrainerBuilder classes() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(100, 0.1, 1)))
                .hidden(16, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .batchSize(60)
                .epochs(1);
    }

    private static TrainerBuilder values(TargetScaling target) {
        double[] x = new double[100];
        for (int i = 0; i < 100; i++) {
            x[i] = 37 * i % 100;
        }
        return Trainer.builder()
                .data(Table.builder().column("x", x).column("y", x).build(), "y")
                .target(target)
                .hidden(16, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Linear(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .batchSize(BatchSize.ALL)
                .epochs(1);
    }

    /** The number of examples by true class and predicted class. */
    private static Evaluation confusion(int aa, int ab, int ba, int bb) {
        return new Evaluation(
                aa + ab + ba + bb,
                Map.of("cost", 1.0),
                new ConfusionMatrix(List.of("ok", "fraud"), List.of(List.of(aa, ab), List.of(ba, bb))));
    }

    private static Evaluation r2(int examples, double r2, double rmse) {
        return new Evaluation(examples, Map.of("cost", 1.0, "r2", r2, "rmse", rmse), null);
    }

    private static Diagnosis diagnose(
            TrainerBuilder trainer,
            Evaluation train,
            Evaluation dev,
            int epochs,
            IntToDoubleFunction trainCost,
            IntToDoubleFunction devCost) {
        TrainingResult real = trainer.build().train();
        List<EpochReport> history = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            Evaluation report = new Evaluation(100, Map.of("cost", devCost.applyAsDouble(epoch)), null);
            history.add(new EpochReport(epoch, 0.001, 0, 0, trainCost.applyAsDouble(epoch), true, report, List.of()));
        }
        return Diagnosis.of(new TrainingResult(
                real.experiment(),
                real.backend(),
                real.threads(),
                real.model(),
                history,
                epochs,
                StopReason.COMPLETED,
                0,
                train,
                dev,
                null,
                ""));
    }

    /** After 20 epochs whose cost has settled. */
    private static Diagnosis diagnose(TrainerBuilder trainer, Evaluation train, Evaluation dev) {
        return diagnose(trainer, train, dev, 20, epoch -> 1, epoch -> 1);
    }

    private static List<Finding.Kind> kinds(Diagnosis diagnosis) {
        return diagnosis.findings().stream().map(Finding::kind).toList();
    }

    /** Both errors are 1 %, which is low; in 10,000 examples they are known to be. */
    @Test
    void ninetyNineToOneIsNotGoodIfTheRareClassIsNeverPredicted() {
        Diagnosis diagnosis = diagnose(classes(), confusion(9_900, 0, 100, 0), confusion(9_900, 0, 100, 0));
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.NO_BETTER_THAN_MAJORITY);
        assertThat(kinds(diagnosis))
                .containsExactly(Finding.Kind.NO_BETTER_THAN_MAJORITY, Finding.Kind.CLASS_NEVER_PREDICTED);
        assertThat(diagnosis.summary())
                .startsWith("no better than always predicting 'ok' (right for 99.0 % of the dev set); "
                        + "'fraud' is never predicted: train error 1.0 % (");
        assertThat(diagnosis.next())
                .containsExactly("class-weights: balanced, which gives every class the same total weight, or another"
                        + " decision threshold than 0.5");
        assertThat(diagnosis.values()).containsEntry("verdict", "no-better-than-majority");
        assertThat(diagnosis.values().get("findings").toString())
                .startsWith("[{kind=no-better-than-majority, text=no better than always");
    }

    @Test
    void rareClassesNeedExamplesToo() {
        Diagnosis diagnosis = diagnose(classes(), confusion(297, 0, 3, 0), confusion(99, 0, 1, 0));
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.NO_BETTER_THAN_MAJORITY);
        assertThat(diagnosis.next()).hasSize(2).last().isEqualTo("more examples of 'fraud' (3 in the training set)");
        Diagnosis weighted = diagnose(
                classes().classWeights(ClassWeights.BALANCED), confusion(297, 0, 3, 0), confusion(99, 0, 1, 0));
        assertThat(weighted.verdict()).isEqualTo(Verdict.CLASS_NEVER_PREDICTED);
        assertThat(weighted.next()).containsExactly("more examples of 'fraud' (3 in the training set)");
    }

    @ParameterizedTest
    @CsvSource({
        "9890, 10, 20, 80, NEITHER", // 80 gained, 10 lost
        "99, 0, 0, 1, NOT_ENOUGH_EXAMPLES", // one gained, none lost
        "9895, 5, 92, 8, NO_BETTER_THAN_MAJORITY", // 8 gained and 5 lost: noise
        "5500, 0, 4500, 0, NO_BETTER_THAN_MAJORITY",
        "3000, 2500, 2400, 2100, NO_BETTER_THAN_MAJORITY", // worse
        "5000, 500, 400, 4100, HIGH_BIAS"
    })
    void rightAnswersAreComparedWithThoseOfTheMajorityClass(int aa, int ab, int ba, int bb, Verdict verdict) {
        Evaluation both = confusion(aa, ab, ba, bb);
        assertThat(diagnose(classes(), both, both).verdict()).isEqualTo(verdict);
    }

    /** 4 gained and 1 lost on the dev set are noise, but the training set shows that the network has learnt. */
    @Test
    void aSmallDevSetIsNotHeldAgainstTheNetwork() {
        Evaluation few = confusion(4, 1, 1, 4);
        assertThat(diagnose(classes(), confusion(40, 10, 10, 40), few).findings())
                .isEmpty();
        assertThat(diagnose(classes(), confusion(5, 5, 4, 6), few).verdict())
                .isEqualTo(Verdict.NO_BETTER_THAN_MAJORITY);
    }

    @Test
    void aDevSetOfOneClassDoesNotJudge() {
        Evaluation one = confusion(20, 0, 0, 0);
        assertThat(diagnose(classes(), confusion(990, 0, 0, 10), one).findings())
                .isEmpty();
        assertThat(diagnose(classes(), confusion(990, 0, 10, 0), one).summary())
                .startsWith("no better than always predicting 'ok' (right for 99.0 % of the training set); 'fraud' is");
        assertThat(diagnose(classes(), one, one).findings()).isEmpty();
    }

    @Test
    void worseThanTheMajorityIsSaid() {
        Evaluation both = confusion(2, 64, 54, 0);
        Diagnosis diagnosis = diagnose(classes(), both, both);
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.NO_BETTER_THAN_MAJORITY);
        assertThat(diagnosis.summary())
                .startsWith(
                        "worse than always predicting 'ok' (right for 55.0 % of the dev set); high bias: train error");
    }

    /** A network that fits the training set and fails on the dev set has high variance. */
    @Test
    void highVarianceStaysTheVerdict() {
        Diagnosis diagnosis = diagnose(classes(), confusion(5_000, 0, 0, 5_000), confusion(2_500, 2_500, 2_500, 2_500));
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.HIGH_VARIANCE);
        assertThat(diagnosis.summary())
                .startsWith("no better than always predicting 'ok' (right for 50.0 % of the dev set); high variance: ");
        assertThat(diagnosis.next()).first().asString().startsWith("more data than 10,000 examples");
    }

    /** Its share is 2 % of three classes, and the other two are told apart. */
    @Test
    void aClassThatIsNeverPredictedIsNamed() {
        Evaluation both = new Evaluation(
                10_000,
                Map.of("cost", 1.0),
                new ConfusionMatrix(
                        List.of("red", "green", "blue"),
                        List.of(List.of(5_000, 0, 0), List.of(0, 4_800, 0), List.of(100, 100, 0))));
        Diagnosis diagnosis = diagnose(classes(), both, both);
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.CLASS_NEVER_PREDICTED);
        assertThat(diagnosis.summary()).startsWith("'blue' is never predicted: train error 2.0 % (");
        assertThat(diagnosis.next())
                .containsExactly("class-weights: balanced, which gives every class the same total weight");
    }

    @Test
    void manyClassesThatAreNeverPredictedAreCounted() {
        List<List<Integer>> counts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            List<Integer> row = new ArrayList<>(Collections.nCopies(10, 0));
            row.set(i < 5 ? i : 0, 100);
            counts.add(row);
            names.add("c" + i);
        }
        Evaluation both = new Evaluation(1_000, Map.of("cost", 1.0), new ConfusionMatrix(names, counts));
        Diagnosis diagnosis = diagnose(classes(), both, both);
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.HIGH_BIAS);
        assertThat(diagnosis.summary()).startsWith("'c5', 'c6', 'c7' and 2 more are never predicted; high bias");
        assertThat(diagnosis.next()).noneMatch(step -> step.startsWith("class-weights")); // they are as frequent
    }

    @Test
    void valuesWorseThanTheMeanAndNotScaled() {
        Diagnosis diagnosis = diagnose(values(TargetScaling.NONE), r2(60, -20, 213_000), r2(400, -21.12, 214_000));
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.WORSE_THAN_MEAN);
        assertThat(kinds(diagnosis)).containsExactly(Finding.Kind.WORSE_THAN_MEAN, Finding.Kind.TARGET_SCALE);
        assertThat(diagnosis.summary())
                .startsWith(
                        "worse than predicting the mean (R2 -21.12 on the dev set); high bias; labels are not scaled");
        assertThat(diagnosis.next())
                .first()
                .isEqualTo("data.target: standardize, because labels so far from 0 take too many updates at a learning"
                        + " rate of 0.001");
    }

    @Test
    void valuesWorseThanTheMeanAlthoughScaled() {
        Diagnosis scaled = diagnose(values(TargetScaling.STANDARDIZE), r2(60, -0.01, 213_000), r2(400, -0.02, 214_000));
        assertThat(scaled.verdict()).isEqualTo(Verdict.WORSE_THAN_MEAN);
        assertThat(kinds(scaled)).containsExactly(Finding.Kind.WORSE_THAN_MEAN);
        assertThat(scaled.summary()).startsWith("no better than predicting the mean (R2 -0.02 on the dev set); high");
        assertThat(diagnose(values(TargetScaling.STANDARDIZE), r2(9_000, 0.99, 1), r2(9_000, 0.98, 1))
                        .findings())
                .isEmpty();
        assertThat(diagnose(values(TargetScaling.STANDARDIZE), r2(9_000, 0.99, 1), r2(9_000, -0.5, 1))
                        .verdict())
                .isEqualTo(Verdict.HIGH_VARIANCE);
    }

    /** 120 examples in batches of 60 are two updates per epoch. */
    @Test
    void fewUpdatesWhileTheCostFellNeedMoreEpochs() {
        Evaluation both = confusion(30, 30, 20, 40);
        Diagnosis diagnosis = diagnose(classes(), both, both, 30, epoch -> Math.pow(0.97, epoch), epoch -> 1);
        assertThat(kinds(diagnosis)).contains(Finding.Kind.TOO_FEW_UPDATES);
        assertThat(diagnosis.summary()).contains("high bias; too few updates (60)");
        assertThat(diagnosis.next().subList(0, 2))
                .containsExactly(
                        "more epochs: 30 -> 500 (1,000 updates instead of 60; the cost still fell by 9 % over the last"
                                + " tenth)",
                        "a bigger network: units 16 -> 32, or another layer");
        Diagnosis settled = diagnose(classes(), both, both, 30, epoch -> 1, epoch -> 1);
        assertThat(kinds(settled)).doesNotContain(Finding.Kind.TOO_FEW_UPDATES);
        assertThat(settled.next()).first().asString().startsWith("a bigger network");
    }

    @Test
    void enoughUpdatesAreNotTooFew() {
        Evaluation both = confusion(30, 30, 20, 40);
        Diagnosis diagnosis = diagnose(classes(), both, both, 500, epoch -> Math.pow(0.9, epoch), epoch -> 1);
        assertThat(kinds(diagnosis)).doesNotContain(Finding.Kind.TOO_FEW_UPDATES);
        assertThat(diagnosis.next())
                .first()
                .isEqualTo("more epochs: 500 -> 1000 (the cost still fell by 99 % over the last tenth)");
    }

    @Test
    void aDevCostThatRoseForLongMeansOverfitting() {
        Evaluation train = confusion(5_000, 0, 0, 5_000);
        Evaluation dev = confusion(4_500, 500, 500, 4_500);
        Diagnosis diagnosis =
                diagnose(classes(), train, dev, 200, epoch -> 1, epoch -> 0.3 + 0.001 * Math.abs(epoch - 12));
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.HIGH_VARIANCE);
        assertThat(kinds(diagnosis)).containsExactly(Finding.Kind.OVERFIT_EARLY);
        assertThat(diagnosis.summary())
                .startsWith("high variance; overfit early (the dev cost was lowest in epoch 12 of 200): ");
        assertThat(diagnosis.next())
                .containsExactly(
                        "early-stopping, which keeps the best epoch, or fewer epochs: 200 -> 12",
                        "more data than 10,000 examples (descent learning-curve shows whether it would help)",
                        "regularisation: l2 lambda 0.1, or dropout keep-prob 0.8 (none is used)");
        for (int best : new int[] {101, 150, 200}) { // the second half
            assertThat(diagnose(classes(), train, dev, 200, epoch -> 1, epoch -> 0.3 + Math.abs(epoch - best))
                            .findings())
                    .isEmpty();
        }
        assertThat(diagnose(classes(), train, dev, 200, epoch -> 1, epoch -> 0.3 + 0.0001 * Math.abs(epoch - 12))
                        .findings())
                .isEmpty(); // risen by 6 %
    }

    /** With one input the kinks of all units are at the same place until biases move. */
    @Test
    void oneInputNeedsInitialBiases() {
        String biases =
                "bias-initializer: fan-in-uniform in network.hidden[0] (biases that start at 0 let all units bend"
                        + " at the same value of the only input)";
        Evaluation both = r2(900, 0.1, 0.7);
        assertThat(diagnose(values(TargetScaling.STANDARDIZE), both, both).next())
                .first()
                .isEqualTo(biases);
        List<String> few = diagnose(
                        values(TargetScaling.STANDARDIZE), both, both, 30, epoch -> Math.pow(0.97, epoch), epoch -> 1)
                .next();
        assertThat(few.get(0)).startsWith("more epochs: 30 -> 1000 (1,000 updates instead of 30;");
        assertThat(few.get(1)).isEqualTo(biases);
        Evaluation poor = confusion(5_000, 500, 400, 4_100);
        assertThat(diagnose(classes(), poor, poor).next()).noneMatch(step -> step.startsWith("bias-initializer"));
    }
}
