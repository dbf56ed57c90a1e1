package io.descent.core.search;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.jspecify.annotations.Nullable;

/**
 * A choice of hyperparameters and its outcomes.
 *
 * @param number from 0, in the order of proposals
 * @param point the hyperparameters
 * @param rungs the outcomes after each number of epochs that the trial was given, at least one
 */
public record Trial(int number, Point point, List<Rung> rungs) {
    private static final double TAIL = 0.025;

    /**
     * The outcomes after a number of epochs.
     *
     * @param epochs the number of epochs given, from the beginning
     * @param round the round of this rung, from 1
     * @param repeats one outcome per repeat
     */
    public record Rung(int epochs, int round, List<Outcome> repeats) {
        /** Copies the list. */
        public Rung {
            repeats = List.copyOf(repeats);
        }

        /** The mean of the repeats; NaN if one failed. */
        public double value() {
            return repeats.stream().mapToDouble(Outcome::value).average().orElseThrow();
        }
    }

    /** Copies the list. */
    public Trial {
        rungs = List.copyOf(rungs);
    }

    /** The rung with the most epochs. */
    public Rung last() {
        return rungs.get(rungs.size() - 1);
    }

    /** The mean of the repeats in the last rung; NaN if the trial failed. */
    public double value() {
        return last().value();
    }

    /**
     * Half the width of the 95 % confidence interval of the mean, by Student's t distribution; empty with one repeat or
     * a failure.
     */
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

    /** Whether a repeat in the last rung failed. */
    public boolean isFailed() {
        return failure() != null;
    }

    /** Why the first failed repeat failed; null if the trial has a value. */
    public @Nullable String failure() {
        return last().repeats().stream()
                .map(Outcome::failure)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** The total duration of its evaluations in seconds. */
    public double seconds() {
        return rungs.stream()
                .flatMap(rung -> rung.repeats().stream())
                .mapToDouble(Outcome::seconds)
                .sum();
    }
}
