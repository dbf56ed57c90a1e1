package io.descent.spark;

import java.io.BufferedWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.zip.GZIPInputStream;

/** Images of the MNIST family as a table. */
final class Images {
    private static final int PIXELS = 784;

    private Images() {}

    /** Receives an image. */
    interface Each {
        void accept(byte[] pixels, int label) throws IOException;
    }

    /** Reads a set of images: {@code train} or {@code t10k}. */
    static void read(Path folder, String set, Each each) throws IOException {
        try (DataInputStream pixels = open(folder.resolve(set + "-images-idx3-ubyte.gz"), 16);
                DataInputStream labels = open(folder.resolve(set + "-labels-idx1-ubyte.gz"), 8)) {
            byte[] image = new byte[PIXELS];
            for (int label = labels.read(); label >= 0; label = labels.read()) {
                pixels.readFully(image);
                each.accept(image, label);
            }
        }
    }

    private static DataInputStream open(Path file, int header) throws IOException {
        DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)));
        in.skipNBytes(header);
        return in;
    }

    /** Writes a set to a CSV file with the columns p0 to p783 and label. */
    static void csv(Path folder, String set, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            StringJoiner header = new StringJoiner(",");
            for (int j = 0; j < PIXELS; j++) {
                header.add("p" + j);
            }
            out.write(header + ",label\n");
            read(folder, set, (pixels, label) -> {
                StringBuilder line = new StringBuilder();
                for (byte pixel : pixels) {
                    line.append(pixel & 0xff).append(',');
                }
                out.write(line.append("class ").append(label).append('\n').toString());
            });
        }
    }
}
