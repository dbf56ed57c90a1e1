package io.descent.inference;

import io.descent.api.Activation;
import io.descent.api.Hyperparameter;
import io.descent.api.Link;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.Progress;
import io.descent.api.Scratch;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.inference.plugin.internal.PluginRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plugins for the tests of this module, which does not depend on the built-in ones. The activations and constant are
 * registered.
 */
public final class TestPlugins {
    private TestPlugins() {}

    /** All plugins except {@link Unregistered}. */
    public static PluginRegistry registry() {
        Map<Class<? extends Plugin>, List<? extends Plugin>> plugins = new LinkedHashMap<>();
        plugins.put(Activation.class, List.of(new Relu(), new Linear(), new Sigmoid(), new Softmax(), new Cubic()));
        plugins.put(Optimizer.class, List.of(new Adam(), new Plain()));
        plugins.put(LrSchedule.class, List.of(new Constant(), new Halving(), new After()));
        return new PluginRegistry(plugins.keySet(), plugins);
    }

    /** Activations for models that only predict. */
    private interface Forward extends Activation {
        @Override
        default void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            throw new UnsupportedOperationException("a model only predicts");
        }
    }

    public record Relu() implements Forward {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).max(0);
        }
    }

    /** a = z + z^3 / 10. */
    public record Cubic() implements Forward {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).addProduct(scratch.scratch(0).assign(z).multiply(z), z, 0.1);
        }
    }

    public record Linear() implements Forward {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z);
        }

        @Override
        public Link link() {
            return Link.IDENTITY;
        }
    }

    public record Sigmoid() implements Forward {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).sigmoid();
        }

        @Override
        public Link link() {
            return Link.LOGIT;
        }
    }

    public record Softmax() implements Forward {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).exp();
            for (int i = 0; i < a.rows(); i++) {
                a.row(i).scale(1 / a.row(i).sum());
            }
        }

        @Override
        public Link link() {
            return Link.SOFTMAX;
        }
    }

    /** Not named in any service file. */
    public record Unregistered() implements Forward {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z);
        }
    }

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
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient;
        }
    }

    public record Plain() implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient;
        }
    }

    public record Constant() implements LrSchedule {
        @Override
        public double rate(double initialRate, Progress progress) {
            return initialRate;
        }
    }

    public record Halving() implements LrSchedule {
        @Override
        public double rate(double initialRate, Progress progress) {
            return initialRate / (1 << progress.epoch());
        }
    }

    /** Contains another schedule. */
    public record After(int epochs, LrSchedule then) implements LrSchedule {
        public After() {
            this(1, new Constant());
        }

        @Override
        public double rate(double initialRate, Progress progress) {
            return progress.epoch() < epochs ? 0 : then.rate(initialRate, progress);
        }
    }
}
