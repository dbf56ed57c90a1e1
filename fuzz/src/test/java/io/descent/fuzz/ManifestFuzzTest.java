package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.inference.file.internal.FileDigest;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The file {@code manifest.json}: its own checksum is right, or as in the input, see {@link Seal}. */
class ManifestFuzzTest {
    private static final Path SOUND = Trained.RUN.resolve("model");

    static Stream<byte[]> seeds() throws IOException {
        byte[] sound = Files.readAllBytes(SOUND.resolve(Manifest.FILE));
        byte[] names =
                "{\"files\":{\"a\\u0000\":{\"bytes\":1,\"sha256\":\"\"},\"/dev/zero\":{\"bytes\":1,\"sha256\":\"\"}}}"
                        .getBytes(StandardCharsets.UTF_8);
        return Stream.of(sound, Files.readAllBytes(Trained.RUN.resolve(Manifest.FILE)), names, Seal.without(sound));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "json.dict")
    @FuzzTest
    void manifest(byte[] input) throws IOException {
        Path folder = Scratch.folder("covered");
        for (String name : new String[] {"model.json", "weights.safetensors"}) {
            Files.write(folder.resolve(name), Files.readAllBytes(SOUND.resolve(name)));
        }
        Files.write(folder.resolve(Manifest.FILE), Seal.content(input));
        if (Seal.isWanted(input)) {
            seal(folder, input);
        }
        Promise.keep(input.length, () -> Manifest.verify(folder, "model"));
    }

    /** Writes the manifest of the sizes and digests in an input, if it has the form of a manifest. */
    private static void seal(Path folder, byte[] input) {
        Map<String, FileDigest> files = new LinkedHashMap<>();
        try {
            Object entries =
                    Json.read(new String(input, StandardCharsets.UTF_8)).get("files");
            ((Map<?, ?>) entries)
                    .forEach((name, entry) -> files.put(
                            (String) name,
                            new FileDigest(((Number) ((Map<?, ?>) entry).get("bytes")).longValue(), (String)
                                    ((Map<?, ?>) entry).get("sha256"))));
        } catch (IOException | RuntimeException e) {
            return;
        }
        Manifest.write(folder, files);
    }
}
