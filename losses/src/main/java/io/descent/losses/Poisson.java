package io.descent.losses;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.Outputs;
import io.descent.api.Tensor;

/**
 * Poisson loss of a count y with the expectation a (Nelder and Wedderburn 1972, Generalized linear models): a - y ln a,
 * the mean over the outputs. It is the negative log-likelihood without ln(y!), which no parameter changes, so it may be
 * negative.
 *
 * <p>With an exponential output it is computed from z = ln a as e^z - y z, and its derivative with respect to z is
 * a - y, divided by the number of outputs. With another output activation, which must not be negative, a is first
 * raised to at least 1e-7. Labels must be at least 0; they are neither shifted nor scaled before training.
 */
@ServiceProvider(Loss.class)
public record Poisson() implements Loss {
    /** Keeps the logarithm finite when an activation has underflowed. */
    private static final double SMALLEST = 1e-7;

    @Override
    public Link link(Labels labels) {
        return Link.LOG;
    }

    @Override
    public int outputs(Labels labels) {
        Needs.values(labels);
        if (labels.smallest() < 0) {
            throw new IllegalArgumentException("needs labels of at least 0, but the smallest is " + labels.smallest());
        }
        return labels.columns();
    }

    @Override
    public String outputActivation(Labels labels) {
        return "exponential";
    }

    @Override
    public boolean labelsMayBeScaled() {
        return false;
    }

    @Override
    public void costs(Outputs outputs, Tensor y, Tensor costs) {
        Tensor a = outputs.scratch(0);
        Tensor z = outputs.scratch(1);
        if (outputs.linked()) {
            z.assign(outputs.z());
            a.assign(z).exp();
        } else {
            positive(outputs.a(), a);
            z.assign(a).log();
        }
        costs.assignRowSums(a.add(z.multiply(y), -1)).scale(1.0 / y.columns());
    }

    @Override
    public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
        if (outputs.linked()) {
            gradient.assign(outputs.a()).add(y, -1);
        } else {
            Tensor quotient = outputs.scratch(1).assign(y).divide(positive(outputs.a(), outputs.scratch(0)));
            gradient.fill(1).add(quotient, -1);
        }
        gradient.scale(1.0 / y.columns());
    }

    private static Tensor positive(Tensor a, Tensor bounded) {
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < a.columns(); j++) {
                if (a.get(i, j) < 0) {
                    throw new IllegalArgumentException(
                            "needs values of at least 0 from the output activation, but it gave " + a.get(i, j));
                }
            }
        }
        return bounded.assign(a).max(SMALLEST);
    }
}
