package io.descent.core.search;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a study.
 *
 * @param space the space that was searched
 * @param goal which values are good
 * @param trials the trials, in the order of their numbers
 * @param stopped why the study was stopped before its strategy ended it; null if it was not. A stopped study may have
 *     another outcome next time
 * @param seconds the duration, over all processes that worked on it
 */
public record StudyResult(
        Space space,
        Goal goal,
        List<Trial> trials,
        @Nullable String stopped,
        double seconds) {

    /**
     * The trial with the best value among those with the most epochs, the first one if several are equal; empty if all
     * failed.
     */
    public Optional<Trial> best() {
        return ranked().stream().filter(trial -> !trial.isFailed()).findFirst();
    }

    /** All trials, the best first: trials with more epochs come before others, failed ones last. */
    public List<Trial> ranked() {
        return trials.stream()
                .sorted(Comparator.comparing(Trial::isFailed)
                        .thenComparingInt(trial -> -trial.last().epochs())
                        .thenComparingDouble(trial -> goal.loss(trial.value()))
                        .thenComparingInt(Trial::number))
                .toList();
    }

    /**
     * The importance of each hyperparameter, from 0 to 1, the largest first: the share of the variance of the trials'
     * ranks that lies between groups with similar values, corrected for chance (epsilon squared, Kelley 1935). Failed
     * trials rank last; the importance is 0 if a hyperparameter is active in fewer than ten trials.
     */
    public Map<String, Double> importance() {
        return Importance.of(space, goal, trials);
    }

    /** Conclusions in sentences: which hyperparameters mattered, which ranges to widen, what failed. */
    public String advice() {
        return Advice.of(this, importance());
    }

    /** The total number of epochs, over all trials and repeats. */
    public long epochs() {
        return trials.stream()
                .flatMap(trial -> trial.last().repeats().stream())
                .mapToLong(Outcome::epochs)
                .sum();
    }

    /** Whether the same study would have the same outcome again. */
    public boolean isRepeatable() {
        return stopped == null;
    }
}
