package __group__;

import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;

/**
 * The metric {@code __name__}: Cohen's kappa (1960), which is the share of right predictions p, corrected for the
 * share q that is right by chance: (p - q) / (1 - q). Cite the source of your formula here.
 */
public record __class__() implements Metric {
    @Override
    public boolean largerIsBetter() {
        return true;
    }

    @Override
    public void check(Labels labels) {
        if (labels.classes().isEmpty()) {
            throw new IllegalArgumentException("needs a label with classes");
        }
    }

    @Override
    public Double of(Predictions predictions) {
        double[] labelled = new double[predictions.labels().classes().size()]; // the weight of each class
        double[] predicted = new double[labelled.length];
        double right = 0;
        double all = 0;
        for (int i = 0; i < predictions.size(); i++) {
            int label = (int) predictions.label(i);
            double weight = predictions.weight(i); // 1, unless examples have weights
            labelled[label] += weight;
            predicted[predictions.predictedClass(i)] += weight;
            right += predictions.predictedClass(i) == label ? weight : 0;
            all += weight;
        }
        double q = 0;
        for (int c = 0; c < labelled.length; c++) {
            q += labelled[c] / all * (predicted[c] / all);
        }
        return q < 1 ? (right / all - q) / (1 - q) : null; // null: undefined, for instance if there is only one class
    }
}
