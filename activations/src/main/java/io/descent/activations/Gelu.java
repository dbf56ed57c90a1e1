package io.descent.activations;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Activation;
import io.descent.api.Hyperparameter;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/**
 * Gaussian error linear unit (Hendrycks and Gimpel 2016, arXiv:1606.08415): a = z Phi(z), where Phi is the distribution
 * function of the standard normal distribution.
 *
 * <p>The exact form computes Phi(z) = (1 + erf(z / sqrt(2))) / 2, and the form tanh the approximation (1 + tanh(sqrt(2
 * / pi) (z + 0.044715 z^3))) / 2.
 */
@ServiceProvider(Activation.class)
public record Gelu(
        @Hyperparameter(help = "how Phi is computed: exactly, with erf, or approximately, with tanh")
        Form form) implements Activation {
    private static final double ROOT_HALF = Math.sqrt(0.5);
    private static final double ROOT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    /** How Phi is computed. */
    public enum Form {
        /** (1 + erf(z / sqrt(2))) / 2. */
        EXACT,
        /** (1 + tanh(sqrt(2 / pi) (z + 0.044715 z^3))) / 2, the approximation of section 2 of the paper. */
        TANH
    }

    /** Default: the exact form. */
    public Gelu() {
        this(Form.EXACT);
    }

    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        phi(z, a).multiply(z);
    }

    private Tensor phi(Tensor z, Tensor target) {
        switch (form) {
            case EXACT -> target.assign(z, ROOT_HALF).erf();
            case TANH ->
                target.assign(z)
                        .multiply(z)
                        .scale(CUBIC)
                        .add(1)
                        .multiply(z)
                        .scale(ROOT_TWO_OVER_PI)
                        .tanh();
        }
        return target.add(1).scale(0.5);
    }

    /** The derivative is Phi(z) + z Phi'(z). */
    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        Tensor phi = phi(z, scratch.scratch(0));
        Tensor slope = scratch.scratch(1).assign(z).multiply(z);
        switch (form) {
            case EXACT -> slope.scale(-0.5).exp().scale(ROOT_HALF / Math.sqrt(Math.PI));
            case TANH -> {
                // with Phi = (1 + t) / 2, the factor (1 - t^2) / 2 equals 2 Phi (1 - Phi)
                slope.scale(3 * CUBIC).add(1).scale(2 * ROOT_TWO_OVER_PI).multiply(phi);
                slope.addProduct(slope, phi, -1);
            }
        }
        gradient.multiply(phi.addProduct(slope, z, 1));
    }
}
