package io.descent.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.TestPlugins;
import io.descent.core.crash.CrashFileSystem;
import io.descent.core.crash.Crashes;
import io.descent.core.data.DataSpec;
import io.descent.core.data.DataSummary;
import io.descent.core.data.Moons;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.CheckpointSpec;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.search.StudyListener;
import io.descent.core.search.StudyResult;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingRun;
import io.descent.core.tune.StudySpec;
import io.descent.core.tune.Trainers;
import io.descent.core.tune.Tuning;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Interrupts a run, the replacement of a run, a resumed run and a study at each operation on the disk: the operation
 * fails, or the system crashes with unsynced writes kept, lost or torn. A reader then finds all of the old state or all of
 * the new one, and what is left ends as if nothing had happened.
 */
class EveryOperationTest {
    private static final int SEED = 1;
    private static final int NEW_SEED = 9;
    /** With this seed, a run trains two networks on folds. */
    private static final int FOLDS_SEED = 7;

    private static final ExperimentFile READER = new ExperimentFile(TestPlugins.registry());

    /** The process ends here, as if killed. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static TrainerBuilder moons(int seed) {
        TrainerBuilder builder = Trainer.builder();
        return (seed == FOLDS_SEED ? builder.folds(2) : builder)
                .data(DataSpec.generated(new Moons(60, 0.1, 1)))
                .seed(seed)
                .hidden(3, new TestPlugins.Cubic(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .batchSize(18)
                .threads(1)
                .checkpoint(new CheckpointSpec(CheckpointSpec.Interval.parse("1 epoch"), 1))
                .epochs(2);
    }

    private static Path folder(Path root) {
        return root.resolve("runs/a");
    }

    private static void train(Path root, int seed, boolean overwrite, TrainingListener... others) {
        try (RunWriter run = RunWriter.create(folder(root), overwrite)) {
            TrainerBuilder trainer = moons(seed).listener(run);
            Stream.of(others).forEach(trainer::listener);
            run.train(
                    trainer.build(),
                    (at, result) -> OutputFile.write(at.resolve(RunFiles.LEARNING_CURVE), "picture " + seed));
        }
    }

    private static void resume(Path root, int seed) {
        try (RunWriter run = RunWriter.resume(new RunReader(folder(root), READER))) {
            run.train(
                    moons(seed).listener(run).build(),
                    (at, result) -> OutputFile.write(at.resolve(RunFiles.LEARNING_CURVE), "picture " + seed));
        }
    }

    /** Ends the process after a step. */
    private static TrainingListener killedAfter(int step) {
        return new TrainingListener() {
            @Override
            public void onStep(TrainingRun run) {
                if (run.step() == step) {
                    throw new Killed();
                }
            }
        };
    }

    /** The seed of the finished run in a folder, all of whose files belong together; null if there is none. */
    private static @Nullable Integer found(Path root, Map<Integer, String> expected) throws IOException {
        Path folder = folder(root);
        RunRecord record;
        try {
            record = RunRecord.read(folder);
        } catch (InvalidInputException e) {
            assertThat(e).hasMessageContaining("does not contain a finished run");
            return null;
        }
        int seed = ((Number) Json.read(Files.readString(folder.resolve("result.json")))
                        .get("seed"))
                .intValue();
        assertThat(ModelFile.load(folder, TestPlugins.registry()).weightsSha256())
                .isEqualTo(expected.get(seed));
        assertThat(Files.readString(folder.resolve("result.json"))).contains(expected.get(seed));
        assertThat(record.history("train.cost")).hasSize(2);
        RunReader reader = new RunReader(folder, READER);
        assertThat(reader.check().problems()).isEmpty();
        assertThat(reader.experiment().seed()).isEqualTo(seed);
        assertThat(reader.checkpoint().description().epoch()).isEqualTo(2);
        assertThat(folder.resolve(RunFiles.LEARNING_CURVE))
                .satisfiesAnyOf(
                        file -> assertThat(Files.exists(file)).isFalse(),
                        file -> assertThat(Files.readString(file)).isEqualTo("picture " + seed));
        return seed;
    }

    private static Map<Integer, String> expected() {
        return Map.of(
                SEED, moons(SEED).build().train().weightsSha256(),
                NEW_SEED, moons(NEW_SEED).build().train().weightsSha256(),
                FOLDS_SEED, moons(FOLDS_SEED).build().train().weightsSha256());
    }

    /** Ends what was interrupted, as a user would. */
    private static void goOn(Path root, int seed, boolean overwrite) {
        try {
            resume(root, seed);
        } catch (InvalidInputException e) {
            assertThat(e.getMessage())
                    .matches("(?s).*(contains no run to resume|folder not found|this run is finished).*");
            train(root, seed, overwrite);
        }
    }

    /** Interrupts what ends with the finished run, and ends what is left. */
    private static void requireFinishedInTheEnd(String name, Crashes.Action setup, Crashes.Action action)
            throws Exception {
        Map<Integer, String> expected = expected();
        Crashes.Table table = Crashes.everyOperation(setup, action, (root, point) -> {
            Integer seed = found(root, expected);
            assertThat(seed != null || !point.returned())
                    .as("it said that the run was done")
                    .isTrue();
            if (seed == null) {
                goOn(root, SEED, false);
                assertThat(found(root, expected)).isEqualTo(SEED);
            }
            return seed == null ? "unfinished" : "finished";
        });
        System.out.println(name + ": " + table.summary());
        assertThat(table.counts()).containsOnlyKeys("unfinished", "finished");
    }

