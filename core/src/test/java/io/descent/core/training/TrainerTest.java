package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;

import io.descent.api.Activation;
import io.descent.api.ActivationMask;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Progress;
import io.descent.api.Scratch;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.api.WeightPenalty;
import io.descent.core.TestLosses.MeanSquaredError;
import io.descent.core.TestMetrics;
import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.data.RawData;
import io.descent.core.data.Table;
import io.descent.core.data.TargetScaling;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.BatchSize;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.experiment.Watch;
import io.descent.core.metrics.MetricName;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterLayout;
import io.descent.inference.network.internal.RunningStatistics;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.InOrder;

class TrainerTest {
    private static TrainerBuilder moons() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(200, 0.1, 1)))
                .hidden(8, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .learningRate(0.02)
                .epochs(60)
                .batchSize(32);
    }

    /** y = 2 x + 1 without noise. */
    private static TrainingData line(Precision precision) {
        double[] x = new double[40];
        double[] y = new double[40];
        for (int i = 0; i < 40; i++) {
            x[i] = i / 20.0 - 1;
            y[i] = 2 * x[i] + 1;
        }
        Table table = Table.builder().column("x", x).column("y", y).build();
        DataSpec spec = DataSpec.memory("y").withSplit("80/20").withTarget(TargetScaling.NONE);
        return RawData.of(spec, table, null, null, new RandomStreams(1)).encode(false, precision);
    }

    private static TrainerBuilder regression(Precision precision) {
        return Trainer.builder()
                .precision(precision)
                .data(line(precision))
                .output(new TestPlugins.Linear(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Plain())
                .learningRate(0.1)
                .epochs(100)
                .batchSize(BatchSize.ALL);
    }

    @Test
    void classifierLearns() {
        TrainingResult result = moons().build().train();
        assertThat(result.test().values().get("accuracy")).isGreaterThan(0.9);
        assertThat(result.dev()).isNotNull();
        assertThat(result.epochs()).isEqualTo(60);
        assertThat(result.history().get(59).trainCost())
                .isLessThan(result.history().get(0).trainCost() / 2);
        assertThat(result.weightsSha256())
                .isEqualTo(result.model().parts().network().parameters().sha256());
    }

    @ParameterizedTest
    @EnumSource
    void gradientDescentFindsALine(Precision precision) {
        TrainingResult result = regression(precision).epochs(200).build().train();
        assertThat(result.train().values().get("rmse")).isLessThan(1e-3);
        double prediction = result.model().predict(0.5).value();
        assertThat(prediction).isBetween(1.999, 2.001);
        assertThat(result.experiment().precision()).isEqualTo(precision);
    }

    @Test
    void sameSeedSameBits() {
        String first = moons().build().train().weightsSha256();
        assertThat(moons().build().train().weightsSha256()).isEqualTo(first);
        assertThat(moons().seed(2).build().train().weightsSha256()).isNotEqualTo(first);
        assertThat(moons().precision(Precision.FLOAT64).build().train().weightsSha256())
                .isNotEqualTo(first);
        assertThat(moons().regularizer(new TestPlugins.Coin()).build().train().weightsSha256())
                .isNotEqualTo(first)
                .isEqualTo(moons().regularizer(new TestPlugins.Coin())
                        .build()
                        .train()
                        .weightsSha256());
    }

    @Test
    void blocksAndWholeTensorsAgree() {
        record WholeAdam() implements Optimizer {
            @Override
            public List<String> slots() {
                return new TestPlugins.Adam().slots();
            }

            @Override
            public Tensor toDirection(Tensor gradient, Step step) {
                return new TestPlugins.Adam().toDirection(gradient, step);
            }
        }
        TrainerBuilder wide = moons().hidden(300, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .hidden(90, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .epochs(3);
        String blocks = wide.build().train().weightsSha256();
        assertThat(wide.optimizer(new WholeAdam()).build().train().weightsSha256())
                .isEqualTo(blocks);
    }

    @Test
    void directionMayLieInScratch() {
        String plain = regression(Precision.FLOAT64).build().train().weightsSha256();
        assertThat(regression(Precision.FLOAT64)
                        .optimizer(new TestPlugins.Plain(1, true))
                        .build()
                        .train()
                        .weightsSha256())
                .isEqualTo(plain);
    }

    @Test
    void penaltyShrinksWeights() {
        double free = norm(moons().build().train());
        assertThat(norm(moons().regularizer(new TestPlugins.Ridge(5)).build().train()))
                .isLessThan(free / 2);
    }

    private static double norm(TrainingResult result) {
        ArrayTensor weights = result.model().parts().network().parameters().tensor(0);
        return weights.dot(weights);
    }

    @Test
    void runningCostIsTheMeanCostAsTrained() {
        List<Double> costs = new ArrayList<>();
        TrainingResult result = regression(Precision.FLOAT64)
                .epochs(1)
                .regularizer(new TestPlugins.Ridge(4))
                .listener(new TrainingListener() {
                    @Override
                    public void onEpoch(TrainingRun run, EpochReport report) {
                        costs.add(report.trainCost());
                    }
                })
                .build()
                .train();
        // one batch: the cost of the initial weights; the bias is still 0
        TrainingData data = line(Precision.FLOAT64);
        TrainableNetwork fresh = result.experiment().network(data.summary());
        fresh.initialize(new RandomStreams(1));
        double w = fresh.parameters().tensor(0).get(0, 0);
        double expected = 4 * w * w / 2 / data.train().size();
        for (int i = 0; i < data.train().size(); i++) {
            double error = w * data.train().input(i, 0) - data.train().label(i);
            expected += error * error / data.train().size();
        }
        assertThat(costs.get(0)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void scheduleSeesEpochStepAndCosts() {
        List<String> seen = new ArrayList<>();
        record Spy(int kept) implements LrSchedule {
            static final List<String> CALLS = new ArrayList<>();

            @Override
            public double rate(double initialRate, Progress p) {
                CALLS.add("%d/%d %d/%d".formatted(p.epoch(), p.epochs(), p.step(), p.steps()));
                assertThat(p.epoch() == 0 || p.cost(p.epoch() - 1) > 0).isTrue();
                assertThatThrownBy(() -> p.cost(p.epoch())).isInstanceOf(IndexOutOfBoundsException.class);
                return initialRate;
            }
        }
        regression(Precision.FLOAT64)
                .epochs(2)
                .batchSize(20)
                .schedule(new Spy(0))
                .build()
                .train();
        seen.addAll(Spy.CALLS);
        assertThat(seen).containsExactly("0/2 0/4", "0/2 1/4", "1/2 2/4", "1/2 3/4");
    }

    @Test
    void badRateNamesTheSchedule() {
        record Negative() implements LrSchedule {
            @Override
            public double rate(double initialRate, Progress progress) {
                return -1;
            }
        }
        assertThatThrownBy(() -> moons().schedule(new Negative()).build().train())
                .isInstanceOf(PluginException.class)
                .hasMessageContaining(
                        "failed in step 1: it returned the learning rate -1.0 in epoch 1; it must be finite and not negative");
    }

    @Test
    void anAdaptationThatIsNotFiniteNamesTheInitializer() {
        record Endless(double value) implements Initializer {
            @Override
            public void fill(Tensor weights, Fan fan, RandomGenerator random) {
                weights.fill(1);
            }

            @Override
            public boolean needsExamples() {
                return true;
            }

            @Override
            public void adapt(Tensor values, Tensor z, RandomGenerator random) {
                assertThat(z.rows()).isEqualTo(120);
                values.scale(value);
            }
        }
        Activation sigmoid = new TestPlugins.Sigmoid();
        assertThatThrownBy(() ->
                        moons().output(sigmoid, new Endless(Double.NaN)).build().train())
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("endless")
                .hasMessageContaining("for dense-2: adapt() produced weights that are not finite");
        assertThat(moons().output(sigmoid, new Endless(2)).build().train().weightsSha256())
                .isNotEqualTo(
                        moons().output(sigmoid, new Endless(1)).build().train().weightsSha256());
    }

    /** Keeps everything, and writes down which steps it saw. */
    private record Witness(List<Integer> steps) implements ActivationMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            steps.add(progress.step());
            assertThat(progress.epoch()).isEqualTo(progress.step() / 4);
            assertThat(progress.epochs()).isEqualTo(3);
            assertThat(progress.steps()).isEqualTo(12);
            mask.fill(1);
        }
    }

    @Test
    void masksSeeTheProgressOfTheTraining() {
        List<Integer> steps = Collections.synchronizedList(new ArrayList<>());
        moons().hidden(3, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new Witness(steps))
                .epochs(3)
                .build()
                .train();
        assertThat(steps.stream().distinct()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    }

    @Test
    void listenersAreToldInOrder() {
        TrainingListener listener = mock(TrainingListener.class);
        regression(Precision.FLOAT32)
                .epochs(2)
                .batchSize(20)
                .listener(listener)
                .build()
                .train();
        InOrder order = inOrder(listener);
        order.verify(listener).onStart(any());
        order.verify(listener, times(2)).onStep(any());
        order.verify(listener).onEpoch(any(), any());
        order.verify(listener, times(2)).onStep(any());
        order.verify(listener).onEpoch(any(), any());
        order.verify(listener).onEnd(any());
        order.verify(listener).onClose(any());
        order.verifyNoMoreInteractions();
    }

    @Test
    void listenerCanStop() {
        TrainingListener third = new TrainingListener() {
            @Override
            public void onEpoch(TrainingRun run, EpochReport report) {
                if (report.epoch() == 3) {
                    run.stop();
                }
            }
        };
        TrainingResult result = moons().listener(third).build().train();
        assertThat(result.epochs()).isEqualTo(3);
        assertThat(result.weightsSha256())
                .isEqualTo(moons().epochs(3).build().train().weightsSha256());
    }

    @Test
    void devSetIsLookedAtEverySoOften() {
        TrainingResult result =
                regression(Precision.FLOAT32).epochs(7).reportEvery(3).build().train();
        assertThat(result.history())
                .extracting(EpochReport::reported)
                .containsExactly(false, false, true, false, false, true, true);
        assertThat(result.history())
                .extracting(r -> r.dev() != null)
                .containsExactly(false, false, true, false, false, true, true);
        assertThat(regression(Precision.FLOAT32).epochs(250).build().train().history().stream()
                        .filter(EpochReport::reported))
                .hasSize(84);
    }

    @Test
    void divergenceNamesParameterAndStepAndKeepsTheLastGoodParameters() {
        List<String> weights = new ArrayList<>();
        TrainingListener recorder = new TrainingListener() {
            @Override
            public void onStep(TrainingRun run) {
                weights.add("step " + run.step());
            }
        };
        DivergedException e = catchThrowableOfType(
                DivergedException.class,
                () -> regression(Precision.FLOAT32)
                        .learningRate(1e30)
                        .listener(recorder)
                        .build()
                        .train());
        assertThat(e)
                .hasMessageContaining("training diverged in epoch")
                .hasMessageContaining("Lower the learning rate (now 1.0E30)");
        assertThat(e.parameter()).hasValueSatisfying(name -> assertThat(name).startsWith("dense-1."));
        assertThat(e.step()).isEqualTo(weights.size() + 1);
        assertThat(e.result().model().parts().network().parameters().flat().firstNonFinite())
                .isEqualTo(-1);
        assertThat(e.result().weightsSha256()).hasSize(64);
    }

    @Test
    void parametersThatWouldOverflowAreNotMoved() {
        // directions are finite, the product with the learning rate is not
        DivergedException e = catchThrowableOfType(
                DivergedException.class,
                () -> regression(Precision.FLOAT32)
                        .learningRate(3e38)
                        .epochs(1)
                        .build()
                        .train());
        assertThat(e.step()).isEqualTo(1);
        assertThat(e).hasMessageContaining("the update of dense-1.weight");
        assertThat(e.result().model().parts().network().parameters().flat().firstNonFinite())
                .isEqualTo(-1);
    }

    @Test
    void infiniteCostIsFoundBeforeTheUpdate() {
        TrainerBuilder builder = regression(Precision.FLOAT64)
                .regularizer(new TestPlugins.Ridge(1e-300))
                .loss(new MeanSquaredError())
                .learningRate(1e200);
        DivergedException e = catchThrowableOfType(
                DivergedException.class, () -> builder.epochs(5).build().train());
        assertThat(e.step()).isEqualTo(e.result().epochs() + 1);
        assertThat(builder.epochs(e.result().epochs()).build().train().weightsSha256())
                .isEqualTo(e.result().weightsSha256());
    }

    @Test
    void infiniteSlotCountsAsDivergence() {
        record Frozen() implements Optimizer {
            @Override
            public List<String> slots() {
                return List.of("s");
            }

            @Override
            public Tensor toDirection(Tensor gradient, Step step) {
                step.slot("s").fill(Double.POSITIVE_INFINITY);
                return gradient.fill(0);
            }
        }
        DivergedException e = catchThrowableOfType(
                DivergedException.class,
                () -> regression(Precision.FLOAT32)
                        .optimizer(new Frozen())
                        .build()
                        .train());
        assertThat(e).hasMessageContaining("step 1: the slot s of dense-1.weight by the optimizer");
    }

    @Test
    void optimizerThatBreaksItsContractIsNamed() {
        record WrongShape() implements Optimizer {
            @Override
            public Tensor toDirection(Tensor gradient, Step step) {
                return gradient.rows(0, 0);
            }
        }
        record WrongSlot() implements Optimizer {
            @Override
            public Tensor toDirection(Tensor gradient, Step step) {
                return step.slot("v");
            }
        }
        assertThatThrownBy(() -> regression(Precision.FLOAT32)
                        .optimizer(new WrongShape())
                        .build()
                        .train())
                .isInstanceOf(PluginException.class)
                .hasMessage(
                        "the optimizer wrong-shape (test-classes) failed in step 1 for dense-1.weight: it returned float32"
                                + " tensor (0 x 1) as the direction; expected a float32 tensor (1 x 1)");
        assertThatThrownBy(() -> regression(Precision.FLOAT32)
                        .optimizer(new WrongSlot())
                        .build()
                        .train())
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("failed in step 1 for dense-1.weight: ")
                .hasMessageContaining("the optimizer wrong-slot has no slot 'v'; it declares []");
    }

    @Test
    void stepTellsWeightFromBias() {
        record Rates() implements Optimizer {
            @Override
            public Tensor toDirection(Tensor gradient, Step step) {
                assertThat(step.learningRate()).isEqualTo(0.1 / (1 << (step.number() - 1)));
                assertThat(step.initialLearningRate()).isEqualTo(0.1);
                assertThat(step.parameter().rows()).isEqualTo(gradient.rows());
                return step.isWeight() ? gradient : gradient.fill(0);
            }
        }
        TrainingResult result = regression(Precision.FLOAT32)
                .optimizer(new Rates())
                .schedule(new TestPlugins.Halving())
                .epochs(3)
                .build()
                .train();
        assertThat(result.model().parts().network().parameters().tensor(1).get(0, 0))
                .isZero();
        assertThat(result.model().parts().network().parameters().tensor(0).get(0, 0))
                .isNotZero();
    }

    @Test
    void builderChecksWhatItIsGiven() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Trainer.builder().build())
                .withMessageContaining("call data(...) before build()");
        assertThatIllegalArgumentException().isThrownBy(() -> moons().epochs(0));
        assertThatIllegalArgumentException().isThrownBy(() -> moons().batchSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> moons().reportEvery(0));
        assertThatIllegalArgumentException().isThrownBy(() -> moons().learningRate(Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> moons().hidden(0, new TestPlugins.Relu(), new TestPlugins.HeNormal()));
        assertThatThrownBy(() -> moons().batchSize(500).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("batchSize 500 is larger than the training set of 120 examples");
        assertThatThrownBy(() -> moons().output(new TestPlugins.Linear(), new TestPlugins.HeNormal())
                        .build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("linear cannot be combined with the loss binary-cross-entropy");
    }

    @Test
    void trainerTrainsOnce() {
        Trainer trainer = regression(Precision.FLOAT32).build();
        trainer.train();
        assertThatIllegalStateException().isThrownBy(trainer::train);
    }

    /** The first direction that plain descent takes with clipping. */
    private static double[] firstMove(TrainerBuilder builder) {
        Network network = builder.learningRate(1)
                .epochs(1)
                .output(new TestPlugins.Linear(), (weights, fan, random) -> weights.fill(0))
                .build()
                .train()
                .model()
                .parts()
                .network();
        return new double[] {
            -network.parameters().tensor(0).get(0, 0),
            -network.parameters().tensor(1).get(0, 0)
        };
    }

    @ParameterizedTest
    @EnumSource
    void clippingBoundsTheGradient(Precision precision) {
        double[] free = firstMove(regression(precision));
        double norm = Math.hypot(free[0], free[1]);
        assertThat(Math.abs(free[0])).isGreaterThan(0.5);
        assertThat(Math.abs(free[1])).isGreaterThan(0.5);

        double[] byValue = firstMove(regression(precision).clipValue(0.25));
        assertThat(byValue).containsExactly(new double[] {Math.signum(free[0]) / 4, Math.signum(free[1]) / 4});

        double[] byNorm = firstMove(regression(precision).clipNorm(0.125));
        assertThat(byNorm[0]).isCloseTo(free[0] / norm / 8, within(1e-7));
        assertThat(byNorm[1]).isCloseTo(free[1] / norm / 8, within(1e-7));

        double[] both = firstMove(regression(precision).clipValue(0.25).clipNorm(0.125));
        assertThat(both[0]).isCloseTo(Math.signum(free[0]) * 0.125 / Math.sqrt(2), within(1e-8));

        assertThat(firstMove(regression(precision).clipNorm(100))).containsExactly(free);
    }

    @Test
    void aRunThatDivergesIsSavedByClipping() {
        TrainerBuilder wild = regression(Precision.FLOAT32).learningRate(3);
        assertThatThrownBy(() -> wild.build().train()).isInstanceOf(DivergedException.class);
        TrainingResult result = regression(Precision.FLOAT32)
                .learningRate(3)
                .clipNorm(0.01)
                .build()
                .train();
        assertThat(result.epochs()).isEqualTo(100);
    }

    @Test
    void clippingDoesNotHideAGradientThatIsNotFinite() {
        record Infinite() implements WeightPenalty {
            @Override
            public double penalty(Tensor weights, Scratch scratch) {
                return 0;
            }

            @Override
            public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
                gradient.add(Double.POSITIVE_INFINITY);
            }
        }
        assertThatThrownBy(() -> regression(Precision.FLOAT32)
                        .regularizer(new Infinite())
                        .clipValue(1)
                        .build()
                        .train())
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("step 1: the gradient of dense-1.weight is not finite");
    }

    /** In float64 nothing overflows, but an optimizer that divides by its square would never move the parameter again. */
    @ParameterizedTest
    @EnumSource
    void aGradientBeyondUseCountsAsDivergence(Precision precision) {
        record Kick(double size) implements WeightPenalty {
            @Override
            public double penalty(Tensor weights, Scratch scratch) {
                return 0;
            }

            @Override
            public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
                gradient.add(size);
            }
        }
        assertThatThrownBy(() -> regression(precision)
                        .regularizer(new Kick(1e30))
                        .optimizer(new TestPlugins.Adam())
                        .build()
                        .train())
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("step 1: the gradient of dense-1.weight exceeds 1e18")
                .hasMessageContaining("clip the gradient norm");
        assertThat(regression(precision)
                        .regularizer(new Kick(1e30))
                        .clipNorm(1)
                        .optimizer(new TestPlugins.Adam())
                        .build()
                        .train()
                        .epochs())
                .isEqualTo(100);
    }

    @Test
    void aScheduleMayStayBehind() {
        List<EpochReport> history = moons().schedule(new TestPlugins.Halving())
                .scheduleLag(2)
                .epochs(5)
                .build()
                .train()
                .history();
        assertThat(history.stream().map(report -> report.learningRate() / 0.02))
                .containsExactly(1.0, 1.0, 1.0, 0.5, 0.25);
    }

    @Test
    void examplesMayKeepTheirOrder() {
        record Counting(List<Double> costs) implements TrainingListener {
            @Override
            public void onStep(TrainingRun run) {
                costs.add(run.batchCost());
            }
        }
        Counting shuffled = new Counting(new ArrayList<>());
        Counting ordered = new Counting(new ArrayList<>());
        TrainerBuilder still = regression(Precision.FLOAT64).epochs(2).batchSize(10);
        still.learningRate(1e-300).listener(shuffled).build().train();
        regression(Precision.FLOAT64)
                .epochs(2)
                .batchSize(10)
                .learningRate(1e-300)
                .shuffle(false)
                .listener(ordered)
                .build()
                .train();
        assertThat(ordered.costs()).hasSize(8); // 32 examples, the last mini-batch has 2
        assertThat(ordered.costs().subList(0, 4)).isEqualTo(ordered.costs().subList(4, 8));
        assertThat(shuffled.costs().subList(0, 4)).isNotEqualTo(shuffled.costs().subList(4, 8));
    }

    @Test
    void theSmoothedCostFollowsTheCostOfMiniBatches() {
        List<Double> costs = new ArrayList<>();
        List<Double> smoothed = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onStart(TrainingRun run) {
                assertThat(run.smoothedCost()).isNaN();
                assertThat(run.batchCost()).isNaN();
            }

            @Override
            public void onStep(TrainingRun run) {
                costs.add(run.batchCost());
                smoothed.add(run.smoothedCost());
            }
        };
        moons().epochs(2).listener(listener).build().train();
        assertThat(smoothed.get(0)).isCloseTo(costs.get(0), within(1e-12));
        double weighted = 0;
        double weights = 0;
        for (double cost : costs) {
            weighted = 0.98 * weighted + cost;
            weights = 0.98 * weights + 1;
        }
        assertThat(smoothed.get(smoothed.size() - 1)).isCloseTo(weighted / weights, within(1e-12));
    }

    private static TrainerBuilder normalized() {
        return moons().hidden(new LayerSpec(
                8, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new BatchNorm(0.9, 1e-5), List.of()));
    }

    @ParameterizedTest
    @EnumSource
    void batchNormLearnsAndPredictsWithRunningStatistics(Precision precision) {
        TrainingResult result = normalized().precision(precision).build().train();
        assertThat(result.test().confusion().accuracy()).isGreaterThan(0.9);
        assertThat(result.model().parts().network().parameters().layout().entries())
                .extracting(ParameterLayout.Entry::name)
                .contains("batch-norm-2.gamma", "batch-norm-2.beta")
                .doesNotContain("dense-2.bias");
        RunningStatistics statistics = result.model().parts().network().statistics(1);
        assertThat(statistics.mean().get(0, 0)).isNotZero();
        assertThat(statistics.variance().get(0, 0)).isPositive().isNotEqualTo(1);
        // prediction works with one example at a time
        assertThat(result.model().predict(0, 0).probability("1")).isBetween(0.0, 1.0);
    }

    @Test
    void batchNormOfOneExampleIsRefused() {
        assertThatThrownBy(() -> normalized().batchSize(1).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("hidden[1].batchNorm needs at least two examples")
                .hasMessageContaining("every mini-batch has one");
        assertThatThrownBy(() -> normalized().batchSize(17).build())
                .hasMessageContaining("with 120 examples and batchSize 17 the last mini-batch has one");
    }

    @Test
    void statisticsOutOfRangeCountAsDivergence() {
        assertThatThrownBy(() -> normalized()
                        .hidden(3, new TestPlugins.Relu(), (weights, fan, random) -> weights.fill(1))
                        .hidden(new LayerSpec(
                                3,
                                new TestPlugins.Relu(),
                                (weights, fan, random) -> weights.fill(1e30),
                                new BatchNorm(0.9, 1e-5),
                                List.of()))
                        .build()
                        .train())
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("step 1: the mean or variance of batch-norm-4 is not finite");
    }

    @ParameterizedTest
    @CsvSource({"dev.cost", "dev.accuracy", "dev.f1"})
    void earlyStoppingReturnsTheBestEpoch(String metric) {
        TrainingResult result = moons().hidden(new LayerSpec(
                        30, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new BatchNorm(0.9, 1e-5), List.of()))
                .learningRate(0.1)
                .reportEvery(1)
                .epochs(300)
                .earlyStopping(new EarlyStopping(MetricName.parse(metric), 15, 0))
                .build()
                .train();
        assertThat(result.stoppedEarly()).isTrue();
        assertThat(result.epochs()).isLessThan(300).isEqualTo(result.modelEpoch() + 15);
        String name = metric.substring(4);
        double best =
                result.history().get(result.modelEpoch() - 1).dev().values().get(name);
        assertThat(result.dev().values().get(name)).isEqualTo(best);
        for (EpochReport report : result.history()) {
            double value = report.dev().values().get(name);
            assertThat(name.equals("cost") ? value >= best : value <= best).isTrue();
        }
        assertThat(result.history().get(result.epochs() - 1).dev().values().get("cost"))
                .isNotEqualTo(result.dev().cost());
    }

    @Test
    void withoutABetterValueByTheMinimumChangeItStops() {
        TrainingResult result = moons().reportEvery(1)
                .earlyStopping(new EarlyStopping(MetricName.TRAIN_COST, 5, 1e9))
                .build()
                .train();
        assertThat(result.modelEpoch()).isEqualTo(1);
        assertThat(result.epochs()).isEqualTo(6);
        TrainingResult free = moons().build().train();
        assertThat(free.stoppedEarly()).isFalse();
        assertThat(free.modelEpoch()).isEqualTo(60);
    }

    /** A metric that nobody listed, of which less is better, decides; it is computed in every epoch. */
    @Test
    void aPluginMetricStopsTheTraining() {
        TrainingResult result = moons().hidden(new LayerSpec(
                        30, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new BatchNorm(0.9, 1e-5), List.of()))
                .learningRate(0.1)
                .reportEvery(7)
                .epochs(300)
                .earlyStopping(new EarlyStopping(MetricName.parse("dev.doubt"), 15, 0))
                .build()
                .train();
        assertThat(result.stoppedEarly()).isTrue();
        assertThat(result.history())
                .extracting(report -> report.dev().values().get("doubt"))
                .doesNotContainNull();
        double best = result.history().stream()
                .mapToDouble(report -> report.dev().values().get("doubt"))
                .min()
                .getAsDouble();
        assertThat(result.dev().values().get("doubt")).isEqualTo(best);
        assertThat(result.experiment().metrics()).contains(new TestMetrics.Doubt());
    }

    /** Divides the rate by one more than the number of epochs in which the dev set's accuracy did not rise. */
    public record ByAccuracy(boolean undeclared) implements LrSchedule {
        @Override
        public List<String> metrics() {
            return undeclared ? List.of() : List.of("dev.accuracy");
        }

        @Override
        public double rate(double initialRate, Progress progress) {
            int still = 0;
            double sign = progress.largerIsBetter("dev.accuracy") ? 1 : -1;
            for (int epoch = 1; epoch < progress.epoch(); epoch++) {
                double change = progress.metric("dev.accuracy", epoch) - progress.metric("dev.accuracy", epoch - 1);
                still += sign * change <= 0 ? 1 : 0;
            }
            return initialRate / (1 + still);
        }
    }

    @Test
    void aScheduleSeesMetricsOfTheDevSet() {
        TrainingResult result =
                moons().reportEvery(9).schedule(new ByAccuracy(false)).build().train();
        int still = 0;
        for (int i = 0; i < result.epochs(); i++) {
            EpochReport report = result.history().get(i);
            assertThat(report.learningRate())
                    .isEqualTo(result.experiment().training().learningRate() / (1 + still));
            if (i > 0) {
                double before = result.history().get(i - 1).dev().values().get("accuracy");
                still += report.dev().values().get("accuracy") <= before ? 1 : 0;
            }
        }
        assertThat(still).isBetween(1, result.epochs() - 2);
        assertThatThrownBy(() -> moons().schedule(new ByAccuracy(true)).build().train())
                .hasMessageContaining("a schedule reads the metric dev.accuracy, but metrics() returns []");
    }

    @Test
    void earlyStoppingNeedsWhatItWatches() {
        assertThatThrownBy(() -> moons().earlyStopping(new EarlyStopping(MetricName.parse("dev.rmse"), 5, 0))
                        .build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                        "earlyStopping dev.rmse: the metric rmse needs a label with values, but it has classes");
        assertThatThrownBy(() -> regression(Precision.FLOAT32)
                        .earlyStopping(new EarlyStopping(MetricName.parse("dev.f1"), 5, 0))
                        .build())
                .hasMessageContaining(
                        "earlyStopping dev.f1: the metric f1 needs a label with classes, but it has values");
        assertThatThrownBy(() -> moons().data(
                                DataSpec.generated(new Moons(100, 0.1, 1)).withSplit("none"))
                        .earlyStopping(new EarlyStopping(MetricName.parse("dev.cost"), 5, 0))
                        .build())
                .hasMessageContaining("needs a dev set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MetricName.parse("test.cost"))
                .withMessageContaining("unknown metric 'test.cost'; expected train.cost");
        assertThatIllegalArgumentException().isThrownBy(() -> new EarlyStopping(MetricName.TRAIN_COST, 0, 0));
    }

    private static List<String> warnings(TrainerBuilder builder) {
        TrainingResult result = builder.watch(Watch.LAYERS).epochs(5).build().train();
        return LayerWarnings.of(result);
    }

    @Test
    void sickLayersAreNamed() {
        assertThat(warnings(moons())).isEmpty();
        assertThat(warnings(moons().hidden(5, new TestPlugins.Relu(), (weights, fan, random) -> weights.fill(0))))
                .singleElement()
                .asString()
                .startsWith("dense-2 is symmetric: its 5 units are identical")
                .contains("use a random initializer");
        TrainerBuilder deep = moons();
        for (int i = 0; i < 20; i++) {
            deep.hidden(10, new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal());
        }
        assertThat(warnings(deep))
                .first()
                .asString()
                .startsWith("dense-1 is vanishing")
                .contains("batch-norm");
        assertThat(warnings(moons().hidden(
                                9,
                                new TestPlugins.Relu(),
                                (weights, fan, random) -> weights.fill(() -> 1000 * random.nextGaussian()))))
                .first()
                .asString()
                .startsWith("dense-2 is exploding: its pre-activations have a magnitude of about");
        // relu outputs are at least 0; with negative weights, the next pre-activations are at most 0
        assertThat(warnings(moons().hidden(
                                9,
                                new TestPlugins.Relu(),
                                (weights, fan, random) -> weights.fill(() -> -1 - random.nextDouble()))))
                .first()
                .asString()
                .startsWith("dense-2 is dead: 100 % of its units are 0 for every example");
    }

    @Test
    void watchedLayersAreMeasured() {
        TrainingResult result = moons().watch(Watch.LAYERS).epochs(3).build().train();
        assertThat(result.history())
                .allSatisfy(report -> assertThat(report.layers())
                        .hasSize(2)
                        .extracting(LayerReport::name)
                        .containsExactly("dense-1", "dense-2"));
        assertThat(moons().epochs(3).build().train().history())
                .allSatisfy(report -> assertThat(report.layers()).isEmpty());
        assertThat(result.weightsSha256())
                .isEqualTo(moons().epochs(3).build().train().weightsSha256());
    }
}
