package io.descent.inference.model.internal;

import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.Normalization;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;

/**
 * A trained network together with the meaning of its inputs and outputs.
 *
 * @param schema the meaning of features and label
 * @param normalization applied to raw features before they enter the network
 * @param network the trained network; its parameters must not change any more
 * @param loss name of the loss that the network was trained with; predicting does not use it
 */
public record ModelParts(Schema schema, Normalization normalization, Network network, String loss) {
    /**
     * Checks that the parts fit together.
     *
     * @throws InvalidInputException if they do not
     */
    public ModelParts {
        int features = schema.features().size();
        int classes = schema.classes().size();
        int outputs = network.outputs();
        if (network.inputs() != features || !(outputs == Math.max(1, classes) || (outputs == 1 && classes == 2))) {
            throw new InvalidInputException(
                    "a network of %d inputs and %d outputs does not fit %d features and %d classes"
                            .formatted(network.inputs(), outputs, features, classes));
        }
    }
}
