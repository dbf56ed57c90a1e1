package io.descent.core.loss;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Link;
import io.descent.api.Tensor;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;

/** Mean squared error: the mean of (a - y)^2 over the outputs. */
@ServiceProvider(Loss.class)
public record MeanSquaredError() implements Loss {
    @Override
    public Link link() {
        return Link.IDENTITY;
    }

    @Override
    public int outputs(Schema schema) {
        return schema.task() == Task.REGRESSION || schema.classes().size() == 2
                ? 1
                : schema.classes().size();
    }

    @Override
    public String outputActivation(Schema schema) {
        if (schema.task() == Task.REGRESSION) {
            return "linear";
        }
        return schema.classes().size() == 2 ? "sigmoid" : "softmax";
    }

    @Override
    public boolean accepts(Link output) {
        return true;
    }

    @Override
    public double sumFromLogits(Tensor z, Tensor y) {
        return sumFromActivations(z, y);
    }

    @Override
    public double logitGradientFactor(int outputs) {
        return 2.0 / outputs;
    }

    @Override
    public double sumFromActivations(Tensor a, Tensor y) {
        double sum = 0;
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < a.columns(); j++) {
                double error = a.get(i, j) - y.get(i, j);
                sum += error * error;
            }
        }
        return sum / a.columns();
    }

    @Override
    public void gradientFromActivations(Tensor a, Tensor y, Tensor gradient) {
        gradient.assign(a).add(y, -1).scale(logitGradientFactor(a.columns()));
    }
}
