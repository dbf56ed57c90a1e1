package io.descent.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The experiment files of the examples. */
final class YamlSeeds {
    private YamlSeeds() {}

    /** All examples. */
    static Stream<byte[]> all() throws IOException {
        Stream.Builder<byte[]> seeds = Stream.builder();
        for (String folder : List.of("examples", "examples/notes")) {
            try (Stream<Path> files = Files.list(Path.of("..", folder))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".yaml"))
                        .sorted()
                        .toList()) {
                    seeds.add(Files.readAllBytes(file));
                }
            }
        }
        return seeds.build();
    }
}
