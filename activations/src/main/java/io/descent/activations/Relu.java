package io.descent.activations;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Activation;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/**
 * Rectified linear unit (Nair and Hinton 2010, "Rectified linear units improve restricted Boltzmann machines"): a =
 * max(z, 0). The derivative at 0 is taken as 0.
 */
@ServiceProvider(Activation.class)
public record Relu() implements Activation {
    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        a.assign(z).max(0);
    }

    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        gradient.scaleUnlessPositive(z, 0);
    }
}
