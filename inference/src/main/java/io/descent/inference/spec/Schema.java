package io.descent.inference.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the inputs and the output of a model mean.
 *
 * @param features names of the features in their order
 * @param label name of the label
 * @param task what the label is
 * @param classes names of the classes in their order; empty for regression
 * @param image how the features of an example make an image; null if they do not
 */
public record Schema(
        List<String> features, String label, Task task, List<String> classes, @Nullable ImageShape image) {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if the image does not have one pixel per feature
     */
    public Schema {
        features = List.copyOf(features);
        classes = List.copyOf(classes);
        if (image != null && image.size() != features.size()) {
            throw new IllegalArgumentException("an image of %s has %d pixels, but there are %d features"
                    .formatted(image, image.size(), features.size()));
        }
    }

    /** A schema without an image. */
    public Schema(List<String> features, String label, Task task, List<String> classes) {
        this(features, label, task, classes, null);
    }
}
