package io.descent.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import org.jspecify.annotations.Nullable;

/**
 * Decodes text. Bytes that are not of the character set, and the character NUL, which no text has, are errors that name
 * the number of characters before them. They are thrown when everything before them has been read.
 */
final class StrictReader extends Reader {
    private static final int READ = 1 << 16;
    private static final int PIECE = 1 << 13;

    private final InputStream in;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final byte[] bytes = new byte[READ];
    private int begin;
    private int end;
    private boolean isEnd;
    private final char[] chars = new char[PIECE + 8];
    private int next;
    private int decoded;
    private long before;
    private @Nullable NotTextException failure;

    StrictReader(InputStream in, Charset charset) {
        this.in = in;
        this.charset = charset;
        decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Thrown for bytes that are not text. */
    static final class NotTextException extends IOException {
        private static final long serialVersionUID = 1L;

        private final long before;
        private final boolean isNul;

        NotTextException(String message, long before, boolean isNul) {
            super(message);
            this.before = before;
            this.isNul = isNul;
        }

        /** Whether it is a NUL, which is text in no character set. */
        boolean isNul() {
            return isNul;
        }

        /** How many characters of the text come before it. */
        long before() {
            return before;
        }
    }

    @Override
    public int read(char[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (next == decoded) {
            if (!decode()) {
                return -1;
            }
        }
        int count = Math.min(length, decoded - next);
        System.arraycopy(chars, next, to, offset, count);
        next += count;
        return count;
    }

    /** Decodes the next piece, perhaps of no characters. False at the end. */
    private boolean decode() throws IOException {
        if (failure != null) {
            throw failure; // what came before it has been read
        }
        before += decoded;
        next = 0;
        decoded = 0;
        if (end - begin < PIECE && !isEnd) {
            fill();
        }
        if (begin == end) {
            return false;
        }
        int piece = Math.min(PIECE, end - begin);
        boolean isLast = isEnd && piece == end - begin;
        ByteBuffer from = ByteBuffer.wrap(bytes, begin, piece);
        CharBuffer to = CharBuffer.wrap(chars);
        CoderResult result = decoder.decode(from, to, isLast);
        if (isLast && result.isUnderflow()) {
            result = decoder.flush(to);
            begin = end;
        } else {
            begin = from.position();
        }
        decoded = to.position();
        if (result.isError()) {
            failure = new NotTextException(
                    "byte 0x%02X is not %s text".formatted(bytes[from.position()], charset.name()),
                    before + decoded,
                    false);
        }
        for (int i = 0; i < decoded; i++) {
            if (chars[i] == 0) {
                failure = new NotTextException("a NUL byte; expected text, not a binary file", before + i, true);
                decoded = i;
            }
        }
        return true;
    }

    private void fill() throws IOException {
        System.arraycopy(bytes, begin, bytes, 0, end - begin);
        end -= begin;
        begin = 0;
        while (end < PIECE && !isEnd) {
            int count = in.read(bytes, end, READ - end);
            if (count < 0) {
                isEnd = true;
            } else {
                end += count;
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
