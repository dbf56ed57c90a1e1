package io.descent.api;

/**
 * Watches a training: logs, draws, sends messages, stops. The plugin itself has no state; it opens a {@link Session}
 * for each training.
 *
 * <pre>{@code
 * public record StopAt(@Hyperparameter(min = 0) double cost) implements Listener {
 *     public StopAt() {
 *         this(0.1);
 *     }
 *
 *     public Session open(TrainingView training) {
 *         return new Session() {
 *             public void onEpoch() {
 *                 if (training.trainCost() < cost) {
 *                     training.stop();
 *                 }
 *             }
 *         };
 *     }
 * }
 * }</pre>
 */
public interface Listener extends Plugin {
    /**
     * Begins to watch a training.
     *
     * @param training the training, before its first update; after a resume, {@link TrainingView#epoch} is the number
     *     of epochs that are completed already
     */
    Session open(TrainingView training);

    /** One training that is watched. Its methods are called on the training thread, in the order of events. */
    interface Session extends AutoCloseable {
        /** Called after every update. */
        default void onStep() {}

        /** Called after every epoch. */
        default void onEpoch() {}

        /** Called once, however the training ends. */
        @Override
        default void close() {}
    }
}
