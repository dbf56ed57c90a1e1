package io.descent.app;

import io.descent.api.Activation;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/** Tanh with the wrong derivative 1 - a, which a gradient check must find. */
public record WrongActivation() implements Activation {
    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        a.assign(z).tanh();
    }

    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        gradient.multiply(scratch.scratch(0).fill(1).add(a, -1));
    }
}
