package io.descent.core.search;

import org.jspecify.annotations.Nullable;

/**
 * The function whose best hyperparameters a study searches for. Called by several threads at once if the study is
 * parallel.
 */
@FunctionalInterface
public interface Objective {
    /**
     * Evaluates hyperparameters. The result may depend on the assignment alone, not on earlier evaluations.
     *
     * @throws TrialFailure if these hyperparameters have no value; the study continues
     * @throws java.util.concurrent.CancellationException to end the study
     */
    Result evaluate(Assignment assignment);

    /**
     * The result of an evaluation.
     *
     * @param value the value to minimise or maximise; a value that is not finite counts as a failure
     * @param epochs the number of completed epochs, from the beginning of the trial
     * @param weightsSha256 SHA-256 of the parameters; null without parameters
     */
    record Result(double value, int epochs, @Nullable String weightsSha256) {
        /** The result of an objective that does not train anything. */
        public Result(double value) {
            this(value, 0, null);
        }
    }
}
