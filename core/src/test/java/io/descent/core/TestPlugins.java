package io.descent.core;

import io.descent.api.Activation;
import io.descent.api.ActivationMask;
import io.descent.api.DataSource;
import io.descent.api.Fan;
import io.descent.api.Hyperparameter;
import io.descent.api.Initializer;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.LrSchedule;
import io.descent.api.Metric;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.Progress;
import io.descent.api.Regularizer;
import io.descent.api.Scratch;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.api.WeightMask;
import io.descent.api.WeightPenalty;
import io.descent.core.data.Moons;
import io.descent.core.search.RandomSearch;
import io.descent.core.search.Strategy;
import io.descent.core.search.SuccessiveHalving;
import io.descent.core.training.Constant;
import io.descent.inference.plugin.internal.PluginRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Plugins for the tests of core, which knows none of the built-in ones. Those that a builder takes where nothing is said are
 * registered as services.
 */
public final class TestPlugins {
    private TestPlugins() {}

    /** All of them, under the names that experiment files use by default. */
    public static PluginRegistry registry() {
        Map<Class<? extends Plugin>, List<? extends Plugin>> plugins = new LinkedHashMap<>();
        plugins.put(Activation.class, List.of(new Relu(), new Linear(), new Sigmoid(), new Softmax(), new Cubic()));
        plugins.put(Initializer.class, List.of(new HeNormal(), new XavierNormal()));
        plugins.put(Optimizer.class, List.of(new Adam(), new Plain()));
        plugins.put(LrSchedule.class, List.of(new Constant(), new Halving(), new After(), new Table()));
        plugins.put(Regularizer.class, List.of(new Ridge(), new Coin()));
        plugins.put(
                Loss.class,
                List.of(
                        new TestLosses.BinaryCrossEntropy(),
                        new TestLosses.SoftmaxCrossEntropy(),
                        new TestLosses.MeanSquaredError()));
        plugins.put(
                Metric.class,
                List.of(
                        new TestMetrics.Accuracy(),
                        new TestMetrics.F1(),
                        new TestMetrics.Doubt(),
                        new TestMetrics.Rmse(),
                        new TestMetrics.Mae(),
                        new TestMetrics.R2()));
        plugins.put(DataSource.class, List.of(new Moons()));
        plugins.put(Strategy.class, List.of(new RandomSearch(), new SuccessiveHalving()));
        return new PluginRegistry(plugins.keySet(), plugins);
    }

    public record Relu() implements Activation {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).max(0);
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            gradient.scaleUnlessPositive(z, 0);
        }
    }

    /** Smooth and without a link: a = z + z^3 / 10. */
    public record Cubic() implements Activation {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).addProduct(scratch.scratch(0).assign(z).multiply(z), z, 0.1);
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            gradient.multiply(scratch.scratch(0).fill(1).addProduct(z, z, 0.3));
        }
    }

    public record Linear() implements Activation {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z);
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {}

        @Override
        public Link link() {
            return Link.IDENTITY;
        }
    }

    /** Squashes; its link can be hidden so that a loss has to use activations. */
    public record Sigmoid(boolean hideLink) implements Activation {
        public Sigmoid() {
            this(false);
        }

        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).sigmoid();
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            gradient.multiply(scratch.scratch(0).assign(a).addProduct(a, a, -1));
        }

        @Override
        public Link link() {
            return hideLink ? Link.NONE : Link.LOGIT;
        }
    }

    public record Softmax(boolean hideLink) implements Activation {
        public Softmax() {
            this(false);
        }

        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).exp();
            for (int i = 0; i < a.rows(); i++) {
                a.row(i).scale(1 / a.row(i).sum());
            }
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            for (int i = 0; i < a.rows(); i++) {
                gradient.row(i).add(-gradient.row(i).dot(a.row(i)));
            }
            gradient.multiply(a);
        }

        @Override
        public Link link() {
            return hideLink ? Link.NONE : Link.SOFTMAX;
        }
    }

    public record HeNormal() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.fill(random::nextGaussian).scale(Math.sqrt(2.0 / fan.in()));
        }
    }

    public record XavierNormal() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.fill(random::nextGaussian).scale(Math.sqrt(1.0 / fan.in()));
        }
    }

    /** Element-wise, with two slots. */
    public record Adam(
            @Hyperparameter(min = 0, max = 1, maxExclusive = true, help = "decay of the average")
            double beta1,

            @Hyperparameter(min = 0, max = 1, maxExclusive = true)
            double beta2,

            @Hyperparameter(min = 0, minExclusive = true) double epsilon)
            implements Optimizer {
        public Adam() {
            this(0.9, 0.999, 1e-8);
        }

        @Override
        public List<String> slots() {
            return List.of("m", "v");
        }

        @Override
        public boolean elementwise() {
            return true;
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            Tensor m = step.slot("m").lerp(gradient, 1 - beta1);
            Tensor v = step.slot("v").lerpSquare(gradient, 1 - beta2);
            return gradient.assign(m, 1 / (1 - StrictMath.pow(beta1, step.number())))
                    .divideBySqrt(v, 1 / (1 - StrictMath.pow(beta2, step.number())), epsilon);
        }
    }

    /** A parameter at a time; divides the gradient by a number. */
    public record Plain(int divisor, boolean scratch) implements Optimizer {
        public Plain() {
            this(1, false);
        }

        public Plain {
            if (divisor == 0) {
                throw new IllegalArgumentException("the divisor must not be 0");
            }
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return scratch ? step.scratch(1).assign(gradient, 1.0 / divisor) : gradient.scale(1.0 / divisor);
        }
    }

    public record Halving() implements LrSchedule {
        @Override
        public double rate(double initialRate, Progress progress) {
            return initialRate / (1 << progress.epoch());
        }
    }

    /** Rates by epoch. */
    public record Table(@Hyperparameter(min = 0) SortedMap<Integer, Double> rates) implements LrSchedule {
        public Table() {
            this(new TreeMap<>());
        }

        @Override
        public double rate(double initialRate, Progress progress) {
            return rates.getOrDefault(progress.epoch(), initialRate);
        }
    }

    /** Holds another schedule. */
    public record After(int epochs, LrSchedule then) implements LrSchedule {
        public After() {
            this(1, new Constant());
        }

        @Override
        public double rate(double initialRate, Progress progress) {
            return progress.epoch() < epochs ? 0 : then.rate(initialRate, progress);
        }
    }

    /** lambda / 2 times the sum of squares, the long way through scratch. */
    public record Ridge(@Hyperparameter(min = 0) double lambda) implements WeightPenalty {
        public Ridge() {
            this(0.5);
        }

        @Override
        public double penalty(Tensor weights, Scratch scratch) {
            return lambda
                    / 2
                    * scratch.scratch(0).assign(weights).multiply(weights).sum();
        }

        @Override
        public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
            gradient.add(weights, lambda * scale);
        }
    }

    /** Twice the activation or nothing. */
    public record Coin() implements ActivationMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            mask.fill(() -> random.nextBoolean() ? 2 : 0);
        }
    }

    /** Twice the weight or nothing. */
    public record WeightCoin() implements WeightMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            mask.fill(() -> random.nextBoolean() ? 2 : 0);
        }
    }
}
