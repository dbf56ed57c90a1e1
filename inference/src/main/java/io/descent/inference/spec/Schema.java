package io.descent.inference.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of a model's inputs and output.
 *
 * @param features names of the features in their order
 * @param label name of the label
 * @param task whether the label is a class or a number
 * @param classes names of the classes in their order; empty for regression
 * @param image shape of the image that the features of an example form; null if they form none
 */
public record Schema(
        List<String> features,
        String label,
        Task task,
        List<String> classes,
        @Nullable ImageShape image) {
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
