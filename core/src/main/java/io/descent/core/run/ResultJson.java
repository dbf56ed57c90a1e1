package io.descent.core.run;

import io.descent.core.data.DataDigest;
import io.descent.core.diagnosis.Diagnosis;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.metrics.Intervals;
import io.descent.core.training.DivergedException;
import io.descent.core.training.LayerWarnings;
import io.descent.core.training.StopReason;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.plugin.internal.UsedPlugins;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The content of {@code result.json}. */
final class ResultJson {
    private ResultJson() {}

    /**
     * The result of a training that ended.
     *
     * @param diverged why it diverged; null if it did not
     * @param checkpoints what they cost
     * @param data what tells the examples from others
     * @param predicted what the predictions for the sets tell
     * @param warnings about the data
     */
    static Map<String, Object> of(
            TrainingResult result,
            @Nullable DivergedException diverged,
            Map<String, Object> checkpoints,
            DataDigest data,
            RunIntervals predicted,
            List<String> warnings) {
        Map<String, Object> json = start(result.experiment());
        json.put("backend", result.backend());
        json.put("threads", result.threads());
        json.put("epochs", result.epochs());
        json.put("seconds", result.seconds());
        json.put("checkpoints", checkpoints);
        json.put("modelEpoch", result.modelEpoch());
        json.put("outcome", outcome(result.stopReason()));
        if (diverged != null) {
            Map<String, Object> divergence = new LinkedHashMap<>();
            diverged.parameter().ifPresent(parameter -> divergence.put("parameter", parameter));
            divergence.put("step", diverged.step());
            divergence.put("message", diverged.getMessage());
            json.put("divergence", divergence);
        }
        json.put("data", RecordWriter.map(data));
        json.put("metrics", metrics(result, predicted.intervals()));
        json.put("curves", predicted.curves());
        CalibrationJson.add(result, json);
        if (result.folds() != null) {
            json.put(
                    "folds",
                    FoldsJson.of(
                            result.folds(),
                            result.epochs(),
                            predicted.intervals().get(RunIntervals.HELD_OUT)));
        }
        List<String> all = new ArrayList<>(warnings);
        all.addAll(LayerWarnings.of(result));
        json.put("warnings", all);
        if (diverged == null) {
            json.put("diagnosis", Diagnosis.of(result).values());
        }
        json.put("weightsSha256", result.weightsSha256());
        return json;
    }

    /** The result of a training in which a plugin failed. */
    static Map<String, Object> of(TrainingRun run, RuntimeException cause, List<String> warnings) {
        Map<String, Object> json = start(run.experiment());
        json.put("epochs", run.epoch());
        json.put("outcome", RunFiles.FAILED);
        Map<String, Object> failure = new LinkedHashMap<>();
        failure.put("step", run.step());
        failure.put("message", String.valueOf(cause.getMessage()));
        json.put("failure", failure);
        json.put("data", RecordWriter.map(DataDigest.of(run.data())));
        json.put("warnings", warnings);
        json.put("weightsSha256", run.weightsSha256());
        return json;
    }

    private static Map<String, Object> start(ResolvedExperiment experiment) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seed", experiment.seed());
        json.put("precision", experiment.precision().toString());
        json.put(
                "plugins",
                new UsedPlugins(experiment)
                        .notes().stream().map(RecordWriter::map).toList());
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put(
                "descent",
                Objects.requireNonNullElse(ResultJson.class.getPackage().getImplementationVersion(), "unknown"));
        environment.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        environment.put("system", System.getProperty("os.name") + ", " + System.getProperty("os.arch"));
        environment.put("processors", Runtime.getRuntime().availableProcessors());
        json.put("environment", environment);
        return json;
    }

    private static String outcome(StopReason reason) {
        return switch (reason) {
            case EARLY_STOPPING -> "stopped-early";
            case LISTENER -> "stopped";
            case TIME -> "time-limit";
            case COMPLETED -> "completed";
            case DIVERGED -> RunFiles.DIVERGED;
        };
    }

    private static Map<String, Object> metrics(TrainingResult result, Map<String, Intervals> intervals) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("train", EvaluationJson.of(result.train()));
        if (result.dev() != null) {
            metrics.put("dev", EvaluationJson.of(result.dev(), intervals.get("dev")));
        }
        if (result.test() != null) {
            metrics.put("test", EvaluationJson.of(result.test(), intervals.get("test")));
        }
        return metrics;
    }
}
