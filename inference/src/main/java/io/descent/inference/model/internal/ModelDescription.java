package io.descent.inference.model.internal;

import io.descent.api.Hyperparameter;
import io.descent.inference.config.internal.Node;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.plugin.internal.PluginNote;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.InputLayer;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code model.json}: everything about a model except its parameters.
 *
 * @param format version of this format, 2
 * @param precision the format in which the network computes
 * @param task whether the label is a class or a number
 * @param labels name of the label; several names for several values
 * @param classes names of the classes; empty for regression
 * @param image shape of the image that the columns form; null if they form none
 * @param missing texts that mark a missing cell, in addition to an empty one
 * @param columns the features
 * @param targets how the values of each label are scaled, for regression
 * @param loss the loss that the network was trained with
 * @param predictedOutput the output that is the prediction of a value
 * @param input the trainable input layer; null for none
 * @param layers the hidden layers, then the output layer
 * @param plugins origins of the plugins that the model needs or was trained with
 */
public record ModelDescription(
        @Hyperparameter(min = 2, max = 2) int format,
        Precision precision,
        Task task,
        List<String> labels,
        List<String> classes,
        @Default("null") @Nullable ImageShape image,
        @Default("[]") List<String> missing,
        List<ColumnDescription> columns,
        @Default("[]") List<Node> targets,
        Node loss,

        @Default("0") @Hyperparameter(min = 0) int predictedOutput,

        @Default("null") @Nullable InputLayer input,

        List<Layer> layers,
        @Default("[]") List<PluginNote> plugins) {
    /** Checks that the parts fit together. */
    public ModelDescription {
        if (layers.isEmpty() || columns.isEmpty()) {
            throw new IllegalArgumentException("a model needs at least one layer and one column");
        }
        if ((task == Task.CLASSIFICATION) != (classes.size() >= 2)) {
            throw new IllegalArgumentException(
                    "task and classes do not match: classification needs at least 2 classes, regression none");
        }
    }
}
