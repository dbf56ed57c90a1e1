package io.descent.core.model;

import io.descent.api.Activation;
import io.descent.api.Hyperparameter;
import io.descent.core.data.Task;
import io.descent.core.network.BatchNorm;
import io.descent.core.network.Loss;
import io.descent.core.plugin.Default;
import io.descent.core.plugin.PluginNote;
import io.descent.core.tensor.Precision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code model.json}: everything of a model but its parameters.
 *
 * @param format version of this format, 1
 * @param precision the format in which the network computes
 * @param task what the label is
 * @param label name of the label
 * @param classes names of the classes; empty for regression
 * @param features names of the features
 * @param mean what is subtracted from each feature
 * @param deviation what each feature is then divided by
 * @param loss what the network was trained with
 * @param layers the hidden layers, then the output layer
 * @param plugins where those that it needs, and those that it was trained with, came from
 */
public record ModelDescription(
        @Hyperparameter(min = 1, max = 1) int format,
        Precision precision,
        Task task,
        String label,
        List<String> classes,
        List<String> features,
        List<Double> mean,
        List<Double> deviation,
        Loss loss,
        List<Layer> layers,
        @Default("[]") List<PluginNote> plugins) {
    /**
     * One dense layer.
     *
     * @param units its width
     * @param activation its non-linearity
     * @param batchNorm null for none
     */
    public record Layer(
            @Hyperparameter(min = 1) int units,
            Activation activation,
            @Default("null") @Nullable BatchNorm batchNorm) {}

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
            throw new IllegalArgumentException("the task and the number of classes contradict each other");
        }
    }
}
