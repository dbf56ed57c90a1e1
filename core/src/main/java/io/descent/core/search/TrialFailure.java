package io.descent.core.search;

/** Hyperparameters that have no value, for example because the training diverges. */
public final class TrialFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates a failure without a cause. The reason must not depend on time, place or thread. */
    public TrialFailure(String reason) {
        super(reason);
    }

    /** Creates a failure. The reason must not depend on time, place or thread. */
    public TrialFailure(String reason, Throwable cause) {
        super(reason, cause);
    }
}
