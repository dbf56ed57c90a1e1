package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.inference.file.internal.Replacement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The plan of a replacement that was interrupted, {@code replace.json}; a reader completes it. */
class ReplacementFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"install\":[\"a.txt\",\"model/b.txt\"],\"delete\":[\"old.txt\"]}",
                        "{\"install\":[\"a.txt\"],\"delete\":[\"checkpoints/1/old.txt\",\"model/b.txt\"]}",
                        "{\"install\":[\"a\\u0000\",\".\"],\"delete\":[\"\"]}",
                        "{\"install\":[],\"delete\":[\"b/../../c\"]}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "json.dict")
    @FuzzTest
    void replacement(byte[] input) throws IOException {
        Path outer = Scratch.folder("outside");
        Path canary = Files.write(outer.resolve("c"), new byte[1]);
        Path folder = Scratch.folder("outside/replaced");
        Scratch.empty(folder);
        for (String name :
                new String[] {"old.txt", "model/b.txt", "checkpoints/1/old.txt", "next/a.txt", "next/model/b.txt"}) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[1]);
        }
        Files.write(folder.resolve("replace.json"), input);
        Promise.keep(input.length, () -> Replacement.read(folder, () -> folder));
        try (Stream<Path> files = Files.list(outer)) {
            if (!Files.exists(canary) || files.count() != 2) {
                throw new AssertionError("files outside the folder have changed");
            }
        }
    }
}
