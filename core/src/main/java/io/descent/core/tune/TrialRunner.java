package io.descent.core.tune;

import io.descent.core.data.Table;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.search.Objective;
import io.descent.core.search.TrialFailure;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates trials of a study in another process than that of the study. For Descent's own modules. */
public final class TrialRunner {
    private final TrainingObjective objective;

    /**
     * A trial to evaluate, from its beginning.
     *
     * @param values the values of the active hyperparameters, by name
     * @param seed the seed of initial weights, order of examples and masks
     * @param until the epoch at which the rung ends; {@link Integer#MAX_VALUE} for the last one
     */
    public record Request(Map<String, Object> values, long seed, int until) implements Serializable {}

    /**
     * The report of an epoch.
     *
     * @param value of the metric; NaN if it was not evaluated
     */
    public record Epoch(int epoch, double value, double cost) implements Serializable {}

    /**
     * What came of a trial.
     *
     * @param value of the metric
     * @param failure why there is no value; null if there is one
     */
    public record Response(
            double value,
            int epochs,
            @Nullable String weightsSha256,
            @Nullable String failure,
            List<Epoch> curve) implements Serializable {}

    /**
     * Prepares trials.
     *
     * @param table all examples
     * @param engine the backend and threads of one trial
     */
    public TrialRunner(StudySpec spec, Trainers trainers, PluginRegistry registry, EngineSpec engine, Table table) {
        SharedData data = SharedData.of(table);
        TrainingData all = data.of(spec.base());
        ResolvedExperiment base = trainers.resolve(spec.base(), all.summary());
        objective = new TrainingObjective(
                spec,
                base.training().epochs(),
                trainers,
                engine,
                data,
                spec.metric(base, all.summary()),
                null,
                registry);
    }

    /** Evaluates a trial. */
    public Response evaluate(Request request) {
        List<Epoch> curve = new ArrayList<>();
        try {
            Objective.Result result = objective.evaluate(
                    request.values(),
                    request.seed(),
                    "",
                    0,
                    request.until(),
                    (epoch, value, cost) -> curve.add(new Epoch(epoch, value, cost)));
            return new Response(result.value(), result.epochs(), result.weightsSha256(), null, curve);
        } catch (TrialFailure e) {
            return new Response(Double.NaN, 0, null, String.valueOf(e.getMessage()), curve);
        }
    }
}
