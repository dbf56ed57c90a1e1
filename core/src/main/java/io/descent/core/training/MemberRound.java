package io.descent.core.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a cross-validation is to do. For Descent's own modules.
 *
 * @param member number of the network, from 0
 * @param epoch the number of completed epochs
 * @param reports of the last one of them; or of all, for a process that does not know the member
 * @param trains whether the member is to be trained for an epoch
 * @param saves whether the result is to have tensors
 * @param from a result with tensors, from which a process that does not know the member goes on; null for its beginning
 */
public record MemberRound(
        int member,
        int epoch,
        List<EpochReport> reports,
        boolean trains,
        boolean saves,
        @Nullable MemberResult from) implements Serializable {
    /** Copies the list. */
    public MemberRound {
        reports = new ArrayList<>(reports); // one that travels
    }

    /** Whether a process that does not know the member learns enough. */
    boolean isWhole() {
        return reports.size() == epoch;
    }
}
