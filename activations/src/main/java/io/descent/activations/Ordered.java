package io.descent.activations;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Activation;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/**
 * Outputs in ascending order, such as several quantiles: a_1 = z_1 and a_k = a_(k-1) + ln(1 + e^z_k), computed as
 * {@link Softplus}. dJ/dz_1 is the sum of all dJ/da_j, and dJ/dz_k the sum of dJ/da_j over j >= k, multiplied by
 * 1 / (1 + e^-z_k).
 */
@ServiceProvider(Activation.class)
public record Ordered() implements Activation {
    private static final Softplus SOFTPLUS = new Softplus();

    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        SOFTPLUS.forward(z, a, scratch);
        for (int i = 0; i < a.rows(); i++) {
            a.set(i, 0, z.get(i, 0));
            for (int k = 1; k < a.columns(); k++) {
                a.set(i, k, a.get(i, k - 1) + a.get(i, k));
            }
        }
    }

    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        Tensor slope = scratch.scratch(0).assign(z).sigmoid();
        for (int i = 0; i < a.rows(); i++) {
            slope.set(i, 0, 1);
            for (int k = a.columns() - 2; k >= 0; k--) {
                gradient.set(i, k, gradient.get(i, k) + gradient.get(i, k + 1));
            }
        }
        gradient.multiply(slope);
    }
}
