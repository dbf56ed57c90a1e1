package io.descent.activations;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Activation;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/**
 * Softplus (Dugas et al. 2001): a = ln(1 + e^z), computed as max(z, 0) + ln(1 + e^-|z|) to avoid overflow. Its
 * derivative is 1 / (1 + e^-z).
 */
@ServiceProvider(Activation.class)
public record Softplus() implements Activation {
    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        Tensor positive = scratch.scratch(0).assign(z).max(0);
        a.assign(z).abs().scale(-1).exp().log1p().add(positive);
    }

    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        gradient.multiply(scratch.scratch(0).assign(z).sigmoid());
    }
}
