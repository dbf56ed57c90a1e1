package io.descent.core.data;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Puts a mark behind a text: a line with a character that no text has. FastCSV ends a cell whose quote is still open
 * where the text ends and does not say so; such a cell ends with the mark. Can also turn {@code \"} into {@code ""}.
 */
final class MarkedReader extends FilterReader {
    /** The character of the mark. */
    static final char END = 0;

    private static final String MARK = "\n" + END;

    private final boolean hasBackslashes;
    private final char[] block;
    private int next;
    private int usable;
    private int end;
    private int marked = -1;

    /**
     * Adds the mark.
     *
     * @param hasBackslashes whether a quote within quotes is escaped by a backslash
     */
    MarkedReader(Reader in, boolean hasBackslashes) {
        super(in);
        this.hasBackslashes = hasBackslashes;
        block = new char[hasBackslashes ? 1 << 13 : 0];
    }

    /** Whether the mark has been read, so that one of the next records has it. */
    boolean isAtEnd() {
        return marked >= 0;
    }

    @Override
    public int read(char[] to, int offset, int length) throws IOException {
        if (marked < 0) {
            int count = hasBackslashes ? readEscaped(to, offset, length) : super.read(to, offset, length);
            if (count >= 0) {
                return count;
            }
            marked = 0;
        }
        if (marked == MARK.length()) {
            return -1;
        }
        int count = Math.min(length, MARK.length() - marked);
        MARK.getChars(marked, marked + count, to, offset);
        marked += count;
        return count;
    }

    private int readEscaped(char[] to, int offset, int length) throws IOException {
        if (next == usable && !fill()) {
            return -1;
        }
        int count = Math.min(length, usable - next);
        System.arraycopy(block, next, to, offset, count);
        next += count;
        return count;
    }

    /** Reads the next block. A backslash at its end waits for what follows it. */
    private boolean fill() throws IOException {
        do {
            System.arraycopy(block, usable, block, 0, end - usable);
            end -= usable;
            next = 0;
            int count = super.read(block, end, block.length - end);
            if (count < 0) {
                usable = end;
                return end > 0;
            }
            end += count;
            for (int i = 0; i + 1 < end; i++) {
                if (block[i] == '\\' && block[i + 1] == '"') {
                    block[i] = '"';
                }
            }
            usable = block[end - 1] == '\\' ? end - 1 : end;
        } while (usable == 0);
        return true;
    }
}
