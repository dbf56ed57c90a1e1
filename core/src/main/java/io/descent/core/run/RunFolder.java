package io.descent.core.run;

import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentWriter;
import io.descent.core.file.Json;
import io.descent.core.file.OutputFile;
import io.descent.core.metrics.ClassificationEvaluation;
import io.descent.core.metrics.Evaluation;
import io.descent.core.model.Model;
import io.descent.core.problem.InvalidInputException;
import io.descent.core.training.DivergedException;
import io.descent.core.training.EpochReport;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run leaves: {@code experiment.yaml}, {@code metrics.jsonl} (a line an epoch, written as epochs end), {@code
 * result.json} and {@code model/}. Whoever draws pictures of it puts them there too.
 */
public final class RunFolder implements TrainingListener, AutoCloseable {
    /** The experiment with every choice made. */
    public static final String EXPERIMENT = "experiment.yaml";

    /** The picture of costs, metrics and learning rate by epoch. */
    public static final String LEARNING_CURVE = "learning-curve.png";

    /** The picture of what two features are predicted as. */
    public static final String DECISION_BOUNDARY = "decision-boundary.png";

    /** The picture of true and predicted classes. */
    public static final String CONFUSION = "confusion.png";

    static final String METRICS = "metrics.jsonl";
    static final String RESULT = "result.json";
    private static final String MODEL = "model";
    private static final List<String> OWN =
            List.of(MODEL, EXPERIMENT, METRICS, RESULT, LEARNING_CURVE, DECISION_BOUNDARY, CONFUSION);

    private final Path target;
    private final Path folder;

    /**
     * A run folder.
     *
     * @param target where the run is in the end
     * @param folder where it is written meanwhile
     */
    private RunFolder(Path target, Path folder) {
        this.target = target;
        this.folder = folder;
    }

    /**
     * Takes a folder for a run.
     *
     * @param folder made if it is not there
     * @param overwrite whether a run that is in it may be replaced; it stays until the new one is finished
     * @throws InvalidInputException if it holds a run that may not be replaced, or cannot be made or written
     */
    public static RunFolder create(Path folder, boolean overwrite) {
        if (folder.toString().isBlank()) {
            throw new InvalidInputException("the run folder has no name");
        }
        try {
            Files.createDirectories(folder);
            List<Path> former =
                    OWN.stream().map(folder::resolve).filter(Files::exists).toList();
            if (former.isEmpty()) {
                return new RunFolder(folder, folder);
            }
            if (!Files.exists(folder.resolve(METRICS))) {
                throw new InvalidInputException(
                        "%s: %s is not part of a run and would be in the way; choose another folder"
                                .formatted(folder, former.get(0).getFileName()));
            }
            if (!overwrite) {
                throw new InvalidInputException(folder
                        + ": holds a run already; choose another folder with --out, or replace it with --overwrite");
            }
            Path beside = folder.toAbsolutePath()
                    .resolveSibling(folder.toAbsolutePath().getFileName() + "."
                            + ProcessHandle.current().pid() + ".part");
            return new RunFolder(folder, Files.createDirectories(beside));
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
    }

    /** Moves a finished run to where it belongs, in the place of a former one. */
    private void settle() {
        if (folder.equals(target)) {
            return;
        }
        try {
            for (String name : OWN) {
                Path former = target.resolve(name);
                if (name.equals(MODEL)) {
                    Model.delete(former);
                    Files.createDirectories(former);
                    for (Path file : Model.files(folder.resolve(name))) {
                        Files.move(file, former.resolve(file.getFileName()));
                    }
                    Model.delete(folder.resolve(name));
                } else if (Files.exists(folder.resolve(name))) {
                    Files.move(folder.resolve(name), former, StandardCopyOption.REPLACE_EXISTING);
                } else {
                    Files.deleteIfExists(former); // a picture of the former run
                }
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw OutputFile.problem(target, e);
        }
    }

    /**
     * Takes a new folder: the first of {@code name-1}, {@code name-2}, ... that is not there.
     *
     * @param parent made if it is not there
     */
    public static RunFolder next(Path parent, String name) {
        try {
            Files.createDirectories(parent);
            for (int i = 1; ; i++) {
                Path candidate = parent.resolve(name + "-" + i);
                try {
                    Files.createDirectory(candidate);
                    return new RunFolder(candidate, candidate);
                } catch (FileAlreadyExistsException e) {
                    // taken, by an earlier run or by one that starts at this moment
                }
            }
        } catch (IOException e) {
            throw OutputFile.problem(parent, e);
        }
    }

    /** Where it is in the end. */
    public Path path() {
        return target;
    }

    @Override
    public void onStart(TrainingRun run) {
        OutputFile.write(folder.resolve(EXPERIMENT), ExperimentWriter.yaml(run.experiment()));
        append("");
    }

    @Override
    public void onEpoch(TrainingRun run, EpochReport report) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("epoch", report.epoch());
        line.put("learningRate", report.learningRate());
        line.put("seconds", report.seconds());
        line.put("evaluationSeconds", report.evaluationSeconds());
        line.put("train", Map.of("cost", report.trainCost()));
        if (report.dev() != null) {
            line.put("dev", report.dev().values());
        }
        append(Json.line(line) + "\n");
    }

    private void append(String text) {
        Path file = folder.resolve(METRICS);
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw OutputFile.problem(file, e);
        } catch (UncheckedIOException e) {
            throw OutputFile.problem(file, new IOException(e.getMessage(), e));
        }
    }

