package io.descent.inference.spec;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of a model's inputs and output.
 *
 * @param features names of the features in their order
 * @param labels name of the label; several names for several values
 * @param task whether the label is a class or a number
 * @param classes names of the classes in their order; empty for regression
 * @param image shape of the image that the features of an example form; null if they form none
 */
public record Schema(
        List<String> features,
        List<String> labels,
        Task task,
        List<String> classes,
        @Nullable ImageShape image) implements Serializable {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if the image does not have one pixel per feature
     */
    public Schema {
        features = List.copyOf(features);
        labels = List.copyOf(labels);
        classes = List.copyOf(classes);
        if (labels.isEmpty() || (labels.size() > 1 && task == Task.CLASSIFICATION)) {
            throw new IllegalArgumentException("%d labels; expected one, or several values".formatted(labels.size()));
        }
        if (image != null && image.size() != features.size()) {
            throw new IllegalArgumentException("an image of %s has %d pixels, but there are %d features"
                    .formatted(image, image.size(), features.size()));
        }
    }

    /** A schema with one label. */
    public Schema(List<String> features, String label, Task task, List<String> classes, @Nullable ImageShape image) {
        this(features, List.of(label), task, classes, image);
    }

    /** A schema without an image. */
    public Schema(List<String> features, String label, Task task, List<String> classes) {
        this(features, List.of(label), task, classes, null);
    }

    /** The name of the label; several names separated by commas. */
    public String label() {
        return String.join(", ", labels);
    }
}
