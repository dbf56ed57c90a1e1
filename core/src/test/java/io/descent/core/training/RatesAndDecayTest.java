package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Activation;
import io.descent.api.Initializer;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.Progress;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.experiment.Rates;
import io.descent.core.experiment.WeightDecay;
import io.descent.core.network.LayerSpec;
import io.descent.inference.network.internal.ParameterLayout;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.PluginException;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Factors of the learning rate and decoupled weight decay. */
class RatesAndDecayTest {
    private static final double RATE = 0.25;

    @TempDir
    Path folder;

    /** Two hidden layers, the second with batch norm. */
    private static TrainerBuilder moons() {
        return Trainer.builder()
                .precision(Precision.FLOAT64)
                .data(DataSpec.generated(new Moons(200, 0.2, 1)))
                .hidden(60)
                .hidden(new LayerSpec(
                        50, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new BatchNorm(0.9, 1e-5), List.of()))
                .hidden(7)
                .learningRate(RATE)
                .batchSize(50)
                .epochs(4);
    }

    /** A direction of 1 divided by the learning rate that it sees. */
    public record Inverse(boolean elementwise) implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            assertThat(step.initialLearningRate()).isEqualTo(RATE);
            return gradient.fill(1 / step.learningRate());
        }
    }

    /** A constant direction, for every parameter. */
    public record Always(double direction, boolean elementwise) implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient.fill(direction);
        }
    }

    /** The parameters after each update, those before the first one included. */
    private static List<Map<String, double[]>> path(TrainerBuilder builder) {
        List<Map<String, double[]>> path = new ArrayList<>();
        TrainingListener recorder = new TrainingListener() {
            @Override
            public void onStart(TrainingRun run) {
                path.add(parameters(run));
            }

            @Override
            public void onStep(TrainingRun run) {
                path.add(parameters(run));
            }
        };
        builder.listener(recorder).build().train();
        return path;
    }

    private static Map<String, double[]> parameters(TrainingRun run) {
        ParameterVector vector = run.model().parts().network().parameters();
        Map<String, double[]> parameters = new LinkedHashMap<>();
        for (ParameterLayout.Entry entry : vector.layout().entries()) {
            double[] numbers = new double[entry.rows() * entry.columns()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = vector.flat().get(0, entry.offset() + i);
            }
            parameters.put(entry.name(), numbers);
        }
        return parameters;
    }

    private static final Rates DIFFERENT = new Rates(2, 3, 5, 7, 11);

    private static final Map<String, Double> FACTORS = Map.of(
            "dense-1.weight", 14.0,
            "dense-2.weight", 2.0,
            "dense-3.weight", 2.0,
            "dense-4.weight", 22.0,
            "dense-1.bias", 3.0,
            "batch-norm-2.gamma", 5.0,
            "batch-norm-2.beta", 5.0,
            "dense-3.bias", 3.0,
            "dense-4.bias", 3.0);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyParameterMovesByTheFactorOfItsGroup(boolean elementwise) {
        List<Map<String, double[]>> path = path(
                moons().rates(DIFFERENT).optimizer(new Always(0.5, elementwise)).epochs(1));
        assertThat(path.get(0)).containsOnlyKeys(FACTORS.keySet());
        FACTORS.forEach((name, factor) -> {
            for (int i = 0; i < path.get(0).get(name).length; i++) {
                assertThat(path.get(3).get(name)[i])
                        .as(name)
                        .isCloseTo(path.get(0).get(name)[i] - 3 * RATE * factor * 0.5, within(1e-13));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOptimizerSeesTheRateOfItsParameter(boolean elementwise) {
        List<Map<String, double[]>> path = path(
                moons().rates(DIFFERENT).optimizer(new Inverse(elementwise)).epochs(1));
        for (String name : FACTORS.keySet()) {
            for (int i = 0; i < path.get(0).get(name).length; i++) {
                assertThat(path.get(1).get(name)[i]).isCloseTo(path.get(0).get(name)[i] - 1, within(1e-13));
            }
        }
    }

    @Test
    void withoutHiddenLayersTheWeightsHaveAllThreeFactors() {
        List<Map<String, double[]>> path = path(Trainer.builder()
                .precision(Precision.FLOAT64)
                .data(DataSpec.generated(new Moons(200, 0.2, 1)))
                .rates(DIFFERENT)
                .learningRate(1)
                .optimizer(new Always(1, true))
                .epochs(1)
                .batchSize(120));
        assertThat(path.get(0).get("dense-1.weight")[0] - path.get(1).get("dense-1.weight")[0])
                .isCloseTo(2 * 7 * 11, within(1e-12));
        assertThat(path.get(0).get("dense-1.bias")[0] - path.get(1).get("dense-1.bias")[0])
                .isCloseTo(3, within(1e-12));
    }

    @Test
    void aFactorOfZeroKeepsParameters() {
        List<Map<String, double[]>> path = path(moons().rates(new Rates(1, 1, 1, 0, 1)));
        assertThat(path.get(16 - 4).get("dense-1.weight")).isEqualTo(path.get(0).get("dense-1.weight"));
        assertThat(path.get(16 - 4).get("dense-2.weight"))
                .isNotEqualTo(path.get(0).get("dense-2.weight"));
        assertThat(path.get(16 - 4).get("dense-1.bias"))
                .isNotEqualTo(path.get(0).get("dense-1.bias"));
    }

    @Test
    void factorsOfOneChangeNothing() {
        for (Precision precision : Precision.values()) {
            String plain = moons().precision(precision).build().train().weightsSha256();
            assertThat(moons().precision(precision)
                            .rates(new Rates(1, 1, 1, 1, 1))
                            .build()
                            .train()
                            .weightsSha256())
                    .isEqualTo(plain);
            assertThat(moons().precision(precision)
                            .rates(new Rates(1, 1, 1, 1, 2))
                            .build()
                            .train()
                            .weightsSha256())
                    .isNotEqualTo(plain);
        }
    }

    /** w_T = w_0 times the product of 1 - rate lambda_t, where lambda halves in every epoch. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutAGradientWeightsDecayByTheProductOfAllRates(boolean elementwise) {
        List<Map<String, double[]>> path = path(moons().optimizer(new Always(0, elementwise))
                .weightDecay(new WeightDecay(0.4, new TestPlugins.Halving(), false, false)));
        assertThat(path).hasSize(13);
        double product = 1;
        for (int step = 0; step < 12; step++) {
            product *= 1 - RATE * 0.4 / (1 << step / 3);
        }
        for (String name : FACTORS.keySet()) {
            double factor = name.endsWith("weight") ? product : 1;
            for (int i = 0; i < path.get(0).get(name).length; i++) {
                assertThat(path.get(12).get(name)[i])
                        .as(name)
                        .isCloseTo(factor * path.get(0).get(name)[i], within(1e-15));
            }
        }
    }

    /** Batch norm's gamma starts at 1; biases get a direction first. */
    @Test
    void biasesAndNormDecayIfAsked() {
        WeightDecay all = new WeightDecay(0.4, new Constant(), true, true);
        List<Map<String, double[]>> path =
                path(moons().optimizer(new Always(2, true)).rates(DIFFERENT).weightDecay(all));
        FACTORS.forEach((name, factor) -> {
            double rate = RATE * factor;
            double before = path.get(5).get(name)[0];
            assertThat(path.get(6).get(name)[0])
                    .as(name)
                    .isCloseTo(before - rate * 2 - rate * 0.4 * before, within(1e-12 * Math.abs(before)));
        });
        List<Map<String, double[]>> biases = path(
                moons().optimizer(new Always(0, true)).weightDecay(new WeightDecay(0.4, new Constant(), false, true)));
        assertThat(biases.get(1).get("batch-norm-2.gamma")[0]).isCloseTo(0.9, within(1e-15));
    }

    @Test
    void theNumberIsAConstantRateForWeights() {
        assertThat(moons().weightDecay(0.1).build().train().weightsSha256())
                .isEqualTo(moons().weightDecay(new WeightDecay(0.1, new Constant(), false, false))
                        .build()
                        .train()
                        .weightsSha256())
                .isNotEqualTo(moons().build().train().weightsSha256());
    }

    private static TrainerBuilder everything(int epochs) {
        return moons().epochs(epochs)
                .learningRate(0.01)
                .optimizer(new TestPlugins.Adam())
                .rates(new Rates(1, 0.1, 0.5, 6, 2))
                .weightDecay(new WeightDecay(0.3, new TestPlugins.Halving(), true, false));
    }

    @Test
    void aResumedTrainingGivesTheSameBits() {
        Map<Class<? extends Plugin>, List<? extends Plugin>> plugins = new LinkedHashMap<>();
        plugins.put(Activation.class, List.of(new TestPlugins.Sigmoid(), new TestPlugins.Relu()));
        plugins.put(Initializer.class, List.of(new TestPlugins.XavierNormal(), new TestPlugins.HeNormal()));
        plugins.put(Optimizer.class, List.of(new TestPlugins.Adam()));
        plugins.put(LrSchedule.class, List.of(new Constant(), new TestPlugins.Halving()));
        TrainingListener saving = new TrainingListener() {
            @Override
            public void onEnd(TrainingRun run) {
                run.saveCheckpoint(folder);
            }
        };
        TrainingResult half = everything(2).listener(saving).build().train();
        Checkpoint checkpoint = Checkpoint.read(folder, half.history(), new PluginRegistry(plugins.keySet(), plugins));
        String whole = everything(4).build().train().weightsSha256();
        assertThat(everything(4).build().trainFrom(checkpoint).weightsSha256()).isEqualTo(whole);
        assertThat(everything(4).threads(3).build().train().weightsSha256()).isEqualTo(whole);
    }

    @Test
    void aDecayThatOverflowsIsADivergence() {
        DivergedException e = catchThrowableOfType(
                DivergedException.class,
                () -> moons().weightDecay(1e308).learningRate(1e3).build().train());
        assertThat(e).hasMessageContaining("step 1").hasMessageContaining("by weight decay is not finite");
        assertThat(e.result().model().parts().network().parameters().flat().firstNonFinite())
                .isNegative();
    }

    @Test
    void ratesOutOfRangeAreRefused() {
        record Negative() implements LrSchedule {
            @Override
            public double rate(double initialRate, Progress progress) {
                assertThat(initialRate).isEqualTo(0.5);
                return -1;
            }
        }
        assertThatThrownBy(() -> moons().weightDecay(new WeightDecay(0.5, new Negative(), false, false))
                        .build()
                        .train())
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("failed in step 1: it returned the weight decay -1.0 in epoch 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WeightDecay(0, new Constant(), false, false))
                .withMessageContaining("0.0; it must be above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rates(1, -1, 1, 1, 1))
                .withMessageContaining("-1.0; it must be at least 0");
    }
}
