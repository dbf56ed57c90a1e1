package io.descent.metrics;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Examples ranked by a number, from the smallest. Examples with equal numbers share a rank. */
final class Ranking {
    private final double[] values; // distinct and ascending
    private final int[] ranks;

    private Ranking(double[] values, int[] ranks) {
        this.values = values;
        this.ranks = ranks;
    }

    /** Ranks the examples 0 to size - 1. */
    static Ranking of(int size, IntToDoubleFunction value) {
        double[] all = new double[size];
        for (int i = 0; i < size; i++) {
            all[i] = value.applyAsDouble(i) + 0.0; // makes -0 equal to 0
        }
        double[] values = distinct(all);
        int[] ranks = new int[size];
        for (int i = 0; i < size; i++) {
            ranks[i] = Arrays.binarySearch(values, all[i]);
        }
        return new Ranking(values, ranks);
    }

    private static double[] distinct(double[] all) {
        double[] sorted = all.clone();
        Arrays.sort(sorted);
        int count = 0;
        for (double each : sorted) {
            if (count == 0 || Double.compare(each, sorted[count - 1]) != 0) {
                sorted[count++] = each;
            }
        }
        return Arrays.copyOf(sorted, count);
    }

    /** Returns the number of ranks. */
    int size() {
        return values.length;
    }

    /** Returns the number of the examples of a rank. */
    double value(int rank) {
        return values[rank];
    }

    /** Returns, for each rank, the sum of the weights of its examples, added in the order of the examples. */
    double[] weights(IntToDoubleFunction weight) {
        double[] sums = new double[values.length];
        for (int i = 0; i < ranks.length; i++) {
            sums[ranks[i]] += weight.applyAsDouble(i);
        }
        return sums;
    }
}
