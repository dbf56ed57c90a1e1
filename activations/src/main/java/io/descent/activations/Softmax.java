package io.descent.activations;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Activation;
import io.descent.api.Link;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/**
 * Softmax over the units of a layer: a_j = e^z_j / sum of e^z_k. The largest z of each example is subtracted first to
 * avoid overflow. dJ/dz_j = a_j (dJ/da_j - sum of a_k dJ/da_k).
 */
@ServiceProvider(Activation.class)
public record Softmax() implements Activation {
    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        a.assign(z);
        for (int i = 0; i < a.rows(); i++) {
            Tensor row = a.row(i);
            row.add(-row.max());
        }
        a.exp();
        for (int i = 0; i < a.rows(); i++) {
            Tensor row = a.row(i);
            row.scale(1 / row.sum());
        }
    }

    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        for (int i = 0; i < a.rows(); i++) {
            Tensor row = gradient.row(i);
            row.add(-row.dot(a.row(i)));
        }
        gradient.multiply(a);
    }

    @Override
    public Link link() {
        return Link.SOFTMAX;
    }
}
