package io.descent.app;

import java.io.PrintWriter;
import java.nio.file.Path;

/** Prints how to resume a study when the user ends it (Ctrl-C, {@code kill}). The journal has every result so far. */
final class ResumeHint implements AutoCloseable {
    private final Thread hook;

    ResumeHint(Path folder, PrintWriter err) {
        hook = new Thread(
                () -> {
                    err.println("descent: interrupted; to resume the study, repeat the command with --resume --out "
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
            // the hook is already running
        }
    }
}
