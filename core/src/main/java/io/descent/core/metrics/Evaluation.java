package io.descent.core.metrics;

import io.descent.core.data.RawExamples;
import io.descent.core.data.Table;
import io.descent.core.loss.Loss;
import io.descent.core.network.internal.Criterion;
import io.descent.inference.Model;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import io.descent.inference.tensor.internal.Engine;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metrics of one data set, computed in prediction mode and without penalties. */
public sealed interface Evaluation permits ClassificationEvaluation, RegressionEvaluation, RecordedEvaluation {
    /**
     * Measures a model on raw rows.
     *
     * @param table contains the model's features and label by name; other columns are ignored
     * @throws InvalidInputException if a column is missing, a cell has the wrong type, or the model's loss is unknown
     */
    static Evaluation of(Model model, Table table) {
        return of(model, RawExamples.of(table, model.schema(), true, model.precision()), Engine.plain());
    }

    /**
     * Measures a model on raw examples.
     *
     * @param engine runs the computation; results do not depend on it
     * @throws InvalidInputException if the model's loss is unknown
     */
    static Evaluation of(Model model, RawExamples examples, Engine engine) {
        ModelParts parts = model.parts();
        Schema schema = model.schema();
        if (!examples.schema().features().equals(schema.features())
                || !examples.schema().classes().equals(schema.classes())) {
            throw new InvalidInputException(
                    "the examples have other features or classes than the model, which has the label '%s', %d features and the classes %s"
                            .formatted(schema.label(), schema.features().size(), schema.classes()));
        }
        List<Layer> layers = parts.network().layers();
        Loss loss = Loss.named(parts.loss());
        Criterion criterion = new Criterion(
                loss,
                layers.get(layers.size() - 1).activation(),
                parts.network().outputs());
        return new Evaluator(parts.network(), criterion, engine, Set.of())
                .evaluate(examples.encode(parts.normalization(), model.precision()));
    }

    /** Number of examples. */
    int examples();

    /** Mean loss. */
    double cost();

    /** The scalar metrics by the names used in files, the cost first. */
    Map<String, Double> values();

    /** A copy with these metrics, by name, in addition to the built-in ones. */
    Evaluation with(Map<String, Double> scores);

    /** The name of the main metric: {@code accuracy} or {@code r2}. */
    String headline();
}
