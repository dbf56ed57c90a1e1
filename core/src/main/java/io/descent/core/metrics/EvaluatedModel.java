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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A model on a data set: its metrics, and what their intervals are computed from. For use by one thread at a time. */
public final class EvaluatedModel {
    private final ModelParts parts;
    private final @Nullable RawExamples rows;
    private final Examples examples;
    private final Criterion criterion;
    private final MetricSet metrics;
    private final Engine engine;
    private final Evaluator evaluator;
    /** The examples as each member of an average encodes them; empty until they are needed. */
    private List<Examples> encoded = List.of();

    /**
     * Pairs a model with examples.
     *
     * @param rows the examples as they are in their source; only averages need them
     * @param examples the same, encoded for the model, or of an average with its labels
     * @param engine runs the computation; results do not depend on it
     */
    public EvaluatedModel(
            ModelParts parts,
            @Nullable RawExamples rows,
            Examples examples,
            Criterion criterion,
            MetricSet metrics,
            Engine engine) {
        this.parts = parts;
        this.rows = rows;
        this.examples = examples;
        this.criterion = criterion;
        this.metrics = metrics;
        this.engine = engine;
        this.evaluator = new Evaluator(parts.network(), criterion, engine, metrics).calibrated(parts.calibration());
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
        return new EvaluatedModel(parts, examples, encoded, criterion, metrics, engine);
    }

    /** The same model with another calibration, on the same examples. */
    public EvaluatedModel calibrated(Calibration with) {
        return new EvaluatedModel(parts.withCalibration(with), rows, examples, criterion, metrics, engine);
    }

    /** The examples with their labels. */
    public Examples examples() {
        return examples;
    }

    /** The metrics that are computed. */
    public MetricSet metrics() {
        return metrics;
    }

    private boolean isAverage() {
        return !parts.members().isEmpty();
    }

    private RawExamples rows() {
        return Objects.requireNonNull(rows, "an average encodes the rows for each of its members");
    }

    /** Computes the metrics. */
    public Evaluation evaluate() {
        return isAverage()
                ? FinalOutputs.of(parts, rows(), engine)
                        .evaluate(examples, criterion, metrics, parts.network().precision(), parts.calibration())
                : evaluator.evaluate(examples);
    }

    /** The predictions; null if they would take too much memory. */
    public @Nullable PredictedSet predict() {
        return isAverage()
                ? FinalOutputs.of(parts, rows(), engine).copy(examples, criterion, parts.calibration())
                : evaluator.predict(examples);
    }

    /**
     * The predictions for examples whose cells in one column are those of other examples; null if they would take too
     * much memory.
     *
     * @param column number of the column among the features
     * @param from the example whose cell each one gets
     */
    public @Nullable PredictedSet predict(int column, int[] from) {
        if (!isAverage()) {
            return evaluator.predict(examples.exchanged(column, from));
        }
        if (encoded.isEmpty()) {
            encoded = parts.members().stream()
                    .map(member -> rows().encode(
                                    member.encoding(),
                                    member.targets(),
                                    member.network().precision()))
                    .toList();
        }
        List<Examples> exchanged =
                encoded.stream().map(each -> each.exchanged(column, from)).toList();
        Examples labelled = examples.exchanged(-1, from); // as many rows
        return FinalOutputs.of(parts, exchanged, engine).copy(labelled, criterion, parts.calibration());
    }

    /** The intervals of the metrics; null if the predictions would take too much memory. */
    public @Nullable Intervals intervals(Bootstrap bootstrap) {
        PredictedSet predicted = predict();
        return predicted == null ? null : bootstrap.intervals(predicted, metrics);
    }
}
