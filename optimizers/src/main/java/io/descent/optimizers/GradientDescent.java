package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;

/**
 * Gradient descent (Cauchy 1847): direction = g, the gradient of the mini-batch. The batch size makes it stochastic,
 * mini-batch or batch gradient descent.
 */
@ServiceProvider(Optimizer.class)
public record GradientDescent() implements Optimizer {
    @Override
    public boolean elementwise() {
        return true;
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        return gradient;
    }
}
