package io.descent.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.data.Table;
import io.descent.core.training.Trainer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTest {
    @TempDir
    Path folder;

    /** The checksums are those of RFC 3720, appendix B.4; the mask is computed from them by hand. */
    @Test
    void checksumsAreMasked() {
        byte[] ascending = new byte[32];
        for (int i = 0; i < 32; i++) {
            ascending[i] = (byte) i;
        }
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xff);
        assertThat(EventFile.masked(new byte[32])).isEqualTo(mask(0x8a9136aa));
        assertThat(EventFile.masked(ones)).isEqualTo(mask(0x62a8ab43));
        assertThat(EventFile.masked(ascending)).isEqualTo(mask(0x46dd794e));
    }

    private static int mask(int checksum) {
        return (checksum >>> 15 | checksum << 17) + 0xa282ead8;
    }

    /** golden/events.py, an independent program, has made the file and says how. */
    @Test
    void theFileHasTheBytesOfTheGoldenOne() throws IOException {
        Path path = folder.resolve("events");
        try (EventFile file = new EventFile(path, 1.5)) {
            Map<String, Double> scalars = new LinkedHashMap<>();
            scalars.put("train/cost", 0.5);
            scalars.put("dev/accuracy", 0.875);
            file.add(2.5, 1, scalars, Map.of());
            file.add(3.5, 300, Map.of(), Map.of("dense-1/weight", new double[] {-1, 0, 0.25, 0.5, 2}));
        }
        try (var golden = Objects.requireNonNull(TensorBoardTest.class.getResourceAsStream("/golden/events.bin"))) {
            assertThat(Files.readAllBytes(path)).isEqualTo(golden.readAllBytes());
        }
    }

    @Test
    void aTrainingLeavesAnEventPerEpoch() throws IOException {
        double[][] rows = new double[40][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {i % 7, i % 5, i % 7 > 3 ? 1 : 0};
        }
        Trainer.builder()
                .data(Table.of(List.of("x", "y", "kind"), rows), "kind")
                .epochs(3)
                .listener(new TensorBoard(folder, () -> 7))
                .build()
                .train();
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.toList().get(0);
            assertThat(String.valueOf(file.getFileName())).isEqualTo("events.out.tfevents.7000.descent");
            byte[] bytes = Files.readAllBytes(file);
            int records = 0;
            for (int at = 0; at < bytes.length; records++) {
                int length = (int)
                        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
                byte[] data = Arrays.copyOfRange(bytes, at + 12, at + 12 + length);
                assertThat(Arrays.copyOfRange(bytes, at, at + 16 + length)).isEqualTo(EventFile.framed(data));
                if (records > 0) {
                    assertThat(new String(data, StandardCharsets.ISO_8859_1)).contains("train/cost", "learningRate");
                }
                at += 16 + length;
            }
            assertThat(records).isEqualTo(4);
        }
    }
}
