package io.descent.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.LrSchedule;
import io.descent.api.Progress;
import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.experiment.CheckpointSpec;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.Watch;
import io.descent.core.metrics.MetricName;
import io.descent.core.network.LayerSpec;
import io.descent.core.random.RandomSource;
import io.descent.core.random.RandomSpec;
import io.descent.core.training.StopReason;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run that is killed after a step, and resumed, ends like one that was never interrupted: every bit. All steps are tried
 * for two kinds of training, every third for the others.
 */
class ResumeTest {

    @TempDir
    Path parent;

    private final ExperimentFile reader = new ExperimentFile(TestPlugins.registry());

    /** The process ends here, as if killed. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** A rate that depends on the step, the smoothed past and the metrics of the dev set. */
    public record Wavy() implements LrSchedule {
        @Override
        public List<String> metrics() {
            return List.of("dev.accuracy");
        }

        @Override
        public double rate(double initialRate, Progress progress) {
            double rate = initialRate / (1 + 0.1 * progress.step());
            for (int epoch = 0; epoch < progress.epoch(); epoch++) {
                rate *= 1 + progress.metric("dev.accuracy", epoch) / 10 + progress.cost(epoch) / 100;
            }
            return rate;
        }
    }

    private static TrainerBuilder moons() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(100, 0.1, 1)))
                .hidden(new LayerSpec(
                        4, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new BatchNorm(0.8, 1e-4), List.of()))
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .learningRate(0.01)
                .batchSize(16)
                .threads(1)
                .epochs(4)
                .checkpoint(new CheckpointSpec(CheckpointSpec.Interval.parse("1 ms"), 2));
    }

    private static TrainerBuilder trainer(String kind) {
        TrainerBuilder moons = moons();
        return switch (kind) {
            case "plain" -> moons;
            case "mask" -> moons.regularizer(new TestPlugins.Coin());
            case "schedule" -> moons.schedule(new Wavy());
            case "float64" -> moons.precision(Precision.FLOAT64);
            case "numpy" -> moons.random(new RandomSpec(RandomSource.NUMPY_LEGACY, 3L, 4L, 5L));
            case "layers" -> moons.watch(Watch.LAYERS).reportEvery(2);
            case "stopping" ->
                moons.learningRate(0.5).earlyStopping(new EarlyStopping(MetricName.parse("dev.cost"), 1, 0));
            case "folds" ->
                moons.folds(2)
                        .threads(2)
                        .regularizer(new TestPlugins.Coin())
                        .schedule(new Wavy())
                        .earlyStopping(new EarlyStopping(MetricName.parse("dev.accuracy"), 9, 0));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** Waits until a checkpoint is due at every step, and ends the process after some step. */
    private static TrainingListener killedAfter(int step) {
        return new TrainingListener() {
            @Override
            public void onStep(TrainingRun run) {
                pause();
                if (run.step() >= step) {
                    throw new Killed();
                }
            }
        };
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TrainingResult train(RunWriter run, Supplier<TrainerBuilder> trainer, TrainingListener... more) {
        try (run) {
            TrainerBuilder builder = trainer.get();
            for (TrainingListener listener : more) {
                builder.listener(listener);
            }
            return run.train(builder.listener(run).build());
        }
    }

    private RunWriter resumed(Path folder) {
        return RunWriter.resume(new RunReader(folder, reader));
    }

    /** Metrics without times, and the numbers of the result. */
    private static List<Object> outcome(Path folder) throws IOException {
        RunRecord record = RunRecord.read(folder);
        Map<String, Object> all = new TreeMap<>();
        record.metrics().stream()
                .filter(name -> !name.toLowerCase(Locale.ROOT).contains("seconds"))
                .forEach(name -> all.put(name, record.history(name)));
        String result = Files.readString(folder.resolve("result.json"));
        String lines = Files.readString(folder.resolve("metrics.jsonl"))
                .replaceAll("\"(seconds|evaluationSeconds)\":[-+.0-9E]+|\"crc32c\":\"[0-9a-f]+\"", "");
        return List.of(all, result.replaceAll("\"written\" : \\d+|\"seconds\" : [-+.0-9E]+", ""), lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "mask", "schedule", "float64", "numpy", "layers", "stopping", "folds"})
    void killedAfterAnyStep(String kind) throws IOException {
        Path whole = parent.resolve("whole");
        TrainingResult expected = train(RunWriter.create(whole, false), () -> trainer(kind));
        assertThat(expected.epochs()).isEqualTo(kind.equals("stopping") ? 3 : 4);
        int steps = expected.epochs() * 4;
        boolean all = List.of("schedule", "stopping").contains(kind);
        for (int step = 1; step <= steps; step += all ? 1 : 3) {
            Path folder = parent.resolve("killed-" + step);
            int last = step;
            assertThatThrownBy(() -> train(RunWriter.create(folder, false), () -> trainer(kind), killedAfter(last)))
                    .isInstanceOf(Killed.class);
            if (step % 2 == 0 && step + 1 < steps) { // once more
                assertThatThrownBy(() -> train(resumed(folder), () -> trainer(kind), killedAfter(last + 1)))
                        .isInstanceOf(Killed.class);
            }
            TrainingResult found = train(resumed(folder), () -> trainer(kind));
            assertThat(found.weightsSha256()).as("killed after step %d", step).isEqualTo(expected.weightsSha256());
            assertThat(outcome(folder)).isEqualTo(outcome(whole));
            assertThat(found.history()).hasSize(expected.epochs());
            assertThat(found.stopReason()).isEqualTo(expected.stopReason());
        }
    }

    @Test
    void aRunInAnotherFolderContinuesWithinAnEpoch() throws IOException {
        Path whole = parent.resolve("whole");
        train(RunWriter.create(whole, false), ResumeTest::moons);
        Path killed = parent.resolve("killed");
        assertThatThrownBy(() -> train(RunWriter.create(killed, false), ResumeTest::moons, killedAfter(10)))
                .isInstanceOf(Killed.class);
        Path other = parent.resolve("other");
        RunWriter run = RunWriter.create(other, false);
        run.continueFrom(new RunReader(killed, reader), moons().build().experiment());
        assertThatThrownBy(() -> train(run, ResumeTest::moons, killedAfter(13))).isInstanceOf(Killed.class);
        train(resumed(other), ResumeTest::moons);
        assertThat(RunRecord.read(other).history("train.cost"))
                .isEqualTo(RunRecord.read(whole).history("train.cost"));
        assertThat(Files.readAllLines(other.resolve("metrics.jsonl")).get(2)).contains("\"continued\":{\"from\":");
    }

    @Test
    void whatCannotBeResumedIsRefused() throws IOException {
        Path folder = parent.resolve("r");
        assertThatThrownBy(() -> resumed(folder)).hasMessageContaining("folder not found; expected a run folder");
        Files.createDirectories(folder);
        assertThatThrownBy(() -> resumed(folder)).hasMessageContaining("contains no run to resume");
        assertThatThrownBy(() -> train(RunWriter.create(folder, false), ResumeTest::moons, killedAfter(6)))
                .isInstanceOf(Killed.class);
        assertThatThrownBy(() -> RunWriter.create(folder, false))
                .hasMessageContaining("contains an unfinished run; go on with it with --resume");
        assertThatThrownBy(() -> train(resumed(folder), () -> moons().epochs(5)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be resumed with another experiment; these keys differ: training.epochs");
        RunWriter working = resumed(folder);
        assertThatThrownBy(() -> resumed(folder))
                .hasMessageContaining("another process is writing a run to this folder");
        train(working, ResumeTest::moons);
        assertThatThrownBy(() -> resumed(folder)).hasMessageContaining("this run is finished");
        assertThatThrownBy(() -> resumed(parent)).hasMessageContaining("contains no run to resume");
    }

    @Test
    void changedDataAreNoticed() {
        Path folder = parent.resolve("r");
        assertThatThrownBy(() -> train(RunWriter.create(folder, false), ResumeTest::moons, killedAfter(6)))
                .isInstanceOf(Killed.class);
        Trainer other = moons().data(DataSpec.generated(new Moons(110, 0.1, 1))).build();
        assertThatThrownBy(() -> other.resume(new RunReader(folder, reader).checkpoint()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the data have changed since the training began")
                .hasMessageContaining("the training set had 60 examples and has 66 now");
    }

    @Test
    void timeEndsATraining() {
        TrainingResult result = moons().time(Duration.ofMillis(60))
                .listener(killedAfter(Integer.MAX_VALUE))
                .epochs(100_000)
                .build()
                .train();
        assertThat(result.stopReason()).isEqualTo(StopReason.TIME);
        assertThat(result.epochs()).isLessThan(1000);
        assertThat(result.seconds()).isBetween(0.06, 30.0);
        assertThatThrownBy(() -> moons().time(Duration.ZERO)).hasMessageContaining("it must be above 0");
    }
}
