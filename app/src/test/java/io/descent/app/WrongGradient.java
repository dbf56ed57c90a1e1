package io.descent.app;

import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.api.WeightPenalty;

/**
 * A penalty of 0 that wrongly multiplies gradients: dW * 2 is {@code {factor: 2, biases: false}}, db * 4 is
 * {@code {factor: 4, biases: true}}.
 */
public record WrongGradient(double factor, boolean biases) implements WeightPenalty {
    public WrongGradient() {
        this(2, false);
    }

    @Override
    public double penalty(Tensor weights, Scratch scratch) {
        return 0;
    }

    @Override
    public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
        if (!biases || weights.rows() == 1) {
            gradient.scale(factor);
        }
    }
}
