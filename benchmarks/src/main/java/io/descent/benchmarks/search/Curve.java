package io.descent.benchmarks.search;

import io.descent.core.search.StudyResult;
import io.descent.core.search.Trial;
import java.util.Arrays;
import java.util.List;

/**
 * The median over seeds of the best value after each number of trials.
 *
 * @param name the strategy
 * @param medians the medians after 1, 2, ... trials
 */
record Curve(String name, List<Double> medians) {
    /** Creates the curve of the studies of one strategy, whose values are minimised. */
    static Curve of(String name, List<StudyResult> studies, int trials) {
        double[][] best = studies.stream().map(study -> best(study, trials)).toArray(double[][]::new);
        double[] medians = new double[trials];
        for (int n = 0; n < trials; n++) {
            int at = n;
            medians[n] =
                    median(Arrays.stream(best).mapToDouble(each -> each[at]).toArray());
        }
        return new Curve(name, Arrays.stream(medians).boxed().toList());
    }

    private static double[] best(StudyResult study, int trials) {
        double[] best = new double[trials];
        double least = Double.POSITIVE_INFINITY;
        for (int n = 0; n < trials; n++) {
            if (n < study.trials().size()) {
                Trial trial = study.trials().get(n);
                least = trial.isFailed() ? least : Math.min(least, trial.value());
            }
            best[n] = least;
        }
        return best;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    double after(int trials) {
        return medians.get(trials - 1);
    }
}
