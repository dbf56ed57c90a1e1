package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.core.data.DataSpec;
import io.descent.core.data.TrainingData;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.provider.MethodSource;

/** Images and labels, plain or in gzip: the number of bytes of the file of labels, that file, and the images. */
class IdxFuzzTest {
    private static final int IMAGES = 6;

    static Stream<byte[]> seeds() throws IOException {
        ByteBuffer labels =
                ByteBuffer.allocate(8 + IMAGES).putInt(0x0801).putInt(IMAGES).put(new byte[] {0, 1, 2, 1, 0, 2});
        ByteBuffer images = ByteBuffer.allocate(16 + IMAGES * 6)
                .putInt(0x0803)
                .putInt(IMAGES)
                .putInt(2)
                .putInt(3);
        for (int i = 0; images.hasRemaining(); i++) {
            images.put((byte) (37 * i));
        }
        return Stream.of(
                input(labels.array(), images.array()),
                input(gzip(labels.array()), images.array()),
                input(gzip(labels.array()), gzip(images.array())));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }

    private static byte[] input(byte[] labels, byte[] images) {
        return ByteBuffer.allocate(1 + labels.length + images.length)
                .put((byte) labels.length)
                .put(labels)
                .put(images)
                .array();
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "idx.dict")
    @FuzzTest
    void idx(byte[] input) throws IOException {
        int images = input.length == 0 ? 0 : Math.min(input.length, 1 + (input[0] & 0xFF));
        Path folder = Scratch.folder("images");
        Files.write(
                folder.resolve("train-labels-idx1-ubyte"),
                Arrays.copyOfRange(input, Math.min(1, input.length), images));
        Files.write(folder.resolve("train-images-idx3-ubyte"), Arrays.copyOfRange(input, images, input.length));
        Promise.keep(
                input.length,
                () -> TrainingData.load(
                        DataSpec.idx(folder).withSplit("none"),
                        Precision.FLOAT32,
                        RandomStreams.of(1, RandomSpec.KEYED)));
    }
}
