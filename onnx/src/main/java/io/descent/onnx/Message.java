package io.descent.onnx;

import io.descent.inference.problem.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message in the wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding): fields in the order
 * in which they are added, so that the same calls give the same bytes.
 */
final class Message {
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    /** What a reader of Protocol Buffers accepts. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Message tag(int field, int type) {
        varint((long) field << 3 | type);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** Adds a whole number. */
    Message number(int field, long value) {
        tag(field, VARINT).varint(value);
        return this;
    }

    /** Adds a text. */
    Message text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds another message. */
    Message message(int field, Message value) {
        return bytes(field, value.out.toByteArray());
    }

    /**
     * Adds bytes.
     *
     * @throws InvalidInputException if the message becomes larger than 2 GiB, which no reader accepts
     */
    Message bytes(int field, byte[] value) {
        if (out.size() + (long) value.length + 16 > MOST_BYTES) {
            throw new InvalidInputException(
                    "the model is larger than 2 GiB, which an ONNX file cannot be; train a smaller network");
        }
        tag(field, BYTES).varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /** The message. */
    byte[] toBytes() {
        return out.toByteArray();
    }
}
