package io.descent.core.loss;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Link;
import io.descent.api.Tensor;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.tensor.internal.Float64Functions;

/**
 * Binary cross-entropy of a probability a: -y ln a - (1 - y) ln(1 - a). It is computed from z as
 * max(z, 0) - y z + ln(1 + e^-|z|), which neither overflows nor cancels.
 */
@ServiceProvider(Loss.class)
public record BinaryCrossEntropy() implements Loss {
    @Override
    public Link link() {
        return Link.LOGIT;
    }

    @Override
    public int outputs(Schema schema) {
        if (schema.task() != Task.CLASSIFICATION || schema.classes().size() != 2) {
            throw new InvalidInputException("network.loss: %s needs a label with two classes, but '%s' has %s"
                    .formatted(name(), schema.label(), SoftmaxCrossEntropy.describe(schema)));
        }
        return 1;
    }

    @Override
    public String outputActivation(Schema schema) {
        return "sigmoid";
    }

    @Override
    public double sumFromLogits(Tensor z, Tensor y) {
        double sum = 0;
        for (int i = 0; i < z.rows(); i++) {
            double logit = z.get(i, 0);
            sum += Math.max(logit, 0)
                    - y.get(i, 0) * logit
                    + Float64Functions.log1p(Float64Functions.exp(-Math.abs(logit)));
        }
        return sum;
    }

    @Override
    public double logitGradientFactor(int outputs) {
        return 1;
    }

    @Override
    public double sumFromActivations(Tensor a, Tensor y) {
        double sum = 0;
        for (int i = 0; i < a.rows(); i++) {
            double p = Probabilities.require(a.get(i, 0), name());
            double label = y.get(i, 0);
            sum -= label * Float64Functions.log(p) + (1 - label) * Float64Functions.log(1 - p);
        }
        return sum;
    }

    @Override
    public void gradientFromActivations(Tensor a, Tensor y, Tensor gradient) {
        for (int i = 0; i < a.rows(); i++) {
            double p = Probabilities.require(a.get(i, 0), name());
            gradient.set(i, 0, (p - y.get(i, 0)) / (p * (1 - p)));
        }
    }
}
