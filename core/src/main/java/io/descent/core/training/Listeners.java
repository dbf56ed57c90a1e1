package io.descent.core.training;

import io.descent.api.Listener;
import io.descent.inference.problem.PluginException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The listeners of one training. They are told in their order. */
final class Listeners {
    private final List<TrainingListener> all;

    private Listeners(List<TrainingListener> all) {
        this.all = all;
    }

    /**
     * Listeners of both kinds.
     *
     * @param run what listeners of the API see
     */
    static Listeners of(List<TrainingListener> listeners, List<Listener> named, ListenedRun run) {
        List<TrainingListener> all = new ArrayList<>(listeners);
        named.forEach(listener -> all.add(new ListenerSession(listener, run)));
        return new Listeners(all);
    }

    /** Tells every listener. */
    void forEach(Consumer<TrainingListener> message) {
        all.forEach(message);
    }

    /** Tells every listener that an update was made. */
    void onStep(TrainingRun run) {
        for (int i = 0; i < all.size(); i++) { // iterating the list may allocate an iterator
            all.get(i).onStep(run);
        }
    }

    /** Runs a training; tells listeners if it fails and, however it ends, at last. */
    TrainingResult during(TrainingRun run, Supplier<TrainingResult> training) {
        try {
            return training.get();
        } catch (PluginException e) {
            forEach(listener -> listener.onFailure(run, e));
            throw e;
        } catch (CancellationException e) {
            boolean interrupted = Thread.interrupted(); // an interrupted thread cannot write files
            try {
                forEach(listener -> listener.onFailure(run, e));
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            throw e;
        } finally {
            close(run);
        }
    }

    /** Tells every listener, whatever another one throws. */
    private void close(TrainingRun run) {
        RuntimeException failure = null;
        for (TrainingListener listener : all) {
            try {
                listener.onClose(run);
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
