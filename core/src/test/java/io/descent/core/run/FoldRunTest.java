package io.descent.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.metrics.Evaluation;
import io.descent.core.training.FoldResults;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import io.descent.inference.Model;
import io.descent.inference.file.internal.Json;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of a run that trains several networks on folds. */
class FoldRunTest {
    @TempDir
    Path parent;

    private final ExperimentFile reader = new ExperimentFile(TestPlugins.registry());

    private static TrainerBuilder moons() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(100, 0.1, 1)))
                .hidden(4, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new TestPlugins.Coin())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .learningRate(0.01)
                .batchSize(8)
                .epochs(5)
                .threads(2);
    }

    private static TrainingResult train(RunWriter run, TrainerBuilder trainer) {
        try (run) {
            return run.train(trainer.listener(run).build());
        }
    }

    private RunReader reader(Path folder) {
        return new RunReader(folder, reader);
    }

    private static Model model(Path folder) {
        return new Model(ModelFile.load(folder, TestPlugins.registry()), new Scalar());
    }

    @Test
    void theFolderContainsTheAverageAndWhatTheFoldsSay() throws IOException {
        Path folder = parent.resolve("r");
        TrainingResult result = train(RunWriter.create(folder, false), moons().folds(3));
        Model loaded = model(folder);
        assertThat(loaded.parts().members()).hasSize(3);
        assertThat(loaded.parts().weightsSha256()).isEqualTo(result.weightsSha256());
        for (double x = -1; x < 2; x += 0.25) {
            assertThat(loaded.predict(x, 0.3).probabilities())
                    .isEqualTo(result.model().predict(x, 0.3).probabilities());
        }
        assertThat(folder.resolve("model/3/weights.safetensors")).exists();
        // a member is an ordinary model
        assertThat(model(folder.resolve("model/2")).parts().weightsSha256())
                .isEqualTo(result.model().parts().members().get(1).weightsSha256());
        RunCheck check = reader(folder).check();
        assertThat(check.problems()).isEmpty();

        FoldResults folds = Objects.requireNonNull(result.folds());
        Map<?, ?> json = (Map<?, ?>)
                Json.read(Files.readString(folder.resolve("result.json"))).get("folds");
        assertThat(json.get("k")).isEqualTo(3);
        assertThat(((Map<?, ?>) json.get("mean")).get("accuracy"))
                .isEqualTo(folds.mean().get("accuracy"));
        assertThat(((Map<?, ?>) json.get("standardDeviation")).get("cost"))
                .isEqualTo(folds.standardDeviation().get("cost"));
        assertThat(((Map<?, ?>) json.get("pooled")).get("examples")).isEqualTo(60);
        assertThat((List<?>) json.get("members")).hasSize(3);
        assertThat(RunRecord.read(folder).history("dev.accuracy").get(5))
                .isEqualTo(folds.mean().get("accuracy"));
    }

    @Test
    void evaluatingTheModelAgainGivesTheSameMetrics() {
        Path folder = parent.resolve("r");
        TrainingResult result = train(RunWriter.create(folder, false), moons().folds(3));
        Evaluation again = Evaluation.of(
                model(folder), reader(folder).data().test(), Engine.plain(), TestPlugins.registry(), List.of());
        assertThat(again.values())
                .isEqualTo(Objects.requireNonNull(result.test()).values());
    }

    @Test
    void damageOfAMemberIsFound() throws IOException {
        Path folder = parent.resolve("r");
        train(RunWriter.create(folder, false), moons().folds(3));
        Path weights = folder.resolve("model/2/weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        assertThatThrownBy(() -> model(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has changed since it was written");
        assertThat(reader(folder).check().problems())
                .hasSize(1)
                .first()
                .asString()
                .contains("weights.safetensors");
        Path state = folder.resolve("checkpoints/1/3/state.safetensors");
        Files.delete(state);
        assertThat(reader(folder).check().problems()).hasSize(2);
    }

    @Test
    void aFolderOfFewerNetworksLeavesNoneOfTheFormerOnes() {
        Path folder = parent.resolve("r");
        train(RunWriter.create(folder, false), moons().folds(4));
        train(RunWriter.create(folder, true), moons().folds(2));
        assertThat(folder.resolve("model/3")).doesNotExist();
        assertThat(model(folder).parts().members()).hasSize(2);
        train(RunWriter.create(folder, true), moons());
        assertThat(folder.resolve("model/1")).doesNotExist();
        assertThat(model(folder).parts().members()).isEmpty();
        assertThat(reader(folder).check().problems()).isEmpty();
        Model average = moons().folds(3).build().train().model();
        Path alone = parent.resolve("model-alone");
        average.save(alone);
        assertThat(model(alone).parts().members()).hasSize(3);
        moons().folds(2).build().train().model().save(alone);
        assertThat(model(alone).parts().members()).hasSize(2);
        assertThat(alone.resolve("3")).doesNotExist();
    }

    /** Interrupts the training thread at the end of an epoch, so that the members stop in the next one. */
    private static TrainingListener interruptedAfter(int epoch) {
        return new TrainingListener() {
            @Override
            public void onStep(TrainingRun run) { // after the metrics of the epoch were written
                if (run.epoch() == epoch) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    @Test
    void interruptedWithinAnEpochAndResumedGivesTheSameBits() {
        TrainingResult whole = moons().folds(3).build().train();
        for (int threads : new int[] {1, 2}) {
            Path folder = parent.resolve("r" + threads);
            assertThatThrownBy(() -> train(
                            RunWriter.create(folder, false),
                            moons().folds(3).threads(threads).listener(interruptedAfter(2))))
                    .isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(reader(folder).checkpoint().description().epochSteps()).isEqualTo(1);
            TrainingResult found =
                    train(RunWriter.resume(reader(folder)), moons().folds(3).threads(3));
            assertThat(found.weightsSha256()).isEqualTo(whole.weightsSha256());
            assertThat(Objects.requireNonNull(found.folds()).pooled().values())
                    .isEqualTo(Objects.requireNonNull(whole.folds()).pooled().values());
        }
    }

    @Test
    void neitherFoldsNorARunOfFoldsCanBeContinued() {
        Path one = parent.resolve("one");
        Path folds = parent.resolve("folds");
        train(RunWriter.create(one, false), moons());
        train(RunWriter.create(folds, false), moons().folds(3));
        try (RunWriter run = RunWriter.create(parent.resolve("more"), false)) {
            assertThatThrownBy(() -> run.continueFrom(
                            reader(folds), moons().epochs(9).build().experiment()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("a training with training.folds cannot be continued");
            assertThatThrownBy(() -> run.continueFrom(
                            reader(one), moons().folds(3).epochs(9).build().experiment()))
                    .isInstanceOf(InvalidInputException.class);
        }
        assertThatThrownBy(() -> moons().build().resume(reader(folds).checkpoint()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is the checkpoint of 3 networks");
        assertThatThrownBy(() -> moons().folds(4).build().resume(reader(folds).checkpoint()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is the checkpoint of 3 networks; expected one of 4 networks");
    }
}
