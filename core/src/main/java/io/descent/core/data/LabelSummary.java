package io.descent.core.data;

import io.descent.api.Labels;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.io.Serializable;
import java.util.List;

/**
 * The label of examples.
 *
 * @param classes names of the classes; empty for values
 * @param columns number of values per example
 * @param smallest the smallest value; 0 for classes
 * @param largest the largest value; the index of the last class for classes
 */
record LabelSummary(List<String> classes, int columns, double smallest, double largest)
        implements Labels, Serializable {
    static LabelSummary of(Schema schema, double[] labels) {
        if (schema.task() == Task.CLASSIFICATION) {
            return new LabelSummary(schema.classes(), 1, 0, schema.classes().size() - 1);
        }
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (double label : labels) {
            smallest = Math.min(smallest, label);
            largest = Math.max(largest, label);
        }
        return new LabelSummary(List.of(), schema.labels().size(), smallest, largest);
    }

    /** One of several values of the label. */
    static LabelSummary of(Schema schema, double[] labels, int value) {
        int width = schema.labels().size();
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = value; i < labels.length; i += width) {
            smallest = Math.min(smallest, labels[i]);
            largest = Math.max(largest, labels[i]);
        }
        return new LabelSummary(List.of(), 1, smallest, largest);
    }

    LabelSummary with(LabelSummary other) {
        return new LabelSummary(classes, columns, Math.min(smallest, other.smallest), Math.max(largest, other.largest));
    }
}
