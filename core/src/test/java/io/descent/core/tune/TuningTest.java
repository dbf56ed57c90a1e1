package io.descent.core.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.core.TestPlugins;
import io.descent.core.data.DataSummary;
import io.descent.core.data.Table;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.search.Assignment;
import io.descent.core.search.Objective;
import io.descent.core.search.StudyListener;
import io.descent.core.search.StudyResult;
import io.descent.core.search.Trial;
import io.descent.core.search.TrialFailure;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningTest {
    private static final String STUDY = """
            seed: 5
            data: {generator: {moons: {examples: 90, noise: 0.2}}}
            network: {hidden: [{units: 4}]}
            training: {epochs: 4, batch-size: 9}
            search:
              strategy: %s
              trials: 9
              space: {training.learning-rate: {log: [0.001, 0.5]}, training.batch-size: {choice: [9, 18, 60]}}
            """;

    @TempDir
    Path folder;

    private final ExperimentFile reader = new ExperimentFile(TestPlugins.registry());
    private final AtomicInteger seenTestSets = new AtomicInteger();
    private final AtomicInteger trainings = new AtomicInteger();

    /** Stands in for Guice. */
    private final class Plain implements Trainers {
        @Override
        public ResolvedExperiment resolve(Experiment experiment, DataSummary data) {
            return experiment.resolved(data, TestPlugins.registry()::require);
        }

        @Override
        public Trainer trainer(
                ResolvedExperiment experiment, TrainingData data, EngineSpec engine, List<TrainingListener> listeners) {
            seenTestSets.addAndGet(data.test() == null ? 0 : 1);
            trainings.incrementAndGet();
            return new Trainer(experiment, data, experiment.streams(), engine, Set.copyOf(listeners));
        }
    }

    private Tuning open(String strategy, String out, boolean resume) throws IOException {
        Path file = Files.writeString(folder.resolve("s.yaml"), STUDY.formatted(strategy));
        return new Tuning(
                StudySpec.read(file, List.of(), reader), new Plain(), reader.registry(), folder.resolve(out), resume);
    }

    private StudyResult run(String strategy, String out, int parallel) throws IOException {
        try (Tuning tuning = open(strategy, out, false)) {
            StudyResult result = tuning.search(EngineSpec.PLAIN, parallel, new StudyListener() {});
            List<Path> drawn = new ArrayList<>();
            tuning.choose(result.best().orElseThrow(), EngineSpec.PLAIN, (run, trained, data) -> drawn.add(run));
            assertThat(drawn).containsExactly(folder.resolve(out).resolve("best"));
            tuning.choose(result.best().orElseThrow(), EngineSpec.PLAIN, (run, trained, data) -> drawn.add(run));
            assertThat(drawn).hasSize(1);
            tuning.report(result);
            return result;
        }
    }

    @Test
    void trialsNeverSeeTheTestSet() throws IOException {
        StudyResult result = run("random", "study", 2);
        assertThat(seenTestSets).hasValue(1);
        assertThat(trainings.get())
                .isEqualTo(result.trials().stream().filter(t -> !t.isFailed()).count() + 1);
        assertThat(result.trials()).anyMatch(Trial::isFailed); // a mini-batch of 60 exceeds the training set
        assertThat(result.trials().stream().filter(Trial::isFailed).map(Trial::failure))
                .allMatch(failure -> failure.startsWith("training.batch-size 60 is larger than the training set"));
        Map<String, Object> json = Json.read(Files.readString(folder.resolve("study/study.json")));
        assertThat(json)
                .containsEntry("metric", "dev.accuracy")
                .containsEntry("repeatable", true)
                .containsKeys("best", "test", "importance", "advice", "trials", "seconds");
        assertThat(Files.readAllLines(folder.resolve("study/trials.csv"))).hasSize(10);
        try (Tuning again = open("random", "study", true)) {
            assertThat(again.journal().tested())
                    .containsEntry("trial", result.best().orElseThrow().number());
            assertThat(again.search(EngineSpec.PLAIN, 1, new StudyListener() {}).trials())
                    .hasSize(9);
            assertThat(again.base().training().epochs()).isEqualTo(4);
        }
    }

    @Test
    void rungsGoOnInOtherProcesses() throws IOException {
        double[] x = new double[60];
        Arrays.setAll(x, i -> (i * 37 % 101) / 10.0);
        List<String> y =
                Arrays.stream(x).mapToObj(each -> each < 5 ? "low" : "high").toList();
        Table table = Table.builder().column("x", x).column("y", y).build();
        for (String folds : List.of("", ", folds: 3")) {
            String study = STUDY.replace("{generator: {moons: {examples: 90, noise: 0.2}}}", "{memory: true, label: y}")
                    .replace("epochs: 4", "epochs: 4, early-stopping: {metric: dev.cost, patience: 2}" + folds)
                    .formatted("{successive-halving: {factor: 2}}");
            Path file = Files.writeString(folder.resolve("rungs.yaml"), study);
            StudySpec spec = StudySpec.read(file, List.of(), reader);
            List<List<String>> outcomes = new ArrayList<>();
            for (boolean elsewhere : new boolean[] {false, true}) {
                Path out = folder.resolve(elsewhere + "-" + folds.length());
                try (Tuning tuning = new Tuning(spec, new Plain(), reader.registry(), out, false, table)) {
                    StudyResult result = elsewhere
                            ? tuning.search(
                                    at -> new Processes(spec, table, new HashMap<>()), 1, new StudyListener() {})
                            : tuning.search(EngineSpec.PLAIN, 1, new StudyListener() {});
                    outcomes.add(result.trials().stream()
                            .map(trial -> trial.isFailed()
                                    ? trial.failure()
                                    : trial.last().repeats().toString().replaceAll("seconds=[^,\\]]*", ""))
                            .toList());
                }
            }
            assertThat(outcomes.get(1)).isEqualTo(outcomes.get(0));
            assertThat(outcomes.get(0)).anyMatch(each -> each.contains("epochs=4"));
        }
    }

    /** Evaluates every rung by a runner of its own; all that they share is what they save. */
    private final class Processes implements Objective {
        private final StudySpec spec;
        private final Table table;
        private final Map<String, TrialRunner.Saved> saved;

        Processes(StudySpec spec, Table table, Map<String, TrialRunner.Saved> saved) {
            this.spec = spec;
            this.table = table;
            this.saved = saved;
        }

        @Override
        public Result evaluate(Assignment assignment) {
            TrialRunner runner = new TrialRunner(
                    spec, new Plain(), reader.registry(), EngineSpec.PLAIN, table, folder.resolve("runner"));
            String name = assignment.trial() + "-" + assignment.repeat();
            TrialRunner.Response response = runner.evaluate(new TrialRunner.Request(
                    assignment.values(),
                    assignment.seed(),
                    assignment.from(),
                    assignment.isLast() ? Integer.MAX_VALUE : assignment.epochs(),
                    saved.remove(name)));
            if (response.failure() == null) {
                assertThat(response.curve().get(0).epoch()).isEqualTo(assignment.from() + 1);
            }
            response.curve().forEach(epoch -> assignment.report(epoch.epoch(), epoch.value(), epoch.cost()));
            if (response.failure() != null) {
                throw new TrialFailure(response.failure());
            }
            if (response.saved() != null) {
                saved.put(name, response.saved());
            }
            return new Result(response.value(), response.epochs(), response.weightsSha256());
        }
    }

    @Test
    void theObjectiveOfFoldsIsTheMeanOverThem() throws IOException {
        String study = STUDY.replace("epochs: 4,", "epochs: 4, folds: {k: 3, use: train+dev},")
                .formatted("{successive-halving: {factor: 2}}");
        Path file = Files.writeString(folder.resolve("f.yaml"), study);
        Path out = folder.resolve("folds");
        try (Tuning tuning =
                new Tuning(StudySpec.read(file, List.of(), reader), new Plain(), reader.registry(), out, false)) {
            StudyResult result = tuning.search(EngineSpec.PLAIN, 2, new StudyListener() {});
            Trial best = result.best().orElseThrow();
            tuning.choose(best, EngineSpec.PLAIN.withThreads(2), (run, trained, data) -> {});
            Map<?, ?> json = (Map<?, ?>)
                    Json.read(Files.readString(out.resolve("best/result.json"))).get("folds");
            assertThat(((Map<?, ?>) json.get("mean")).get("accuracy")).isEqualTo(best.value());
            assertThat((List<?>) json.get("members")).hasSize(3);
        }
    }

    @Test
    void rungsGoOnFromTheirCheckpoints() throws IOException {
        StudyResult halving = run("{successive-halving: {factor: 2}}", "halving", 1);
        StudyResult random = run("random", "random", 2);
        int whole = 0;
        for (Trial trial : halving.trials()) {
            if (!trial.isFailed() && trial.last().epochs() == 4) {
                whole++;
                // the same weights as in an uninterrupted training
                assertThat(trial.last().repeats().get(0).weightsSha256())
                        .isEqualTo(random.trials()
                                .get(trial.number())
                                .last()
                                .repeats()
                                .get(0)
                                .weightsSha256());
            }
        }
        assertThat(whole).isPositive();
        assertThat(folder.resolve("halving/checkpoints")).doesNotExist();
    }

    @Test
    void aTrialThatWasLeftBehindIsTrainedToItsEndWhenItIsChosen() throws IOException {
        try (Tuning tuning = open("{successive-halving: {factor: 2}}", "study", false)) {
            StudyResult result = tuning.search(EngineSpec.PLAIN, 1, new StudyListener() {});
            Trial left = result.trials().stream()
                    .filter(trial -> !trial.isFailed() && trial.last().epochs() < 4)
                    .findFirst()
                    .orElseThrow();
            List<Integer> epochs = new ArrayList<>();
            tuning.choose(left, EngineSpec.PLAIN, (run, trained, data) -> epochs.add(trained.epochs()));
            assertThat(epochs).containsExactly(4);
        }
    }

    @Test
    void aStrategyThatRefusesLeavesNoStudy() {
        assertThatThrownBy(() -> open("grid", "study", false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("unknown strategy 'grid'");
        assertThat(folder.resolve("study")).doesNotExist();
    }

    @Test
    void anotherStudyIsRefused() throws IOException {
        run("random", "study", 1);
        assertThatThrownBy(() -> open("successive-halving", "study", true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is the journal of a different study: search.strategy was random and is now");
    }
}
