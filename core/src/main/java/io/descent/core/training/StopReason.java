package io.descent.core.training;

/** Why a training ended. */
public enum StopReason {
    /** All epochs were completed. */
    COMPLETED,
    /** Early stopping: the metric has not improved within the patience. */
    EARLY_STOPPING,
    /** The time limit of the experiment was reached. */
    TIME,
    /** A listener called {@link TrainingRun#stop}. */
    LISTENER,
    /** The training diverged; see {@link DivergedException}. */
    DIVERGED
}