    /** Writes model and result of a training that has come to its end. */
    public void finish(TrainingResult result) {
        finish(result, null);
    }

    /** Writes model and result of a training that has diverged, as they were before. */
    public void finish(DivergedException diverged) {
        finish(diverged.result(), diverged);
    }

    private void finish(TrainingResult result, @Nullable DivergedException diverged) {
        result.model().save(folder.resolve(MODEL));
        Experiment experiment = result.experiment();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seed", experiment.seed());
        json.put("precision", experiment.precision().toString());
        json.put("backend", "scalar");
        json.put("threads", 1);
        json.put("epochs", result.epochs());
        json.put("seconds", result.seconds());
        json.put("outcome", diverged == null ? "completed" : "diverged");
        if (diverged != null) {
            Map<String, Object> divergence = new LinkedHashMap<>();
            diverged.parameter().ifPresent(parameter -> divergence.put("parameter", parameter));
            divergence.put("step", diverged.step());
            divergence.put("message", diverged.getMessage());
            json.put("divergence", divergence);
        }
        json.put("metrics", metrics(result));
        json.put("weightsSha256", result.weightsSha256());
        OutputFile.write(folder.resolve(RESULT), Json.pretty(json));
        settle();
    }

    /**
     * Removes what is of no use after a failure: a folder in which nothing was written, and what was to replace a former run.
     * After {@link #finish} it does nothing.
     */
    @Override
    public void close() {
        try {
            if (!folder.equals(target) && Files.exists(folder)) {
                Model.delete(folder.resolve(MODEL));
                for (String name : OWN) {
                    Files.deleteIfExists(folder.resolve(name));
                }
            }
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // what a failed run has written may tell why it failed
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
    }

    private static Map<String, Object> metrics(TrainingResult result) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("train", json(result.train()));
        if (result.dev() != null) {
            metrics.put("dev", json(result.dev()));
        }
        if (result.test() != null) {
            metrics.put("test", json(result.test()));
        }
        return metrics;
    }

    /** The metrics of a data set as files have them. */
    public static Map<String, Object> json(Evaluation evaluation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("examples", evaluation.examples());
        json.putAll(evaluation.values());
        if (evaluation instanceof ClassificationEvaluation classification) {
            Map<String, Object> classes = new LinkedHashMap<>();
            for (int i = 0; i < classification.classes().size(); i++) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("precision", classification.precision(i));
                one.put("recall", classification.recall(i));
                one.put("f1", classification.f1(i));
                one.put("support", classification.support(i));
                classes.put(classification.classes().get(i), one);
            }
            json.put("classes", classes);
            json.put("confusion", classification.confusion());
        }
        return json;
    }
}
