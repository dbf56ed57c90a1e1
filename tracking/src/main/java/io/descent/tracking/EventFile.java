package io.descent.tracking;

import io.descent.inference.file.internal.AppendFile;
import io.descent.inference.file.internal.ProtobufMessage;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A file of events for TensorBoard: records of TensorFlow
 * (https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details), each with the message {@code Event}
 * of tensorflow/core/util/event.proto.
 */
final class EventFile implements Closeable {
    private static final String VERSION = "brain.Event:2";
    private static final int MASK = 0xa282ead8;

    // fields of Event
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;

    // fields of Summary and of Summary.Value
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int HISTOGRAM = 5;

    private final AppendFile file;

    /**
     * Creates a file.
     *
     * @param seconds since 1970-01-01
     */
    EventFile(Path path, double seconds) throws IOException {
        file = AppendFile.open(path);
        write(new ProtobufMessage().real(WALL_TIME, seconds).text(FILE_VERSION, VERSION));
    }

    /** Adds values of a step: numbers and the distributions of numbers, by their tags. */
    void add(double seconds, int step, Map<String, Double> scalars, Map<String, double[]> distributions)
            throws IOException {
        ProtobufMessage summary = new ProtobufMessage();
        scalars.forEach((tag, value) ->
                summary.message(VALUE, new ProtobufMessage().text(TAG, tag).real(SIMPLE_VALUE, value.floatValue())));
        distributions.forEach((tag, values) ->
                summary.message(VALUE, new ProtobufMessage().text(TAG, tag).message(HISTOGRAM, histogram(values))));
        write(new ProtobufMessage().real(WALL_TIME, seconds).number(STEP, step).message(SUMMARY, summary));
    }

    /** The message {@code HistogramProto}, with intervals of equal width. */
    private static ProtobufMessage histogram(double[] values) {
        Histogram histogram = Histogram.of(values);
        return new ProtobufMessage()
                .real(1, histogram.min())
                .real(2, histogram.max())
                .real(3, (double) values.length)
                .real(4, histogram.sum())
                .real(5, histogram.sumOfSquares())
                .reals(6, histogram.limits())
                .reals(7, histogram.counts());
    }

    private void write(ProtobufMessage event) throws IOException {
        file.append(framed(event.toBytes()));
    }

    /** A record: length, its checksum, data, their checksum. */
    static byte[] framed(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length)
                .array();
        out.writeBytes(length);
        out.writeBytes(checksum(length));
        out.writeBytes(data);
        out.writeBytes(checksum(data));
        return out.toByteArray();
    }

    /** CRC-32C, masked so that the checksum of data that contain checksums is a good one. */
    static int masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    private static byte[] checksum(byte[] data) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(masked(data))
                .array();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
