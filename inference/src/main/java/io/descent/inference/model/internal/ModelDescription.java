package io.descent.inference.model.internal;

import io.descent.api.Hyperparameter;
import io.descent.inference.config.internal.Node;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.plugin.internal.PluginNote;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code model.json}: everything about a model except its parameters.
 *
 * @param format version of this format, 1
 * @param precision the format in which the network computes
 * @param task whether the label is a class or a number
 * @param label name of the label
 * @param classes names of the classes; empty for regression
 * @param features names of the features
 * @param image shape of the image that the features form; null if they form none
 * @param mean what is subtracted from each feature
 * @param deviation what each feature is then divided by
 * @param loss the loss that the network was trained with
 * @param predictedOutput the output that is the prediction of a value
 * @param layers the hidden layers, then the output layer
 * @param plugins origins of the plugins that the model needs or was trained with
 */
public record ModelDescription(
        @Hyperparameter(min = 1, max = 1) int format,
        Precision precision,
        Task task,
        String label,
        List<String> classes,
        List<String> features,
        @Default("null") @Nullable ImageShape image,
        List<Double> mean,
        List<Double> deviation,
        Node loss,

        @Default("0") @Hyperparameter(min = 0) int predictedOutput,

        List<Layer> layers,
        @Default("[]") List<PluginNote> plugins) {
    /** Checks that the parts fit together. */
    public ModelDescription {
        if (layers.isEmpty() || features.isEmpty()) {
            throw new IllegalArgumentException("a model needs at least one layer and one feature");
        }
        if (mean.size() != features.size() || deviation.size() != features.size()) {
            throw new IllegalArgumentException("%d features, but %d means and %d deviations"
                    .formatted(features.size(), mean.size(), deviation.size()));
        }
        if ((task == Task.CLASSIFICATION) != (classes.size() >= 2)) {
            throw new IllegalArgumentException(
                    "task and classes do not match: classification needs at least 2 classes, regression none");
        }
    }
}
