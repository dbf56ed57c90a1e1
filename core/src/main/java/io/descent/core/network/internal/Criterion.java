package io.descent.core.network.internal;

import io.descent.api.Activation;
import io.descent.api.Link;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.core.loss.Loss;
import io.descent.inference.problem.InvalidInputException;

/** A loss paired with the output activation that it is computed from. */
public final class Criterion {
    private final Loss loss;
    private final Activation output;
    private final boolean fromLogits;

    /**
     * Pairs a loss with an output activation.
     *
     * @param outputs number of output units
     * @throws InvalidInputException if the loss cannot be computed from the activation
     */
    public Criterion(Loss loss, Activation output, int outputs) {
        if (!loss.accepts(output.link()) || (output.link() == Link.SOFTMAX && outputs == 1)) {
            throw new InvalidInputException("network.output.activation %s cannot be combined with the loss %s and %d %s"
                    .formatted(output.name(), loss.name(), outputs, outputs == 1 ? "output" : "outputs"));
        }
        this.loss = loss;
        this.output = output;
        this.fromLogits = output.link() == loss.link();
    }

    /** The loss. */
    public Loss loss() {
        return loss;
    }

    /** The output activation. */
    public Activation output() {
        return output;
    }

    /** The sum of the losses of all examples. */
    public double sum(Tensor z, Tensor a, Tensor y) {
        return fromLogits ? loss.sumFromLogits(z, y) : loss.sumFromActivations(a, y);
    }

    /** Overwrites the gradient with the derivative of {@code scale} times the sum of the losses with respect to z. */
    void gradient(Tensor z, Tensor a, Tensor y, double scale, Tensor gradient, Scratch scratch) {
        if (fromLogits) {
            gradient.assign(a).add(y, -1).scale(scale * loss.logitGradientFactor(a.columns()));
        } else {
            loss.gradientFromActivations(a, y, gradient);
            gradient.scale(scale);
            output.backward(z, a, gradient, scratch);
        }
    }
}
