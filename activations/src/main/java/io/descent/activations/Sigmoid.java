package io.descent.activations;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Activation;
import io.descent.api.Link;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/** Logistic function: a = 1 / (1 + e^-z). Its derivative is a (1 - a). */
@ServiceProvider(Activation.class)
public record Sigmoid() implements Activation {
    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        a.assign(z).sigmoid();
    }

    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        gradient.multiply(scratch.scratch(0).assign(a).addProduct(a, a, -1));
    }

    @Override
    public Link link() {
        return Link.LOGIT;
    }
}
