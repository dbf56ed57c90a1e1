package io.descent.core.loss;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Link;
import io.descent.api.Tensor;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.tensor.internal.Float64Functions;

/**
 * Cross-entropy of a distribution over classes: -ln a_true. It is computed from z as ln(sum of e^z) - z_true, with the
 * largest z subtracted first.
 */
@ServiceProvider(Loss.class)
public record SoftmaxCrossEntropy() implements Loss {
    @Override
    public Link link() {
        return Link.SOFTMAX;
    }

    @Override
    public int outputs(Schema schema) {
        if (schema.task() != Task.CLASSIFICATION) {
            throw new InvalidInputException("network.loss: %s needs a label with classes, but '%s' has %s"
                    .formatted(name(), schema.label(), describe(schema)));
        }
        return schema.classes().size();
    }

    static String describe(Schema schema) {
        return schema.task() == Task.CLASSIFICATION ? schema.classes().size() + " classes" : "numbers";
    }

    @Override
    public String outputActivation(Schema schema) {
        return "softmax";
    }

    @Override
    public double sumFromLogits(Tensor z, Tensor y) {
        double sum = 0;
        for (int i = 0; i < z.rows(); i++) {
            double largest = z.get(i, 0);
            for (int j = 1; j < z.columns(); j++) {
                largest = Math.max(largest, z.get(i, j));
            }
            double exponentials = 0;
            double chosen = 0;
            for (int j = 0; j < z.columns(); j++) {
                double logit = z.get(i, j);
                exponentials += Float64Functions.exp(logit - largest);
                chosen += y.get(i, j) * (logit - largest);
            }
            sum += Float64Functions.log(exponentials) - chosen;
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
            for (int j = 0; j < a.columns(); j++) {
                if (y.get(i, j) != 0) {
                    sum -= y.get(i, j) * Float64Functions.log(Probabilities.require(a.get(i, j), name()));
                }
            }
        }
        return sum;
    }

    @Override
    public void gradientFromActivations(Tensor a, Tensor y, Tensor gradient) {
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < a.columns(); j++) {
                gradient.set(i, j, -y.get(i, j) / Probabilities.require(a.get(i, j), name()));
            }
        }
    }
}
