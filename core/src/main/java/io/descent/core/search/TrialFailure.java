package io.descent.core.search;

/** Hyperparameters that have no value, such as those of a training that diverges. */
public final class TrialFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure with its reason, which may not depend on time, place or thread. */
    public TrialFailure(String reason, Throwable cause) {
        super(reason, cause);
    }
}
