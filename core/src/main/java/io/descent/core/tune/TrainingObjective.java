package io.descent.core.tune;

import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.metrics.WatchedMetric;
import io.descent.core.search.Assignment;
import io.descent.core.search.Objective;
import io.descent.core.search.TrialFailure;
import io.descent.core.training.Checkpoint;
import io.descent.core.training.DivergedException;
import io.descent.core.training.EpochReport;
import io.descent.core.training.FoldResults;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import io.descent.inference.file.internal.Folders;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Trains the experiment of a trial on the training set and returns a metric of the dev set; with folds, its mean over the
 * parts that are held out. In later rungs a trial resumes from its checkpoint. In a new process it starts from the
 * beginning, which leads to the same bits.
 */
final class TrainingObjective implements Objective {
    private final StudySpec spec;
    private final int epochs;
    private final Trainers trainers;
    private final EngineSpec engine;
    private final SharedData data;
    private final WatchedMetric metric;
    private final Path checkpoints;
    private final PluginRegistry registry;
    private final Map<String, List<EpochReport>> histories = new ConcurrentHashMap<>();

    /**
     * Creates an objective.
     *
     * @param epochs of trials that do not set them
     * @param engine the backend and threads of one trial
     * @param checkpoints a folder used for nothing else
     */
    TrainingObjective(
            StudySpec spec,
            int epochs,
            Trainers trainers,
            EngineSpec engine,
            SharedData data,
            WatchedMetric metric,
            Path checkpoints,
            PluginRegistry registry) {
        this.spec = spec;
        this.epochs = epochs;
        this.trainers = trainers;
        this.engine = engine;
        this.data = data;
        this.metric = metric;
        this.checkpoints = checkpoints;
        this.registry = registry;
    }

    @Override
    public Result evaluate(Assignment assignment) {
        return evaluate(
                assignment.values(),
                assignment.seed(),
                assignment.trial() + "-" + assignment.repeat(),
                assignment.from(),
                assignment.isLast() ? Integer.MAX_VALUE : assignment.epochs(),
                assignment::report);
    }

    /** Receives the metric and the cost of an epoch. */
    interface Curve {
        void report(int epoch, double value, double cost);
    }

    /**
     * Trains.
     *
     * @param name of the trial among those of this objective
     * @param from the epoch at which an earlier rung of it ended
     * @param until the epoch at which this rung ends; {@link Integer#MAX_VALUE} for the last one
     */
    Result evaluate(Map<String, Object> values, long seed, String name, int from, int until, Curve curve) {
        boolean isLast = until == Integer.MAX_VALUE;
        try {
            Experiment asked = spec.experiment(values, seed).withUsualEpochs(epochs);
            TrainingData all = data.of(asked);
            ResolvedExperiment experiment = trainers.resolve(asked, all.summary());
            Path folder = checkpoints.resolve(name);
            List<EpochReport> reports = new ArrayList<>();
            Trainer trainer = trainers.trainer(
                    experiment, all.withoutTest(), engine, List.of(new Rung(until, metric, folder, reports, curve)));
            Checkpoint checkpoint = checkpoint(folder, histories.get(name), from);
            if (checkpoint != null) {
                reports.addAll(checkpoint.history());
            }
            TrainingResult result = checkpoint == null ? trainer.train() : trainer.trainFrom(checkpoint);
            if (isLast || result.stoppedEarly()) {
                histories.remove(name);
            } else {
                histories.put(name, reports);
            }
            double cost = reports.get(result.epochs() - 1).trainCost();
            FoldResults folds = result.folds();
            Double value = folds == null
                    ? metric.of(cost, result.dev())
                    : folds.mean().get(metric.name().name());
            if (value == null) {
                throw new TrialFailure("the metric %s is undefined on the dev set".formatted(metric.name()));
            }
            return new Result(value, result.epochs(), result.weightsSha256());
        } catch (DivergedException | InvalidInputException | PluginException e) {
            if (e.getCause() instanceof IOException) {
                throw e; // for example a full disk, which says nothing about the hyperparameters
            }
            throw new TrialFailure(firstLine(e.getMessage()), e);
        }
    }

    private static String firstLine(@Nullable String message) {
        return String.valueOf(message).lines().findFirst().orElse("no reason given");
    }

    private @Nullable Checkpoint checkpoint(Path folder, @Nullable List<EpochReport> history, int epochs) {
        if (history == null || history.size() != epochs || !Files.isDirectory(folder)) {
            return null;
        }
        return Checkpoint.read(folder, history, registry);
    }

    /** What the next rung of a trial goes on from; null for nothing. */
    TrialRunner.@Nullable Saved saved(String name) {
        List<EpochReport> reports = histories.get(name);
        if (reports == null) {
            return null;
        }
        Path folder = checkpoints.resolve(name);
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
        return new TrialRunner.Saved(
                files, reports.stream().map(EpochReport::withoutConfusion).toList());
    }

    /** Makes a trial go on from its last rung, which was trained elsewhere. */
    void restore(String name, TrialRunner.Saved saved) {
        Path folder = checkpoints.resolve(name);
        saved.files().forEach((path, content) -> {
            Path file = folder.resolve(path);
            Folders.create(Objects.requireNonNull(file.getParent()));
            OutputFile.write(file, out -> out.write(content));
        });
        histories.put(name, saved.reports());
    }

    /** Forgets a trial that does not go on here. */
    void forget(String name) {
        histories.remove(name);
        try {
            Folders.delete(checkpoints.resolve(name));
        } catch (IOException e) {
            throw OutputFile.problem(checkpoints, e);
        }
    }

    /** Stops a training at its rung and saves the checkpoint for the next one. */
    private record Rung(int until, WatchedMetric metric, Path folder, List<EpochReport> reports, Curve curve)
            implements TrainingListener {
        @Override
        public void onEpoch(TrainingRun run, EpochReport report) {
            reports.add(report);
            Double value = metric.of(report.trainCost(), report.dev());
            curve.report(report.epoch(), value == null ? Double.NaN : value, report.trainCost());
            if (report.epoch() >= until) {
                run.stop();
            }
        }

        @Override
        public void onEnd(TrainingRun run) {
            if (until != Integer.MAX_VALUE) {
                Folders.create(Objects.requireNonNull(folder.getParent()));
                run.saveCheckpoint(folder);
            }
        }
    }
}
