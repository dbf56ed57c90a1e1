package io.descent.inference.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.Activation;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.inference.TestPlugins;
import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class RecordReaderTest {
    public record Part(
            @Hyperparameter(min = 1) int size,
            @Default("relu") Activation activation) {}

    public record Whole(
            @Hyperparameter(min = 1, max = 1) int format,
            Precision precision,
            @Default("null") @Nullable ImageShape image,
            List<Part> parts,
            @Default("adam") Optimizer optimizer,
            @Default("[]") List<Double> numbers,
            @Default("null") @Nullable Path path) {}

    private static final String GOOD = """
            {
              "format": 1,
              "precision": "float64",
              "image": "2x3",
              "parts": [
                {"size": 4, "activation": "cubic"},
                {"size": 5}
              ],
              "optimizer": {"adam": {"beta1": 0.25}},
              "numbers": [1, -2.5e-3],
              "path": "beside.txt"
            }
            """;

    @TempDir
    Path folder;

    private Whole read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("w.json"), text);
        return RecordReader.json(file, Whole.class, 1 << 12, TestPlugins.registry());
    }

    @Test
    void everyKindOfValueIsRead() throws IOException {
        assertThat(read(GOOD))
                .isEqualTo(new Whole(
                        1,
                        Precision.FLOAT64,
                        new ImageShape(2, 3),
                        List.of(new Part(4, new TestPlugins.Cubic()), new Part(5, new TestPlugins.Relu())),
                        new TestPlugins.Adam(0.25, 0.999, 1e-8),
                        List.of(1.0, -0.0025),
                        folder.toAbsolutePath().resolve("beside.txt")));
    }

    @Test
    void whatIsWrittenReadsBackTheSame() throws IOException {
        Whole whole = read(GOOD);
        assertThat(read(Json.pretty(RecordWriter.map(whole)))).isEqualTo(whole);
    }

    @Test
    void allProblemsAreInOneReportEachWithItsLine() {
        String bad = GOOD.replace("\"format\": 1", "\"format\": 2")
                .replace("\"size\": 5", "\"size\": 0, \"sise\": 1")
                .replace("cubic", "cubik")
                .replace("0.25", "\"0.25\"")
                .replace("-2.5e-3", "true");
        assertThatThrownBy(() -> read(bad))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "line 2, format: found '2', expected a whole number at least 1 and at most 1",
                                        "line 6, parts[0].activation: unknown activation 'cubik'; did you mean"
                                                + " 'cubic'?; known: cubic, linear, relu, sigmoid, softmax",
                                        "line 7, parts[1].sise: unknown key; did you mean 'size'?; allowed here: size,"
                                                + " activation",
                                        "line 7, parts[1].size: found '0', expected a whole number at least 1",
                                        "line 9, optimizer.adam.beta1: found the text \"0.25\" in quotes, expected a"
                                                + " number at least 0 and below 1",
                                        "line 10, numbers[1]: found 'true', expected a number"))
                .hasMessageContaining("w.json has 6 problems");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | is empty",
                "` \n ` | is empty",
                "[1] | line 1, file: expected sections of keys and values",
                "{\"format\": 1, \"format\": 1} | line 1, format: duplicate key",
                "`{\n\"format\": 1,\n` | line 3: is not valid JSON",
                "`{\n\"format\": 1\n}\n\n{}` | line 5: expected the end of the file",
                "`{\n\"format\": nul\n}` | line 2: is not valid JSON",
                "`{\n\n\"format\": null}` | line 3, format: found nothing, expected a whole number",
                "{} | line 1, parts: is missing"
            })
    void mistakesHaveTheirLine(String text, String words) {
        assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("w.json")
                .hasMessageContaining(words);
    }

    @Test
    void longFilesAreRefusedBeforeTheyAreParsed() {
        assertThatThrownBy(() -> read(" ".repeat(1 << 13)))
                .hasMessageEndingWith("w.json: has 8192 bytes; at most 4096 are read");
        assertThatThrownBy(() -> read("[".repeat(4000))).isInstanceOf(InvalidInputException.class);
    }
}
