package io.descent.core.search;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a study has found.
 *
 * @param space what was searched
 * @param goal which values are good
 * @param trials in the order of their numbers
 * @param stopped why it has ended before its strategy wanted to; null if it has not. Such a study need not have the same
 *     outcome again
 * @param seconds it took, by all processes that worked on it
 */
public record StudyResult(
        Space space,
        Goal goal,
        List<Trial> trials,
        @Nullable String stopped,
        double seconds) {

    /** The trial with the best value of those that were given the most epochs, the first of equal ones; empty if all failed. */
    public Optional<Trial> best() {
        return ranked().stream().filter(trial -> !trial.isFailed()).findFirst();
    }

    /** All trials, the best first: those with more epochs before others, failed ones last. */
    public List<Trial> ranked() {
        return trials.stream()
                .sorted(Comparator.comparing(Trial::isFailed)
                        .thenComparingInt(trial -> -trial.last().epochs())
                        .thenComparingDouble(trial -> goal.loss(trial.value()))
                        .thenComparingInt(Trial::number))
                .toList();
    }

    /**
     * How much each hyperparameter by itself says about how good a trial is, from 0 to 1, the largest first: the share of the
     * variance of the trials' ranks that lies between groups with near values, less what chance would give (epsilon squared,
     * Kelley 1935). Failed trials come last; 0 where fewer than ten trials tell.
     */
    public Map<String, Double> importance() {
        return Importance.of(space, goal, trials);
    }

    /** What the study teaches, in sentences: what mattered, which ranges should be wider, what failed. */
    public String advice() {
        return Advice.of(this, importance());
    }

    /** Epochs of all trainings together. */
    public long epochs() {
        return trials.stream()
                .flatMap(trial -> trial.last().repeats().stream())
                .mapToLong(Outcome::epochs)
                .sum();
    }

    /** Whether the same study has the same outcome again. */
    public boolean isRepeatable() {
        return stopped == null;
    }
}
