package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
        "20-initialization-zeros, 150, 50, 100",
        "21-initialization-random, 249, 86, 100",
        "22-initialization-he, 298, 96, 100",
        "10-regularization-none, 285, 195, 200",
        "11-l2, 282, 196, 200",
        "13-dropout, 283, 195, 200",
        "40-gradient-descent, 215, 141, 200",
        "41-momentum, 215, 141, 200",
        "43-adam, 283, 196, 200",
        "50-decay-every-epoch, 196, 127, 200",
        "51-decay-interval, 283, 195, 200",
        "52-decay-interval-momentum, 286, 195, 200",
        "53-decay-interval-adam, 282, 196, 200"
    })
    void accuraciesAreThePublishedOnes(String name, int train, int test, int tests) throws IOException {
        Path run = parent.resolve(name);
        CommandLineRun.good("train", NOTES.resolve(name + ".yaml"), "--out", run, "--quiet");
        assertThat(CommandLineRun.metric(run, "train", "accuracy")).isCloseTo(train / 300.0, within(1e-12));
        assertThat(CommandLineRun.metric(run, "test", "accuracy")).isCloseTo(test / (double) tests, within(1e-12));
        if (name.equals("22-initialization-he")) {
            List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
            Map<String, Object> line = JSON.std.mapFrom(lines.get(14_000));
            assertThat(((Number) ((Map<?, ?>) line.get("train")).get("cost")).doubleValue())
                    .isCloseTo(0.07357895962677366, within(1e-9));
        }
    }
}
