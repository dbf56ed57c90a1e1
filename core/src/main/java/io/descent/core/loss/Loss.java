package io.descent.core.loss;

import io.descent.api.Link;
import io.descent.api.Plugin;
import io.descent.api.Tensor;
import io.descent.inference.spec.Schema;
import io.descent.inference.problem.InvalidInputException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How far an output is from a label. Sums are over examples and in double whatever the precision of the tensors; the trainer
 * divides by the number of examples.
 */
public sealed interface Loss extends Plugin permits BinaryCrossEntropy, SoftmaxCrossEntropy, MeanSquaredError {
    /**
     * The loss of a name, as model files have it.
     *
     * @throws InvalidInputException if there is no such loss
     */
    static Loss named(String name) {
        List<Loss> known = List.of(new BinaryCrossEntropy(), new SoftmaxCrossEntropy(), new MeanSquaredError());
        return known.stream()
                .filter(loss -> loss.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("unknown loss '%s'; known: %s"
                        .formatted(
                                name,
                                known.stream().map(Loss::name).collect(Collectors.joining(", ")))));
    }

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
