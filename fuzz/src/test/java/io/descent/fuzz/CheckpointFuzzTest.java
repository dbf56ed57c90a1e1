package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.core.run.RunReader;
import io.descent.core.training.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a run is resumed from: the metrics of its epochs, a zero byte, the description of its checkpoint; or changes to the
 * latter, see {@link Merge}. The checksums of the lines and the manifest of the checkpoint are right, or the manifest is
 * that of a sound one, see {@link Seal}.
 */
class CheckpointFuzzTest {
    private static final String METRICS = "metrics.jsonl";
    private static final String STATE = "state.json";
    private static final String TENSORS = "state.safetensors";
    private static final Path SOUND = newest();

    private static Path newest() {
        try (Stream<Path> checkpoints = Files.list(Trained.RUN.resolve("checkpoints"))) {
            return checkpoints
                    .max(Comparator.comparingInt(
                            path -> Integer.parseInt(path.getFileName().toString())))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<byte[]> seeds() throws IOException {
        byte[] metrics = Files.readAllBytes(Trained.RUN.resolve(METRICS));
        byte[] whole = Scratch.join(metrics, Files.readAllBytes(SOUND.resolve(STATE)));
        return Stream.concat(
                Stream.of(metrics, whole, Seal.without(metrics), Seal.without(whole)),
                Stream.of(
                                "+{\"epoch\":1,\"step\":4,\"slots-since\":2}",
                                "+{\"epoch\":0,\"step\":2,\"epoch-steps\":2,\"epoch-cost\":11.5,\"batch-cost\":0.6}",
                                "+{\"epoch\":2,\"seconds\":1.5,\"smoothed-cost\":0.1,\"slots\":false,\"best-epoch\":1}")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "json.dict")
    @FuzzTest
    void checkpoint(byte[] input) throws IOException {
        List<byte[]> parts = Merge.isWanted(input)
                ? List.of(Files.readAllBytes(Trained.RUN.resolve(METRICS)), Merge.into(SOUND.resolve(STATE), input))
                : Scratch.split(Seal.content(input));
        Path folder = Scratch.folder("a-run");
        Path checkpoint = Files.createDirectories(folder.resolve("checkpoints").resolve("1"));
        Files.write(folder.resolve("experiment.yaml"), Files.readAllBytes(Trained.RUN.resolve("experiment.yaml")));
        Files.write(folder.resolve(METRICS), Seal.isWanted(input) ? Seal.lines(parts.get(0)) : parts.get(0));
        Files.write(checkpoint.resolve(TENSORS), Files.readAllBytes(SOUND.resolve(TENSORS)));
        Files.write(
                checkpoint.resolve(STATE), parts.size() > 1 ? parts.get(1) : Files.readAllBytes(SOUND.resolve(STATE)));
        if (Seal.isWanted(input)) {
            Seal.folder(checkpoint, TENSORS, STATE);
        } else {
            Files.write(checkpoint.resolve("manifest.json"), Files.readAllBytes(SOUND.resolve("manifest.json")));
        }
        Promise.keep(input.length, () -> {
            Checkpoint read = new RunReader(folder, Trained.READER).checkpoint();
            Trained.trainer().build().resume(read);
        });
    }
}
