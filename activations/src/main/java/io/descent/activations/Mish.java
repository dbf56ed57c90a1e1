package io.descent.activations;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Activation;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/**
 * Mish (Misra 2019, arXiv:1908.08681, equation 1): a = z tanh(softplus(z)), where softplus(z) = ln(1 + e^z). Computed
 * as a = z n / (n + 2) with w = e^z and n = (1 + w)^2 - 1 = w (w + 2), from the definition of tanh. The derivative is
 * (n + 4 z w (w + 1) / (n + 2)) / (n + 2).
 */
@ServiceProvider(Activation.class)
public record Mish() implements Activation {
    /** From here on, n / (n + 2) and the derivative are 1 in both precisions, and n^2 does not overflow in float32. */
    private static final double LARGEST = 20;

    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        Tensor w = a.assign(z).min(LARGEST).exp();
        Tensor n = scratch.scratch(0).assign(w).add(2).multiply(w);
        a.assign(n).divide(n.add(2)).multiply(z);
    }

    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        Tensor slope = scratch.scratch(0).assign(z).min(LARGEST);
        Tensor w = scratch.scratch(1).assign(slope).exp();
        Tensor n = scratch.scratch(2).assign(w).add(2).multiply(w);
        slope.scale(4).multiply(w).addProduct(slope, w, 1); // 4 z w (w + 1)
        Tensor divisor = w.assign(n).add(2);
        gradient.multiply(slope.divide(divisor).add(n).divide(divisor));
    }
}
