package io.descent.core.run;

import io.descent.core.data.Examples;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.importance.Importance;
import io.descent.core.importance.internal.ModelRows;
import io.descent.core.importance.internal.Permutations;
import io.descent.core.metrics.EvaluatedModel;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.TrainingResult;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.Scalar;
import java.util.Objects;
import java.util.function.Function;

/** Measures what matters to the model of a run, on its dev set; without one, on its test set. */
public final class RunImportance {
    /** The numbers of the sets in random streams. */
    private static final int DEV = 1;

    private static final int TEST = 2;

    private RunImportance() {}

    /**
     * Measures the importance for a training that has ended. The table is read again, because a training keeps encoded
     * examples only.
     *
     * @throws InvalidInputException if there is no set for it, the examples are images, or they cannot be read again
     */
    static Importance of(TrainingResult result, TrainingData data) {
        ResolvedExperiment experiment = result.experiment();
        requireColumns(data.schema().image() != null);
        String set = data.dev() != null ? "dev" : "test";
        Examples encoded = data.dev() != null ? data.dev() : data.test();
        if (encoded == null) {
            throw new InvalidInputException("there is neither a dev nor a test set; add one to data.split");
        }
        RawData raw = RawData.load(experiment.data(), experiment.precision(), experiment.streams());
        RawExamples rows = Objects.requireNonNullElse(data.dev() != null ? raw.dev() : raw.test(), raw.train());
        if (!hasLabels(rows, encoded)) {
            throw new InvalidInputException("the data have changed since they were read");
        }
        try (Engine engine = new Engine(new Scalar(), result.threads())) {
            ModelParts parts = result.model().parts();
            Function<RawExamples, EvaluatedModel> model = some -> new EvaluatedModel(
                    parts,
                    some,
                    some.encode(parts.encoding(), parts.targets(), experiment.precision()),
                    experiment.criterion(data.summary()),
                    experiment.metricSet(),
                    engine);
            return of(rows, model, set, experiment.streams());
        }
    }

    /**
     * Measures the importance on the rows of a set.
     *
     * @param model pairs the model with examples
     * @param set dev or test
     * @param streams of the run
     * @throws InvalidInputException if the examples are images
     */
    public static Importance of(
            RawExamples rows, Function<RawExamples, EvaluatedModel> model, String set, RandomStreams streams) {
        requireColumns(rows.schema().image() != null);
        int number = set.equals("dev") ? DEV : TEST;
        RawExamples some = rows.select(
                Permutations.rows(rows.size(), rows.schema().features().size(), streams, number));
        return Permutations.of(new ModelRows(some, model.apply(some)), set, streams, number);
    }

    private static void requireColumns(boolean isImage) {
        if (isImage) {
            throw new InvalidInputException("it is measured by column, and the examples are images");
        }
    }

    private static boolean hasLabels(RawExamples rows, Examples encoded) {
        if (rows.size() != encoded.size()) {
            return false;
        }
        for (int i = 0; i < rows.size(); i++) {
            if (rows.label(i) != encoded.label(i)) {
                return false;
            }
        }
        return true;
    }
}
