package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns that are neither features nor label: weights, groups, times, and names of sets. */
class RolesTest {
    @TempDir
    Path folder;

    private Sheet sheet(int rows, String name, IntFunction<String> cell) {
        return new Sheet(folder, rows).with("x", i -> Integer.toString(i * i)).with(name, cell);
    }

    private static List<RawExamples> parts(RawData data) {
        return Stream.of(data.train(), data.dev(), data.test())
                .filter(Objects::nonNull)
                .toList();
    }

    /** The number of the row in the sheet. */
    private static int row(RawExamples examples, int example) {
        return (int) Math.round(Math.sqrt(examples.feature(example, 0)));
    }

    @Test
    void weightsAreOfTheExamplesOfEverySet() {
        Sheet sheet = sheet(50, "w", i -> i + ".5");
        RawData data = sheet.load(spec -> spec.withWeight("w").withSplit("60/20/20"));
        assertThat(data.schema().features()).containsExactly("x");
        assertThat(Sheet.report(data, "w").kind()).isEqualTo("weight");
        TrainingData encoded = data.encode(Precision.FLOAT32);
        for (int i = 0; i < 10; i++) {
            assertThat(encoded.train().weight(i)).isEqualTo(row(data.train(), i) + 0.5);
            assertThat(encoded.dev().weight(i)).isEqualTo(row(data.dev(), i) + 0.5);
            assertThat(encoded.test().weight(i)).isEqualTo(row(data.test(), i) + 0.5);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1 | line 32, column 'w': the weight is negative; expected at least 0",
                "'' | line 32, column 'w': the cell is missing; expected a weight",
                "NA | line 32, column 'w': the cell is missing; expected a weight",
                "heavy | line 32, column 'w': 'heavy' is not a weight",
            })
    void weightsThatAreNoneAreErrors(String cell, String message) {
        Sheet sheet = sheet(40, "w", i -> i == 30 ? cell : "1");
        assertThatThrownBy(() -> sheet.load(spec -> spec.withWeight("w")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder.resolve("sheet.csv") + ": " + message);
    }

    @Test
    void aMissingWeightOfAProgramIsMissing() {
        Table table = Table.of(List.of("x", "w", "y"), new double[][] {{1, 1, 0}, {2, Double.NaN, 1}, {3, 1, 1}});
        assertThat(table.text(1, "w")).isEmpty();
        assertThatThrownBy(() -> RawData.of(
                        DataSpec.memory("y").withWeight("w").withSplit("none"),
                        table,
                        null,
                        null,
                        new RandomStreams(1)))
                .hasMessage("table: row 1, column 'w': the cell is missing; expected a weight");
    }

    /** Rows without a label are left out before, and do not shift the lines of messages. */
    @Test
    void weightsAreNamedByTheLineOfTheFile() {
        Sheet sheet = sheet(40, "w", i -> i == 30 ? "heavy" : "1").with("y", i -> i < 5 ? "" : i % 2 == 0 ? "p" : "q");
        assertThatThrownBy(() -> sheet.load(spec -> spec.withWeight("w")))
                .hasMessageContaining("sheet.csv: line 32, column 'w': 'heavy' is not a weight");
        Sheet unlabelled =
                sheet(40, "w", i -> i == 3 ? "heavy" : "1").with("y", i -> i < 5 ? "" : i % 2 == 0 ? "p" : "q");
        assertThat(unlabelled.load(spec -> spec.withWeight("w")).train().size())
                .as("a row without a label needs no weight")
                .isEqualTo(35);
    }

    @Test
    void weightsMustNotAllBeZero() {
        assertThatThrownBy(() -> sheet(40, "w", i -> "0").load(spec -> spec.withWeight("w")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the weights sum to 0.0; expected a positive, finite number");
        assertThatThrownBy(() -> sheet(40, "w", i -> "1").load(spec -> spec.withWeight("v")))
                .hasMessageContaining("the column data.weight 'v' is missing; columns: x, w, y");
    }

    @Test
    void aGroupIsNeverOnTwoSides() {
        for (int seed = 1; seed <= 20; seed++) {
            Sheet sheet = sheet(200, "patient", i -> i % 7 < 3 ? "p" + i % 5 : "q" + i % 31);
            sheet.with("y", "a", "b");
            RawData data = RawData.load(
                    DataSpec.csv(sheet.file("t.csv"), "y").withGroup("patient"),
                    Precision.FLOAT32,
                    new RandomStreams(seed));
            Map<String, Integer> setOf = new HashMap<>();
            List<RawExamples> parts = parts(data);
            assertThat(parts).hasSize(3);
            for (int p = 0; p < parts.size(); p++) {
                for (int i = 0; i < parts.get(p).size(); i++) {
                    int row = row(parts.get(p), i);
                    String patient = row % 7 < 3 ? "p" + row % 5 : "q" + row % 31;
                    assertThat(setOf.merge(patient, p, (a, b) -> a)).isEqualTo(p);
                }
            }
            assertThat(setOf).hasSize(36);
            assertThat(data.train().size()).isBetween(105, 135);
            assertThat(data.schema().features()).as("a group is no feature").containsExactly("x");
        }
    }

    @Test
    void fewGroupsCannotBeSplit() {
        assertThatThrownBy(() -> sheet(60, "g", i -> "g" + i % 2)
                        .load(spec -> spec.withGroup("g").withSplit("60/20/20")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("data.split 60/20/20: 2 groups are too few; the ")
                .hasMessageEndingWith(" set would be empty");
        assertThatThrownBy(() -> sheet(60, "g", i -> i == 30 ? "" : "g" + i % 9)
                        .load(spec -> spec.withGroup("g").withSplit("60/20/20")))
                .hasMessageContaining("sheet.csv: line 32, column 'g': the group is missing; give every row a group");
    }

    @Test
    void aGroupInTwoFilesIsAnError() throws IOException {
        Path train = sheet(40, "g", i -> "g" + i % 9).with("y", "a", "b").file("train.csv");
        Path dev = Files.writeString(folder.resolve("dev.csv"), "x,g,y\n1,new,a\n2,g3,b\n");
        Path other = Files.writeString(folder.resolve("other.csv"), "x,g,y\n1,new,a\n2,newer,b\n");
        RandomStreams streams = new RandomStreams(1);
        assertThatThrownBy(() -> RawData.load(
                        DataSpec.csvParts(train, dev, null, "y").withGroup("g"), Precision.FLOAT32, streams))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                        "data.group g: the group 'g3' is in two sets; expected every group in only one of them");
        assertThatThrownBy(() -> RawData.load(
                        DataSpec.csvParts(train, other, other, "y").withGroup("g"), Precision.FLOAT32, streams))
                .hasMessageContaining("the group 'new' is in two sets");
        assertThat(RawData.load(DataSpec.csvParts(train, other, null, "y").withGroup("g"), Precision.FLOAT32, streams)
                        .dev()
                        .size())
                .isEqualTo(2);
    }

    @Test
    void thePastTrains() {
        Sheet sheet = sheet(100, "day", i -> "2024-%02d-%02d".formatted(1 + i * 37 % 100 / 28, 1 + i * 37 % 100 % 28));
        RawData data = sheet.load(spec -> spec.withTime("day").withSplit("60/20/20"));
        List<RawExamples> parts = parts(data);
        assertThat(parts).extracting(RawExamples::size).containsExactly(60, 20, 20);
        for (int p = 1; p < parts.size(); p++) {
            double before =
                    Arrays.stream(Sheet.numbers(parts.get(p - 1), "day")).max().orElseThrow();
            double after =
                    Arrays.stream(Sheet.numbers(parts.get(p), "day")).min().orElseThrow();
            assertThat(after).isGreaterThan(before);
        }
        assertThat(data.schema().features()).as("a time may be a feature").containsExactly("x", "day");
        RawData ignored =
                sheet.load(spec -> spec.withTime("day").withIgnore("day").withSplit("60/20/20"));
        assertThat(ignored.schema().features()).containsExactly("x");
        assertThat(Sheet.numbers(ignored.train(), "x")).isEqualTo(Sheet.numbers(data.train(), "x"));
    }

    /** Rows of one time are never on two sides, and the training set is then the larger one. */
    @Test
    void equalTimesStayTogether() {
        Sheet sheet = sheet(100, "year", i -> Integer.toString(1990 + i % 10));
        RawData data = sheet.load(spec -> spec.withTime("year").withSplit("55/25/20"));
        assertThat(Arrays.stream(Sheet.numbers(data.train(), "year")).distinct().sorted())
                .containsExactly(1990.0, 1991.0, 1992.0, 1993.0, 1994.0, 1995.0);
        assertThat(Arrays.stream(Sheet.numbers(data.dev(), "year")).distinct().sorted())
                .containsExactly(1996.0, 1997.0);
        assertThat(data.test().size()).isEqualTo(20);
        assertThatThrownBy(() -> sheet(100, "year", i -> i < 90 ? "2000" : "2001")
                        .load(spec -> spec.withTime("year").withSplit("60/20/20")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("data.split 60/20/20: 100 examples, many of the same time, are too few");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'' | the cell is missing; expected a date or a number", "soon | 'soon' is not a date or a number"
            })
    void timesThatAreNoneAreErrors(String cell, String message) {
        for (IntFunction<String> times :
                List.<IntFunction<String>>of(i -> Integer.toString(i * 3), i -> "2024-01-%02d".formatted(1 + i % 28))) {
            Sheet sheet = sheet(40, "t", i -> i == 30 ? cell : times.apply(i));
            assertThatThrownBy(() -> sheet.load(
                            spec -> spec.withTime("t").withIgnore("t").withSplit("60/20/20")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(folder.resolve("sheet.csv") + ": line 32, column 't': " + message);
        }
    }

    @Test
    void aColumnMayNameTheSet() {
        String[] words = {"train", "Training", "TRAIN", "dev", "valid", "Validation", "val", "development", "test"};
        RawData data = sheet(90, "part", i -> words[i % 9]).load(spec -> spec.withSet("part"));
        assertThat(parts(data)).extracting(RawExamples::size).containsExactly(30, 50, 10);
        for (int i = 0; i < 10; i++) {
            assertThat(row(data.test(), i) % 9).isEqualTo(8);
        }
        assertThat(data.schema().features()).containsExactly("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"holdout", ""})
    void aWordThatNamesNoSetIsAnError(String word) {
        assertThatThrownBy(
                        () -> sheet(40, "part", i -> i == 30 ? word : "train").load(spec -> spec.withSet("part")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder.resolve("sheet.csv") + ": line 32, column 'part': '" + word
                        + "' is not a set; expected train, dev or test");
        assertThatThrownBy(() -> sheet(40, "part", i -> "test").load(spec -> spec.withSet("part")))
                .hasMessageContaining("the training set is empty; the column 'part' says train in no row");
    }

    @Test
    void rolesThatContradictEachOtherAreErrors() {
        DataSpec spec = DataSpec.csv(Path.of("t.csv"), "y");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.withWeight("y"))
                .withMessage("the column 'y' cannot be two of label, weight, group, time and set");
        assertThatIllegalArgumentException().isThrownBy(() -> spec.withTime("t").withGroup("g"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.withSet("s").withSplit("60/20/20"))
                .withMessage("set says which rows are train, dev and test; remove split");
    }
}
