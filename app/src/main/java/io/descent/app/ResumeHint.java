package io.descent.app;

import java.io.PrintWriter;
import java.nio.file.Path;

/** Tells a user who ends a study (Ctrl-C, {@code kill}) how it can go on; the journal has all that is done. */
final class ResumeHint implements AutoCloseable {
    private final Thread hook;

    ResumeHint(Path folder, PrintWriter err) {
        hook = new Thread(
                () -> {
                    err.println("descent: interrupted; let the study go on with the same command and --resume --out "
                            + folder);
                    err.flush();
                },
                "descent-end");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs at this moment
        }
    }
}
