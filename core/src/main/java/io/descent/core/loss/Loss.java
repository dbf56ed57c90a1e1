package io.descent.core.loss;

import io.descent.api.Link;
import io.descent.api.Plugin;
import io.descent.api.Tensor;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A loss function: how far an output is from its label. Sums are over examples and computed in double whatever the
 * precision of the tensors; the trainer divides by the number of examples.
 */
public sealed interface Loss extends Plugin permits BinaryCrossEntropy, SoftmaxCrossEntropy, MeanSquaredError {
    /**
     * The loss with the given name, as in model files.
     *
     * @throws InvalidInputException if the loss is unknown
     */
    static Loss named(String name) {
        List<Loss> known = List.of(new BinaryCrossEntropy(), new SoftmaxCrossEntropy(), new MeanSquaredError());
        return known.stream()
                .filter(loss -> loss.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("unknown loss '%s'; known: %s"
                        .formatted(name, known.stream().map(Loss::name).collect(Collectors.joining(", ")))));
    }

    /** The link of the output activation for which the loss is computed directly from pre-activations. */
    Link link();

    /**
     * The number of output units for a label.
     *
     * @throws InvalidInputException if the loss does not support the label
     */
    int outputs(Schema schema);

    /** The name of the default output activation for a label. */
    String outputActivation(Schema schema);

    /**
     * The sum of the losses if the output activation has this loss's {@link #link}.
     *
     * @param z pre-activations of the output layer (examples x outputs)
     * @param y labels, same shape
     */
    double sumFromLogits(Tensor z, Tensor y);

    /** The factor f in the gradient f (a - y) with respect to z, if the output activation has this loss's link. */
    double logitGradientFactor(int outputs);

    /**
     * The sum of the losses for any output activation.
     *
     * @param a activations of the output layer (examples x outputs)
     * @param y labels, same shape
     */
    double sumFromActivations(Tensor a, Tensor y);

    /** Overwrites the gradient with the derivative of {@link #sumFromActivations} with respect to a. */
    void gradientFromActivations(Tensor a, Tensor y, Tensor gradient);

    /** Whether the loss can be computed from an output activation with the given link. */
    default boolean accepts(Link output) {
        return output == link() || output == Link.NONE;
    }
}
