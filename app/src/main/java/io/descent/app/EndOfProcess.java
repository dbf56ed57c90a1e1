package io.descent.app;

import io.descent.core.run.RunWriter;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a training when the user ends the process (Ctrl-C, {@code kill}). It interrupts the training, which then writes a
 * checkpoint after its current step. If the step takes longer than a second, because a plugin does not return, the last
 * checkpoint stays.
 */
final class EndOfProcess implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 1000;
    private static final int MOST_WAITS = 30;

    private final RunWriter folder;
    private final PrintWriter err;
    private final Thread training = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "descent-end");

    EndOfProcess(RunWriter folder, PrintWriter err) {
        this.folder = folder;
        this.err = err;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end() {
        training.interrupt();
        try {
            for (int i = 0; i < MOST_WAITS && !ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS); i++) {
                if (!folder.isSaving()) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (folder.isFinished()) {
            err.println("descent: interrupted; the run had just ended, and is complete in " + folder.path());
        } else if (folder.hasCheckpoint()) {
            err.println("descent: interrupted; to go on: descent train --resume " + folder.path());
        } else {
            err.println("descent: interrupted; there was nothing to save yet");
        }
        err.flush();
        Runtime.getRuntime().halt(Descent.INTERRUPTED); // even if a plugin has called System.exit(0)
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the hook is already running
        }
    }
}
