package io.descent.losses;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.Outputs;
import io.descent.api.Tensor;

/**
 * Binary cross-entropy of the probability a of the second of two classes: -y' ln a - (1 - y') ln(1 - a). Label
 * smoothing s (Szegedy et al. 2016, arXiv:1512.00567, section 7) replaces the label y by y' = (1 - s) y + s / 2;
 * without it, y' is y.
 *
 * <p>With a sigmoid output it is computed from z as max(z, 0) - y' z + ln(1 + e^-|z|), which neither overflows nor
 * cancels, and its derivative with respect to z is a - y'. With another output activation, a is first moved into
 * [1e-7, 1 - 1e-7].
 */
@ServiceProvider(Loss.class)
public record BinaryCrossEntropy(
        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                help = "share of the label that is spread evenly over both classes; 0 uses the label as it is")
        double labelSmoothing)
        implements Loss {
    /** Default: no label smoothing. */
    public BinaryCrossEntropy() {
        this(0);
    }

    /** Checks the range. */
    public BinaryCrossEntropy {
        Ranges.share("label-smoothing", labelSmoothing);
    }

    @Override
    public Link link(Labels labels) {
        return Link.LOGIT;
    }

    @Override
    public int outputs(Labels labels) {
        Needs.twoClasses(labels);
        return 1;
    }

    @Override
    public String outputActivation(Labels labels) {
        return "sigmoid";
    }

    @Override
    public void costs(Outputs outputs, Tensor y, Tensor costs) {
        if (outputs.linked()) {
            costsFromLogits(outputs, y, costs);
        } else {
            costsFromProbabilities(outputs, y, costs);
        }
    }

    private void costsFromLogits(Outputs outputs, Tensor y, Tensor costs) {
        Tensor z = outputs.z();
        Tensor cost = outputs.scratch(0).assign(z).max(0).addProduct(y, z, labelSmoothing - 1);
        if (labelSmoothing > 0) {
            cost.add(z, -labelSmoothing / 2);
        }
        // added last: it may be much smaller than the terms before, which cancel
        cost.add(outputs.scratch(1).assign(z).abs().scale(-1).exp().log1p());
        costs.assign(cost);
    }

    private void costsFromProbabilities(Outputs outputs, Tensor y, Tensor costs) {
        Tensor label = outputs.scratch(0).assign(y).scale(1 - labelSmoothing).add(labelSmoothing / 2);
        Tensor p = Probabilities.bounded(outputs.a(), outputs.scratch(1));
        Tensor first = outputs.scratch(2).fill(1).add(p, -1).log();
        Tensor second = p.log().multiply(label);
        first.multiply(label.scale(-1).add(1));
        costs.assign(second.add(first).scale(-1));
    }

    @Override
    public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
        Tensor a = outputs.a();
        if (outputs.linked()) {
            gradient.assign(a).add(y, labelSmoothing - 1);
            if (labelSmoothing > 0) {
                gradient.add(-labelSmoothing / 2);
            }
            return;
        }
        for (int i = 0; i < a.rows(); i++) {
            double p = Probabilities.bounded(a.get(i, 0));
            double label = (1 - labelSmoothing) * y.get(i, 0) + labelSmoothing / 2;
            gradient.set(i, 0, (p - label) / (p * (1 - p)));
        }
    }
}
