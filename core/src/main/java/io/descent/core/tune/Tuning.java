package io.descent.core.tune;

import io.descent.core.data.DataDigest;
import io.descent.core.data.Table;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentWriter;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.metrics.MetricName;
import io.descent.core.metrics.WatchedMetric;
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
import io.descent.core.training.DivergedException;
import io.descent.core.training.TrainingResult;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.Folders;
import io.descent.inference.file.internal.Manifest;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The study of an experiment in a folder. While it runs it writes {@code journal.jsonl}, at the end {@code study.json},
 * {@code trials.csv}, {@code best.yaml}, and {@code best/}, the run of that experiment. Trials see only the training
 * and the dev set; the test set is used once, for the chosen trial.
 */
public final class Tuning implements AutoCloseable {
    /** The experiment of the chosen trial; training it gives the same weights again. */
    public static final String BEST = "best.yaml";

    /** The run folder of that experiment. */
    public static final String BEST_RUN = "best";

    private static final String CHECKPOINTS = "checkpoints";

    private final StudySpec spec;
    private final Trainers trainers;
    private final PluginRegistry registry;
    private final Path folder;
    private final SharedData shared;
    private final TrainingData data;
    private final ResolvedExperiment base;
    private final WatchedMetric metric;
    private final Journal journal;

    /**
     * Reads the examples and opens the folder.
     *
     * @param registry knows the plugins of the study
     * @param folder created if missing
     * @param resume true to resume the study in the folder; false for a new study, for which the folder must not
     *     contain one
     * @throws InvalidInputException if the data have no dev set or do not fit, if the folder contains another study or
     *     none to resume, or if another process is working on it
     */
    public Tuning(StudySpec spec, Trainers trainers, PluginRegistry registry, Path folder, boolean resume) {
        this(spec, trainers, registry, folder, resume, null);
    }

    /**
     * Opens the folder of a study whose examples are in memory.
     *
     * @param table all examples; null to read what the experiment names
     */
    public Tuning(
            StudySpec spec,
            Trainers trainers,
            PluginRegistry registry,
            Path folder,
            boolean resume,
            @Nullable Table table) {
        shared = SharedData.of(table);
        this.spec = spec;
        this.trainers = trainers;
        this.registry = registry;
        this.folder = folder;
        data = shared.of(spec.base());
        base = trainers.resolve(spec.base(), data.summary());
        metric = spec.metric(base, data.summary());
        study(assignment -> {
                    throw new IllegalStateException("checking a study must not evaluate anything");
                })
                .check();
        Map<String, Object> definition = spec.definition();
        definition.put("examples", RecordWriter.map(DataDigest.of(data.withoutTest())));
        journal = Journal.open(folder, definition, resume);
    }

    /** The metric that trials are compared by. */
    public MetricName metric() {
        return metric.name();
    }

    /** The examples, including the test set. */
    public TrainingData data() {
        return data;
    }

    /** The resolved experiment with the values in the file. */
    public ResolvedExperiment base() {
        return base;
    }

    /** The journal of the study. */
    public Journal journal() {
        return journal;
    }

    /**
     * Evaluates all trials that have not been evaluated yet.
     *
     * @param engine the backend and threads of one trial
     * @param parallel how many trials are trained at once; results do not depend on it
     * @throws InvalidInputException if the strategy cannot search the space
     * @throws java.util.concurrent.CancellationException if the thread was interrupted; the study can be resumed later
     */
    public StudyResult search(EngineSpec engine, int parallel, StudyListener listener) {
        return search(
                checkpoints -> new TrainingObjective(
                        spec, base.training().epochs(), trainers, engine, shared, metric, checkpoints, registry),
                parallel,
                listener);
    }

    /**
     * Evaluates all trials that have not been evaluated yet elsewhere; see {@link TrialRunner}.
     *
     * @param objective evaluates as this study does; it is given a folder for what rungs leave to the next ones, which is
     *     created when a file needs it, and deleted at the end
     * @param parallel how many trials are trained at once; results do not depend on it
     */
    public StudyResult search(Function<Path, Objective> objective, int parallel, StudyListener listener) {
        Path checkpoints = folder.resolve(CHECKPOINTS);
        deleteAll(checkpoints); // left by another process, whose trials start from the beginning
        try {
            return study(objective.apply(checkpoints))
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
                .goal(metric.largerIsBetter() ? Goal.MAXIMIZE : Goal.MINIMIZE)
                .trials(spec.trials())
                .epochs(base.training().epochs())
                .repeats(spec.repeats())
                .batch(spec.batch())
                .seed(base.seed());
    }

    private static void deleteAll(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
    }

    /**
     * The resolved experiment of a trial's first repeat.
     *
     * @throws InvalidInputException if its values are incompatible
     */
    public ResolvedExperiment experiment(Trial trial) {
        Experiment asked = spec.experiment(trial.point().values(), Study.seed(base.seed(), trial.number(), 0))
                .withUsualEpochs(base.training().epochs());
        return trainers.resolve(asked, shared.of(asked).summary());
    }

    /** Draws plots of a run. */
    @FunctionalInterface
    public interface Drawing {
        /** Draws the plots into the folder of a run whose result is written. */
        void draw(Path run, TrainingResult result, TrainingData data);
    }

    /**
     * Writes {@link #BEST}, trains it again into {@link #BEST_RUN}, evaluates it on the test set and records the
     * result. If all that is done already, it trains nothing. A trial that was not given all epochs, as in a study that
     * ran out of time, is trained to its end.
     *
     * @throws DivergedException if the training diverges after the epochs that it was given in the study
     * @throws IllegalStateException if the weights differ from those in the study
     */
    public void choose(Trial trial, EngineSpec engine, Drawing drawing) {
        Path best = folder.resolve(BEST_RUN);
        ResolvedExperiment experiment = experiment(trial);
        OutputFile.write(folder.resolve(BEST), ExperimentWriter.yaml(experiment));
        if (journal.tested() != null && Manifest.exists(best)) {
            return;
        }
        deleteAll(best); // left by a killed process
        TrainingData examples = shared.of(experiment);
        try (RunWriter run = RunWriter.create(best, false)) {
            TrainingResult result = run.train(
                    trainers.trainer(experiment, examples, engine, List.of(run)),
                    (at, trained) -> drawing.draw(at, trained, examples));
            Outcome before = trial.last().repeats().get(0);
            boolean whole = trial.last().epochs() >= base.training().epochs();
            if (whole && !result.weightsSha256().equals(before.weightsSha256())) {
                throw new IllegalStateException("trial %d ended with the weights %s, but training it again gave %s"
                        .formatted(trial.number(), before.weightsSha256(), result.weightsSha256()));
            }
            if (journal.tested() == null) {
                journal.test(trial.number(), result.test() == null ? Map.of() : EvaluationJson.of(result.test()));
            }
        }
    }

    /** Writes {@code trials.csv} and {@code study.json}. */
    public void report(StudyResult result) {
        new StudyReport(result, metric.name(), spec, journal.tested()).write(folder);
    }

    /** Releases the study for other processes. */
    @Override
    public void close() {
        journal.close();
    }
}
