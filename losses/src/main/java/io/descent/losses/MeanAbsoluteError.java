package io.descent.losses;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.Outputs;
import io.descent.api.Tensor;

/**
 * Mean absolute error: the mean of |a - y| over the outputs. Its derivative is the sign of a - y, 0 where both are
 * equal, divided by the number of outputs. The best prediction is the median of the label, so single outliers hardly
 * move it. It accepts every output activation.
 */
@ServiceProvider(Loss.class)
public record MeanAbsoluteError() implements Loss {
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

    @Override
    public void costs(Outputs outputs, Tensor y, Tensor costs) {
        Tensor error = outputs.scratch(0).assign(outputs.a()).add(y, -1);
        costs.assignRowSums(error.abs()).scale(1.0 / y.columns());
    }

    @Override
    public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
        gradient.assign(outputs.a()).add(y, -1).sign().scale(1.0 / y.columns());
    }
}
