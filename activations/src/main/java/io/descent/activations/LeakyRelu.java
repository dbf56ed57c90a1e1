package io.descent.activations;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Activation;
import io.descent.api.Hyperparameter;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/**
 * Leaky rectified linear unit (Maas, Hannun and Ng 2013, "Rectifier nonlinearities improve neural network acoustic
 * models"): a = z where z is positive, slope z elsewhere. The derivative at 0 is taken as slope.
 */
@ServiceProvider(Activation.class)
public record LeakyRelu(
        @Hyperparameter(min = 0, max = 1, help = "derivative where z <= 0")
        double slope) implements Activation {
    /** Default: slope 0.01. */
    public LeakyRelu() {
        this(0.01);
    }

    /** Checks the range. */
    public LeakyRelu {
        if (!(slope >= 0 && slope <= 1)) {
            throw new IllegalArgumentException("slope is " + slope + "; it must be at least 0 and at most 1");
        }
    }

    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        a.assign(z).scaleUnlessPositive(z, slope);
    }

    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        gradient.scaleUnlessPositive(z, slope);
    }
}
