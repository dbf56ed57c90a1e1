package io.descent.core.metrics;

import io.descent.api.Loss;
import io.descent.api.Metric;
import io.descent.core.data.Examples;
import io.descent.core.data.RawExamples;
import io.descent.core.network.internal.Criterion;
import io.descent.inference.Model;
import io.descent.inference.config.internal.RecordReader;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.text.internal.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model on a data set: its metrics, and what their intervals are computed from. For use by one thread at a time. */
public final class EvaluatedModel {
    private final Examples examples;
    private final MetricSet metrics;
    private final Evaluator evaluator;

    private EvaluatedModel(Examples examples, MetricSet metrics, Evaluator evaluator) {
        this.examples = examples;
        this.metrics = metrics;
        this.evaluator = evaluator;
    }

    /**
     * Encodes examples for a model.
     *
     * @param engine runs the computation; results do not depend on it
     * @param registry contains the model's loss and the usual metrics
     * @param more metrics in addition to the usual ones
     * @throws InvalidInputException if the model's loss is unknown or a metric does not apply
     */
    public static EvaluatedModel of(
            Model model, RawExamples examples, Engine engine, PluginRegistry registry, List<Metric> more) {
        ModelParts parts = model.parts();
        Schema schema = model.schema();
        if (!examples.schema().features().equals(schema.features())
                || !examples.schema().classes().equals(schema.classes())) {
            throw new InvalidInputException(
                    "the examples have other features or classes than the model, which has the label '%s', %d features and the classes %s"
                            .formatted(
                                    schema.label(),
                                    schema.features().size(),
                                    Printable.excerpt(String.join(", ", schema.classes()), 400)));
        }
        Loss loss = RecordReader.plugin(parts.loss(), Loss.class, registry);
        Examples encoded = examples.encode(parts.encoding(), parts.targets(), model.precision());
        List<Layer> layers = parts.network().layers();
        Criterion criterion = new Criterion(loss, layers.get(layers.size() - 1).activation(), encoded.labels());
        if (criterion.outputs() != parts.network().outputs()) {
            throw new InvalidInputException("the model has %d outputs, but its loss %s needs %d"
                    .formatted(parts.network().outputs(), loss.name(), criterion.outputs()));
        }
        MetricSet metrics = MetricSet.usual(encoded.labels(), registry::require).with(more);
        metrics.check(encoded.labels());
        Evaluator evaluator = new Evaluator(parts.network(), criterion, engine, metrics);
        return new EvaluatedModel(encoded, metrics, evaluator.calibrated(parts.calibration()));
    }

    /** The same model with another calibration, on the same examples. */
    public EvaluatedModel calibrated(Calibration with) {
        return new EvaluatedModel(examples, metrics, evaluator.calibrated(with));
    }

    /** The examples as the model sees them. */
    public Examples examples() {
        return examples;
    }

    /** Evaluates the model on other examples with the same encoding. */
    public Evaluator evaluator() {
        return evaluator;
    }

    /** The metrics that are computed. */
    public MetricSet metrics() {
        return metrics;
    }

    /** Computes the metrics. */
    public Evaluation evaluate() {
        return evaluator.evaluate(examples);
    }

    /** The predictions; null if they would take too much memory. */
    public @Nullable PredictedSet predict() {
        return evaluator.predict(examples);
    }

    /** The intervals of the metrics; null if the predictions would take too much memory. */
    public @Nullable Intervals intervals(Bootstrap bootstrap) {
        PredictedSet predicted = predict();
        return predicted == null ? null : bootstrap.intervals(predicted, metrics);
    }
}
