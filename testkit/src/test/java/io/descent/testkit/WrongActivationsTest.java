package io.descent.testkit;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.descent.api.Activation;
import io.descent.api.Link;
import io.descent.api.Plugin;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

public class WrongActivationsTest {
    /** A correct hyperbolic tangent; each plugin below breaks one thing. */
    interface Tanh extends Activation {
        @Override
        default void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).tanh();
        }

        @Override
        default void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            gradient.multiply(scratch.scratch(0).fill(1).addProduct(a, a, -1));
        }
    }

    public record IsOffByAFactor() implements Tanh {
        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            Tanh.super.backward(z, a, gradient.scale(1.1), scratch);
        }
    }

    public record OverwritesTheGradient() implements Tanh {
        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            gradient.fill(1).addProduct(a, a, -1);
        }
    }

    public record WritesZ() implements Tanh {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z.tanh());
        }
    }

    public record WritesAOnTheWayBack() implements Tanh {
        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            gradient.multiply(a.multiply(a).scale(-1).add(1));
        }
    }

    /** e^z / (1 + e^z). */
    public record Overflows() implements Activation {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).exp();
            a.divide(scratch.scratch(0).assign(a).add(1));
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            gradient.multiply(scratch.scratch(0).assign(a).addProduct(a, a, -1));
        }
    }

    /** Divides by a number that depends on the first example of the batch. */
    public record LooksAtTheBatch() implements Activation {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).scale(1 / (1 + z.row(0).dot(z.row(0))));
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            gradient.scale(1 / (1 + z.row(0).dot(z.row(0))));
        }
    }

    public record KeepsItsOutput() implements Tanh {
        private static final AtomicReference<Tensor> LAST = new AtomicReference<>();

        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            Tanh.super.forward(z, a, scratch);
            LAST.set(a);
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            Tanh.super.backward(z, LAST.get(), gradient, scratch);
        }
    }

    public record ReadsScratch() implements Tanh {
        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            gradient.multiply(scratch.scratch(0).add(1));
        }
    }

    public record RoundsToFloat() implements Tanh {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            Tanh.super.forward(z, a, scratch);
            for (int i = 0; i < a.rows(); i++) {
                for (int j = 0; j < a.columns(); j++) {
                    a.set(i, j, (float) a.get(i, j));
                }
            }
        }
    }

    public record HasAnotherLink() implements Tanh {
        @Override
        public Link link() {
            return Link.LOGIT;
        }
    }

    public record HasNoSlopeFarOut() implements Activation {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z);
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            Tensor near = scratch.scratch(0).assign(z).map(x -> Math.abs(x) > 8 ? 0 : 1);
            gradient.multiply(near);
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(new HasNoSlopeFarOut(), "at z = -19.863 backward turns"),
                arguments(new IsOffByAFactor(), "by a factor of 1.1"),
                arguments(new OverwritesTheGradient(), "must multiply the gradient it is given"),
                arguments(new WritesZ(), "forward writes z"),
                arguments(new WritesAOnTheWayBack(), "backward writes a"),
                arguments(new Overflows(), "not finite"),
                arguments(new LooksAtTheBatch(), "depends on other examples of its batch"),
                arguments(new KeepsItsOutput(), "keeps a tensor or state"),
                arguments(new ReadsScratch(), "the derivative is wrong"),
                arguments(new RoundsToFloat(), "rounded to float"),
                arguments(new HasAnotherLink(), "link() returns LOGIT"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRejectedInWords(Plugin plugin, String words) {
        Rejection.require(plugin, words);
    }
}
