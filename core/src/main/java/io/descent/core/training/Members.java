package io.descent.core.training;

import java.util.List;

/** Where the members of a cross-validation are trained. For Descent's own modules. */
public interface Members {
    /**
     * Runs a round of some members.
     *
     * @param rounds at most one of each member
     * @return what {@link MemberTrainer#run} returned for each of them
     */
    List<MemberResult> run(List<MemberRound> rounds);
}
