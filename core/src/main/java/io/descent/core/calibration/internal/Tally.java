package io.descent.core.calibration.internal;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/**
 * Examples gathered by a probability: for each distinct one, in ascending order, how many examples have it, and the
 * weight of those with and without some property. It does not depend on the order of the examples, except for the
 * rounding of sums of weights.
 */
final class Tally {
    /** The distinct probabilities. */
    final double[] at;
    /** The weight of the examples with the property. */
    final double[] yes;
    /** The weight of the others. */
    final double[] no;
    /** The number of examples. */
    final int[] count;

    Tally(int size, IntToDoubleFunction probability, IntPredicate property, IntToDoubleFunction weight) {
        double[] all = new double[size];
        for (int i = 0; i < size; i++) {
            all[i] = probability.applyAsDouble(i);
        }
        double[] sorted = all.clone();
        Arrays.sort(sorted);
        int distinct = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || sorted[i] != sorted[distinct - 1]) {
                sorted[distinct++] = sorted[i];
            }
        }
        at = Arrays.copyOf(sorted, distinct);
        yes = new double[distinct];
        no = new double[distinct];
        count = new int[distinct];
        for (int i = 0; i < size; i++) {
            int place = Arrays.binarySearch(at, all[i]);
            (property.test(i) ? yes : no)[place] += weight.applyAsDouble(i);
            count[place]++;
        }
    }
}
