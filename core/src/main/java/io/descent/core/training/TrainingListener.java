package io.descent.core.training;

/** Is told how a training goes. Methods are called on the training thread, in the order of events. */
public interface TrainingListener {
    /** Before the first update. */
    default void onStart(TrainingRun run) {}

    /** After every update. */
    default void onStep(TrainingRun run) {}

    /**
     * After the last epoch, or after the last good update of a training that diverges, before early stopping puts back the
     * parameters of the best epoch.
     */
    default void onEnd(TrainingRun run) {}

    /**
     * When the training ends for a failure of a plugin, or because it was interrupted. The parameters are those of the last
     * completed update.
     *
     * @param cause a {@link io.descent.inference.problem.PluginException} or a {@link java.util.concurrent.CancellationException}
     */
    default void onFailure(TrainingRun run, RuntimeException cause) {}

    /** After every epoch. */
    default void onEpoch(TrainingRun run, EpochReport report) {}

    /** After everything else, however the training ended. */
    default void onClose(TrainingRun run) {}
}
