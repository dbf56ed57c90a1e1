package io.descent.benchmarks;

import io.descent.api.Predictions;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.FoldResults.HeldOut;
import io.descent.inference.model.internal.Residuals;
import java.util.Arrays;
import java.util.List;

/**
 * How many values lie in their interval of the level 0.9.
 *
 * @param share of the values
 * @param width mean width of an interval, in standard deviations of the values
 */
record Coverage(double share, double width) {
    private static final double LEVEL = 0.9;
    private static final int DIVISIONS = 20;

    /**
     * Split conformal intervals: examples that the training has not seen are divided at random into two halves, of which
     * one gives the intervals of the other; the mean over twenty divisions.
     */
    static Coverage split(Predictions unseen) {
        int n = unseen.size();
        double within = 0;
        double width = 0;
        for (int division = 0; division < DIVISIONS; division++) {
            int[] order = new RandomStreams(1).permutation(0, 0, division).permutation(n);
            double[] predicted =
                    Arrays.stream(order, 0, n / 2).mapToDouble(unseen::value).toArray();
            double[] labels =
                    Arrays.stream(order, 0, n / 2).mapToDouble(unseen::label).toArray();
            double half = Residuals.of(predicted, labels).bounds(LEVEL).upper(0);
            within += Arrays.stream(order, n / 2, n)
                            .filter(i -> Math.abs(unseen.label(i) - unseen.value(i)) <= half)
                            .count()
                    / (double) (n - n / 2);
            width += 2 * half;
        }
        return new Coverage(within / DIVISIONS, width / DIVISIONS / deviation(unseen));
    }

    /**
     * CV+ intervals.
     *
     * @param heldOut what the members of an average predict for the rows that they were not trained on
     * @param unseen what each member predicts for examples that the training has not seen; set by set
     */
    static Coverage ofFolds(List<HeldOut> heldOut, List<List<Predictions>> unseen) {
        Residuals residuals = Residuals.ofFolds(
                heldOut.stream().mapToDouble(row -> row.outputs()[0]).toArray(),
                heldOut.stream().mapToDouble(row -> row.label()[0]).toArray(),
                heldOut.stream().mapToInt(HeldOut::fold).toArray(),
                unseen.get(0).size());
        Residuals.Bounds bounds = residuals.bounds(LEVEL);
        int count = 0;
        int within = 0;
        double width = 0;
        for (List<Predictions> set : unseen) {
            Predictions first = set.get(0);
            double deviation = deviation(first);
            for (int i = 0; i < first.size(); i++) {
                int row = i;
                double[] members =
                        set.stream().mapToDouble(each -> each.value(row)).toArray();
                double lower = bounds.lower(members);
                double upper = bounds.upper(members);
                within += lower <= first.label(i) && first.label(i) <= upper ? 1 : 0;
                width += (upper - lower) / deviation;
            }
            count += first.size();
        }
        return new Coverage(within / (double) count, width / count);
    }

    private static double deviation(Predictions set) {
        double mean = 0;
        for (int i = 0; i < set.size(); i++) {
            mean += set.label(i) / set.size();
        }
        double squares = 0;
        for (int i = 0; i < set.size(); i++) {
            squares += (set.label(i) - mean) * (set.label(i) - mean);
        }
        return Math.sqrt(squares / set.size());
    }
}
