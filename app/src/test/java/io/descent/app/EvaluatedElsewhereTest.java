package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.metric;
import static io.descent.app.CommandLineRun.sha;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.activations.Relu;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.data.TrainingData;
import io.descent.core.network.LayerSpec;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.Trainer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.initializers.HeNormal;
import io.descent.optimizers.ScheduleFreeSgd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole trainings with optimizers that evaluate and save the network at another point than they train it. */
class EvaluatedElsewhereTest {
    private static final List<String> OPTIMIZERS = List.of(
            "{schedule-free-sgd: {beta: 0.9}}",
            "schedule-free-adamw",
            "{ema: {optimizer: {momentum: {beta: 0.8}}, decay: 0.95}}",
            "{swa: {optimizer: lamb, start: 0}}",
            "{lookahead: {optimizer: nesterov, k: 4}}");

    /** Wide enough for several blocks, with batch norm and dropout. */
    private static final String EXPERIMENT = """
            seed: 3
            data: {generator: {moons: {examples: 500, noise: 0.2}}, split: 60/20/20}
            network:
              hidden:
                - {units: 130, batch-norm: true, regularizers: [{dropout: {keep-prob: 0.8}}]}
                - {units: 70, activation: tanh, batch-norm: true}
            training:
              epochs: 6
              batch-size: 64
              learning-rate: 0.01
              schedule: {warm-up: {length: 2}}
              early-stopping: {metric: dev.cost, patience: 4}
            """;

    @TempDir
    Path folder;

    static Stream<String> optimizers() {
        return OPTIMIZERS.stream();
    }

    private Path train(String name, String optimizer, Object... more) throws IOException {
        Path yaml = Files.writeString(folder.resolve("experiment.yaml"), EXPERIMENT);
        Path run = folder.resolve(name);
        Stream<Object> usual = Stream.of(
                "train", yaml, "--set", "training.optimizer=" + optimizer, "--quiet", "--no-pictures", "--out", run);
        good(Stream.concat(usual, Stream.of(more)).toArray());
        return run;
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void weightsAreTheSameOnEveryBackendAndNumberOfThreads(String optimizer) throws IOException {
        String first = "";
        for (String backend : List.of("scalar", "simd")) {
            for (int threads : new int[] {1, 2}) {
                Path run = train(backend + threads, optimizer, "--backend", backend, "--threads", threads);
                first = first.isEmpty() ? sha(run) : first;
                assertThat(sha(run)).as("%s on %d threads", backend, threads).isEqualTo(first);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aTrainingThatIsContinuedEndsWithTheSameBits(String optimizer) throws IOException {
        Path whole = train("whole", optimizer);
        for (int epoch : new int[] {1, 3, 5}) {
            Path part = train("part" + epoch, optimizer, "--set", "training.epochs=" + epoch);
            Path continued = train("continued" + epoch, optimizer, "--continue", part);
            assertThat(sha(continued)).isEqualTo(sha(whole));
            for (String set : List.of("train", "dev", "test")) {
                assertThat(metric(continued, set, "cost")).isEqualTo(metric(whole, set, "cost"));
            }
            assertThat(sha(part)).isNotEqualTo(sha(whole));
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void theSavedModelPredictsWhatWasMeasured(String optimizer) throws IOException {
        Path run = train("run", optimizer);
        String table = good("evaluate", run, "--split", "dev").out();
        assertThat(table).contains(String.format("%.4f", metric(run, "dev", "accuracy")));
    }

    /** Mean and variance of the pre-activations over the training set, computed from its features and the weights. */
    @ParameterizedTest
    @EnumSource
    void scheduleFreeWithBatchNormHasTheStatisticsOfTheAverage(Precision precision) {
        TrainingData data =
                TrainingData.load(DataSpec.generated(new Moons(300, 0.2, 1)), precision, new RandomStreams(1));
        Network network = Trainer.builder()
                .data(data)
                .precision(precision)
                .hidden(new LayerSpec(7, new Relu(), new HeNormal(), new BatchNorm(0.9, 1e-5), List.of()))
                .optimizer(new ScheduleFreeSgd())
                .learningRate(0.5)
                .epochs(3)
                .batchSize(50)
                .build()
                .train()
                .model()
                .parts()
                .network();
        int m = data.train().size();
        int[] order = new int[m];
        Arrays.setAll(order, i -> i);
        ArrayTensor x = ArrayTensor.zeros(precision, m, 2);
        data.train().copy(order, 0, x);
        ArrayTensor weights = network.parameters().tensor(0);
        double tolerance = precision == Precision.FLOAT32 ? 1e-6 : 1e-14;
        for (int unit = 0; unit < 7; unit++) {
            double[] z = new double[m];
            for (int i = 0; i < m; i++) {
                z[i] = weights.get(unit, 0) * x.get(i, 0) + weights.get(unit, 1) * x.get(i, 1);
            }
            double mean = Arrays.stream(z).average().orElseThrow();
            double variance = Arrays.stream(z)
                    .map(each -> (each - mean) * (each - mean))
                    .average()
                    .orElseThrow();
            assertThat(network.statistics(0).mean().get(0, unit)).isCloseTo(mean, within(tolerance));
            assertThat(network.statistics(0).variance().get(0, unit)).isCloseTo(variance, within(tolerance));
            assertThat(variance).isGreaterThan(1e-3);
        }
    }

    /** Digits without a schedule, at the learning rate of plain gradient descent. */
    @Test
    void scheduleFreeSgdLearnsDigitsWithoutASchedule() throws IOException {
        Path run = folder.resolve("digits");
        good(
                "train",
                EXAMPLES.resolve("digits.yaml"),
                "--quiet",
                "--no-pictures",
                "--out",
                run,
                "--set",
                "training.optimizer=schedule-free-sgd",
                "--set",
                "training.schedule=constant",
                "--set",
                "training.learning-rate=0.5",
                "--set",
                "training.epochs=20");
        assertThat(metric(run, "test", "accuracy")).isGreaterThan(0.95);
    }
}
