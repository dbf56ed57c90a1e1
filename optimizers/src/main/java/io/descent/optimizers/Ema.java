package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * Exponential moving average of the parameters of another optimizer (Polyak and Juditsky 1992 average uniformly;
 * Tarvainen and Valpola 2017, arXiv:1703.01780, and others with a decay rate). The training is that of the other
 * optimizer. The network is evaluated and saved at the average of the parameters theta_1, ..., theta_t after each of
 * the t updates so far:
 *
 * <pre>
 * average_t = (1 - decay) / (1 - decay^t) sum of decay^(t - i) theta_i over i = 1, ..., t
 * </pre>
 *
 * <p>The divisor is Adam's bias correction: the weights add up to 1 from the first update on, and the initial
 * parameters have none. The average reaches back over about 1 / (1 - decay) updates.
 */
@ServiceProvider(Optimizer.class)
public record Ema(
        @Hyperparameter(help = "optimizer that trains") Optimizer optimizer,

        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                scale = Hyperparameter.Scale.ONE_MINUS_LOG,
                help = "decay rate of the average of parameters")
        double decay)
        implements Optimizer {
    /** Defaults: {@link Adam}, decay 0.999. */
    public Ema() {
        this(new Adam(), 0.999);
    }

    /** Checks the range. */
    public Ema {
        Objects.requireNonNull(optimizer, "optimizer");
        Ranges.decay("decay", decay);
    }

    @Override
    public List<String> slots() {
        return Wrapped.slots(optimizer, "average");
    }

    @Override
    public boolean elementwise() {
        return optimizer.elementwise();
    }

    @Override
    public boolean slotsMayBeAveraged() {
        return optimizer.slotsMayBeAveraged();
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        int t = step.number() - 1; // the parameter is still that after the last update
        if (t > 0) {
            step.slot("average").lerp(step.parameter(), weight(t));
        }
        return optimizer.toDirection(gradient, Wrapped.step(step));
    }

    @Override
    public Tensor evaluated(Step step) {
        return step.scratch(0).assign(step.slot("average")).lerp(step.parameter(), weight(step.number()));
    }

    /** The weight of theta_t in the average; the lerp at weight 1 replaces the zeros that a new slot holds. */
    private double weight(int t) {
        return t == 1 ? 1 : Math.min(1, (1 - decay) * BiasCorrection.of(decay, t));
    }
}
