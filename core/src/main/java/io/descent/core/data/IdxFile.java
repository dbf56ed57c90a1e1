package io.descent.core.data;

import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.spec.Precision;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Reads the IDX format of the MNIST family (LeCun, Cortes and Burges, "The MNIST database", file formats): unsigned bytes,
 * big-endian sizes, plain or gzipped. Pixels are divided by 255.
 */
final class IdxFile {
    /** Images are rarely compressed more. For what a file says of itself and cannot be so, no memory is taken in advance. */
    private static final long USUAL_COMPRESSION = 64;

    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int IMAGES_MAGIC = 0x0803;
    private static final int LABELS_MAGIC = 0x0801;
    private static final int MOST_PIXELS = 1 << 20;

    private final Path file;

    private IdxFile(Path file) {
        this.file = file;
    }

    /**
     * A file of a folder, gzipped or plain.
     *
     * @throws InvalidInputException if there is neither
     */
    static Path in(Path directory, String name) {
        if (!Files.isDirectory(directory)) {
            throw new InvalidInputException(directory
                    + (Files.exists(directory) ? ": is a file, a folder was expected" : ": there is no such folder"));
        }
        for (String variant : List.of(name + ".gz", name)) {
            if (Files.exists(directory.resolve(variant))) {
                return directory.resolve(variant);
            }
        }
        throw new InvalidInputException(
                "%s: there is neither %s nor %s.gz in this folder".formatted(directory, name, name));
    }

    /** Whether a folder of the MNIST family has a test set. */
    static boolean hasTestImages(Path directory) {
        return Stream.of("", ".gz").anyMatch(s -> Files.exists(directory.resolve("t10k-images-idx3-ubyte" + s)));
    }

    /** Height and width of the training images of a folder. */
    static ImageShape shape(Path directory) {
        Path images = in(directory, "train-images-idx3-ubyte");
        try (DataInputStream in = new IdxFile(images).open()) {
            in.readLong(); // kind and number of images
            return new ImageShape(in.readInt(), in.readInt());
        } catch (IOException e) {
            throw new InvalidInputException(images + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether a file begins like an IDX file of images, gzipped or not. */
    static boolean isImages(Path path) {
        try (DataInputStream in = new IdxFile(path).open()) {
            return in.readInt() == IMAGES_MAGIC;
        } catch (IOException | InvalidInputException e) {
            return false;
        }
    }

    /** Where the labels of a file of images are by convention: {@code train-images-idx3-} and {@code train-labels-idx1-}. */
    static Path labelsOf(Path images) {
        String name = images.getFileName().toString();
        String labels = name.replace("images", "labels").replace("idx3", "idx1");
        if (labels.equals(name) || !Files.exists(images.resolveSibling(labels))) {
            throw new InvalidInputException("%s: the labels of these images were expected in %s"
                    .formatted(images, images.resolveSibling(labels.equals(name) ? "...labels-idx1-ubyte" : labels)));
        }
        return images.resolveSibling(labels);
    }

    /** Images and their labels 0 to 255; the classes are the numbers from 0 to the largest label. */
    static DataSet read(Path images, Path labels, Precision precision) {
        ArrayTensor features = new IdxFile(images).readImages(precision);
        double[] indices = new IdxFile(labels).readLabels(images, features.rows());
        int classes = 0;
        for (double label : indices) {
            classes = Math.max(classes, (int) label + 1);
        }
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        return new DataSet(schema(features.columns(), names), features, indices);
    }

    /**
     * Images of a known schema.
     *
     * @param labelled whether labels are needed; without them every label is 0
     */
    static DataSet read(Path images, Schema schema, boolean labelled, Precision precision) {
        if (labelled) {
            DataSet data = read(images, labelsOf(images), precision);
            return conform(images, data, schema);
        }
        ArrayTensor features = new IdxFile(images).readImages(precision);
        requireFeatures(images, features.columns(), schema);
        return new DataSet(schema, features, new double[features.rows()]);
    }

    /** The same examples under the schema of a training set. */
    static DataSet conform(Path images, DataSet data, Schema schema) {
        requireFeatures(images, data.schema().features().size(), schema);
        for (int i = 0; i < data.size(); i++) {
            if (data.label(i) >= schema.classes().size()) {
                throw new InvalidInputException("%s: the label %d of image %d was never seen in training; known: %s"
                        .formatted(images, (int) data.label(i), i + 1, String.join(", ", schema.classes())));
            }
        }
        return data.withSchema(schema);
    }

    private static void requireFeatures(Path images, int pixels, Schema schema) {
        if (pixels != schema.features().size()) {
            throw new InvalidInputException("%s: images of %d pixels, the network was trained on %d features"
                    .formatted(images, pixels, schema.features().size()));
        }
    }

    private static Schema schema(int pixels, List<String> classes) {
        return new Schema(
                IntStream.rangeClosed(1, pixels).mapToObj(i -> "pixel" + i).toList(),
                "label",
                Task.CLASSIFICATION,
                classes);
    }

    private ArrayTensor readImages(Precision precision) {
        try (DataInputStream in = open()) {
            requireMagic(in, IMAGES_MAGIC, "images");
            int count = readSize(in, "images");
            long pixels = (long) readSize(in, "rows of pixels") * readSize(in, "columns of pixels");
            if (pixels > MOST_PIXELS) {
                throw problem("an image of " + pixels + " pixels is too large; at most " + MOST_PIXELS + " are read");
            }
            byte[] image = new byte[(int) pixels];
            boolean plausible = count * pixels <= USUAL_COMPRESSION * Files.size(file);
            TableBuilder table = new TableBuilder(precision, image.length, plausible ? count : 0);
            try {
                for (int i = 0; i < count; i++) {
                    in.readFully(image);
                    int row = table.addRow();
                    for (int j = 0; j < image.length; j++) {
                        table.set(row, j, (image[j] & 0xff) / 255.0);
                    }
                }
            } catch (EOFException e) {
                throw problem("is truncated: it announces %d images and ends in number %d"
                        .formatted(count, table.size() + 1));
            }
            requireEnd(in);
            return table.build();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private double[] readLabels(Path images, int examples) {
        try (DataInputStream in = open()) {
            requireMagic(in, LABELS_MAGIC, "labels");
            int count = readSize(in, "labels");
            if (count != examples) {
                throw problem("%d labels, but %s has %d images".formatted(count, images, examples));
            }
            double[] labels = new double[count];
            try {
                for (int i = 0; i < count; i++) {
                    labels[i] = in.readUnsignedByte();
                }
            } catch (EOFException e) {
                throw problem("is truncated: it announces " + count + " labels");
            }
            requireEnd(in);
            return labels;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private DataInputStream open() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw problem(Files.exists(file) ? "is not a file" : "there is no such file");
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
            throw problem("is no IDX file of %s: it begins with %08x, %08x was expected".formatted(what, found, magic));
        }
    }

    private int readSize(DataInputStream in, String what) throws IOException {
        try {
            int size = in.readInt();
            if (size <= 0) {
                throw problem("announces %d %s".formatted(size, what));
            }
            return size;
        } catch (EOFException e) {
            throw problem("is truncated within its header");
        }
    }

    private void requireEnd(DataInputStream in) throws IOException {
        if (in.read() >= 0) {
            throw problem("is corrupt: it has more data than its header announces");
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
