package io.descent.core.metrics;

import io.descent.api.Loss;
import io.descent.api.Metric;
import io.descent.core.data.RawExamples;
import io.descent.core.data.Table;
import io.descent.inference.Model;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Engine;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one data set, computed in prediction mode and without penalties.
 *
 * @param examples number of examples; 0 if unknown
 * @param values the metrics by the names used in files, the cost first; a metric that is undefined is null
 * @param confusion counts by class; null for values, for more than 200 classes, and for metrics read from a file
 * @param right number of examples that are classified correctly, whatever their weights; null for values, and for
 *     metrics read from a file
 */
public record Evaluation(
        int examples,
        Map<String, @Nullable Double> values,
        @Nullable ConfusionMatrix confusion,
        @Nullable Integer right)
        implements Serializable {
    /** Confusion matrices of more classes are not kept: they would have more numbers than the data set. */
    static final int MOST_CLASSES = Limits.CONFUSION_CLASSES;

    /** The name of the mean loss. */
    static final String COST = "cost";

    private static final String ACCURACY = "accuracy";
    private static final String R2 = "r2";

    /** Copies the map in its order. */
    public Evaluation {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * The metrics of one data set.
     *
     * @param confusion counts by class; null for values, and for metrics read from a file
     */
    public Evaluation(int examples, Map<String, @Nullable Double> values, @Nullable ConfusionMatrix confusion) {
        this(examples, values, confusion, confusion == null ? null : confusion.right());
    }

    /**
     * Measures a model on raw rows: the cost, the usual metrics and more.
     *
     * @param table contains the model's features and label by name; other columns are ignored
     * @param more metrics in addition to accuracy and F1, or RMSE, MAE and R2
     * @throws InvalidInputException if a column is missing, a cell has the wrong type, a metric does not apply, or the
     *     artifact that contains the model's loss is not on the class path
     */
    public static Evaluation of(Model model, Table table, Metric... more) {
        PluginRegistry registry =
                PluginRegistry.load(Evaluation.class.getClassLoader(), List.of(Loss.class, Metric.class), List.of());
        return of(
                model,
                RawExamples.of(table, model.schema(), model.parts().encoding(), true),
                Engine.plain(),
                registry,
                List.of(more));
    }

    /**
     * Measures a model on raw examples, as it predicts; the cost is that of its network before calibration.
     *
     * @param engine runs the computation; results do not depend on it
     * @param registry contains the model's loss and the usual metrics
     * @param more metrics in addition to the usual ones
     * @throws InvalidInputException if the model's loss is unknown or a metric does not apply
     */
    public static Evaluation of(
            Model model, RawExamples examples, Engine engine, PluginRegistry registry, List<Metric> more) {
        return EvaluatedModel.of(model, examples, engine, registry, more).evaluate();
    }

    /** Mean loss: the weighted mean if the examples have weights. NaN if it is unknown. */
    public double cost() {
        return Objects.requireNonNullElse(values.get(COST), Double.NaN);
    }

    /** The name of the main metric: {@code accuracy} or {@code r2}. */
    public String headline() {
        return right != null || values.containsKey(ACCURACY) ? ACCURACY : R2;
    }
}
