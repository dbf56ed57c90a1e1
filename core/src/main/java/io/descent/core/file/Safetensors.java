package io.descent.core.file;

import io.descent.core.problem.InvalidInputException;
import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.Precision;
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
 * The safetensors format: eight bytes little-endian with the length of a JSON header, the header, which maps names to type,
 * shape and place, and the numbers.
 */
public final class Safetensors {
    private static final int LENGTH_BYTES = 8;
    private static final int LONGEST_HEADER = 1 << 26;

    private Safetensors() {}

    /** Writes tensors in the order of the map. A tensor of one row is written as a vector. */
    public static void write(Path file, Map<String, ArrayTensor> tensors) {
        Map<String, Object> header = new LinkedHashMap<>();
        long offset = 0;
        for (Map.Entry<String, ArrayTensor> entry : tensors.entrySet()) {
            ArrayTensor tensor = entry.getValue();
            long end = offset + (long) tensor.size() * tensor.precision().bytes();
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("dtype", type(tensor.precision()));
            place.put("shape", shape(tensor));
            place.put("data_offsets", List.of(offset, end));
            header.put(entry.getKey(), place);
            offset = end;
        }
        String text = Json.line(header);
        byte[] json = (text + " ".repeat(-text.length() & (LENGTH_BYTES - 1))).getBytes(StandardCharsets.UTF_8);
        OutputFile.write(file, out -> {
            out.write(ByteBuffer.allocate(LENGTH_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .array());
            out.write(json);
            for (ArrayTensor tensor : tensors.values()) {
                for (int row = 0; row < tensor.rows(); row++) {
                    ByteBuffer bytes = ByteBuffer.allocate(
                            tensor.columns() * tensor.precision().bytes());
                    tensor.row(row).writeTo(bytes);
                    out.write(bytes.array());
                }
            }
        });
    }

    private static String type(Precision precision) {
        return precision == Precision.FLOAT32 ? "F32" : "F64";
    }

    private static List<Integer> shape(ArrayTensor tensor) {
        return tensor.rows() == 1 ? List.of(tensor.columns()) : List.of(tensor.rows(), tensor.columns());
    }

    /**
     * Reads tensors whose names, shapes and types are known; others in the file are left alone.
     *
     * @param tensors are overwritten
     * @throws InvalidInputException if the file cannot be read, is damaged, or holds something else
     */
    public static void read(Path file, Map<String, ArrayTensor> tensors) {
        try (FileChannel channel = FileChannel.open(file)) {
            Map<String, Object> header = header(file, channel);
            long dataStart = channel.position();
            for (Map.Entry<String, ArrayTensor> entry : tensors.entrySet()) {
                read(file, channel, dataStart, header.get(entry.getKey()), entry.getKey(), entry.getValue());
            }
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": there is no such file", e);
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
            throw damaged(file, "its header would have " + length + " bytes");
        }
        ByteBuffer text = bytes(channel, (int) length);
        try {
            return Json.read(StandardCharsets.UTF_8.decode(text).toString());
        } catch (IOException | RuntimeException e) {
            throw damaged(file, "its header is no JSON object");
        }
    }

    private static void read(
            Path file, FileChannel channel, long dataStart, @Nullable Object entry, String name, ArrayTensor tensor)
            throws IOException {
        int bytes = tensor.size() * tensor.precision().bytes();
        if (!(entry instanceof Map<?, ?> map)
                || !type(tensor.precision()).equals(map.get("dtype"))
                || !shape(tensor).equals(map.get("shape"))
                || !(map.get("data_offsets") instanceof List<?> offsets)
                || offsets.size() != 2
                || !(offsets.get(0) instanceof Number from)
                || !(offsets.get(1) instanceof Number to)) {
            throw damaged(
                    file,
                    "%s should be %s of shape %s, found %s"
                            .formatted(name, type(tensor.precision()), shape(tensor), entry));
        }
        if (from.longValue() < 0
                || to.longValue() - from.longValue() != bytes
                || to.longValue() > channel.size() - dataStart) {
            throw damaged(file, name + " lies outside of the file");
        }
        channel.position(dataStart + from.longValue());
        tensor.readFrom(bytes(channel, bytes));
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
        return new InvalidInputException(file + ": is no safetensors file for this network: " + reason);
    }
}
