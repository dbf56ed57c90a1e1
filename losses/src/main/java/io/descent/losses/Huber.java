package io.descent.losses;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.Outputs;
import io.descent.api.Tensor;

/**
 * Huber loss (Huber 1964, Robust estimation of a location parameter, section 3) of the error e = a - y: e^2 / 2 where
 * |e| is at most delta, delta (|e| - delta / 2) beyond; the mean over the outputs. Its derivative is e limited to
 * [-delta, delta], divided by the number of outputs. It accepts every output activation.
 *
 * <p>delta is in the units of the labels.
 */
@ServiceProvider(Loss.class)
public record Huber(
        @Hyperparameter(
                min = 0,
                minExclusive = true,
                scale = Hyperparameter.Scale.LOG,
                help = "error up to which the loss is quadratic; it is linear beyond")
        double delta)
        implements Loss {
    /** Default: delta 1. */
    public Huber() {
        this(1);
    }

    /** Checks the range. */
    public Huber {
        Ranges.positive("delta", delta);
    }

    @Override
    public Link link(Labels labels) {
        return Link.IDENTITY;
    }

    @Override
    public int outputs(Labels labels) {
        Needs.values(labels);
        return labels.columns();
    }

    @Override
    public String outputActivation(Labels labels) {
        return "linear";
    }

    @Override
    public boolean accepts(Link activation, Labels labels) {
        return true;
    }

    /** Both cases are c (|e| - c / 2) with c = min(|e|, delta). */
    @Override
    public void costs(Outputs outputs, Tensor y, Tensor costs) {
        Tensor error = outputs.scratch(0).assign(outputs.a()).add(y, -1).abs();
        Tensor c = outputs.scratch(1).assign(error).min(delta);
        costs.assignRowSums(error.add(c, -0.5).multiply(c)).scale(1.0 / y.columns());
    }

    @Override
    public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
        gradient.assign(outputs.a()).add(y, -1).max(-delta).min(delta).scale(1.0 / y.columns());
    }
}
