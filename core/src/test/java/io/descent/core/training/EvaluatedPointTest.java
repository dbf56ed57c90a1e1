package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Activation;
import io.descent.api.Initializer;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Examples;
import io.descent.core.data.Moons;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.metrics.MetricName;
import io.descent.core.network.LayerSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.Model;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.PluginException;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Optimizers that evaluate the network at another point than that of the parameters. */
class EvaluatedPointTest {
    @TempDir
    Path folder;

    /** Gradient descent, evaluated at the mean of all parameters so far; from an update on, or never. */
    public record Mean(boolean elementwise, int from) implements Optimizer {
        public Mean() {
            this(true, 1);
        }

        @Override
        public List<String> slots() {
            return List.of("sum");
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            if (!step.slotsAreFresh()) {
                step.slot("sum").add(step.parameter());
            }
            return gradient;
        }

        @Override
        public @Nullable Tensor evaluated(Step step) {
            if (step.number() < from) {
                return null;
            }
            return step.scratch(0)
                    .assign(step.slot("sum"))
                    .add(step.parameter())
                    .scale(1.0 / step.number());
        }
    }

    private static PluginRegistry registry() {
        Map<Class<? extends Plugin>, List<? extends Plugin>> plugins = new LinkedHashMap<>();
        plugins.put(Activation.class, List.of(new TestPlugins.Sigmoid(), new TestPlugins.Relu()));
        plugins.put(Initializer.class, List.of(new TestPlugins.XavierNormal(), new TestPlugins.HeNormal()));
        plugins.put(Optimizer.class, List.of(new Mean()));
        plugins.put(LrSchedule.class, List.of(new Constant()));
        return new PluginRegistry(plugins.keySet(), plugins);
    }

