package io.descent.losses;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.Outputs;
import io.descent.api.Tensor;

/**
 * Focal loss (Lin et al. 2017, arXiv:1708.02002, section 3): -(1 - p)^gamma ln p, where p is the probability of the
 * class of the example. It is a cross-entropy in which examples that are already predicted well count less; gamma 0 is
 * the cross-entropy.
 *
 * <p>With two classes, the loss may also be multiplied by alpha for the second class and by 1 - alpha for the first
 * (equation 5). Class weights of the training do the same for any number of classes.
 *
 * <p>Two classes have one output, by default {@code sigmoid}; more classes have one output each, by default
 * {@code softmax}. With these output activations the loss is computed from z without overflow; with others, the
 * probabilities are first moved into [1e-7, 1 - 1e-7].
 */
@ServiceProvider(Loss.class)
public record Focal(
        @Hyperparameter(min = 0, help = "how much less well-predicted examples count; 0 gives the cross-entropy")
        double gamma,

        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                help = "weight of the second of two classes, 1 - alpha that of the first; 0 uses no weights")
        double alpha)
        implements Loss {
    /** Replaces smaller numbers before a logarithm or a division; far below the precision of 1 - p. */
    private static final double TINY = 1e-30;

    /** Defaults: gamma 2 from the paper, and no alpha. */
    public Focal() {
        this(2, 0);
    }

    /** Checks the ranges. */
    public Focal {
        Ranges.notNegative("gamma", gamma);
        Ranges.share("alpha", alpha);
    }

    @Override
    public Link link(Labels labels) {
        return labels.classes().size() == 2 ? Link.LOGIT : Link.SOFTMAX;
    }

    @Override
    public int outputs(Labels labels) {
        if (alpha > 0) {
            Needs.twoClassesFor("alpha", labels);
        }
        Needs.classes(labels);
        int classes = labels.classes().size();
        return classes == 2 ? 1 : classes;
    }

    @Override
    public String outputActivation(Labels labels) {
        return labels.classes().size() == 2 ? "sigmoid" : "softmax";
    }

    @Override
    public void costs(Outputs outputs, Tensor y, Tensor costs) {
        if (y.columns() == 1) {
            costsOfTwo(outputs, y, costs);
        } else {
            costsOfMany(outputs, y, costs);
        }
    }

    @Override
    public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
        if (y.columns() == 1) {
            gradientOfTwo(outputs, y, gradient);
        } else if (outputs.linked()) {
            gradientOfLogits(outputs, y, gradient);
        } else {
            gradientOfProbabilities(outputs, y, gradient);
        }
    }

    /** y alpha q^gamma (-ln p) + (1 - y) (1 - alpha) p^gamma (-ln q), where p = a and q = 1 - p. */
    private void costsOfTwo(Outputs outputs, Tensor y, Tensor costs) {
        Tensor minusLogP = outputs.scratch(0);
        Tensor minusLogQ = outputs.scratch(1);
        setLogarithms(outputs, minusLogP, minusLogQ);
        Tensor second = outputs.scratch(2).assign(minusLogQ, -gamma).exp().multiply(minusLogP);
        Tensor first = outputs.scratch(3).assign(minusLogP, -gamma).exp().multiply(minusLogQ);
        costs.assign(weighted(second, first, y, outputs.scratch(4)));
    }

    /**
     * With respect to z: -y alpha q^gamma (q - gamma p ln p) + (1 - y) (1 - alpha) p^gamma (p - gamma q ln q); with
     * respect to a the same divided by p q.
     */
    private void gradientOfTwo(Outputs outputs, Tensor y, Tensor gradient) {
        Tensor minusLogP = outputs.scratch(0);
        Tensor minusLogQ = outputs.scratch(1);
        setLogarithms(outputs, minusLogP, minusLogQ);
        Tensor p = outputs.scratch(4).assign(minusLogP, -1).exp();
        Tensor q = outputs.scratch(5).assign(minusLogQ, -1).exp();
        Tensor second =
                outputs.scratch(2).assign(minusLogP).multiply(p).scale(gamma).add(q);
        Tensor first =
                outputs.scratch(3).assign(minusLogQ).multiply(q).scale(gamma).add(p);
        second.multiply(minusLogQ.scale(-gamma).exp()).scale(-1);
        first.multiply(minusLogP.scale(-gamma).exp());
        Tensor product = p.multiply(q);
        Tensor slope = weighted(second, first, y, q);
        gradient.assign(outputs.linked() ? slope : slope.divide(product));
    }

    /** Computes -ln p and -ln q with scratch(2). */
    private static void setLogarithms(Outputs outputs, Tensor minusLogP, Tensor minusLogQ) {
        if (outputs.linked()) { // ln(1 + e^-z) and ln(1 + e^z)
            Tensor z = outputs.z();
            Tensor rest = outputs.scratch(2);
            minusLogP.assign(z).abs().scale(-1).exp().log1p();
            minusLogQ.assign(minusLogP).add(rest.assign(z).max(0));
            minusLogP.add(rest.assign(z).scale(-1).max(0));
        } else {
            Probabilities.bounded(outputs.a(), minusLogP);
            minusLogQ.fill(1).add(minusLogP, -1).log().scale(-1);
            minusLogP.log().scale(-1);
        }
    }

    /** second = y alpha second + (1 - y) (1 - alpha) first; without alpha, both weights are 1. */
    private Tensor weighted(Tensor second, Tensor first, Tensor y, Tensor other) {
        other.fill(1).add(y, -1).multiply(first);
        second.multiply(y);
        return alpha == 0 ? second.add(other) : second.scale(alpha).add(other, 1 - alpha);
    }

    /** The sum of y_k (1 - p_k)^gamma (-ln p_k), where -ln p_k = ln(sum of e^d) - d_k and d_k = z_k - max z. */
    private void costsOfMany(Outputs outputs, Tensor y, Tensor costs) {
        Tensor minusLogP = outputs.scratch(0);
        if (outputs.linked()) {
            minusLogP.assign(outputs.z());
            for (int i = 0; i < y.rows(); i++) {
                Tensor row = minusLogP.row(i);
                row.add(-row.max());
            }
            costs.assignRowSums(outputs.scratch(1).assign(minusLogP).exp()).log();
            minusLogP.scale(-1);
            for (int i = 0; i < y.rows(); i++) {
                minusLogP.row(i).add(costs.get(i, 0));
            }
        } else {
            Probabilities.bounded(outputs.a(), minusLogP).log().scale(-1);
        }
        Tensor power = outputs.scratch(1).assign(minusLogP, -1).expm1().scale(-1);
        power(power).multiply(minusLogP).multiply(y);
        costs.assignRowSums(power);
    }

    /** p_k (sum of y_j s_j) - y_k s_k, where s_j = q_j^gamma (1 - gamma p_j ln(p_j) / q_j) and q_j = 1 - p_j. */
    private void gradientOfLogits(Outputs outputs, Tensor y, Tensor gradient) {
        Tensor p = outputs.scratch(0).assign(outputs.a()).max(TINY);
        Tensor slope = outputs.scratch(1).assign(p).log().scale(-gamma).multiply(p);
        Tensor q = outputs.scratch(2).fill(1).add(p, -1).max(TINY);
        slope.divide(q).add(1).multiply(power(q)).multiply(y);
        for (int i = 0; i < y.rows(); i++) {
            p.row(i).scale(slope.row(i).sum());
        }
        gradient.assign(p.add(slope, -1));
    }

    /** -y_k q_k^gamma (1 / p_k - gamma ln(p_k) / q_k), where q_k = 1 - p_k. */
    private void gradientOfProbabilities(Outputs outputs, Tensor y, Tensor gradient) {
        Tensor p = Probabilities.bounded(outputs.a(), outputs.scratch(0));
        Tensor slope = outputs.scratch(1).assign(p).log().scale(-gamma);
        Tensor q = outputs.scratch(2).fill(1).add(p, -1);
        slope.divide(q)
                .add(outputs.scratch(3).fill(1).divide(p))
                .multiply(power(q))
                .multiply(y);
        gradient.assign(slope).scale(-1);
    }

    /** q = q^gamma. */
    private Tensor power(Tensor q) {
        return q.max(TINY).log().scale(gamma).exp();
    }
}
