package io.descent.activations;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Activation;
import io.descent.api.Link;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/** No activation (identity): a = z. The derivative is 1. */
@ServiceProvider(Activation.class)
public record Linear() implements Activation {
    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        a.assign(z);
    }

    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        // the derivative is 1
    }

    @Override
    public Link link() {
        return Link.IDENTITY;
    }
}
