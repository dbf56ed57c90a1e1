package io.descent.core.tune;

import io.descent.core.data.Table;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.search.Objective;
import io.descent.core.search.TrialFailure;
import io.descent.core.training.EpochReport;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Evaluates trials of a study in another process than that of the study. For Descent's own modules. */
public final class TrialRunner {
    private final TrainingObjective objective;
    private final AtomicLong requests = new AtomicLong();

    /**
     * A rung of a trial to evaluate.
     *
     * @param values the values of the active hyperparameters, by name
     * @param seed the seed of initial weights, order of examples and masks
     * @param from the epoch at which the last rung of this trial ended; 0 for none
     * @param until the epoch at which the rung ends; {@link Integer#MAX_VALUE} for the last one
     * @param saved what the last rung ended with; null to begin anew, which gives the same bits
     */
    public record Request(
            Map<String, Object> values,
            long seed,
            int from,
            int until,
            @Nullable Saved saved) implements Serializable {}

    /**
     * What a rung ends with.
     *
     * @param files of the checkpoint by their paths in it
     * @param reports of the completed epochs
     */
    public record Saved(Map<String, byte[]> files, List<EpochReport> reports) implements Serializable {}

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
     * @param saved what the next rung goes on from; null after the last one, and after early stopping
     */
    public record Response(
            double value,
            int epochs,
            @Nullable String weightsSha256,
            @Nullable String failure,
            List<Epoch> curve,
            @Nullable Saved saved)
            implements Serializable {}

    /**
     * Prepares trials.
     *
     * @param table all examples
     * @param engine the backend and threads of one trial
     * @param checkpoints a folder used for nothing else
     */
    public TrialRunner(
            StudySpec spec,
            Trainers trainers,
            PluginRegistry registry,
            EngineSpec engine,
            Table table,
            Path checkpoints) {
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
                checkpoints,
                registry);
    }

    /**
     * Evaluates a rung of a trial.
     *
     * @throws InvalidInputException if the folder of checkpoints cannot be written
     */
    public Response evaluate(Request request) {
        List<Epoch> curve = new ArrayList<>();
        String name = Long.toString(requests.incrementAndGet());
        try {
            if (request.saved() != null) {
                objective.restore(name, request.saved());
            }
            Objective.Result result = objective.evaluate(
                    request.values(),
                    request.seed(),
                    name,
                    request.from(),
                    request.until(),
                    (epoch, value, cost) -> curve.add(new Epoch(epoch, value, cost)));
            return new Response(
                    result.value(), result.epochs(), result.weightsSha256(), null, curve, objective.saved(name));
        } catch (TrialFailure e) {
            return new Response(Double.NaN, 0, null, String.valueOf(e.getMessage()), curve, null);
        } finally {
            objective.forget(name);
        }
    }
}
