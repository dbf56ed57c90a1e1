package io.descent.core.search;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.jspecify.annotations.Nullable;

/**
 * One choice of hyperparameters and what it has led to.
 *
 * @param number from 0, in the order of proposals
 * @param point the hyperparameters
 * @param rungs what was found after each number of epochs that it was given, at least one
 */
public record Trial(int number, Point point, List<Rung> rungs) {
    private static final double TAIL = 0.025;

    /**
     * What was found after some epochs.
     *
     * @param epochs that were given, from the beginning
     * @param round in which that was, from 1
     * @param repeats an outcome for each
     */
    public record Rung(int epochs, int round, List<Outcome> repeats) {
        /** Copies the list. */
        public Rung {
            repeats = List.copyOf(repeats);
        }

        /** The mean of the repeats; NaN if one has failed. */
        public double value() {
            return repeats.stream().mapToDouble(Outcome::value).average().orElseThrow();
        }
    }

    /** Copies the list. */
    public Trial {
        rungs = List.copyOf(rungs);
    }

    /** What was found after the most epochs. */
    public Rung last() {
        return rungs.get(rungs.size() - 1);
    }

    /** The mean of the repeats after the most epochs; NaN if it has failed. */
    public double value() {
        return last().value();
    }

    /** Half the width of the confidence interval of 95 % of the mean, by Student's t; empty with one repeat or a failure. */
    public OptionalDouble margin() {
        List<Outcome> repeats = last().repeats();
        if (repeats.size() < 2 || isFailed()) {
            return OptionalDouble.empty();
        }
        SummaryStatistics statistics = new SummaryStatistics();
        repeats.forEach(outcome -> statistics.addValue(outcome.value()));
        double t = new TDistribution(null, repeats.size() - 1).inverseCumulativeProbability(1 - TAIL);
        return OptionalDouble.of(t * statistics.getStandardDeviation() / Math.sqrt(repeats.size()));
    }

    /** Whether it, or one of its repeats, has no value. */
    public boolean isFailed() {
        return failure() != null;
    }

    /** Why it has no value, of the first repeat that has none; null if it has one. */
    public @Nullable String failure() {
        return last().repeats().stream()
                .map(Outcome::failure)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Seconds that all its evaluations took. */
    public double seconds() {
        return rungs.stream()
                .flatMap(rung -> rung.repeats().stream())
                .mapToDouble(Outcome::seconds)
                .sum();
    }
}
