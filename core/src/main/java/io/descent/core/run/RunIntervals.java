package io.descent.core.run;

import io.descent.core.data.Examples;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.metrics.Bootstrap;
import io.descent.core.metrics.EvaluatedModel;
import io.descent.core.metrics.Intervals;
import io.descent.core.training.TrainingResult;
import io.descent.inference.problem.PluginException;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.Scalar;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The intervals of the metrics of a run that has ended, of its dev and its test set. */
final class RunIntervals {
    private static final Logger LOG = LoggerFactory.getLogger(RunIntervals.class);

    private RunIntervals() {}

    /**
     * Computes the intervals. If a metric fails, a warning is logged: a run must not be lost because of it.
     *
     * @return by the names of the sets; a set is missing if there is none, or if its outputs are too many
     */
    static Map<String, Intervals> of(TrainingResult result, TrainingData data) {
        Map<String, Intervals> intervals = new LinkedHashMap<>();
        try (Engine engine = new Engine(new Scalar(), result.threads())) {
            RawData raw = data.raw();
            add("dev", Bootstrap.DEV, raw == null ? null : raw.dev(), data.dev(), result, data, engine, intervals);
            add("test", Bootstrap.TEST, raw == null ? null : raw.test(), data.test(), result, data, engine, intervals);
        } catch (PluginException e) {
            LOG.warn("the intervals of the metrics could not be computed: {}", e.getMessage());
        }
        return intervals;
    }

    private static void add(
            String name,
            int number,
            @Nullable RawExamples rows,
            @Nullable Examples set,
            TrainingResult result,
            TrainingData data,
            Engine engine,
            Map<String, Intervals> intervals) {
        if (set == null) {
            return;
        }
        ResolvedExperiment experiment = result.experiment();
        EvaluatedModel model = new EvaluatedModel(
                result.model().parts(),
                rows,
                set,
                experiment.criterion(data.summary()),
                experiment.metricSet(),
                engine);
        Intervals found = model.intervals(new Bootstrap(experiment.streams(), number, engine.workers()));
        if (found != null) {
            intervals.put(name, found);
        }
    }
}
