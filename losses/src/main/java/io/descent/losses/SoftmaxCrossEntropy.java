package io.descent.losses;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.Outputs;
import io.descent.api.Tensor;

/**
 * Cross-entropy of the probabilities a of K classes: -sum of y'_k ln a_k. Label smoothing s (Szegedy et al. 2016,
 * arXiv:1512.00567, section 7) replaces the label y_k, which is 1 for the class of the example and 0 elsewhere, by
 * y'_k = (1 - s) y_k + s / K; without it, y' is y.
 *
 * <p>With a softmax output it is computed from z as ln(sum of e^d_k) - sum of y'_k d_k, where d_k = z_k - max z, which
 * cannot overflow, and its derivative with respect to z_k is a_k - y'_k. With another output activation, a_k is first
 * moved into [1e-7, 1 - 1e-7].
 */
@ServiceProvider(Loss.class)
public record SoftmaxCrossEntropy(
        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                help = "share of the label that is spread evenly over all classes; 0 uses the label as it is")
        double labelSmoothing)
        implements Loss {
    /** Default: no label smoothing. */
    public SoftmaxCrossEntropy() {
        this(0);
    }

    /** Checks the range. */
    public SoftmaxCrossEntropy {
        Ranges.share("label-smoothing", labelSmoothing);
    }

    @Override
    public Link link(Labels labels) {
        return Link.SOFTMAX;
    }

    @Override
    public int outputs(Labels labels) {
        Needs.classes(labels);
        return labels.classes().size();
    }

    @Override
    public String outputActivation(Labels labels) {
        return "softmax";
    }

    @Override
    public void costs(Outputs outputs, Tensor y, Tensor costs) {
        Tensor label = labelSmoothing == 0 ? y : smoothed(y, outputs.scratch(1));
        if (!outputs.linked()) {
            Tensor p = Probabilities.bounded(outputs.a(), outputs.scratch(0));
            costs.assignRowSums(p.log().multiply(label)).scale(-1);
            return;
        }
        Tensor distance = outputs.scratch(0).assign(outputs.z());
        for (int i = 0; i < y.rows(); i++) {
            Tensor row = distance.row(i);
            row.add(-row.max());
        }
        Tensor terms = outputs.scratch(2).assign(distance).multiply(label);
        costs.assignRowSums(distance.exp()).log();
        for (int i = 0; i < y.rows(); i++) {
            costs.set(i, 0, costs.get(i, 0) - terms.row(i).sum());
        }
    }

    private Tensor smoothed(Tensor y, Tensor label) {
        return label.assign(y).scale(1 - labelSmoothing).add(labelSmoothing / y.columns());
    }

    @Override
    public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
        Tensor a = outputs.a();
        double spread = labelSmoothing / a.columns();
        if (outputs.linked()) {
            gradient.assign(a).add(y, labelSmoothing - 1);
            if (labelSmoothing > 0) {
                gradient.add(-spread);
            }
            return;
        }
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < a.columns(); j++) {
                double label = (1 - labelSmoothing) * y.get(i, j) + spread;
                gradient.set(i, j, -label / Probabilities.bounded(a.get(i, j)));
            }
        }
    }
}
