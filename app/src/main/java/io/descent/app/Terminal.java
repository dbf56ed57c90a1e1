package io.descent.app;

import io.descent.inference.text.internal.Printable;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * What the command prints goes through this writer. Control characters, which can come from any name, cell, path or
 * message, are shown as escapes such as {@code \\u001b}, so that no file can control a terminal. Only the command itself
 * moves the cursor, with {@link #control}.
 */
final class Terminal extends PrintWriter {
    private final PrintWriter raw;

    /** Prints to another writer. */
    Terminal(PrintWriter raw) {
        super(new Escapes(raw), true);
        this.raw = raw;
    }

    /** Writes a control sequence as it is, if the writer is a terminal's; otherwise the characters are printed. */
    static void control(PrintWriter out, String sequence) {
        if (out instanceof Terminal terminal) {
            terminal.flush();
            terminal.raw.print(sequence);
        } else {
            out.print(sequence);
        }
    }

    @Override
    public boolean checkError() {
        flush();
        return raw.checkError();
    }

    /** Replaces control characters. */
    private static final class Escapes extends FilterWriter {
        Escapes(Writer out) {
            super(out);
        }

        @Override
        public void write(int c) throws IOException {
            write(String.valueOf((char) c), 0, 1);
        }

        @Override
        public void write(char[] buffer, int offset, int length) throws IOException {
            write(new String(buffer, offset, length), 0, length);
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            int begin = offset;
            for (int i = offset; i < offset + length; i++) {
                if (Printable.isControl(text.charAt(i))
                        && !text.startsWith("\r\n", i)) { // which ends a line on Windows
                    out.write(text, begin, i - begin);
                    out.write(Printable.escape(text.charAt(i)));
                    begin = i + 1;
                }
            }
            out.write(text, begin, offset + length - begin);
        }
    }
}
