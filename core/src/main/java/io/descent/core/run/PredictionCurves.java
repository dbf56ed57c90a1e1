package io.descent.core.run;

import io.descent.core.metrics.PredictedExamples;
import io.descent.core.metrics.PredictedSet;
import io.descent.inference.spec.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is drawn of the predictions for a set, as JSON: for classes the ROC and the precision-recall curve of each class
 * against the rest (of two classes, of the second), for values the pairs of actual and predicted value of some rows.
 * Coordinates of curves are rounded to four digits; points nearer than 1/100 to the one before are left out.
 */
final class PredictionCurves {
    private static final int MOST_CLASSES = 20;
    private static final int MOST_LABELS = 20;
    private static final int MOST_ROWS = 500;
    private static final double STEP = 0.01;
    private static final double DIGITS = 1e4;

    private PredictionCurves() {}

    /** The curves; empty if there are too many classes. */
    static Map<String, Object> of(PredictedSet set, Schema schema) {
        Map<String, Object> json = new LinkedHashMap<>();
        List<String> classes = schema.classes();
        if (classes.isEmpty()) {
            for (int k = 0; k < Math.min(MOST_LABELS, schema.labels().size()); k++) {
                json.put(schema.labels().get(k), pairs(set.byValue().get(k)));
            }
            return json;
        }
        if (classes.size() > MOST_CLASSES) {
            return json;
        }
        PredictedExamples predicted = set.byValue().get(0);
        for (int k = classes.size() == 2 ? 1 : 0; k < classes.size(); k++) {
            Map<String, Object> curves = ranked(predicted, k);
            if (!curves.isEmpty()) {
                json.put(classes.get(k), curves);
            }
        }
        return json;
    }

    /** Counts, from the largest probability down, what is right and wrong if it and all before count as positive. */
    private static Map<String, Object> ranked(PredictedExamples predicted, int positive) {
        Integer[] order = new Integer[predicted.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                Comparator.comparingDouble((Integer i) -> predicted.probability(i, positive))
                        .reversed());
        double positives = 0;
        double negatives = 0;
        for (int i = 0; i < order.length; i++) {
            if (predicted.label(i) == positive) {
                positives += predicted.weight(i);
            } else {
                negatives += predicted.weight(i);
            }
        }
        Map<String, Object> curves = new LinkedHashMap<>();
        if (positives == 0 || negatives == 0) {
            return curves;
        }
        Line roc = new Line();
        Line precisionRecall = new Line();
        roc.add(0, 0, false);
        double right = 0;
        double wrong = 0;
        for (int rank = 0; rank < order.length; rank++) {
            int i = order[rank];
            if (predicted.label(i) == positive) {
                right += predicted.weight(i);
            } else {
                wrong += predicted.weight(i);
            }
            boolean last = rank == order.length - 1;
            boolean isThreshold =
                    last || predicted.probability(i, positive) != predicted.probability(order[rank + 1], positive);
            if (isThreshold && right + wrong > 0) { // the weights so far may be 0
                roc.add(wrong / negatives, right / positives, last);
                precisionRecall.add(right / positives, right / (right + wrong), last);
            }
        }
        curves.put("roc", roc.points);
        curves.put("precisionRecall", precisionRecall.points);
        return curves;
    }

    private static final class Line {
        private final List<List<Double>> points = new ArrayList<>();
        private double lastX;
        private double lastY;

        void add(double x, double y, boolean always) {
            if (always || points.isEmpty() || Math.abs(x - lastX) + Math.abs(y - lastY) >= STEP) {
                points.add(List.of(rounded(x), rounded(y)));
                lastX = x;
                lastY = y;
            }
        }

        private static double rounded(double value) {
            return Math.rint(value * DIGITS) / DIGITS;
        }
    }

    private static List<List<Double>> pairs(PredictedExamples predicted) {
        List<List<Double>> pairs = new ArrayList<>();
        int every = (predicted.size() + MOST_ROWS - 1) / MOST_ROWS;
        for (int i = 0; i < predicted.size(); i += every) {
            pairs.add(List.of(predicted.label(i), predicted.value(i)));
        }
        return pairs;
    }
}
