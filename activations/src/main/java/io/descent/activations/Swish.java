package io.descent.activations;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Activation;
import io.descent.api.Hyperparameter;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/**
 * Swish (Ramachandran, Zoph and Le 2017, arXiv:1710.05941): a = z s, where s = 1 / (1 + e^(-beta z)). The derivative is
 * s + beta a (1 - s). With beta = 1 it is also called SiLU.
 */
@ServiceProvider(Activation.class)
public record Swish(
        @Hyperparameter(min = 0, help = "0 gives z / 2; large values approach relu")
        double beta) implements Activation {
    /** Default: beta 1. */
    public Swish() {
        this(1);
    }

    /** Checks the range. */
    public Swish {
        if (!(beta >= 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException("beta is " + beta + "; it must be at least 0 and finite");
        }
    }

    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        a.assign(z, beta).sigmoid().multiply(z);
    }

    /** The derivative is s + beta a (1 - s), where s = 1 / (1 + e^(-beta z)). */
    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        Tensor s = scratch.scratch(0).assign(z, beta).sigmoid();
        Tensor rest = scratch.scratch(1).fill(1).add(s, -1);
        gradient.multiply(s.addProduct(a, rest, beta));
    }
}
