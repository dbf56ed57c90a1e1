package io.descent.activations;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Activation;
import io.descent.api.Hyperparameter;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/**
 * Exponential linear unit (Clevert, Unterthiner and Hochreiter 2016, arXiv:1511.07289, equation 15): a = z where z is
 * positive, alpha (e^z - 1) elsewhere. The derivative is 1 where z is positive, a + alpha elsewhere.
 */
@ServiceProvider(Activation.class)
public record Elu(
        @Hyperparameter(min = 0, minExclusive = true, help = "the activation approaches -alpha for very negative z")
        double alpha)
        implements Activation {
    /** Default: alpha 1, which makes the derivative continuous. */
    public Elu() {
        this(1);
    }

    /** Checks the range. */
    public Elu {
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("alpha is " + alpha + "; it must be above 0 and finite");
        }
    }

    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        forward(z, a, alpha, scratch);
    }

    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        backward(z, a, gradient, alpha, scratch);
    }

    static void forward(Tensor z, Tensor a, double alpha, Scratch scratch) {
        Tensor negative = scratch.scratch(0).assign(z).min(0).expm1();
        a.assign(z).max(0).add(negative, alpha);
    }

    /** The derivative is 1 where z is positive, and alpha e^z = a + alpha elsewhere. */
    static void backward(Tensor z, Tensor a, Tensor gradient, double alpha, Scratch scratch) {
        Tensor positive = scratch.scratch(0).fill(1 - alpha).scaleUnlessPositive(z, 0);
        gradient.multiply(scratch.scratch(1).assign(a).min(0).add(alpha).add(positive));
    }
}
