package io.descent.core.training;

/** Receives the events of a training. Methods are called on the training thread, in the order of events. */
public interface TrainingListener {
    /** Called before the first update. */
    default void onStart(TrainingRun run) {}

    /** Called after every update; with several networks on folds, after every epoch instead. */
    default void onStep(TrainingRun run) {}

    /**
     * Called after the last epoch, or after the last completed update of a training that diverges. Early stopping
     * restores the parameters of the best epoch only after this call.
     */
    default void onEnd(TrainingRun run) {}

    /**
     * Called when a plugin fails or the training is interrupted. The parameters are those of the last completed update.
     *
     * @param cause a {@link io.descent.inference.problem.PluginException} or a
     *     {@link java.util.concurrent.CancellationException}
     */
    default void onFailure(TrainingRun run, RuntimeException cause) {}

    /** Called after every epoch. */
    default void onEpoch(TrainingRun run, EpochReport report) {}

    /** Called last, however the training ended. */
    default void onClose(TrainingRun run) {}
}
