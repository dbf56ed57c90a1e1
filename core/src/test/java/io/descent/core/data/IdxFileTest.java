package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
    @TempDir
    Path folder;

    private static byte[] images(int announced, int rows, int columns, int bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(16 + bytes);
        buffer.putInt(0x0803).putInt(announced).putInt(rows).putInt(columns);
        for (int i = 0; i < bytes; i++) {
            buffer.put((byte) (i * 51));
        }
        return buffer.array();
    }

    private static byte[] labels(int announced, int... labels) {
        ByteBuffer buffer = ByteBuffer.allocate(8 + labels.length);
        buffer.putInt(0x0801).putInt(announced);
        for (int label : labels) {
            buffer.put((byte) label);
        }
        return buffer.array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private RawData load(String split) {
        return RawData.load(DataSpec.idx(folder).withSplit(split), Precision.FLOAT32, new RandomStreams(1));
    }

    private static RawExamples read(Path images, Schema schema, boolean labelled) {
        return RawData.read(images, schema, InputEncoding.unscaled(schema.features()), TableFormat.DEFAULT, labelled);
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(() -> load("none"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContainingAll(parts);
    }

    @Test
    void plainAndGzippedFilesAreRead() throws IOException {
        write("train-images-idx3-ubyte.gz", gzip(images(3, 2, 2, 12)));
        write("train-labels-idx1-ubyte", labels(3, 0, 2, 1));
        write("t10k-images-idx3-ubyte", images(1, 2, 2, 4));
        write("t10k-labels-idx1-ubyte.gz", gzip(labels(1, 1)));
        RawData data = load("none");
        assertThat(data.train().size()).isEqualTo(3);
        assertThat(data.schema().features()).containsExactly("pixel1", "pixel2", "pixel3", "pixel4");
        assertThat(data.schema().classes()).containsExactly("0", "1", "2");
        assertThat(data.train().feature(0, 1)).isEqualTo(51 / 255.0);
        assertThat(data.encode(false, Precision.FLOAT32).train().input(0, 1)).isEqualTo((double) (float) (51 / 255.0));
        assertThat(data.schema().image()).isEqualTo(new ImageShape(2, 2));
        assertThat(data.train().feature(1, 1)).isEqualTo(1);
        assertThat(data.train().label(1)).isEqualTo(2);
        assertThat(data.test().size()).isEqualTo(1);
        assertThat(data.test().schema()).isEqualTo(data.schema());
        assertThat(data.dev()).isNull();
    }

    @Test
    void trainFilesCanBeDividedBesideTestFiles() throws IOException {
        write("train-images-idx3-ubyte", images(10, 1, 1, 10));
        write("train-labels-idx1-ubyte", labels(10, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1));
        write("t10k-images-idx3-ubyte", images(1, 1, 1, 1));
        write("t10k-labels-idx1-ubyte", labels(1, 1));
        RawData data = load("80/20");
        assertThat(data.train().size()).isEqualTo(8);
        assertThat(data.dev().size()).isEqualTo(2);
        assertThat(data.test().size()).isEqualTo(1);
        assertThatThrownBy(() -> load("60/20/20")).hasMessageContaining("the test set already has its own files");
    }

    @Test
    void missingFilesAreNamed() {
        assertRefused("expected train-images-idx3-ubyte or train-images-idx3-ubyte.gz in this folder");
    }

    @Test
    void damagedImages() throws IOException {
        write("train-labels-idx1-ubyte", labels(3, 0, 2, 1));
        for (byte[] bytes : List.of(images(3, 2, 2, 11), images(1 << 28, 2, 2, 12))) {
            write("train-images-idx3-ubyte", bytes);
            assertRefused("is truncated");
        }
        write("train-images-idx3-ubyte", images(1 << 30, 2, 2, 12));
        assertRefused("1073741824 images of 4 pixels are too many for one table");
        write("train-images-idx3-ubyte", Arrays.copyOf(images(3, 2, 2, 12), 10));
        assertRefused("is truncated within its header");
        write("train-images-idx3-ubyte", new byte[2]);
        assertRefused("too short");
        write("train-images-idx3-ubyte", new byte[0]);
        assertRefused("too short");
        write("train-images-idx3-ubyte", images(3, 2, 2, 13));
        assertRefused("contains more data than its header says");
        write("train-images-idx3-ubyte", labels(3, 0, 2, 1));
        assertRefused("is not an IDX file of images: it begins with 00000801");
        write("train-images-idx3-ubyte", images(3, 1 << 20, 1 << 20, 12));
        assertRefused("are too large");
        write("train-images-idx3-ubyte", images(-1, 2, 2, 12));
        assertRefused("it says -1 images; expected at least 1");
        write("train-images-idx3-ubyte", Arrays.copyOf(gzip(images(3, 2, 2, 12)), 25));
        assertRefused("train-images-idx3-ubyte");
    }

    @Test
    void announcedSizesAreComparedWithRealOnesBeforeMemoryIsTaken() throws IOException {
        write("train-labels-idx1-ubyte", labels(3, 0, 2, 1));
        write("train-images-idx3-ubyte", images(Integer.MAX_VALUE, 28, 28, 12));
        assertRefused("2147483647 images of 784 pixels are too many for one table");
        write("train-images-idx3-ubyte", images(2_000, 1_000, 1_000, 40 << 20));
        assertRefused(
                "is truncated: its header says 2000 images of 1000000 pixels, which take 2000000016 bytes, but it has"
                        + " 41943056 bytes");
        write("train-images-idx3-ubyte", gzip(images(500_000_000, 2, 2, 12)));
        assertRefused("which take 2000000016 bytes, more than", "gzipped bytes can contain");
        write("train-images-idx3-ubyte", gzip(images(12_000, 2, 2, 12)));
        assertRefused("which take 48016 bytes, more than");
        write("train-images-idx3-ubyte", gzip(images(40_000, 10, 10, 3_000_000)));
        write("train-labels-idx1-ubyte", labels(3, 0, 2, 1));
        assertRefused("is truncated: its header says 40000 images of 100 pixels, but it ends in image 30001");
        write("train-images-idx3-ubyte", images(3, 2, 2, 12));
        write("train-labels-idx1-ubyte", labels(Integer.MAX_VALUE, 0, 2, 1));
        assertRefused(
                "is truncated: its header says 2147483647 labels, which take 2147483655 bytes, but it has 11 bytes");
        write("train-labels-idx1-ubyte", gzip(labels(Integer.MAX_VALUE, 0, 2, 1)));
        assertRefused("2147483647 labels, which take 2147483655 bytes, more than");
    }

    @Test
    void imagesAndLabelsOfDifferentCounts() throws IOException {
        write("train-images-idx3-ubyte", images(3, 2, 2, 12));
        write("train-labels-idx1-ubyte", labels(2, 0, 1));
        assertRefused("2 labels, but", "3 images");
        write("train-labels-idx1-ubyte", labels(3, 0, 1));
        assertRefused("is truncated: its header says 3 labels");
    }

    @Test
    void imagesForANetworkThatExists() throws IOException {
        Schema schema = new Schema(List.of("a", "b", "c", "d"), "label", Task.CLASSIFICATION, List.of("0", "1"));
        Path images = folder.resolve("x-images-idx3-ubyte");
        Files.write(images, images(2, 2, 2, 8));
        assertThat(read(images, schema, false).size()).isEqualTo(2);
        assertThatThrownBy(() -> read(images, schema, true)).hasMessageContaining("x-labels-idx1-ubyte");
        write("x-labels-idx1-ubyte", labels(2, 0, 1));
        assertThat(read(images, schema, true).label(1)).isEqualTo(1);
        write("x-labels-idx1-ubyte", labels(2, 0, 5));
        assertThatThrownBy(() -> read(images, schema, true))
                .hasMessageContaining("the label 5 of image 2 was never seen in training");
        Schema wider = new Schema(List.of("a"), "label", Task.CLASSIFICATION, List.of("0", "1"));
        assertThatThrownBy(() -> read(images, wider, false))
                .hasMessageContaining("the images have 4 pixels, but the network was trained on 1 features");
    }
}
