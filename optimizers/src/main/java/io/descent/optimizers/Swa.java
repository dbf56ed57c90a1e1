package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic weight averaging (Izmailov et al. 2018, arXiv:1803.05407), algorithm 1, with a cycle length c of one
 * epoch. The training is that of another optimizer. From a share {@code start} of all updates on, the parameters at the
 * end of each epoch are averaged, all with the same weight:
 *
 * <pre>
 * average = (n average + theta) / (n + 1)
 * </pre>
 *
 * <p>The network is evaluated and saved at the average. Until there is one, the other optimizer decides. The learning
 * rate must not become small, or all parameters in the average are nearly the same: use a constant one.
 */
@ServiceProvider(Optimizer.class)
public record Swa(
        @Hyperparameter(help = "optimizer that trains") Optimizer optimizer,

        @Hyperparameter(min = 0, max = 1, help = "share of all updates after which averaging starts")
        double start)
        implements Optimizer {
    /** Defaults: {@link Adam}, start 0.75, as in most experiments of the paper. */
    public Swa() {
        this(new Adam(), 0.75);
    }

    /** Checks the range. */
    public Swa {
        Objects.requireNonNull(optimizer, "optimizer");
        Ranges.share("start", start);
    }

    @Override
    public List<String> slots() {
        return Wrapped.slots(optimizer, "average", "n");
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
        int updates = step.number() - 1; // the parameter is still that after the last update
        if (isAveraged(updates, step)) {
            Tensor n = step.slot("n");
            n.fill(before(updates, step) + 1);
            step.slot("average").lerp(step.parameter(), 1 / n.get(0, 0));
        }
        return optimizer.toDirection(gradient, Wrapped.step(step));
    }

    @Override
    public @Nullable Tensor evaluated(Step step) {
        int updates = step.number();
        if (isAveraged(updates, step)) {
            double weight = 1 / (before(updates, step) + 1);
            return step.scratch(0).assign(step.slot("average")).lerp(step.parameter(), weight);
        }
        return hasStarted(updates, step) && step.slot("n").get(0, 0) > 0
                ? step.slot("average")
                : optimizer.evaluated(Wrapped.step(step));
    }

    private boolean hasStarted(int updates, Step step) {
        return updates >= start * step.steps();
    }

    private boolean isAveraged(int updates, Step step) {
        return updates > 0 && updates % step.stepsPerEpoch() == 0 && hasStarted(updates, step);
    }

    /**
     * The number of parameters that are in the average already. What a shorter training has averaged does not count
     * when it is continued.
     */
    private double before(int updates, Step step) {
        return hasStarted(updates - step.stepsPerEpoch(), step) ? step.slot("n").get(0, 0) : 0;
    }
}
