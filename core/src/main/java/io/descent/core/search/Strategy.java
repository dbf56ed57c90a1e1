package io.descent.core.search;

import io.descent.api.Plugin;
import java.util.List;

/**
 * Decides which hyperparameters are tried next. A record, like every plugin: its components are what can be set. It keeps
 * nothing between calls, so that a study can be resumed anywhere.
 */
public interface Strategy extends Plugin {
    /**
     * Proposes a round, all of which is evaluated before the next is proposed.
     *
     * @return new trials with the next numbers, in order, and earlier ones that are to go on; nothing to end the study
     * @throws IllegalArgumentException if it can make nothing of the space or the budget, in words for users
     */
    List<Proposal> propose(Evidence evidence);

    /** Whether some trials end before their last epoch, so that the number of epochs cannot be searched itself. */
    default boolean rationsEpochs() {
        return false;
    }
}
