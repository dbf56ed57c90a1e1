package io.descent.core.file.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Checksums of JSON lines: the last key of each object is {@code crc32c}, the CRC-32C of the checksum of the line before
 * (four bytes, 0 for the first line) and of the line up to this key. So a line that was changed, removed, repeated or
 * moved is noticed.
 */
public final class LineChain {
    private static final String KEY = ",\"crc32c\":\"";
    private static final int END = KEY.length() + 8 + "\"}".length();

    private int last;

    /** Returns a JSON object, not empty, with its checksum. */
    public String seal(String json) {
        String body = json.substring(0, json.length() - 1);
        last = checksum(body);
        return body + end();
    }

    /** The checksum of the last line, for {@link #reset}. */
    public int mark() {
        return last;
    }

    /** Goes back to an earlier line, because those after it could not be written. */
    public void reset(int mark) {
        last = mark;
    }

    private String end() {
        return KEY + HexFormat.of().toHexDigits(last) + "\"}";
    }

    /** Returns the JSON object without its checksum; null if it is wrong, and then the chain stays where it is. */
    public @Nullable String open(String line) {
        if (line.length() <= END) {
            return null;
        }
        String body = line.substring(0, line.length() - END);
        int before = last;
        last = checksum(body);
        if (!line.endsWith(end())) {
            last = before;
            return null;
        }
        return body + "}";
    }

    private int checksum(String body) {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(Integer.BYTES).putInt(last).flip());
        checksum.update(body.getBytes(StandardCharsets.UTF_8));
        return (int) checksum.getValue();
    }
}
