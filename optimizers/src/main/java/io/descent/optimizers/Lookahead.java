package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * Lookahead (Zhang et al. 2019, arXiv:1907.08610), algorithm 1. Another optimizer moves the fast weights theta. After
 * every k updates, the slow weights phi move towards them, and the fast weights continue from there:
 *
 * <pre>
 * phi = phi + alpha (theta - phi);  theta = phi
 * </pre>
 *
 * <p>The slots of the other optimizer are kept. The network is evaluated and saved at the slow weights, which are the
 * initial parameters until the k-th update. An update with a learning rate of 0 moves nothing, so there the slow
 * weights wait for the next multiple of k.
 */
@ServiceProvider(Optimizer.class)
public record Lookahead(
        @Hyperparameter(help = "optimizer of the fast weights")
        Optimizer optimizer,

        @Hyperparameter(min = 1, help = "updates of the fast weights per update of the slow weights")
        int k,

        @Hyperparameter(
                min = 0,
                minExclusive = true,
                max = 1,
                help = "share of the way to the fast weights that the slow weights go")
        double alpha)
        implements Optimizer {
    /** Defaults: {@link Adam}; k 5 and alpha 0.5 from the paper. */
    public Lookahead() {
        this(new Adam(), 5, 0.5);
    }

    /** Checks the ranges. */
    public Lookahead {
        Objects.requireNonNull(optimizer, "optimizer");
        Ranges.atLeastOne("k", k);
        Ranges.positiveShare("alpha", alpha);
    }

    @Override
    public List<String> slots() {
        return Wrapped.slots(optimizer, "slow");
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
        Tensor slow = step.slot("slow");
        if (step.slotsAreFresh()) {
            slow.assign(step.parameter());
        }
        Tensor direction = optimizer.toDirection(gradient, Wrapped.step(step));
        if (step.number() % k != 0 || !Rate.moves(step)) {
            return direction;
        }
        Tensor fast = step.scratch(0).assign(step.parameter()).add(direction, -step.learningRate());
        return Rate.between(fast.assign(slow.lerp(fast, alpha)), step);
    }

    @Override
    public Tensor evaluated(Step step) {
        return step.slot("slow");
    }
}
