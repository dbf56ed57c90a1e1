package io.descent.core.data;

import io.descent.api.DataSource;
import io.descent.api.Rows;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.limit.internal.Memory;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the IDX format of the MNIST family (LeCun, Cortes and Burges, "The MNIST database", file formats): unsigned
 * bytes, big-endian sizes, plain or gzipped. Pixels are divided by 255.
 */
final class IdxFile {
    /** Images rarely compress better than this; where they do, memory grows as they arrive. */
    private static final long USUAL_COMPRESSION = 4;

    /** No gzipped file expands to more than this many times its size. */
    private static final long BEST_COMPRESSION = 1032;

    private static final int IMAGES_HEADER = 16;
    private static final int LABELS_HEADER = 8;
    private static final int GZIP_TRAILER = 64;

    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int IMAGES_MAGIC = 0x0803;
    private static final int LABELS_MAGIC = 0x0801;
    private static final double WHITE = 255;
    private static final String LABEL = "label";

    private final Path file;

    private IdxFile(Path file) {
        this.file = file;
    }

    /**
     * A file in a folder, gzipped or plain.
     *
     * @throws InvalidInputException if neither exists
     */
    static Path in(Path directory, String name) {
        if (!Files.isDirectory(directory)) {
            throw new InvalidInputException(directory
                    + (Files.exists(directory) ? ": is a file; expected a folder" : ": the folder does not exist"));
        }
        for (String variant : List.of(name + ".gz", name)) {
            if (Files.exists(directory.resolve(variant))) {
                return directory.resolve(variant);
            }
        }
        throw new InvalidInputException("%s: expected %s or %s.gz in this folder".formatted(directory, name, name));
    }

    /** Whether a folder of the MNIST family has a test set. */
    static boolean hasTestImages(Path directory) {
        return Stream.of("", ".gz").anyMatch(s -> Files.exists(directory.resolve("t10k-images-idx3-ubyte" + s)));
    }

    /** Whether a file, gzipped or not, begins with the magic number of IDX images. */
    static boolean isImages(Path path) {
        try (DataInputStream in = new IdxFile(path).open()) {
            return in.readInt() == IMAGES_MAGIC;
        } catch (IOException | InvalidInputException e) {
            return false;
        }
    }

    /**
     * The file with the labels of an image file, by convention: {@code train-images-idx3-}, {@code train-labels-idx1-}.
     */
    static Path labelsOf(Path images) {
        String name = images.getFileName().toString();
        String labels = name.replace("images", "labels").replace("idx3", "idx1");
        if (labels.equals(name) || !Files.exists(images.resolveSibling(labels))) {
            throw new InvalidInputException("%s: the labels of these images are missing; expected %s"
                    .formatted(images, images.resolveSibling(labels.equals(name) ? "...labels-idx1-ubyte" : labels)));
        }
        return images.resolveSibling(labels);
    }

    /** Reads images and their labels from 0 to 255. The classes are the numbers from 0 to the largest label. */
    static RawExamples read(Path images, Path labels) {
        Images found = new Images(images, labels);
        Table table = found.read();
        double[] indices = new double[table.rows()];
        int classes = 0;
        for (int i = 0; i < indices.length; i++) {
            indices[i] = table.number(i, LABEL);
            classes = Math.max(classes, (int) indices[i] + 1);
        }
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        return new RawExamples(
                new Schema(found.pixels(), List.of(LABEL), Task.CLASSIFICATION, names, found.shape()),
                table,
                pixels(table, found.pixels()),
                indices);
    }

    /**
     * Reads images with a known schema.
     *
     * @param labelled whether to read labels; otherwise every label is 0
     */
    static RawExamples read(Path images, Schema schema, boolean labelled) {
        if (labelled) {
            return conform(images, read(images, labelsOf(images)), schema);
        }
        Images found = new Images(images, null);
        requireFeatures(images, found.pixels(), schema);
        Table table = found.read();
        return new RawExamples(
                schema,
                table.renamed(found.pixels(), schema.features()),
                pixels(table, found.pixels()),
                new double[table.rows()]);
    }

