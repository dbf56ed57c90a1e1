package io.descent.activations;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Activation;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/**
 * Scaled exponential linear unit (Klambauer et al. 2017, arXiv:1706.02515, equation 2): a = lambda z where z is
 * positive, lambda alpha (e^z - 1) elsewhere, with lambda = 1.0507009873554805 and alpha = 1.6732632423543772 (equation
 * 14). They keep mean 0 and variance 1 from layer to layer if weights are {@code lecun-normal}.
 */
@ServiceProvider(Activation.class)
public record Selu() implements Activation {
    private static final double ALPHA = 1.6732632423543772;
    private static final double LAMBDA = 1.0507009873554805;

    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        Elu.forward(z, a, ALPHA, scratch);
        a.scale(LAMBDA);
    }

    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        Tensor elu = scratch.scratch(2).assign(a, 1 / LAMBDA);
        Elu.backward(z, elu, gradient.scale(LAMBDA), ALPHA, scratch);
    }
}
