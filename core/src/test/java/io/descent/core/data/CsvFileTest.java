package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("data.csv");
    }

    private RawExamples read(String text) throws IOException {
        Files.writeString(file, text);
        return read(DataSpec.csv(file, "y"), Precision.FLOAT64);
    }

    private static RawExamples read(DataSpec spec, Precision precision) {
        return RawData.load(spec.withSplit("none"), precision, new RandomStreams(1))
                .train();
    }

    private RawExamples read(Schema schema, boolean labelled) {
        return RawData.read(file, schema, InputEncoding.unscaled(schema.features()), TableFormat.DEFAULT, labelled);
    }

    private void assertRefused(String text, String... parts) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContainingAll(parts);
    }

    @Test
    void wordsAreClassesInTheOrderOfTheAlphabet() throws IOException {
        RawExamples data = read("a,y,b\n1,yes,2\n3.5,no,-4e-1\n.5,yes,6.\n");
        assertThat(data.schema())
                .isEqualTo(new Schema(List.of("a", "b"), "y", Task.CLASSIFICATION, List.of("no", "yes")));
        assertThat(data.size()).isEqualTo(3);
        assertThat(new double[] {data.label(0), data.label(1), data.label(2)}).containsExactly(1, 0, 1);
        assertThat(data.feature(1, 0)).isEqualTo(3.5);
        assertThat(data.feature(1, 1)).isEqualTo(-0.4);
        assertThat(data.feature(2, 1)).isEqualTo(6);
    }

    @Test
    void fewWholeNumbersAreClassesInNumericalOrder() throws IOException {
        RawExamples data = read("a,y\n1,10\n2,9\n3,10.0\n");
        assertThat(data.schema().classes()).containsExactly("9", "10");
        assertThat(data.label(2)).isEqualTo(1);
    }

    @Test
    void otherNumbersAreValues() throws IOException {
        assertThat(read("a,y\n1,10.5\n2,9\n").schema().task()).isEqualTo(Task.REGRESSION);
        String many =
                IntStream.range(0, 21).mapToObj(i -> i * i + "," + i).collect(Collectors.joining("\n", "a,y\n", ""));
        assertThat(read(many).schema().task()).isEqualTo(Task.REGRESSION);
    }

    @Test
    void taskCanBeSaid() throws IOException {
        Files.writeString(file, "a,y\n1,1\n2,2\n");
        RawExamples data = read(DataSpec.csv(file, "y").withTask(Task.REGRESSION), Precision.FLOAT32);
        assertThat(data.schema().task()).isEqualTo(Task.REGRESSION);
        assertThat(data.label(1)).isEqualTo(2);
    }

    @Test
    void columnsCanBeIgnored() throws IOException {
        Files.writeString(file, "id,a,y\nx17,1,p\nx18,2,q\n");
        RawExamples data = read(DataSpec.csv(file, "y").withIgnore("id"), Precision.FLOAT32);
        assertThat(data.schema().features()).containsExactly("a");
        assertThatThrownBy(() -> read(DataSpec.csv(file, "y").withIgnore("idd"), Precision.FLOAT32))
                .hasMessageContaining("the ignored column 'idd' is missing; did you mean 'id'?");
        assertThatThrownBy(() -> read(DataSpec.csv(file, "y").withIgnore("id", "a"), Precision.FLOAT32))
                .hasMessageContaining("no feature columns are left");
    }

    @Test
    void byteOrderMarkQuotesAndWindowsLineEnds() throws IOException {
        RawExamples data = read("\uFEFF\"a, b\",y\r\n\"1\",\"yes, sir\"\r\n2,no\r\n");
        assertThat(data.schema().features()).containsExactly("a, b");
        assertThat(data.schema().classes()).containsExactly("no", "yes, sir");
    }

    @Test
    void missingFileAndFolder() {
        assertThatThrownBy(() -> read(DataSpec.csv(file, "y"), Precision.FLOAT32))
                .hasMessage(file + ": file not found");
        assertThatThrownBy(() -> read(DataSpec.csv(folder, "y"), Precision.FLOAT32))
                .hasMessageContaining("is a folder");
    }

    @Test
    void emptyAndHeaderOnly() {
        assertRefused("", "is empty");
        assertRefused("a,y\n", "has a header but no rows");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2.5,x,3 | line 3: found 3 cells, expected 2 as in the header",
                "2.5 | line 3: found 1 cell, expected 2",
            })
    void rowsOfOtherWidthsAreNamedByLine(String row, String message) {
        assertRefused("a,y\n1,z\n" + row + "\n1,z\n", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "abc | 'abc' is among numbers; if it marks a missing cell, say data.missing: ['abc'], and if the column has words, say data.columns: {a: categorical}",
                "nan | 'nan' is among numbers",
                "Infinity | 'Infinity' is among numbers",
                "1e400 | 1e400 is too large for float64; divide the numbers by a constant",
                "0x1p3 | '0x1p3' is among numbers",
                "1d | '1d' is among numbers"
            })
    void aTextAmongNumbersIsNamedByLineAndColumn(String cell, String message) {
        String before = "7,z\n8,x\n".repeat(6);
        assertRefused("a,y\n" + before + cell + ",x\n1,z\n", "line 14, column 'a': " + message);
        assertRefused("a,y\n" + cell + ",x\n1,z\n" + before, "line 2, column 'a': " + message);
    }

    @Test
    void rowsWithoutALabelAreLeftOut() throws IOException {
        RawExamples data = read("a,y\n1,z\n2,\n3,NA\n4,x\n");
        assertThat(data.size()).isEqualTo(2);
        assertThat(data.feature(1, 0)).isEqualTo(4);
    }

    @Test
    void numberBeyondFloat32IsRefusedInFloat32Only() throws IOException {
        assertThat(read("a,y\n1e39,z\n2,x\n").feature(0, 0)).isEqualTo(1e39);
        DataSpec unscaled = DataSpec.csv(file, "y").withSplit("none").withNormalize(false);
        assertThatThrownBy(() -> TrainingData.load(unscaled, Precision.FLOAT32, new RandomStreams(1)))
                .hasMessageContaining(
                        "line 2, column 'a': 1.0E39 is too large, even once it is scaled; use precision" + " float64");
        assertThat(TrainingData.load(unscaled, Precision.FLOAT64, new RandomStreams(1))
                        .train()
                        .input(0, 0))
                .isEqualTo(1e39);
    }

    @Test
    void unknownLabelColumnNamesTheNearest() {
        assertRefused("a,species\n1,z\n", "the label column 'y' is missing; columns: a, species");
        assertThatThrownBy(() -> read(DataSpec.csv(file, "speces"), Precision.FLOAT32))
                .hasMessageContaining("did you mean 'species'?");
    }

    @Test
    void columnsWithoutANameOrWithTheSameOneAreRenamed() throws IOException {
        assertThat(read("a,a,y\n1,2,z\n3,4,x\n").schema().features()).containsExactly("a", "a_2");
        assertThat(read("a,,y\n1,2,z\n3,4,x\n").schema().features()).containsExactly("a", "c2");
    }

    @Test
    void textInARegressionLabel() throws IOException {
        Files.writeString(file, "a,y\n1,2.5\n2,high\n");
        assertThatThrownBy(() -> read(DataSpec.csv(file, "y").withTask(Task.REGRESSION), Precision.FLOAT32))
                .hasMessageContaining(
                        "line 3, column 'y': the label 'high' is not a number; if it marks a missing label, say"
                                + " data.missing: ['high']");
    }

    @Test
    void minusZeroIsZero() throws IOException {
        RawExamples data = read("a,y\n1,-0\n2,0\n3,1\n4,2\n");
        assertThat(data.schema().classes()).containsExactly("0", "1", "2");
        assertThat(data.label(0)).isEqualTo(data.label(1));
        assertThat(data.label(3)).isEqualTo(2);
    }

    @Test
    void labelBeyondFloat32IsRefusedInARegression() throws IOException {
        Files.writeString(file, "a,y\n1,2.5\n2,1e100\n");
        DataSpec spec = DataSpec.csv(file, "y").withSplit("none");
        RandomStreams streams = new RandomStreams(1);
        assertThatThrownBy(() -> TrainingData.load(spec.withTarget(TargetScaling.NONE), Precision.FLOAT32, streams))
                .hasMessageContaining("line 3, column 'y': the label 1.0E100 is too large for float32; use precision"
                        + " float64, or divide the labels by a constant");
        assertThat(TrainingData.load(spec, Precision.FLOAT32, streams).train().label(1))
                .isEqualTo(1e100);
        Files.writeString(file, "a,y\n1,2.5\n2,1e300\n");
        assertThatThrownBy(() -> TrainingData.load(spec, Precision.FLOAT32, streams))
                .hasMessageContaining("the column 'y' has values too large to be scaled; divide them by a constant");
    }

    @Test
    void charactersThatCannotBePrintedAreRefused() {
        assertRefused("a,y\n1,x\u007f\n2,z\n", "line 2, column 'y': the cell has a character that cannot be printed");
        assertRefused("a\uFFFE,y\n1,x\n2,z\n", "line 1: the name of column 1 has a character");
    }

    @Test
    void bytesThatAreNoText() throws IOException {
        Files.write(file, "a,y\n1,\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> read(DataSpec.csv(file, "y"), Precision.FLOAT32))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void quoteThatIsNeverClosedIsOneMessage() {
        assertRefused("a,y\n\"1,2\n" + "3,4\n".repeat(100), "line 2");
    }

    @Test
    void knownSchemaFindsFeaturesByName() throws IOException {
        Schema schema = new Schema(List.of("a", "b"), "y", Task.CLASSIFICATION, List.of("no", "yes"));
        Files.writeString(file, "b,extra,y,a\n1,?,yes,2\n3,?,no,4\n");
        RawExamples data = read(schema, true);
        assertThat(data.feature(0, 0)).isEqualTo(2);
        assertThat(data.feature(1, 1)).isEqualTo(3);
        assertThat(data.label(0)).isEqualTo(1);
        Files.writeString(file, "a,b\n1,2\n");
        assertThat(read(schema, false).size()).isEqualTo(1);
        assertThatThrownBy(() -> read(schema, true)).hasMessageContaining("the label column 'y' is missing");
        Files.writeString(file, "a,y\n1,no\n");
        assertThatThrownBy(() -> read(schema, true)).hasMessageContaining("the feature column 'b' is missing");
    }

    @Test
    void labelThatTrainingNeverSaw() throws IOException {
        Schema schema = new Schema(List.of("a"), "y", Task.CLASSIFICATION, List.of("1", "2"));
        Files.writeString(file, "a,y\n1,2.0\n1,3\n");
        assertThatThrownBy(() -> read(schema, true))
                .hasMessageContaining("line 3, column 'y': the label '3' was never seen in training; known: 1, 2");
    }

    @Test
    void valuesOfAKnownSchema() throws IOException {
        Schema schema = new Schema(List.of("a"), "y", Task.REGRESSION, List.of());
        Files.writeString(file, "a,y\n1,2.5\n");
        assertThat(read(schema, true).label(0)).isEqualTo(2.5);
        Files.writeString(file, "a,y\n1,x\n");
        assertThatThrownBy(() -> read(schema, true)).hasMessageContaining("line 2, column 'y'");
    }
}
