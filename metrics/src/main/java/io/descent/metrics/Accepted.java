package io.descent.metrics;

import io.descent.api.Labels;
import java.util.List;

/** Rejects labels of the wrong kind, in words that continue "the metric NAME". */
final class Accepted {
    private Accepted() {}

    /** Accepts classes only. */
    static void classes(Labels labels) {
        if (labels.classes().isEmpty()) {
            throw new IllegalArgumentException("needs a label with classes, but it has values");
        }
    }

    /** Accepts one value per example only. */
    static void value(Labels labels) {
        List<String> classes = labels.classes();
        if (!classes.isEmpty()) {
            throw new IllegalArgumentException(
                    "needs a label with values, but it has the classes " + String.join(", ", classes));
        }
        if (labels.columns() != 1) {
            throw new IllegalArgumentException(
                    "needs a label with one value per example, but it has " + labels.columns());
        }
    }
}
