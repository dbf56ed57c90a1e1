package io.descent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Activation;
import io.descent.api.Fan;
import io.descent.api.Hyperparameter;
import io.descent.api.Initializer;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.Scratch;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.api.WeightPenalty;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Correct plugins, some of them unusual: the contracts must accept all. */
public class RightPluginsTest {
    public record SignDescent() implements Optimizer {
        @Override
        public boolean elementwise() {
            return true;
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient.sign();
        }
    }

    /** Gradient descent that needs learning rates a hundred times larger. */
    public record Slow() implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient.scale(0.01);
        }
    }

    /** Sign of an average (Chen et al. 2023), with decoupled weight decay. */
    public record Lion(
            @Hyperparameter(min = 0, max = 1, maxExclusive = true)
            double beta) implements Optimizer {
        public Lion() {
            this(0.99);
        }

        @Override
        public List<String> slots() {
            return List.of("m");
        }

        @Override
        public boolean elementwise() {
            return true;
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            Tensor m = step.slot("m");
            Tensor kept = step.scratch(0).assign(gradient);
            gradient.assign(m, 0.9).add(kept, 0.1).sign().add(step.parameter(), 0.001);
            m.lerp(kept, 1 - beta);
            return gradient;
        }
    }

    public record Identity() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.fill(0);
            for (int i = 0; i < Math.min(weights.rows(), weights.columns()); i++) {
                weights.set(i, i, 1);
            }
        }
    }

    /** Fifteen weights per unit (Martens 2010). */
    public record Sparse() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.fill(0);
            for (int i = 0; i < weights.rows(); i++) {
                for (int k = 0; k < Math.min(15, weights.columns()); k++) {
                    weights.set(i, random.nextInt(weights.columns()), random.nextGaussian());
                }
            }
        }
    }

    /** z / (1 + |z|). */
    public record Softsign() implements Activation {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).divide(scratch.scratch(0).assign(z).abs().add(1));
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            Tensor divisor = scratch.scratch(0).assign(z).abs().add(1);
            gradient.divide(divisor).divide(divisor);
        }
    }

    /** lambda times the sum of absolute weights: 0 everywhere if lambda is 0. */
    public record Lasso(@Hyperparameter(min = 0) double lambda) implements WeightPenalty {
        public Lasso() {
            this(0.1);
        }

        @Override
        public double penalty(Tensor weights, Scratch scratch) {
            return lambda * scratch.scratch(0).assign(weights).abs().sum();
        }

        @Override
        public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
            gradient.add(scratch.scratch(0).assign(weights).sign(), scale * lambda);
        }
    }

    /** Half the sum of squares of the part of each weight above a limit: 0 for small weights. */
    public record Above(@Hyperparameter(min = 0) double limit) implements WeightPenalty {
        public Above() {
            this(1);
        }

        private Tensor excess(Tensor weights, Scratch scratch) {
            return scratch.scratch(0).assign(weights).map(w -> Math.signum(w) * Math.max(0, Math.abs(w) - limit));
        }

        @Override
        public double penalty(Tensor weights, Scratch scratch) {
            Tensor excess = excess(weights, scratch);
            return excess.dot(excess) / 2;
        }

        @Override
        public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
            gradient.add(excess(weights, scratch), scale);
        }
    }

    static Stream<Plugin> right() {
        return Stream.of(
                new SignDescent(),
                new Slow(),
                new Lion(),
                new Identity(),
                new Sparse(),
                new Softsign(),
                new Lasso(),
                new Lasso(0),
                new Above(),
                new Above(2.5),
                new Above(100),
                new Above(1e9));
    }

    @ParameterizedTest
    @MethodSource("right")
    void areAccepted(Plugin plugin) {
        assertThat(Rejection.complaints(plugin)).isEmpty();
    }

    @Nested
    class SignDescentTest extends OptimizerContract {
        @Override
        protected Optimizer plugin() {
            return new SignDescent();
        }
    }
}
