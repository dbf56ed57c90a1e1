package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Uniform distribution from -1 / sqrt(n_in) to 1 / sqrt(n_in), which has the variance 1 / (3 n_in): PyTorch's default
 * for the weights and the biases of {@code torch.nn.Linear}. As {@code bias-initializer}, it makes units bend at
 * different places, which matters most if there are few inputs.
 *
 * <p>n_in is the number of inputs of the layer.
 */
@ServiceProvider(Initializer.class)
public record FanInUniform() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        Variance.uniform(weights, 1.0 / (3.0 * fan.in()), random);
    }
}
