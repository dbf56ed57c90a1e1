package io.descent.core.data;

import java.util.List;

/**
 * What the numbers of a data set mean.
 *
 * @param features names of the features in their order
 * @param label name of the label
 * @param task what the label is
 * @param classes the names of the classes in their order; empty for regression
 */
public record Schema(List<String> features, String label, Task task, List<String> classes) {
    /** Copies the lists. */
    public Schema {
        features = List.copyOf(features);
        classes = List.copyOf(classes);
    }
}
