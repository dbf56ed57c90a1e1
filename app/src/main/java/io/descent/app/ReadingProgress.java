package io.descent.app;

import io.descent.core.data.TableProgress;
import java.io.PrintWriter;

/** Shows how far large tables have been read: on a terminal in one line, otherwise in a line per quarter. */
final class ReadingProgress implements TableProgress {
    private static final long LARGE = 64L << 20;
    private static final int WHOLE = 100;
    private static final int STEP = 25;

    private final PrintWriter console;
    private final boolean terminal;
    private int shown;

    ReadingProgress(PrintWriter console, boolean terminal) {
        this.console = console;
        this.terminal = terminal;
    }

    @Override
    public void read(String table, long bytes, long total) {
        int share = total < LARGE ? 0 : (int) (WHOLE * bytes / total);
        if (share < shown) {
            shown = 0; // another table, or another pass
        }
        if (share >= shown + (terminal ? 1 : STEP)) {
            shown = terminal ? share : share - share % STEP;
            if (terminal) {
                Terminal.control(console, "\r");
            }
            console.print("reading " + table + ": " + shown + " %");
            if (!terminal || shown == WHOLE) {
                console.println();
            }
            console.flush();
        }
    }
}
