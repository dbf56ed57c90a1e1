package io.descent.inference.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FilesTest {
    @TempDir
    Path folder;

    private static List<Safetensors.Entry> tensors(Precision precision) {
        return List.of(
                new Safetensors.Entry("dense-1.weight", false, ArrayTensor.zeros(precision, 3, 2)),
                new Safetensors.Entry("dense-2.weight", false, ArrayTensor.zeros(precision, 1, 2)),
                new Safetensors.Entry("dense-1.bias", true, ArrayTensor.zeros(precision, 1, 3)));
    }

    @ParameterizedTest
    @EnumSource
    void tensorsReadBackTheSame(Precision precision) throws IOException {
        List<Safetensors.Entry> written = tensors(precision);
        Random random = new Random(1);
        written.forEach(entry -> entry.tensor().fill(random::nextGaussian));
        Path file = folder.resolve("w.safetensors");
        Safetensors.write(file, written);
        List<Safetensors.Entry> read = tensors(precision);
        Safetensors.read(file, read);
        for (int n = 0; n < written.size(); n++) {
            ArrayTensor tensor = written.get(n).tensor();
            for (int i = 0; i < tensor.rows(); i++) {
                for (int j = 0; j < tensor.columns(); j++) {
                    assertThat(read.get(n).tensor().get(i, j)).isEqualTo(tensor.get(i, j));
                }
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(length % 8).isZero();
        assertThat(new String(bytes, 8, (int) length, StandardCharsets.UTF_8))
                .startsWith("{\"dense-1.weight\":{\"dtype\":\"%s\",\"shape\":[3,2],\"data_offsets\":[0,%d]}"
                        .formatted(precision == Precision.FLOAT32 ? "F32" : "F64", 6 * precision.bytes()))
                .contains("\"shape\":[1,2]", "\"shape\":[3],");
        assertThat(bytes).hasSize(8 + (int) length + 11 * precision.bytes());
    }

    @Test
    void damagedTensorsAreRefused() throws IOException {
        Path file = folder.resolve("w.safetensors");
        assertRefused(file, "file not found");
        Files.write(file, new byte[3]);
        assertRefused(file, "too short");
        Files.write(
                file,
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(1L << 60)
                        .array());
        assertRefused(file, "its header length, 1152921504606846976 bytes, is out of range");
        Safetensors.write(file, tensors(Precision.FLOAT32));
        byte[] good = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(good, good.length - 1));
        assertRefused(file, "dense-1.bias lies outside the file");
        byte[] broken = good.clone();
        broken[8] = 'x';
        Files.write(file, broken);
        assertRefused(file, "its header is not valid: Unrecognized token");
        Safetensors.write(file, tensors(Precision.FLOAT64));
        assertRefused(file, "dense-1.weight should be F32 of shape [3, 2]");
        Safetensors.write(
                file, List.of(new Safetensors.Entry("other", true, ArrayTensor.zeros(Precision.FLOAT32, 1, 1))));
        assertRefused(file, "found null");
    }

    private static void assertRefused(Path file, String part) {
        assertThatThrownBy(() -> Safetensors.read(file, tensors(Precision.FLOAT32)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(part);
    }

    @Test
    void failedWriteLeavesTheOldContentAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        assertThatThrownBy(() -> OutputFile.write(file, out -> {
                    out.write(1);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": cannot be written: No space left on device");
        assertThat(file).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        OutputFile.write(file, "new");
        assertThat(file).hasContent("new");
    }

    @Test
    void placesThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "x");
        assertThatThrownBy(() -> OutputFile.write(file.resolve("b"), "x"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be written");
        assertThatThrownBy(() -> OutputFile.write(folder.resolve("none").resolve("b"), "x"))
                .hasMessageContaining("its folder does not exist");
        assertThatThrownBy(() -> OutputFile.write(folder, "x")).hasMessageContaining("cannot be written");
    }

    @Test
    void deviceIsWrittenToAndNotReplaced() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        assertThatThrownBy(() -> OutputFile.write(full, "x"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("/dev/full: cannot be written");
        assertThat(Files.isRegularFile(full)).isFalse();
        OutputFile.write(Path.of("/dev/null"), "x");
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    @Test
    void jsonOfMaps() throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", 1);
        map.put("a", Double.NaN);
        map.put("c", null);
        assertThat(Json.line(map)).isEqualTo("{\"b\":1,\"a\":\"NaN\",\"c\":null}");
        assertThat(Json.pretty(map)).endsWith("}\n");
        assertThat(Json.read("{\"x\":[1,2]}")).containsEntry("x", List.of(1, 2));
    }

    @Test
    void threadsThatWriteOneFileNeverTearIt() throws Exception {
        Path file = folder.resolve("shared.txt");
        OutputFile.write(file, "0".repeat(5000));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            String content = Integer.toString(i).repeat(5000 + i);
            writers.add(threads.submit(() -> {
                for (int n = 0; n < 30; n++) {
                    OutputFile.write(file, content);
                }
            }));
        }
        threads.shutdown();
        while (!threads.isTerminated()) {
            String found = Files.readString(file);
            assertThat(found.chars().distinct()).hasSize(1);
            assertThat(found).hasSize(5000 + found.charAt(0) - '0');
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void linksAreFollowedEvenToAFileThatDoesNotExistYet() throws IOException {
        Path target = folder.resolve("target.txt");
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), Path.of("target.txt"));
        for (String text : List.of("first", "second")) {
            OutputFile.write(link, text);
            assertThat(link).isSymbolicLink();
            assertThat(target).hasContent(text);
        }
        Path loop = Files.createSymbolicLink(folder.resolve("loop.txt"), Path.of("loop.txt"));
        assertThatThrownBy(() -> OutputFile.write(loop, "x"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("loop.txt: cannot be written");
    }

    @Test
    void filesOfTheUserAreNeverInTheWay() throws IOException {
        Path next = Files.createDirectories(folder.resolve("m/next"));
        Files.writeString(next.resolve("mine.txt"), "mine");
        Files.writeString(folder.resolve("m/manifest.json"), "{}");
        assertThatThrownBy(() -> Replacement.prepare(folder.resolve("m"), List.of("model.json")::contains))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("contains mine.txt, which Descent did not write; move it away");
        assertThat(next.resolve("mine.txt")).hasContent("mine");
    }
}