    @Test
    void ofARun() throws Exception {
        requireFinishedInTheEnd("run", root -> {}, root -> train(root, SEED, false));
    }

    @Test
    void ofARunThatReplacesAnother() throws Exception {
        requireOldOrNew("replacement of a run", SEED, NEW_SEED);
    }

    @Test
    void ofARunOfFoldsThatReplacesOneNetwork() throws Exception {
        requireOldOrNew("replacement by folds", SEED, FOLDS_SEED);
    }

    @Test
    void ofARunThatReplacesFolds() throws Exception {
        requireOldOrNew("replacement of folds", FOLDS_SEED, NEW_SEED);
    }

    private static void requireOldOrNew(String name, int oldSeed, int newSeed) throws Exception {
        Map<Integer, String> expected = expected();
        Crashes.Table table = Crashes.everyOperation(
                root -> train(root, oldSeed, false), root -> train(root, newSeed, true), (root, point) -> {
                    Integer seed = found(root, expected);
                    assertThat(seed).isNotNull();
                    assertThat(seed == newSeed || !point.returned())
                            .as("it said that the run was done")
                            .isTrue();
                    if (seed == oldSeed) {
                        goOn(root, newSeed, true);
                        assertThat(found(root, expected)).isEqualTo(newSeed);
                    }
                    return seed == oldSeed ? "old" : "new";
                });
        System.out.println(name + ": " + table.summary());
        assertThat(table.counts()).containsOnlyKeys("old", "new");
    }

    @Test
    void ofARunThatIsResumed() throws Exception {
        requireFinishedInTheEnd(
                "resumed run",
                root -> {
                    try {
                        train(root, SEED, false, killedAfter(3));
                    } catch (Killed e) {
                        assertThat(found(root, Map.of())).isNull();
                    }
                },
                root -> resume(root, SEED));
    }

    /** Stands in for Guice. */
    private static final class Plain implements Trainers {
        @Override
        public ResolvedExperiment resolve(Experiment experiment, DataSummary data) {
            return experiment.resolved(data, TestPlugins.registry()::require);
        }

        @Override
        public Trainer trainer(
                ResolvedExperiment experiment, TrainingData data, EngineSpec engine, List<TrainingListener> listeners) {
            return new Trainer(experiment, data, experiment.streams(), engine, Set.copyOf(listeners));
        }
    }

    @TempDir
    Path temporary;

    private StudySpec study() throws IOException {
        Path file = Files.writeString(temporary.resolve("s.yaml"), """
                seed: 5
                data: {generator: {moons: {examples: 60, noise: 0.2}}}
                network: {hidden: [{units: 3}]}
                training: {epochs: 2, batch-size: 18}
                search:
                  strategy: {successive-halving: {factor: 2}}
                  trials: 2
                  space: {training.learning-rate: {log: [0.001, 0.5]}}
                """);
        return StudySpec.read(file, List.of(), READER);
    }

    private static void tune(StudySpec spec, Path root, boolean resume) {
        try (Tuning tuning = new Tuning(spec, new Plain(), TestPlugins.registry(), root.resolve("study"), resume)) {
            StudyResult result = tuning.search(EngineSpec.PLAIN, 1, new StudyListener() {});
            tuning.choose(result.best().orElseThrow(), EngineSpec.PLAIN, (run, trained, data) -> {});
            tuning.report(result);
        }
    }

    /** What the study ended with, without times; null if it has not ended. */
    private static @Nullable String ended(Path root) throws IOException {
        Path folder = root.resolve("study");
        if (!Files.exists(folder.resolve("study.json")) || !Files.exists(folder.resolve("best/manifest.json"))) {
            return null;
        }
        assertThat(new RunReader(folder.resolve("best"), READER).check().problems())
                .isEmpty();
        return Files.readString(folder.resolve("best.yaml"))
                + Json.read(Files.readString(folder.resolve("best/result.json")))
                        .get("weightsSha256")
                + Files.readString(folder.resolve("study.json")).replaceAll("\"seconds\"[^,]*,", "");
    }

    @Test
    void ofAStudy() throws Exception {
        StudySpec spec = study();
        CrashFileSystem whole = Crashes.prepared(root -> tune(spec, root, false));
        String expected = ended(whole.root());
        assertThat(expected).isNotNull();
        Crashes.Table table = Crashes.everyOperation(root -> {}, root -> tune(spec, root, false), (root, point) -> {
            String before = ended(root);
            assertThat(before != null || !point.returned())
                    .as("it said that the study was done")
                    .isTrue();
            tune(spec, root, Files.exists(root.resolve("study/journal.jsonl")));
            assertThat(ended(root)).isEqualTo(expected);
            return before == null ? "unfinished" : "finished";
        });
        System.out.println("study: " + table.summary());
        assertThat(table.counts()).containsOnlyKeys("unfinished", "finished");
    }
}
