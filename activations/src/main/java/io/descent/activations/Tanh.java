package io.descent.activations;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Activation;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/** Hyperbolic tangent: a = tanh(z). Its derivative is 1 - a^2. */
@ServiceProvider(Activation.class)
public record Tanh() implements Activation {
    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        a.assign(z).tanh();
    }

    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        gradient.multiply(scratch.scratch(0).fill(1).addProduct(a, a, -1));
    }
}
