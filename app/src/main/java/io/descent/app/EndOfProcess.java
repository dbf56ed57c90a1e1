package io.descent.app;

import io.descent.core.run.RunWriter;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has a run that the user ends (Ctrl-C, {@code kill}) keep what was reached: interrupts the training, which saves itself after
 * its step, and if it does not within a second, because a plugin does not return or the training was writing, saves it from here.
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
        String reached = "nothing was reached";
        folder.beforeEndOfProcess();
        training.interrupt();
        try {
            ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (folder.keepUnfinished()) {
                reached = "what was reached is in " + folder.path();
            }
        } catch (InterruptedException | RuntimeException e) {
            reached = "what was reached could not be saved: " + e.getMessage();
        }
        err.println("descent: interrupted; " + reached);
        err.flush();
        Runtime.getRuntime().halt(Descent.INTERRUPTED); // also if a plugin has called System.exit(0)
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs at this moment
        }
    }
}
