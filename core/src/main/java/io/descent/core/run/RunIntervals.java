package io.descent.core.run;

import io.descent.core.data.Examples;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.metrics.Bootstrap;
import io.descent.core.metrics.EvaluatedModel;
import io.descent.core.metrics.Intervals;
import io.descent.core.metrics.PredictedExamples;
import io.descent.core.metrics.PredictedSet;
import io.descent.core.training.FoldResults;
import io.descent.core.training.FoldResults.HeldOut;
import io.descent.core.training.TrainingResult;
import io.descent.inference.problem.PluginException;
import io.descent.inference.spec.Schema;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the predictions of a run that has ended tell beside its metrics: for its dev and its test set, and the rows held
 * out by folds.
 *
 * @param intervals of the metrics, by the names of the sets
 * @param curves for drawing, by the names of the sets
 */
record RunIntervals(Map<String, Intervals> intervals, Map<String, Object> curves) {
    private static final Logger LOG = LoggerFactory.getLogger(RunIntervals.class);

    /** The name of the rows that are held out by folds. */
    static final String HELD_OUT = "held out";

    /** Nothing is known, as of a run that diverged. */
    static final RunIntervals NONE = new RunIntervals(Map.of(), Map.of());

    /**
     * Predicts the sets. If a metric fails, a warning is logged: a run must not be lost because of it. A set whose
     * outputs are too many is left out.
     */
    static RunIntervals of(TrainingResult result, TrainingData data) {
        RunIntervals found = new RunIntervals(new LinkedHashMap<>(), new LinkedHashMap<>());
        try (Engine engine = new Engine(new Scalar(), result.threads())) {
            RawData raw = data.raw();
            found.add("dev", raw == null ? null : raw.dev(), data.dev(), result, data, engine);
            found.add("test", raw == null ? null : raw.test(), data.test(), result, data, engine);
            FoldResults folds = result.folds();
            if (folds != null) {
                found.intervals.put(
                        HELD_OUT,
                        new Bootstrap(engine.workers())
                                .intervals(
                                        heldOut(folds.heldOut(), result.experiment(), data),
                                        result.experiment().metricSet()));
            }
        } catch (PluginException e) {
            LOG.warn("the intervals of the metrics could not be computed: {}", e.getMessage());
        }
        return found;
    }

    private static PredictedSet heldOut(List<HeldOut> rows, ResolvedExperiment experiment, TrainingData data) {
        Schema schema = data.schema();
        int width = rows.get(0).outputs().length;
        double[] outputs = new double[Math.multiplyExact(rows.size(), width)];
        double[] weights = new double[rows.size()];
        int[] ofTrain = data.train().groups();
        int[] groups = ofTrain == null ? null : new int[rows.size()];
        for (int i = 0; i < weights.length; i++) {
            HeldOut row = rows.get(i);
            System.arraycopy(row.outputs(), 0, outputs, i * width, width);
            weights[i] = row.weight();
            if (groups != null && ofTrain != null) {
                groups[i] = ofTrain[row.row()];
            }
        }
        boolean isSeveral = schema.labels().size() > 1;
        List<PredictedExamples> byValue = new ArrayList<>();
        for (int k = 0; k < schema.labels().size(); k++) {
            double[] labels = new double[weights.length];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = rows.get(i).label()[k];
            }
            byValue.add(
                    schema.classes().isEmpty()
                            ? PredictedExamples.ofValues(
                                    isSeveral
                                            ? data.train().labels(k)
                                            : data.train().labels(),
                                    labels,
                                    outputs,
                                    width,
                                    isSeveral
                                            ? k
                                            : experiment
                                                    .criterion(data.summary())
                                                    .predictedOutput(),
                                    weights)
                            : PredictedExamples.ofClasses(data.train().labels(), labels, outputs, weights));
        }
        return new PredictedSet(byValue, schema.labels(), null, groups);
    }

    private void add(
            String name,
            @Nullable RawExamples rows,
            @Nullable Examples set,
            TrainingResult result,
            TrainingData data,
            Engine engine) {
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
        PredictedSet predicted = model.predict();
        if (predicted != null) {
            intervals.put(name, new Bootstrap(engine.workers()).intervals(predicted, model.metrics()));
            curves.put(name, PredictionCurves.of(predicted, data.schema()));
        }
    }
}
