package io.descent.core.calibration.internal;

import io.descent.api.Predictions;
import io.descent.inference.model.internal.Calibration;
import org.jspecify.annotations.Nullable;

/**
 * The temperature T that minimises the mean logarithmic loss of p_i^(1/T) / sum_k p_k^(1/T) (Guo et al. 2017,
 * arXiv:1706.04599, section 4.2). With l = ln p and b = 1 / T, the loss of an example of class y is ln sum_k exp(b l_k) -
 * b l_y: convex in b, with the derivative E[l] - l_y and the second derivative Var[l] under the calibrated
 * probabilities.
 *
 * @param value T; 1 if no other temperature has a smaller loss
 * @param note why T is not the minimum; null if it is
 */
public record Temperature(double value, @Nullable String note) {
    private static final int MOST_STEPS = 100;
    private static final double CLOSE = 1e-13;

    /** The derivatives of the sum of losses. */
    private record Slope(double first, double second) {}

    /**
     * Learns a temperature by Newton's method, safeguarded by bisection. The same predictions give the same bits.
     *
     * @param raw predictions of classes that the training has not seen, not calibrated
     */
    public static Temperature of(Predictions raw) {
        double coldest = 1 / Calibration.COLDEST;
        double hottest = 1 / Calibration.HOTTEST;
        if (slope(raw, coldest).first < 0) {
            return new Temperature(
                    1,
                    "the temperature is left at 1: the dev set is so small or so easy that its log loss falls for ever"
                            + " as probabilities become certain");
        }
        if (slope(raw, hottest).first > 0) {
            return new Temperature(
                    Calibration.HOTTEST,
                    "the temperature is %s, the largest that is allowed: on the dev set, the probabilities are no better than chance"
                            .formatted(Calibration.HOTTEST));
        }
        double b = minimum(raw, hottest, coldest);
        double temperature = Math.max(Calibration.COLDEST, Math.min(Calibration.HOTTEST, 1 / b));
        double after =
                Reliability.logLoss(new CalibratedPredictions(raw, Calibration.NONE.withTemperature(temperature)));
        return new Temperature(after < Reliability.logLoss(raw) ? temperature : 1, null);
    }

    private static double minimum(Predictions raw, double from, double to) {
        double low = from;
        double high = to;
        double b = 1;
        for (int i = 0; i < MOST_STEPS; i++) {
            Slope slope = slope(raw, b);
            if (slope.first == 0) {
                break;
            }
            if (slope.first > 0) {
                high = b;
            } else {
                low = b;
            }
            double next = b - slope.first / slope.second;
            if (!(next > low && next < high)) {
                next = Math.sqrt(low * high);
            }
            boolean isClose = Math.abs(next - b) <= CLOSE * b;
            b = next;
            if (isClose) {
                break;
            }
        }
        return b;
    }

    private static Slope slope(Predictions raw, double b) {
        int classes = raw.labels().classes().size();
        double[] logs = new double[classes];
        double first = 0;
        double second = 0;
        for (int i = 0; i < raw.size(); i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                logs[k] = Calibration.log(raw.probability(i, k));
                largest = Math.max(largest, logs[k]);
            }
            double sum = 0;
            double mean = 0;
            double square = 0;
            for (int k = 0; k < classes; k++) {
                double below = logs[k] - largest;
                double q = StrictMath.exp(b * below);
                sum += q;
                mean += q * below;
                square += q * below * below;
            }
            mean /= sum;
            first += raw.weight(i) * (mean - (logs[(int) raw.label(i)] - largest));
            second += raw.weight(i) * (square / sum - mean * mean);
        }
        return new Slope(first, second);
    }
}
