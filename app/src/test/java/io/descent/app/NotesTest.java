package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Recomputes the figures in examples/notes/README.md with the commands in its table. */
class NotesTest {
    private static final Path NOTES = CommandLineRun.EXAMPLES.resolve("notes");
    private static final Pattern ROW = Pattern.compile("(?m)^\\|.*`./descent (\\w+) examples/notes/(.*)\\.yaml`"
            + " \\|[^|]*\\| ([^|]*?) ?\\| ([^|]*?) ?\\| ([^|]*?) ?\\|.*\\|$");

    @TempDir
    Path parent;

    /** Accuracies are exact. There are 300 training examples, and 100 (circles) or 200 (moons) test examples. */
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
        assertThat(List.of(percent(train / 300.0), percent(test / (double) tests)))
                .isEqualTo(List.of(row(name).group(3), row(name).group(5)));
        if (name.equals("22-initialization-he")) {
            List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
            Map<String, Object> line = Json.read(lines.get(14_000));
            assertThat(((Number) ((Map<?, ?>) line.get("train")).get("cost")).doubleValue())
                    .isCloseTo(0.07357895962677366, within(1e-9));
        }
    }

    /** Tests the experiments without a published or reference figure. */
    @ParameterizedTest
    @MethodSource("others")
    void accuraciesAreThePrintedOnes(String name) throws IOException {
        MatchResult row = row(name);
        Path out = parent.resolve(name);
        CommandLineRun.good(row.group(1), NOTES.resolve(name + ".yaml"), "--out", out, "--quiet", "--no-pictures");
        Map<?, ?> metrics = (Map<?, ?>) CommandLineRun.result(row.group(1).equals("tune") ? out.resolve("best") : out)
                .get("metrics");
        List<String> got = new ArrayList<>();
        for (String set : List.of("train", "dev", "test")) {
            Map<?, ?> values = (Map<?, ?>) metrics.get(set);
            got.add(values == null ? "" : percent(((Number) values.get("accuracy")).doubleValue()));
        }
        assertThat(got).isEqualTo(List.of(row.group(3), row.group(4), row.group(5)));
    }

    static List<String> others() throws IOException {
        return rows().stream()
                .filter(row -> !row.group().contains("` | train "))
                .map(row -> row.group(2))
                .toList();
    }

    @Test
    void everyExperimentHasARow() throws IOException {
        try (var files = Files.list(NOTES)) {
            assertThat(rows().stream().map(row -> row.group(2) + ".yaml"))
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(file -> file.endsWith(".yaml"))
                                    .toList());
        }
    }

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(NOTES.resolve("README.md")))
                .results()
                .toList();
    }

    private static MatchResult row(String name) throws IOException {
        return rows().stream()
                .filter(row -> row.group(2).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
