package io.descent.core.training;

/** Why a training ended. */
public enum StopReason {
    /** All epochs were completed. */
    COMPLETED,
    /** Early stopping found no better epoch for as long as its patience. */
    EARLY_STOPPING,
    /** A listener called {@link TrainingRun#stop}. */
    LISTENER,
    /** Numbers left the finite range; see {@link DivergedException}. */
    DIVERGED
}
