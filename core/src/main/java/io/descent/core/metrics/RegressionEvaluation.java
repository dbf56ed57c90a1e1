package io.descent.core.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metrics of a regression.
 *
 * @param examples number of examples
 * @param cost mean loss
 * @param rmse square root of the mean squared error
 * @param mae mean absolute error
 * @param r2 1 - squared error / squared distance of the labels from their mean; if all labels are equal, 1 for perfect
 *     predictions and 0 otherwise
 * @param scores additional metrics by name
 */
public record RegressionEvaluation(
        int examples, double cost, double rmse, double mae, double r2, Map<String, Double> scores)
        implements Evaluation {
    /** The built-in metrics only. */
    public RegressionEvaluation(int examples, double cost, double rmse, double mae, double r2) {
        this(examples, cost, rmse, mae, r2, Map.of());
    }

    /** Computes the metrics in two passes: first the mean of the labels, then the errors. */
    public static RegressionEvaluation of(double[] labels, double[] predictions, double cost) {
        double mean = 0;
        for (double label : labels) {
            mean += label;
        }
        mean /= labels.length;
        double squares = 0;
        double absolutes = 0;
        double spread = 0;
        for (int i = 0; i < labels.length; i++) {
            double error = predictions[i] - labels[i];
            squares += error * error;
            absolutes += Math.abs(error);
            spread += (labels[i] - mean) * (labels[i] - mean);
        }
        double r2 = spread == 0 ? (squares == 0 ? 1 : 0) : 1 - squares / spread;
        return new RegressionEvaluation(
                labels.length, cost, Math.sqrt(squares / labels.length), absolutes / labels.length, r2);
    }

    @Override
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("cost", cost);
        values.put("rmse", rmse);
        values.put("mae", mae);
        values.put("r2", r2);
        values.putAll(scores);
        return values;
    }

    @Override
    public RegressionEvaluation with(Map<String, Double> more) {
        return new RegressionEvaluation(examples, cost, rmse, mae, r2, more);
    }

    @Override
    public String headline() {
        return "r2";
    }
}
