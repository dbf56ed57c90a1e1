package io.descent.core.training;

import io.descent.core.data.Examples;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.random.RandomStreams;
import io.descent.inference.limit.internal.Limits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The dev set by what it is used for. Intervals of values need examples that did not choose the epoch: if the dev set
 * chooses it, or changes a rate, it is divided at random, by a stream that the seed alone determines.
 *
 * @param epochs what is evaluated after epochs; null without a dev set
 * @param intervals what intervals are learnt from; null if there are none
 */
record DevSets(@Nullable Examples epochs, @Nullable Examples intervals) {
    static DevSets of(ResolvedExperiment experiment, @Nullable Examples dev, RandomStreams streams) {
        if (dev == null
                || experiment.calibration() == null
                || !experiment.calibration().interval()) {
            return new DevSets(dev, null);
        }
        int n = dev.size();
        boolean divided = experiment.devSetDecides();
        int wanted = divided ? apart(n, experiment.calibration().intervalShare()) : n;
        int kept = Math.min(wanted, Limits.RESIDUALS);
        if (!divided && kept == n) {
            return new DevSets(dev, dev);
        }
        int[] order = streams.calibration().permutation(n);
        return new DevSets(divided ? dev.select(sorted(order, wanted, n)) : dev, dev.select(sorted(order, 0, kept)));
    }

    /** The number of examples that are kept apart; at least one is, and one is not. */
    static int apart(int dev, double share) {
        return Math.max(1, Math.min(dev - 1, (int) Math.round(share * dev)));
    }

    private static int[] sorted(int[] order, int from, int to) {
        int[] part = Arrays.copyOfRange(order, from, to);
        Arrays.sort(part);
        return part;
    }
}
