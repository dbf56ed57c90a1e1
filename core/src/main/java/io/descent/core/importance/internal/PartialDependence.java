package io.descent.core.importance.internal;

import io.descent.core.importance.Importance.Dependence;
import io.descent.core.importance.Importance.Point;
import io.descent.core.metrics.PredictedExamples;
import io.descent.core.metrics.PredictedSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Partial dependence (Friedman 2001, "Greedy function approximation: a gradient boosting machine", section 8.2): the mean
 * prediction over rows in which one column has the same cell everywhere, for each of some cells. The cells are those of
 * rows of the data set, so that every encoder knows them.
 */
final class PartialDependence {
    private static final int MOST_ROWS = 1_000;
    private static final int MOST_POINTS = 20;
    /** With more classes than this, nobody could read the curves. */
    static final int MOST_CLASSES = 30;

    private PartialDependence() {}

    static Dependence of(ColumnRows rows, int column) {
        ColumnRows.Cells cells = rows.cells();
        int used = Math.min(MOST_ROWS, cells.rows());
        boolean isOrdered = cells.isOrdered(column);
        int[] found = isOrdered ? quantiles(cells, column) : frequent(cells, column);
        int missing = firstMissing(cells, column);
        int[] chosen = missing < 0
                ? found
                : IntStream.concat(Arrays.stream(found), IntStream.of(missing)).toArray();
        List<Point> points = new ArrayList<>();
        List<String> outputs = List.of();
        for (int row : chosen) {
            int[] from = new int[used];
            Arrays.fill(from, row);
            PredictedSet predicted = rows.predict(column, from);
            outputs = outputs(predicted);
            String text = cells.text(row, column);
            points.add(
                    new Point(isOrdered && !text.isEmpty() ? cells.number(row, column) : null, text, means(predicted)));
        }
        return new Dependence(cells.name(column), isOrdered, outputs, used, points);
    }

    private static List<String> outputs(PredictedSet predicted) {
        List<String> classes = predicted.byValue().get(0).labels().classes();
        return classes.isEmpty() ? predicted.names() : classes;
    }

    /** The mean probability of each class, or the mean of each value. */
    private static List<Double> means(PredictedSet predicted) {
        List<Double> means = new ArrayList<>();
        PredictedExamples first = predicted.byValue().get(0);
        int classes = first.labels().classes().size();
        for (int k = 0; k < Math.max(classes, predicted.byValue().size()); k++) {
            PredictedExamples one = classes == 0 ? predicted.byValue().get(k) : first;
            double sum = 0;
            double weights = 0;
            for (int i = 0; i < one.size(); i++) {
                sum += one.weight(i) * (classes == 0 ? one.value(i) : one.probability(i, k));
                weights += one.weight(i);
            }
            means.add(weights == 0 ? 0 : sum / weights);
        }
        return means;
    }

    /** The rows with the quantiles of a column in ascending order: all different numbers, if they are few. */
    private static int[] quantiles(ColumnRows.Cells cells, int column) {
        int[] sorted = IntStream.range(0, cells.rows())
                .filter(i -> !Double.isNaN(cells.number(i, column)))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> cells.number(i, column)))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] distinct = distinct(cells, column, sorted);
        if (distinct.length <= MOST_POINTS) {
            return distinct;
        }
        int[] places = distinct(cells, column, spread(sorted));
        // if most cells are equal, quantiles are those of the different numbers
        return 2 * places.length > MOST_POINTS ? places : spread(distinct);
    }

    /** The first, the last, and others at equal distances between them. */
    private static int[] spread(int[] sorted) {
        int[] some = new int[MOST_POINTS];
        for (int k = 0; k < MOST_POINTS; k++) {
            some[k] = sorted[(int) Math.round((double) k * (sorted.length - 1) / (MOST_POINTS - 1))];
        }
        return some;
    }

    /** The first of the rows with each number. */
    private static int[] distinct(ColumnRows.Cells cells, int column, int[] sorted) {
        return IntStream.range(0, sorted.length)
                .filter(k -> k == 0 || cells.number(sorted[k], column) != cells.number(sorted[k - 1], column))
                .map(k -> sorted[k])
                .toArray();
    }

    /** The first row of each of the most frequent words. */
    private static int[] frequent(ColumnRows.Cells cells, int column) {
        Map<String, int[]> firstAndCount = new TreeMap<>();
        for (int i = 0; i < cells.rows(); i++) {
            String word = cells.text(i, column);
            if (!word.isEmpty()) {
                int row = i;
                firstAndCount.computeIfAbsent(word, w -> new int[] {row, 0})[1]++;
            }
        }
        return firstAndCount.values().stream()
                .sorted(Comparator.comparingInt((int[] each) -> -each[1]))
                .limit(MOST_POINTS)
                .mapToInt(each -> each[0])
                .toArray();
    }

    private static int firstMissing(ColumnRows.Cells cells, int column) {
        for (int i = 0; i < cells.rows(); i++) {
            if (cells.text(i, column).isEmpty()) {
                return i;
            }
        }
        return -1;
    }
}
