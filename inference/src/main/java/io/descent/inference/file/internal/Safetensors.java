package io.descent.inference.file.internal;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The safetensors format. Eight little-endian bytes give the length of a JSON header. The header maps each name to
 * type, shape and offsets; the numbers follow.
 */
public final class Safetensors {
    private static final int LENGTH_BYTES = 8;
    private static final int LONGEST_HEADER = 1 << 26;

    private Safetensors() {}

    /**
     * A tensor in a file.
     *
     * @param name unique in its file
     * @param vector whether a tensor of one row is written with one dimension
     * @param tensor its numbers
     */
    public record Entry(String name, boolean vector, ArrayTensor tensor) {
        private List<Integer> shape() {
            return vector ? List.of(tensor.columns()) : List.of(tensor.rows(), tensor.columns());
        }

        private long bytes() {
            return (long) tensor.size() * tensor.precision().bytes();
        }
    }

    /** Writes tensors in the order of the list. */
    public static void write(Path file, List<Entry> entries) {
        Map<String, Object> header = new LinkedHashMap<>();
        long offset = 0;
        for (Entry entry : entries) {
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("dtype", type(entry.tensor.precision()));
            place.put("shape", entry.shape());
            place.put("data_offsets", List.of(offset, offset + entry.bytes()));
            header.put(entry.name, place);
            offset += entry.bytes();
        }
        String text = Json.line(header);
        byte[] json = (text + " ".repeat(-text.length() & (LENGTH_BYTES - 1))).getBytes(StandardCharsets.UTF_8);
        OutputFile.write(file, out -> {
            out.write(ByteBuffer.allocate(LENGTH_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .array());
            out.write(json);
            for (Entry entry : entries) {
                for (int row = 0; row < entry.tensor.rows(); row++) {
                    out.write(entry.tensor.rowBytes(row));
                }
            }
        });
    }

    private static String type(Precision precision) {
        return precision == Precision.FLOAT32 ? "F32" : "F64";
    }

    /**
     * Reads tensors whose names, shapes and types are known. Other tensors in the file are ignored.
     *
     * @param entries the tensors to read; their numbers are overwritten
     * @throws InvalidInputException if the file cannot be read or is damaged, or a tensor is missing or has another
     *     type or shape
     */
    public static void read(Path file, List<Entry> entries) {
        try (FileChannel channel = FileChannel.open(file)) {
            Map<String, Object> header = header(file, channel);
            long dataStart = channel.position();
            for (Entry entry : entries) {
                read(file, channel, dataStart, header.get(entry.name), entry);
            }
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": file not found", e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> header(Path file, FileChannel channel) throws IOException {
        if (channel.size() < LENGTH_BYTES) {
            throw damaged(file, "it is too short");
        }
        long length = bytes(channel, LENGTH_BYTES).getLong();
        if (length < 2 || length > Math.min(channel.size() - LENGTH_BYTES, LONGEST_HEADER)) {
            throw damaged(file, "its header length, " + length + " bytes, is out of range");
        }
        ByteBuffer text = bytes(channel, (int) length);
        try {
            return Json.read(StandardCharsets.UTF_8.decode(text).toString());
        } catch (IOException | RuntimeException e) {
            throw damaged(file, "its header is not a JSON object");
        }
    }

    private static void read(Path file, FileChannel channel, long dataStart, @Nullable Object found, Entry entry)
            throws IOException {
        ArrayTensor tensor = entry.tensor;
        if (!(found instanceof Map<?, ?> map)
                || !type(tensor.precision()).equals(map.get("dtype"))
                || !entry.shape().equals(map.get("shape"))
                || !(map.get("data_offsets") instanceof List<?> offsets)
                || offsets.size() != 2
                || !(offsets.get(0) instanceof Number from)
                || !(offsets.get(1) instanceof Number to)) {
            throw damaged(
                    file,
                    "%s should be %s of shape %s, found %s"
                            .formatted(entry.name, type(tensor.precision()), entry.shape(), found));
        }
        if (from.longValue() < 0
                || to.longValue() - from.longValue() != entry.bytes()
                || to.longValue() > channel.size() - dataStart) {
            throw damaged(file, entry.name + " lies outside the file");
        }
        channel.position(dataStart + from.longValue());
        for (int row = 0; row < tensor.rows(); row++) {
            tensor.row(row)
                    .readFrom(
                            bytes(channel, tensor.columns() * tensor.precision().bytes()));
        }
    }

    private static ByteBuffer bytes(FileChannel channel, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new IOException("unexpected end of the file");
            }
        }
        return buffer.flip();
    }

    private static InvalidInputException damaged(Path file, String reason) {
        return new InvalidInputException(file + ": is not a valid safetensors file for this network: " + reason);
    }
}
