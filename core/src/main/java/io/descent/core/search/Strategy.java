package io.descent.core.search;

import io.descent.api.Plugin;
import java.util.List;

/**
 * Decides which hyperparameters to try next. Like every plugin, it is a record whose components are its settings. It
 * keeps no state between calls, so that a study can be resumed at any point.
 */
public interface Strategy extends Plugin {
    /**
     * Proposes a round. All of it is evaluated before the next call.
     *
     * @return new trials, numbered consecutively in order, and earlier trials to continue; empty to end the study
     * @throws IllegalArgumentException if it cannot search this space with this budget, with a message for users
     */
    List<Proposal> propose(Evidence evidence);

    /**
     * Whether the strategy ends some trials before their last epoch, in which case the number of epochs cannot be a
     * hyperparameter.
     */
    default boolean rationsEpochs() {
        return false;
    }
}
