package io.descent.core.search;

import org.jspecify.annotations.Nullable;

/** What a study searches the best hyperparameters for. Called by several threads at once if the study has several. */
@FunctionalInterface
public interface Objective {
    /**
     * Evaluates hyperparameters. The result may depend on the assignment alone, not on which evaluations came before.
     *
     * @throws TrialFailure if these hyperparameters have no value; the study goes on
     * @throws java.util.concurrent.CancellationException if the study is to end
     */
    Result evaluate(Assignment assignment);

    /**
     * A value and how it was reached.
     *
     * @param value what is to be minimised or maximised; a number that is not finite counts as a failure
     * @param epochs completed since the beginning
     * @param weightsSha256 of the parameters; null if there are none
     */
    record Result(double value, int epochs, @Nullable String weightsSha256) {
        /** A value of something that is not trained. */
        public Result(double value) {
            this(value, 0, null);
        }
    }
}
