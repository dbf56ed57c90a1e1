package io.descent.app;

import io.descent.core.run.RunWriter;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Saves the progress of a run when the user ends the process (Ctrl-C, {@code kill}). It interrupts the training,
 * which then saves itself after its current step. If that takes longer than a second, because a plugin does not
 * return or the training is writing, it saves the progress itself.
 */
final class EndOfProcess implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 1000;

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
        String reached = "there was nothing to save yet";
        folder.beforeEndOfProcess();
        training.interrupt();
        try {
            ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (folder.keepUnfinished()) {
                reached = "the progress so far is saved in " + folder.path();
            }
        } catch (InterruptedException | RuntimeException e) {
            reached = "the progress so far could not be saved: " + e.getMessage();
        }
        err.println("descent: interrupted; " + reached);
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