    private static TrainerBuilder moons(Optimizer optimizer) {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(200, 0.2, 1)))
                .hidden(8)
                .optimizer(optimizer)
                .learningRate(0.5)
                .batchSize(50)
                .epochs(6);
    }

    private static double[] numbers(ParameterVector parameters) {
        ArrayTensor flat = parameters.flat();
        double[] numbers = new double[flat.columns()];
        Arrays.setAll(numbers, i -> flat.get(0, i));
        return numbers;
    }

    private static double[] numbers(Model model) {
        return numbers(model.parts().network().parameters());
    }

    /** The parameters after every update of plain gradient descent. */
    private static List<double[]> path(TrainerBuilder plain) {
        List<double[]> path = new ArrayList<>();
        TrainingListener recorder = new TrainingListener() {
            @Override
            public void onStep(TrainingRun run) {
                path.add(numbers(run.model()));
            }
        };
        plain.optimizer(new TestPlugins.Plain()).listener(recorder).build().train();
        return path;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void modelAndMetricsAreThoseOfTheEvaluatedPoint(boolean elementwise) {
        List<double[]> path = path(moons(new Mean()).precision(Precision.FLOAT64));
        assertThat(path).hasSize(18);
        TrainingResult result = moons(new Mean(elementwise, 1))
                .precision(Precision.FLOAT64)
                .build()
                .train();
        double[] found = numbers(result.model());
        for (int i = 0; i < found.length; i++) {
            int each = i;
            double mean =
                    path.stream().mapToDouble(point -> point[each]).average().orElseThrow();
            assertThat(found[i]).isCloseTo(mean, within(1e-14));
            assertThat(found[i]).isNotCloseTo(path.get(17)[i], within(1e-9));
        }
        assertThat(result.weightsSha256())
                .isEqualTo(result.model().parts().network().parameters().sha256());
        TrainingResult plain = moons(new TestPlugins.Plain())
                .precision(Precision.FLOAT64)
                .build()
                .train();
        for (int epoch = 0; epoch < 6; epoch++) {
            assertThat(result.history().get(epoch).trainCost())
                    .isEqualTo(plain.history().get(epoch).trainCost());
            assertThat(result.history().get(epoch).dev())
                    .isNotEqualTo(plain.history().get(epoch).dev());
        }
        assertThat(result.dev()).isEqualTo(result.history().get(5).dev());
        assertThat(result.train()).isNotEqualTo(plain.train());
        assertThat(result.test()).isNotEqualTo(plain.test());
    }

    @Test
    void nullMeansTheParameters() {
        TrainingResult early = moons(new Mean(true, 19)).build().train();
        TrainingResult plain = moons(new TestPlugins.Plain()).build().train();
        assertThat(early.weightsSha256()).isEqualTo(plain.weightsSha256());
        assertThat(early.dev()).isEqualTo(plain.dev());
        TrainingResult late = moons(new Mean(true, 16)).build().train();
        assertThat(late.history().get(4).dev()).isEqualTo(plain.history().get(4).dev());
        assertThat(late.history().get(5).dev())
                .isNotEqualTo(plain.history().get(5).dev());
    }

    private TrainingListener saving(int epoch) {
        return new TrainingListener() {
            @Override
            public void onEpoch(TrainingRun run, EpochReport report) {
                if (report.epoch() == epoch) {
                    run.saveCheckpoint(folder);
                }
            }
        };
    }

    private static TrainerBuilder stopping(Optimizer optimizer) {
        return moons(optimizer)
                .hidden(new LayerSpec(
                        5, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new BatchNorm(0.9, 1e-5), List.of()))
                .epochs(40)
                .learningRate(3)
                .earlyStopping(new EarlyStopping(MetricName.parse("dev.accuracy"), 8, 0));
    }

    @Test
    void aResumedTrainingGivesTheSameBits() {
        TrainingResult whole = stopping(new Mean()).build().train();
        assertThat(whole.epochs()).isGreaterThan(5);
        TrainingResult saved = stopping(new Mean()).listener(saving(4)).build().train();
        Checkpoint checkpoint = Checkpoint.read(folder, saved.history().subList(0, 4), registry());
        TrainingResult resumed = stopping(new Mean()).build().trainFrom(checkpoint);
        assertThat(resumed.weightsSha256()).isEqualTo(whole.weightsSha256());
        assertThat(resumed.dev()).isEqualTo(whole.dev());
        assertThat(resumed.modelEpoch()).isEqualTo(whole.modelEpoch());
        for (int epoch = 4; epoch < whole.epochs(); epoch++) {
            assertThat(resumed.history().get(epoch).dev())
                    .isEqualTo(whole.history().get(epoch).dev());
            assertThat(resumed.history().get(epoch).trainCost())
                    .isEqualTo(whole.history().get(epoch).trainCost());
        }
    }

    @Test
    void earlyStoppingKeepsTheEvaluatedPointOfTheBestEpoch() {
        TrainingResult result = stopping(new Mean()).build().train();
        assertThat(result.modelEpoch()).isLessThan(result.epochs());
        assertThat(result.dev())
                .isEqualTo(result.history().get(result.modelEpoch() - 1).dev());
        TrainingResult best =
                stopping(new Mean()).epochs(result.modelEpoch()).build().train();
        assertThat(result.weightsSha256()).isEqualTo(best.weightsSha256());
        assertThat(result.test()).isEqualTo(best.test());
    }

    private static double[][] weights(Network network, int layer) {
        ArrayTensor tensor =
                network.parameters().tensor(network.parameters().layout().weight(layer));
        double[][] weights = new double[tensor.rows()][tensor.columns()];
        for (double[] row : weights) {
            int i = Arrays.asList(weights).indexOf(row);
            Arrays.setAll(row, j -> tensor.get(i, j));
        }
        return weights;
    }

    private static double[][] linear(double[][] x, double[][] weights) {
        double[][] z = new double[x.length][weights.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < weights.length; j++) {
                for (int k = 0; k < x[i].length; k++) {
                    z[i][j] += x[i][k] * weights[j][k];
                }
            }
        }
        return z;
    }

    private static double mean(double[][] z, int from, int to, int unit) {
        return Arrays.stream(z, from, to)
                .mapToDouble(row -> row[unit])
                .average()
                .orElseThrow();
    }

    private static double variance(double[][] z, int from, int to, int unit) {
        double mean = mean(z, from, to, unit);
        return Arrays.stream(z, from, to)
                .mapToDouble(row -> (row[unit] - mean) * (row[unit] - mean))
                .average()
                .orElseThrow();
    }

    @Test
    void batchNormHasTheStatisticsOfTheWholeTrainingSetAtThatPoint() {
        TrainingData data =
                TrainingData.load(DataSpec.generated(new Moons(200, 0.2, 1)), Precision.FLOAT64, new RandomStreams(1));
        LayerSpec layer = new LayerSpec(
                5, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new BatchNorm(0.9, 1e-3), List.of());
        Network network = Trainer.builder()
                .data(data)
                .precision(Precision.FLOAT64)
                .hidden(layer)
                .hidden(layer)
                .optimizer(new Mean())
                .learningRate(0.5)
                .batchSize(50)
                .epochs(2)
                .threads(2)
                .build()
                .train()
                .model()
                .parts()
                .network();
        Examples train = data.train();
        int m = train.size();
        assertThat(m).isEqualTo(120); // two whole mini-batches and one of 20
        ArrayTensor features = ArrayTensor.zeros(Precision.FLOAT64, m, 2);
        int[] order = new int[m];
        Arrays.setAll(order, i -> i);
        train.copy(order, 0, features);
        double[][] x = new double[m][2];
        for (int i = 0; i < m; i++) {
            x[i] = new double[] {features.get(i, 0), features.get(i, 1)};
        }
        double[][] z = linear(x, weights(network, 0));
        requireStatistics(network, 0, z);
        // in the pass, the first layer normalises by the statistics of the mini-batch
        double[][] a = new double[m][5];
        for (int from = 0; from < m; from += 50) {
            int to = Math.min(m, from + 50);
            for (int j = 0; j < 5; j++) {
                double scale = gammaOrBeta(network, 0, j, true) / Math.sqrt(variance(z, from, to, j) + 1e-3);
                for (int i = from; i < to; i++) {
                    a[i][j] = Math.max(0, (z[i][j] - mean(z, from, to, j)) * scale + gammaOrBeta(network, 0, j, false));
                }
            }
        }
        requireStatistics(network, 1, linear(a, weights(network, 1)));
    }

    private static double gammaOrBeta(Network network, int layer, int unit, boolean gamma) {
        ParameterVector parameters = network.parameters();
        int entry =
                gamma ? parameters.layout().gamma(layer) : parameters.layout().beta(layer);
        return parameters.tensor(entry).get(0, unit);
    }

    private static void requireStatistics(Network network, int layer, double[][] z) {
        for (int j = 0; j < 5; j++) {
            assertThat(network.statistics(layer).mean().get(0, j)).isCloseTo(mean(z, 0, z.length, j), within(1e-13));
            assertThat(network.statistics(layer).variance().get(0, j))
                    .isCloseTo(variance(z, 0, z.length, j), within(1e-13));
        }
    }

    @Test
    void anotherThreadGetsTheSameModel() {
        List<String> seen = new ArrayList<>();
        TrainingListener watcher = new TrainingListener() {
            @Override
            public void onStep(TrainingRun run) {
                String[] other = new String[1];
                Thread thread = new Thread(() -> run.whileParametersStay(() -> other[0] =
                        run.model().parts().network().statistics(1).mean().get(0, 0) + run.weightsSha256()));
                thread.start();
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                seen.add(other[0]);
            }
        };
        stopping(new Mean()).epochs(1).listener(watcher).build().train();
        List<String> own = new ArrayList<>();
        TrainingListener recorder = new TrainingListener() {
            @Override
            public void onStep(TrainingRun run) {
                own.add(run.model().parts().network().statistics(1).mean().get(0, 0) + run.weightsSha256());
            }
        };
        stopping(new Mean()).epochs(1).listener(recorder).build().train();
        assertThat(seen).hasSize(3).doesNotContainNull().isEqualTo(own);
    }

    @Test
    void afterADivergenceTheModelHasTheLastGoodParameters() {
        record Wild() implements Optimizer {
            @Override
            public Tensor toDirection(Tensor gradient, Step step) {
                return step.number() < 8 ? gradient : gradient.fill(Double.POSITIVE_INFINITY);
            }

            @Override
            public Tensor evaluated(Step step) {
                return step.scratch(0).fill(7);
            }
        }
        List<double[]> path = path(moons(new Mean()));
        DivergedException e = catchThrowableOfType(
                DivergedException.class, () -> moons(new Wild()).build().train());
        assertThat(numbers(e.result().model())).isEqualTo(path.get(6));
        assertThat(e.result().history().get(1).dev())
                .isNotEqualTo(moons(new TestPlugins.Plain())
                        .build()
                        .train()
                        .history()
                        .get(1)
                        .dev());
    }

    private static void assertFails(Optimizer optimizer, String message) {
        List<double[]> kept = new ArrayList<>();
        TrainingListener keeper = new TrainingListener() {
            @Override
            public void onFailure(TrainingRun run, RuntimeException cause) {
                kept.add(numbers(run.model()));
            }
        };
        assertThatThrownBy(() -> moons(optimizer).listener(keeper).build().train())
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("failed in step 3")
                .hasMessageContaining(message);
        assertThat(kept).hasSize(1);
        assertThat(kept.get(0)).isEqualTo(path(moons(new Mean())).get(2));
    }

    @Test
    void anEvaluatedPointThatFailsNamesTheOptimizerAndKeepsTheParameters() {
        record Narrow() implements Optimizer {
            @Override
            public Tensor toDirection(Tensor gradient, Step step) {
                return gradient;
            }

            @Override
            public Tensor evaluated(Step step) {
                return step.parameter().row(0);
            }
        }
        assertFails(
                new Narrow(),
                "for dense-1.weight: it returned float32 tensor (1 x 2) as the evaluated point; expected a float32 tensor (8 x 2)");
        record Throwing() implements Optimizer {
            @Override
            public Tensor toDirection(Tensor gradient, Step step) {
                return gradient;
            }

            @Override
            public Tensor evaluated(Step step) {
                throw new IllegalStateException("no average");
            }
        }
        assertFails(new Throwing(), "no average");
        record Infinite() implements Optimizer {
            @Override
            public Tensor toDirection(Tensor gradient, Step step) {
                return gradient;
            }

            @Override
            public Tensor evaluated(Step step) {
                return step.isWeight()
                        ? step.parameter()
                        : step.scratch(0).fill(1).scale(1e300);
            }
        }
        assertFails(new Infinite(), "for dense-1.bias: it returned an evaluated point that is not finite");
        record Counting() implements Optimizer {
            @Override
            public List<String> slots() {
                return List.of("calls");
            }

            @Override
            public Tensor toDirection(Tensor gradient, Step step) {
                return gradient;
            }

            @Override
            public @Nullable Tensor evaluated(Step step) {
                step.slot("calls").add(1);
                return null;
            }
        }
        assertFails(new Counting(), "evaluated() changed a slot, which only toDirection() may do");
    }
}
