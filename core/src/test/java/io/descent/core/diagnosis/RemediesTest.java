package io.descent.core.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.ActivationMask;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Progress;
import io.descent.api.Scratch;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.api.WeightPenalty;
import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.metrics.ConfusionMatrix;
import io.descent.core.metrics.Evaluation;
import io.descent.core.training.EpochReport;
import io.descent.core.training.StopReason;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Advice for made-up errors. */
class RemediesTest {
    private static final String BIGGER = "a bigger network: units 64, 32 -> 128, 64, or another layer";
    private static final String RATE = "another learning rate: 0.003 or 0.0003 instead of 0.001";
    private static final String DATA =
            "more data than 10,000 examples (descent learning-curve shows whether it would help)";

    public record GradientDescent() implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient;
        }
    }

    public record L2(
            @Hyperparameter(scale = Hyperparameter.Scale.LOG)
            double lambda) implements WeightPenalty {
        @Override
        public double penalty(Tensor weights, Scratch scratch) {
            return lambda;
        }

        @Override
        public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {}
    }

    public record Dropout(double keepProb) implements ActivationMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            mask.fill(1);
        }
    }

    private static TrainerBuilder linear() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(100, 0.1, 1)))
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .epochs(1);
    }

    private static TrainerBuilder deep() {
        return linear().hidden(64, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .hidden(32, new TestPlugins.Relu(), new TestPlugins.HeNormal());
    }

    private static Evaluation mistakes(int percent) {
        return new Evaluation(
                10_000,
                Map.of("cost", 1.0),
                new ConfusionMatrix(
                        List.of("0", "1"),
                        List.of(
                                List.of(5_000 - 50 * percent, 50 * percent),
                                List.of(50 * percent, 5_000 - 50 * percent))));
    }

    /** The diagnosis of 20 epochs with two given costs, and of errors in percent of 10,000 examples. */
    private static Diagnosis diagnose(
            TrainerBuilder trainer, double firstCost, double lastCost, int trainError, int devError) {
        return diagnose(trainer, 20, firstCost, lastCost, trainError, devError);
    }

    private static Diagnosis diagnose(
            TrainerBuilder trainer, int modelEpoch, double firstCost, double lastCost, int trainError, int devError) {
        TrainingResult real = trainer.build().train();
        List<EpochReport> history = new ArrayList<>();
        for (int epoch = 1; epoch <= 20; epoch++) {
            double cost = epoch <= 18 ? firstCost : lastCost;
            history.add(new EpochReport(epoch, 0.001, 0, 0, cost, false, null, List.of()));
        }
        return Diagnosis.of(new TrainingResult(
                real.experiment(),
                real.backend(),
                real.threads(),
                real.model(),
                history,
                modelEpoch,
                StopReason.COMPLETED,
                0,
                mistakes(trainError),
                mistakes(devError),
                null,
                ""));
    }

    @Test
    void longerTrainingBiggerNetworkBetterOptimizer() {
        assertThat(diagnose(deep().optimizer(new GradientDescent()), 1, 0.97, 15, 16)
                        .next())
                .containsExactly(
                        "more epochs: 20 -> 40 (the cost still fell by 3 % over the last tenth)",
                        BIGGER, "a better optimizer: adam instead of gradient-descent");
    }

    @Test
    void costThatHasSettledNeedsNoMoreEpochs() {
        assertThat(diagnose(deep(), 1, 0.995, 15, 16).next()).containsExactly(BIGGER, RATE);
        assertThat(diagnose(deep(), 1, 1.5, 15, 16).next()).containsExactly(BIGGER, RATE);
    }

    @Test
    void aModelOfAnEarlyEpochNeedsNoMoreEpochs() {
        assertThat(diagnose(deep(), 18, 1, 0.9, 15, 16).next()).anyMatch(step -> step.startsWith("more epochs"));
        assertThat(diagnose(deep(), 17, 1, 0.9, 15, 16).next()).containsExactly(BIGGER, RATE);
    }

    @Test
    void networkWithoutHiddenLayersGetsOneAndNoDropout() {
        assertThat(diagnose(linear(), 1, 1, 15, 30).next())
                .containsExactly(
                        "a bigger network: a hidden layer, for instance of 64 units",
                        RATE,
                        DATA,
                        "regularisation: l2 lambda 0.1, or early-stopping (none is used)");
    }

    @Test
    void moreDataThenRegularisation() {
        assertThat(diagnose(deep(), 1, 1, 1, 11).next())
                .containsExactly(
                        DATA,
                        "regularisation: l2 lambda 0.1, or dropout keep-prob 0.8, or early-stopping (none is used)");
    }

    @Test
    void regularisationInUseIsStrengthened() {
        assertThat(diagnose(deep().regularizer(new L2(0.1)), 1, 1, 1, 11).next())
                .containsExactly(
                        DATA,
                        "stronger regularisation: l2 lambda 0.1 -> 0.3, or dropout keep-prob 0.8, or early-stopping");
        assertThat(diagnose(deep().regularizer(new Dropout(0.8)), 1, 1, 1, 11).next())
                .containsExactly(
                        DATA,
                        "stronger regularisation: l2 lambda 0.1, or dropout keep-prob 0.8 -> 0.7, or early-stopping");
        assertThat(diagnose(deep().regularizer(new Dropout(0.5)).regularizer(new L2(7)), 1, 1, 1, 11)
                        .next())
                .containsExactly(DATA, "stronger regularisation: l2 lambda 7 -> 21, or early-stopping");
    }

    @Test
    void regularisationIsWeakenedWhereThereIsBiasAlone() {
        TrainerBuilder trainer = deep().regularizer(new L2(0.1)).regularizer(new Dropout(0.95));
        assertThat(diagnose(trainer, 1, 1, 15, 16).next())
                .containsExactly(
                        BIGGER, RATE, "weaker regularisation: l2 lambda 0.1 -> 0.03, or dropout keep-prob 0.95 -> 1");
        assertThat(diagnose(trainer, 1, 1, 15, 30).next())
                .containsExactly(
                        BIGGER,
                        RATE,
                        DATA,
                        "stronger regularisation: l2 lambda 0.1 -> 0.3, or dropout keep-prob 0.95 -> 0.85, or early-stopping");
    }

    @Test
    void baseErrorOfTheExperimentCounts() {
        Diagnosis diagnosis = diagnose(deep().baseError(0.14), 1, 1, 15, 16);
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.NEITHER);
        assertThat(diagnosis.summary())
                .startsWith("neither high bias nor high variance: train error 15.0 % (")
                .endsWith("base error 14.0 %");
    }

    @Test
    void withoutADevSetThereIsBiasAlone() {
        TrainingResult real = deep().data(
                        DataSpec.generated(new Moons(100, 0.1, 1)).withSplit("none"))
                .build()
                .train();
        Diagnosis good = Diagnosis.of(new TrainingResult(
                real.experiment(),
                real.backend(),
                real.threads(),
                real.model(),
                real.history(),
                1,
                StopReason.COMPLETED,
                0,
                mistakes(1),
                null,
                null,
                ""));
        assertThat(good.verdict()).isEqualTo(Verdict.NOT_ENOUGH_EXAMPLES);
        assertThat(good.summary()).startsWith("low bias; variance needs a dev set: train error 1.0 % (");
        assertThat(good.next()).containsExactly("a dev set, for instance data.split 80/20");
        assertThat(good.values()).doesNotContainKeys("devError", "variance");
        Diagnosis bad = Diagnosis.of(new TrainingResult(
                real.experiment(),
                real.backend(),
                real.threads(),
                real.model(),
                real.history(),
                1,
                StopReason.COMPLETED,
                0,
                mistakes(15),
                null,
                null,
                ""));
        assertThat(bad.verdict()).isEqualTo(Verdict.HIGH_BIAS);
        assertThat(bad.summary())
                .startsWith("high bias; too few updates (157); variance needs a dev set: train error 15.0 % (");
        assertThat(bad.next()).containsExactly("more epochs: 1 -> 7 (1,099 updates instead of 157)", BIGGER, RATE);
    }
}
