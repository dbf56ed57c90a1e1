package io.descent.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Labels;
import io.descent.core.metrics.PredictedExamples;
import io.descent.core.metrics.PredictedSet;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PredictionCurvesTest {
    private static final Labels LABELS = new Labels() {
        @Override
        public List<String> classes() {
            return List.of("no", "yes");
        }

        @Override
        public int columns() {
            return 1;
        }

        @Override
        public double smallest() {
            return 0;
        }

        @Override
        public double largest() {
            return 1;
        }
    };

    /** The example of scikit-learn's roc_curve and precision_recall_curve: labels 0 0 1 1, scores 0.1 0.4 0.35 0.8. */
    @Test
    void theCurvesAreThoseOfTheReference() {
        assertThat(curves(null))
                .containsEntry(
                        "roc",
                        List.of(
                                List.of(0.0, 0.0),
                                List.of(0.0, 0.5),
                                List.of(0.5, 0.5),
                                List.of(0.5, 1.0),
                                List.of(1.0, 1.0)))
                .containsEntry(
                        "precisionRecall",
                        List.of(List.of(0.5, 1.0), List.of(0.5, 0.5), List.of(1.0, 0.6667), List.of(1.0, 0.5)));
    }

    @Test
    void examplesOfWeightZeroAreNotThere() {
        assertThat(curves(new double[] {1, 1, 1, 0}))
                .containsEntry(
                        "roc", List.of(List.of(0.0, 0.0), List.of(0.5, 0.0), List.of(0.5, 1.0), List.of(1.0, 1.0)))
                .containsEntry("precisionRecall", List.of(List.of(0.0, 0.0), List.of(1.0, 0.5), List.of(1.0, 0.3333)));
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> curves(double @Nullable [] weights) {
        double[] probabilities = {0.9, 0.1, 0.6, 0.4, 0.65, 0.35, 0.2, 0.8};
        PredictedSet set = PredictedSet.of(
                PredictedExamples.ofClasses(LABELS, new double[] {0, 0, 1, 1}, probabilities, weights), null);
        return (Map<Object, Object>) PredictionCurves.of(set, schema()).get("yes");
    }

    private static Schema schema() {
        return new Schema(List.of("x"), "kind", Task.CLASSIFICATION, LABELS.classes());
    }
}