    private static List<FeatureCells> pixels(Table table, List<String> names) {
        return names.stream()
                .map(name -> FeatureCells.numbers(
                        name, Objects.requireNonNull(table.received(name).column())))
                .toList();
    }

    /** Converts examples to the schema of a training set. */
    static RawExamples conform(Path images, RawExamples data, Schema schema) {
        requireFeatures(images, data.schema().features(), schema);
        for (int i = 0; i < data.size(); i++) {
            if (data.label(i) >= schema.classes().size()) {
                throw new InvalidInputException("%s: the label %d of image %d was never seen in training; known: %s"
                        .formatted(images, (int) data.label(i), i + 1, String.join(", ", schema.classes())));
            }
        }
        return data.withSchema(schema);
    }

    private static void requireFeatures(Path images, List<String> pixels, Schema schema) {
        if (pixels.size() != schema.features().size()) {
            throw new InvalidInputException("%s: the images have %d pixels, but the network was trained on %d features"
                    .formatted(images, pixels.size(), schema.features().size()));
        }
    }

    /** Images and their labels: a column {@code pixel1}, {@code pixel2}, ... per pixel, and a column {@code label}. */
    static final class Images implements DataSource {
        private final IdxFile images;
        private final @Nullable IdxFile labels;
        private final int height;
        private final int width;

        /**
         * Reads the shape of the images.
         *
         * @param labels null to leave out the labels
         */
        Images(Path images, @Nullable Path labels) {
            this.images = new IdxFile(images);
            this.labels = labels == null ? null : new IdxFile(labels);
            try (DataInputStream in = this.images.open()) {
                this.images.requireMagic(in, IMAGES_MAGIC, "images");
                int count = this.images.readSize(in, "images");
                height = this.images.readSize(in, "rows of pixels");
                width = this.images.readSize(in, "columns of pixels");
                this.images.requireSize(count, (long) height * width);
            } catch (IOException e) {
                throw this.images.unreadable(e);
            }
        }

        ImageShape shape() {
            return new ImageShape(height, width);
        }

        List<String> pixels() {
            return IntStream.rangeClosed(1, height * width)
                    .mapToObj(i -> "pixel" + i)
                    .toList();
        }

        Table read() {
            return SourceReader.of(this, images.file)
                    .read(name -> new CellReceiver.How.Infer(), new NumberFormats(null), Set.of());
        }

        @Override
        public List<String> columns() {
            List<String> columns = new ArrayList<>(pixels());
            if (labels != null) {
                columns.add(LABEL);
            }
            return columns;
        }

        @Override
        public @Nullable String label() {
            return labels == null ? null : LABEL;
        }

        @Override
        public void read(Rows rows) {
            byte @Nullable [] digits = labels == null ? null : labels.readLabels();
            try (DataInputStream in = images.open()) {
                int count = images.skipHeader(in);
                byte[] pixels = new byte[height * width];
                int expected = images.expected(count, pixels.length);
                for (int i = 0; i < count; i++) {
                    try {
                        in.readFully(pixels);
                    } catch (EOFException e) {
                        throw images.problem(
                                "is truncated: its header says %d images of %d pixels, but it ends in image %d"
                                        .formatted(count, pixels.length, i + 1));
                    }
                    if (digits == null || i < digits.length) {
                        write(pixels, expected, rows);
                        if (digits != null) {
                            rows.number(digits[i] & 0xff);
                        }
                        rows.endRow();
                    }
                }
                images.requireEnd(in);
                if (labels != null && digits != null && digits.length != count) {
                    throw labels.problem(
                            "has %d labels, but %s has %d images".formatted(digits.length, images.file, count));
                }
            } catch (IOException e) {
                throw images.unreadable(e);
            }
        }

        private static void write(byte[] pixels, int expected, Rows rows) {
            if (rows instanceof TableRows table) {
                table.pixels(pixels, expected);
                return;
            }
            for (byte pixel : pixels) {
                rows.number((pixel & 0xff) / WHITE);
            }
        }
    }

