package __group__;

import io.descent.api.Activation;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/** The activation {@code __name__}. Say here what it computes, and cite the source of the formula. */
public record __class__() implements Activation {
    @Override
    public void forward(Tensor z, Tensor a, Scratch scratch) {
        a.assign(z).tanh();
    }

    @Override
    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
        gradient.multiply(scratch.scratch(0).fill(1).addProduct(a, a, -1)); // dJ/dz = dJ/da (1 - a^2)
    }
}
