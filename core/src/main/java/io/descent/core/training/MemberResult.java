package io.descent.core.training;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a cross-validation ends a round with. For Descent's own modules.
 *
 * @param report of the epoch that was trained; null if none was, or if the training diverged
 * @param divergence where a number was not finite; null if all were
 * @param state of the training; null if the process does not know the member and cannot go on
 * @param tensors of the training; null unless they were asked for
 */
public record MemberResult(
        @Nullable EpochReport report,
        @Nullable Divergence divergence,
        @Nullable MemberState state,
        @Nullable MemberTensors tensors)
        implements Serializable {
    static final MemberResult UNKNOWN = new MemberResult(null, null, null, null);
}
