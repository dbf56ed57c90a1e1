package io.descent.inference.file.internal;

import io.descent.inference.problem.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message in the wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding): fields in the order
 * in which they are added, so that the same calls give the same bytes.
 */
public final class ProtobufMessage {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    /** What a reader of Protocol Buffers accepts. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private ProtobufMessage tag(int field, int type) {
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
    public ProtobufMessage number(int field, long value) {
        tag(field, VARINT).varint(value);
        return this;
    }

    /** Adds a number in 64 bits. */
    public ProtobufMessage real(int field, double value) {
        tag(field, FIXED_64).fixed(Double.doubleToRawLongBits(value), Double.BYTES);
        return this;
    }

    /** Adds a number in 32 bits. */
    public ProtobufMessage real(int field, float value) {
        tag(field, FIXED_32).fixed(Float.floatToRawIntBits(value), Float.BYTES);
        return this;
    }

    /** Adds several numbers in 64 bits each, packed. */
    public ProtobufMessage reals(int field, double[] values) {
        tag(field, BYTES).varint((long) values.length * Double.BYTES);
        for (double value : values) {
            fixed(Double.doubleToRawLongBits(value), Double.BYTES);
        }
        return this;
    }

    private void fixed(long bits, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (bits >>> 8 * i));
        }
    }

    /** Adds a text. */
    public ProtobufMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds another message. */
    public ProtobufMessage message(int field, ProtobufMessage value) {
        return bytes(field, value.out.toByteArray());
    }

    /**
     * Adds bytes.
     *
     * @throws InvalidInputException if the message becomes larger than 2 GiB, which no reader accepts
     */
    public ProtobufMessage bytes(int field, byte[] value) {
        if (out.size() + (long) value.length + 16 > MOST_BYTES) {
            throw new InvalidInputException(
                    "the file would be larger than 2 GiB, which its format does not allow; train a smaller network");
        }
        tag(field, BYTES).varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /** The message. */
    public byte[] toBytes() {
        return out.toByteArray();
    }
}