    private int skipHeader(DataInputStream in) throws IOException {
        in.readInt();
        int count = readSize(in, "images");
        requireSize(count, (long) in.readInt() * in.readInt());
        return count;
    }

    /** Compares the images that the header announces with what fits in memory and in the file. */
    private void requireSize(int count, long pixels) throws IOException {
        if (pixels > Limits.PIXELS) {
            throw problem("images of " + pixels + " pixels are too large; the limit is " + Limits.PIXELS + " pixels");
        }
        if (count * pixels > Integer.MAX_VALUE - 8) {
            throw problem("%d images of %d pixels are too many for one table".formatted(count, pixels));
        }
        requireBytes(IMAGES_HEADER + count * pixels, "%d images of %d pixels".formatted(count, pixels));
        Memory.require((double) count * pixels, file.toString(), "the images");
    }

    /** Refuses a file that is too small for what its header announces. */
    private void requireBytes(long announced, String what) throws IOException {
        long size = Files.size(file);
        boolean gzipped = isGzipped();
        if (!gzipped && announced > size) {
            throw problem("is truncated: its header says %s, which take %d bytes, but it has %d bytes"
                    .formatted(what, announced, size));
        }
        if (!gzipped && announced < size) {
            throw problem("is corrupt: it contains more data than its header says");
        }
        if (announced > BEST_COMPRESSION * size + GZIP_TRAILER) {
            throw problem(
                    "is truncated: its header says %s, which take %d bytes, more than %d gzipped bytes can contain"
                            .formatted(what, announced, size));
        }
    }

    private boolean isGzipped() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ((in.read() << 8) | in.read()) == GZIP_MAGIC;
        }
    }

    /** For how many images to take memory at first: all of a plain file, as many as usual of a gzipped one. */
    private int expected(int count, int pixels) throws IOException {
        return (int) Math.max(1, Math.min(count, USUAL_COMPRESSION * Files.size(file) / pixels));
    }

    private byte[] readLabels() {
        try (DataInputStream in = open()) {
            requireMagic(in, LABELS_MAGIC, "labels");
            int count = readSize(in, "labels");
            requireBytes(LABELS_HEADER + (long) count, count + " labels");
            byte[] labels = in.readNBytes(count);
            if (labels.length < count) {
                throw problem("is truncated: its header says " + count + " labels, but it ends after " + labels.length);
            }
            requireEnd(in);
            return labels;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private DataInputStream open() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw problem(Files.exists(file) ? "is not a file" : "file not found");
        }
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        in.mark(2);
        boolean gzipped = ((in.read() << 8) | in.read()) == GZIP_MAGIC;
        in.reset();
        try {
            return new DataInputStream(gzipped ? new BufferedInputStream(new GZIPInputStream(in), 1 << 16) : in);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private void requireMagic(DataInputStream in, int magic, String what) throws IOException {
        int found;
        try {
            found = in.readInt();
        } catch (EOFException e) {
            throw problem("is too short for an IDX file");
        }
        if (found != magic) {
            throw problem("is not an IDX file of %s: it begins with %08x, expected %08x".formatted(what, found, magic));
        }
    }

    private int readSize(DataInputStream in, String what) throws IOException {
        try {
            int size = in.readInt();
            if (size <= 0) {
                throw problem("has a bad header: it says %d %s; expected at least 1".formatted(size, what));
            }
            return size;
        } catch (EOFException e) {
            throw problem("is truncated within its header");
        }
    }

    private void requireEnd(DataInputStream in) throws IOException {
        if (in.read() >= 0) {
            throw problem("is corrupt: it contains more data than its header says");
        }
    }

    private InvalidInputException problem(String text) {
        return new InvalidInputException(file + ": " + text);
    }

    private InvalidInputException unreadable(IOException e) {
        String reason = e instanceof EOFException ? "it is truncated" : String.valueOf(e.getMessage());
        return new InvalidInputException(file + ": cannot be read: " + reason, e);
    }
}
