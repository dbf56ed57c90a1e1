package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published table, by the command. Accuracies are exact: 300 examples to train on, 100 circles or 200 moons to test. */
class NotesTest {
    private static final Path NOTES = CommandLineRun.EXAMPLES.resolve("notes");

    @TempDir
    Path parent;

    @ParameterizedTest
    @CsvSource({
        "initialization-zeros, 150, 50, 100",
        "initialization-random, 249, 86, 100",
        "initialization-he, 298, 96, 100",
        "regularization-none, 285, 195, 200",
        "regularization-l2, 282, 196, 200",
        "regularization-dropout, 283, 195, 200",
        "optimizer-gradient-descent, 215, 141, 200",
        "optimizer-momentum, 215, 141, 200",
        "optimizer-adam, 283, 196, 200",
        "decay-inverse-time, 196, 127, 200",
        "decay-interval-gradient-descent, 283, 195, 200",
        "decay-interval-momentum, 286, 195, 200",
        "decay-interval-adam, 282, 196, 200"
    })
    void accuraciesAreThePublishedOnes(String name, int train, int test, int tests) throws IOException {
        Path run = parent.resolve(name);
        CommandLineRun.good("train", NOTES.resolve(name + ".yaml"), "--out", run, "--quiet");
        assertThat(CommandLineRun.metric(run, "train", "accuracy")).isCloseTo(train / 300.0, within(1e-12));
        assertThat(CommandLineRun.metric(run, "test", "accuracy")).isCloseTo(test / (double) tests, within(1e-12));
        if (name.equals("initialization-he")) {
            List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
            Map<String, Object> line = JSON.std.mapFrom(lines.get(14_000));
            assertThat(((Number) ((Map<?, ?>) line.get("train")).get("cost")).doubleValue())
                    .isCloseTo(0.07357895962677366, within(1e-9));
        }
    }

    @Test
    void everyExperimentIsInTheTable() throws Exception {
        String[] rows = NotesTest.class
                .getDeclaredMethod("accuraciesAreThePublishedOnes", String.class, int.class, int.class, int.class)
                .getAnnotation(CsvSource.class)
                .value();
        try (Stream<Path> files = Files.list(NOTES)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(file -> file.endsWith(".yaml"))
                            .map(file -> file.replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(Stream.of(rows)
                            .map(row -> row.substring(0, row.indexOf(',')))
                            .toList());
        }
    }
}
