package io.descent.core.importance.internal;

import io.descent.core.importance.Importance;
import io.descent.core.importance.Importance.OfColumn;
import io.descent.core.metrics.PredictedExamples;
import io.descent.core.metrics.PredictedSet;
import io.descent.core.random.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Permutation importance (Breiman 2001, "Random Forests", section 10; Fisher, Rudin and Dominici 2019,
 * arXiv:1801.01489): by how much the error of a model grows on a data set if the cells of one column are exchanged between
 * rows at random. All inputs that an encoder makes of the column are exchanged together.
 */
public final class Permutations {
    /** Permutations per column. */
    public static final int REPEATS = 5;
    /** Most important columns whose partial dependence is computed. */
    private static final int DEPENDENCES = 6;
    /** The distance from 1 to the next float64, as in the metric log-loss. */
    private static final double EPS = Math.ulp(1.0);

    private static final int MOST_ROWS = 5_000;
    private static final int FEWEST_ROWS = 500;
    /** Rows times columns, above which fewer rows are used. */
    private static final int MOST_CELLS = 200_000;

    private Permutations() {}

    /**
     * Chooses the rows to use, all of them if they are few.
     *
     * @param set the number of the data set in random streams
     * @return their positions in ascending order
     */
    public static int[] rows(int size, int columns, RandomStreams streams, int set) {
        int most = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, MOST_CELLS / Math.max(1, columns)));
        if (size <= most) {
            return IntStream.range(0, size).toArray();
        }
        int[] order = streams.permutation(set, -1, 0).permutation(size);
        return Arrays.stream(order).limit(most).sorted().toArray();
    }

    /**
     * Measures the importance of every column, and the partial dependence of the most important ones.
     *
     * @param name the name of the data set
     * @param set its number in random streams
     */
    public static Importance of(ColumnRows rows, String name, RandomStreams streams, int set) {
        ColumnRows.Cells cells = rows.cells();
        int[] inOrder = IntStream.range(0, cells.rows()).toArray();
        PredictedSet asTheyAre = rows.predict(-1, inOrder);
        double loss = loss(asTheyAre);
        List<OfColumn> columns = new ArrayList<>();
        for (int j = 0; j < cells.columns(); j++) {
            double[] growth = new double[REPEATS];
            for (int r = 0; r < REPEATS; r++) {
                int[] from = streams.permutation(set, j, r).permutation(cells.rows());
                growth[r] = loss(rows.predict(j, from)) - loss;
            }
            columns.add(new OfColumn(cells.name(j), mean(growth), deviation(growth)));
        }
        int[] ranked = IntStream.range(0, columns.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> columns.get(j).mean())
                        .reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        return new Importance(
                name,
                cells.rows(),
                REPEATS,
                isOfClasses(asTheyAre) ? "log-loss" : "rmse",
                loss,
                Arrays.stream(ranked).mapToObj(columns::get).toList(),
                Arrays.stream(ranked)
                        .limit(hasManyClasses(asTheyAre) ? 0 : DEPENDENCES)
                        .mapToObj(j -> PartialDependence.of(rows, j))
                        .toList());
    }

    private static boolean hasManyClasses(PredictedSet set) {
        return set.byValue().get(0).labels().classes().size() > PartialDependence.MOST_CLASSES;
    }

    private static boolean isOfClasses(PredictedSet set) {
        return !set.byValue().get(0).labels().classes().isEmpty();
    }

    /** The logarithmic loss, or the root of the mean squared error; of several values, the mean of theirs. */
    private static double loss(PredictedSet set) {
        double sum = 0;
        for (PredictedExamples one : set.byValue()) {
            sum += isOfClasses(set) ? logLoss(one) : rmse(one);
        }
        return sum / set.byValue().size();
    }

    private static double logLoss(PredictedExamples predicted) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < predicted.size(); i++) {
            double p = predicted.probability(i, (int) predicted.label(i));
            sum += predicted.weight(i) * -StrictMath.log(Math.max(EPS, Math.min(1 - EPS, p)));
            weights += predicted.weight(i);
        }
        return sum / weights;
    }

    private static double rmse(PredictedExamples predicted) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < predicted.size(); i++) {
            double error = predicted.label(i) - predicted.value(i);
            sum += predicted.weight(i) * (error * error);
            weights += predicted.weight(i);
        }
        return Math.sqrt(sum / weights);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /** The standard deviation with the divisor n - 1. */
    private static double deviation(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double each : values) {
            squares += (each - mean) * (each - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }
}
