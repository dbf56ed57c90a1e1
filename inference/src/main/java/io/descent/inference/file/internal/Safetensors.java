package io.descent.inference.file.internal;

import io.descent.inference.limit.internal.Limits;
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
import java.util.ArrayList;
import java.util.Comparator;
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
    private static final int BLOCK_BYTES = 1 << 20;
    private static final String OFFSETS = "data_offsets";
    private static final String METADATA = "__metadata__";

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

    /** The content of a file with tensors, in the order of the list. */
    public static OutputFile.Content content(List<Entry> entries) {
        Map<String, Object> header = new LinkedHashMap<>();
        long offset = 0;
        for (Entry entry : entries) {
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("dtype", type(entry.tensor.precision()));
            place.put("shape", entry.shape());
            place.put(OFFSETS, List.of(offset, offset + entry.bytes()));
            header.put(entry.name, place);
            offset += entry.bytes();
        }
        String text = Json.line(header);
        byte[] json = (text + " ".repeat(-text.length() & (LENGTH_BYTES - 1))).getBytes(StandardCharsets.UTF_8);
        return out -> {
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
        };
    }

    /** Writes tensors in the order of the list. */
    public static void write(Path file, List<Entry> entries) {
        OutputFile.write(file, content(entries));
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
            requireLayout(file, header, channel.size() - dataStart);
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
        if (length < 2 || length > Math.min(channel.size() - LENGTH_BYTES, Limits.SAFETENSORS_HEADER)) {
            throw damaged(file, "its header length, " + length + " bytes, is out of range");
        }
        ByteBuffer text = bytes(channel, (int) length);
        try {
            return Json.read(StandardCharsets.UTF_8.decode(text).toString(), Limits.SAFETENSORS_VALUES);
        } catch (IOException e) {
            throw damaged(file, "its header is not valid: " + e.getMessage());
        }
    }

    /** Bytes of the numbers of one tensor, counted from the end of the header. */
    private record Extent(String name, long from, long to) {}

    /** As the format demands, the tensors in any order fill the file after the header without gap or overlap. */
    private static void requireLayout(Path file, Map<String, Object> header, long bytes) {
        List<Extent> extents = new ArrayList<>();
        for (Map.Entry<String, Object> entry : header.entrySet()) {
            if (!entry.getKey().equals(METADATA)) {
                extents.add(extent(file, entry.getKey(), entry.getValue(), bytes));
            }
        }
        extents.sort(Comparator.comparingLong(Extent::from).thenComparingLong(Extent::to));
        long end = 0;
        String before = "the header";
        for (Extent extent : extents) {
            if (extent.from < end) {
                throw damaged(file, "%s overlaps %s".formatted(extent.name, before));
            }
            if (extent.from > end) {
                throw damaged(
                        file,
                        "%d bytes between %s and %s belong to no tensor"
                                .formatted(extent.from - end, before, extent.name));
            }
            end = extent.to;
            before = extent.name;
        }
        if (end < bytes) {
            throw damaged(file, "%d bytes after %s belong to no tensor".formatted(bytes - end, before));
        }
    }

    private static Extent extent(Path file, String name, @Nullable Object found, long bytes) {
        if (!(found instanceof Map<?, ?> map)
                || !(map.get(OFFSETS) instanceof List<?> offsets)
                || offsets.size() != 2) {
            throw damaged(file, name + " has no data_offsets; expected two numbers");
        }
        for (Object offset : offsets) {
            if (!(offset instanceof Integer || offset instanceof Long)) {
                throw damaged(file, "%s has the data_offsets %s; expected two whole numbers".formatted(name, offsets));
            }
        }
        long from = ((Number) offsets.get(0)).longValue();
        long to = ((Number) offsets.get(1)).longValue();
        if (from < 0 || to < from || to > bytes) {
            throw damaged(file, name + " lies outside the file");
        }
        return new Extent(name, from, to);
    }

    private static void read(Path file, FileChannel channel, long dataStart, @Nullable Object found, Entry entry)
            throws IOException {
        ArrayTensor tensor = entry.tensor;
        if (!(found instanceof Map<?, ?> map)
                || !type(tensor.precision()).equals(map.get("dtype"))
                || !entry.shape().equals(map.get("shape"))) {
            throw damaged(
                    file,
                    "%s should be %s of shape %s, found %s"
                            .formatted(entry.name, type(tensor.precision()), entry.shape(), found));
        }
        Extent extent = extent(file, entry.name, found, channel.size() - dataStart);
        if (extent.to - extent.from != entry.bytes()) {
            throw damaged(
                    file,
                    "%s has %d bytes; expected %d for its shape"
                            .formatted(entry.name, extent.to - extent.from, entry.bytes()));
        }
        channel.position(dataStart + extent.from);
        int rowBytes = Math.multiplyExact(tensor.columns(), tensor.precision().bytes());
        int most = Math.max(1, BLOCK_BYTES / Math.max(1, rowBytes));
        for (int row = 0; row < tensor.rows(); row += most) {
            int rows = Math.min(most, tensor.rows() - row);
            tensor.rows(row, row + rows).readFrom(bytes(channel, rows * rowBytes));
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
