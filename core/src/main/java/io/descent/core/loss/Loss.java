package io.descent.core.loss;

import io.descent.api.Link;
import io.descent.api.Plugin;
import io.descent.api.Tensor;
import io.descent.inference.spec.Schema;
import io.descent.inference.problem.InvalidInputException;

/**
 * How far an output is from a label. Sums are over examples and in double whatever the precision of the tensors; the trainer
 * divides by the number of examples.
 */
public sealed interface Loss extends Plugin permits BinaryCrossEntropy, SoftmaxCrossEntropy, MeanSquaredError {
    /** The output activation with which the loss is computed from pre-activations. */
    Link link();

    /**
     * How many output units a label needs.
     *
     * @throws InvalidInputException if the loss is not made for such a label
     */
    int outputs(Schema schema);

    /** The name of the output activation that is expected for a label. */
    String outputActivation(Schema schema);

    /**
     * The sum of the losses, where the output activation has this loss's {@link #link}.
     *
     * @param z pre-activations of the output layer (examples x outputs)
     * @param y labels, same shape
     */
    double sumFromLogits(Tensor z, Tensor y);

    /** The factor f of the gradient with respect to z, f (a - y), where the output activation has this loss's link. */
    double logitGradientFactor(int outputs);

    /**
     * The sum of the losses for any output activation.
     *
     * @param a activations of the output layer (examples x outputs)
     * @param y labels, same shape
     */
    double sumFromActivations(Tensor a, Tensor y);

    /** Overwrites the gradient by the derivative of {@link #sumFromActivations} with respect to a. */
    void gradientFromActivations(Tensor a, Tensor y, Tensor gradient);

    /** Whether an output activation of the given link can give what the loss needs. */
    default boolean accepts(Link output) {
        return output == link() || output == Link.NONE;
    }
}
