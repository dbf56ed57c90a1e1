package io.descent.core.tune;

import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.core.experiment.ExperimentWriter;
import io.descent.inference.file.internal.OutputFile;
import io.descent.core.metrics.Metric;
import io.descent.inference.problem.InvalidInputException;
import io.descent.core.run.EvaluationJson;
import io.descent.core.run.RunWriter;
import io.descent.core.search.Goal;
import io.descent.core.search.Journal;
import io.descent.core.search.Objective;
import io.descent.core.search.Outcome;
import io.descent.core.search.Study;
import io.descent.core.search.StudyListener;
import io.descent.core.search.StudyResult;
import io.descent.core.search.Trial;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.core.training.DivergedException;
import io.descent.core.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The study of an experiment in a folder: {@code journal.jsonl}, written as trials end; at the end {@code study.json}, {@code
 * trials.csv}, {@code best.yaml}, and {@code best/}, the run of that experiment. Trials see the training and the dev set; the test
 * set is opened once, for the chosen trial.
 */
public final class Tuning implements AutoCloseable {
    /** The experiment of the chosen trial, which trains to its weights. */
    public static final String BEST = "best.yaml";

    /** The run folder of that experiment. */
    public static final String BEST_RUN = "best";

    private static final String CHECKPOINTS = "checkpoints";

    private final StudySpec spec;
    private final Trainers trainers;
    private final PluginRegistry registry;
    private final Path folder;
    private final SharedData shared = new SharedData();
    private final TrainingData data;
    private final ResolvedExperiment base;
    private final Metric metric;
    private final Journal journal;

    /**
     * Reads the examples and opens the folder.
     *
     * @param registry knows the plugins of the study
     * @param folder made if it is not there; it may have no study unless one is to go on
     * @param resume whether a study of the folder is to go on
     * @throws InvalidInputException if the data have no dev set or do not fit, or the folder has another study, or none that
     *     could go on, or another process works on it
     */
    public Tuning(StudySpec spec, Trainers trainers, PluginRegistry registry, Path folder, boolean resume) {
        this.spec = spec;
        this.trainers = trainers;
        this.registry = registry;
        this.folder = folder;
        data = shared.of(spec.base());
        metric = spec.metric(data.summary());
        base = trainers.resolve(spec.base(), data.summary());
        study(assignment -> {
                    throw new IllegalStateException("nothing is to be evaluated yet");
                })
                .check();
        Map<String, Object> definition = spec.definition();
        definition.put("examples", SharedData.sha256(data));
        journal = Journal.open(folder, definition, resume);
    }

    /** What trials are compared by. */
    public Metric metric() {
        return metric;
    }

    /** The examples, the test set among them. */
    public TrainingData data() {
        return data;
    }

    /** The experiment with the values that the file has, every choice made. */
    public ResolvedExperiment base() {
        return base;
    }

    /** What was and is recorded. */
    public Journal journal() {
        return journal;
    }

    /**
     * Evaluates all trials that are not evaluated yet.
     *
     * @param engine what computes in one trial
     * @param parallel how many trials are trained at once, without influence on the outcome
     * @throws InvalidInputException if the strategy cannot search the space
     * @throws java.util.concurrent.CancellationException if the thread was interrupted; the study can go on later
     */
    public StudyResult search(EngineSpec engine, int parallel, StudyListener listener) {
        Path checkpoints = folder.resolve(CHECKPOINTS);
        deleteAll(checkpoints); // of another process: its trials begin again
        try {
            return study(new TrainingObjective(spec, trainers, engine, shared, metric, checkpoints, registry))
                    .parallel(parallel)
                    .limit(spec.time() == null ? null : spec.time().duration())
                    .journal(journal)
                    .listener(listener)
                    .run();
        } finally {
            deleteAll(checkpoints);
        }
    }

    private Study.Builder study(Objective objective) {
        return Study.of(spec.space(), objective)
                .strategy(spec.strategy())
                .goal(metric.isBetter(1, 0) ? Goal.MAXIMIZE : Goal.MINIMIZE)
                .trials(spec.trials())
                .epochs(base.training().epochs())
                .repeats(spec.repeats())
                .seed(base.seed());
    }

    private static void deleteAll(Path folder) {
        try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
    }

    /**
     * The experiment of a trial, of its first repeat, with every choice made.
     *
     * @throws InvalidInputException if its values do not go together
     */
    public ResolvedExperiment experiment(Trial trial) {
        Experiment asked = spec.experiment(trial.point().values(), Study.seed(base.seed(), trial.number(), 0));
        return trainers.resolve(asked, shared.of(asked).summary());
    }

    /** Draws pictures of a run. */
    @FunctionalInterface
    public interface Drawing {
        /** Draws them into the folder of a finished run. */
        void draw(Path run, TrainingResult result, TrainingData data);
    }

    /**
     * Writes {@link #BEST}, trains it once more into {@link #BEST_RUN}, with the test set, and records what was found there. If
     * that is there already, it trains nothing. A trial that was not given all epochs, as in a study that has run out of time, is
     * trained to its end.
     *
     * @throws DivergedException if it diverges after the epochs that it was given
     * @throws IllegalStateException if it does not lead to the same weights as before
     */
    public void choose(Trial trial, EngineSpec engine, Drawing drawing) {
        Path best = folder.resolve(BEST_RUN);
        ResolvedExperiment experiment = experiment(trial);
        OutputFile.write(folder.resolve(BEST), ExperimentWriter.yaml(experiment));
        if (journal.tested() != null && Files.exists(best)) {
            return;
        }
        deleteAll(best); // what a killed process has left
        TrainingData examples = shared.of(experiment);
        try (RunWriter run = RunWriter.create(best, false)) {
            TrainingResult result =
                    run.train(trainers.trainer(experiment, examples, engine, List.of(run)));
            Outcome before = trial.last().repeats().get(0);
            boolean whole = trial.last().epochs() >= base.training().epochs();
            if (whole && !result.weightsSha256().equals(before.weightsSha256())) {
                throw new IllegalStateException("trial %d had the weights %s, trained again they are %s"
                        .formatted(trial.number(), before.weightsSha256(), result.weightsSha256()));
            }
            drawing.draw(best, result, examples);
            if (journal.tested() == null) {
                journal.test(trial.number(), result.test() == null ? Map.of() : EvaluationJson.of(result.test()));
            }
        }
    }

    /** Writes {@code trials.csv} and {@code study.json}. */
    public void report(StudyResult result) {
        new StudyReport(result, metric, spec, journal.tested()).write(folder);
    }

    /** Lets other processes have the study. */
    @Override
    public void close() {
        journal.close();
    }
}
