package io.descent.losses;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.Outputs;
import io.descent.api.Tensor;

/**
 * Mean squared error: the mean of (a - y)^2 over the outputs, without a factor 1/2. Its derivative is 2 (a - y) divided
 * by the number of outputs. It accepts every label and every output activation; with classes, a is a probability and
 * the loss is known as the Brier score.
 */
@ServiceProvider(Loss.class)
public record MeanSquaredError() implements Loss {
    @Override
    public Link link(Labels labels) {
        return Link.IDENTITY;
    }

    @Override
    public int outputs(Labels labels) {
        int classes = labels.classes().size();
        if (classes == 0) {
            return labels.columns();
        }
        return classes == 2 ? 1 : classes;
    }

    @Override
    public String outputActivation(Labels labels) {
        if (labels.classes().isEmpty()) {
            return "linear";
        }
        return labels.classes().size() == 2 ? "sigmoid" : "softmax";
    }

    @Override
    public boolean accepts(Link activation, Labels labels) {
        return true;
    }

    @Override
    public void costs(Outputs outputs, Tensor y, Tensor costs) {
        Tensor error = outputs.scratch(0).assign(outputs.a()).add(y, -1);
        costs.assignRowSums(error.multiply(error)).scale(1.0 / y.columns());
    }

    @Override
    public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
        gradient.assign(outputs.a()).add(y, -1).scale(2.0 / y.columns());
    }
}
