package io.descent.inference.model.internal;

import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.Normalization;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import java.util.Map;

/**
 * A trained network together with the meaning of its inputs and outputs.
 *
 * @param schema the meaning of features and label
 * @param normalization applied to raw features before they enter the network
 * @param network the trained network; its parameters must not change any more
 * @param loss the loss that the network was trained with, as in files: its name, or a map from its name to its
 *     hyperparameters. Predicting does not use it
 * @param predictedOutput the output that is the prediction of a value; 0 for classes
 */
public record ModelParts(
        Schema schema, Normalization normalization, Network network, Object loss, int predictedOutput) {
    /**
     * Checks that the parts fit together.
     *
     * @throws InvalidInputException if they do not
     */
    public ModelParts {
        int features = schema.features().size();
        int classes = schema.classes().size();
        int outputs = network.outputs();
        boolean fits = classes == 0
                ? predictedOutput >= 0 && predictedOutput < outputs
                : outputs == classes || (outputs == 1 && classes == 2);
        if (network.inputs() != features || !fits) {
            throw new InvalidInputException(
                    "a network of %d inputs and %d outputs does not fit %d features and %d classes"
                            .formatted(network.inputs(), outputs, features, classes));
        }
    }

    /** The name of the loss. */
    public String lossName() {
        return loss instanceof Map<?, ?> map
                ? String.valueOf(map.keySet().iterator().next())
                : loss.toString();
    }
}
