package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
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
        String many = IntStream.range(0, 21).mapToObj(i -> i + "," + i).collect(Collectors.joining("\n", "a,y\n", ""));
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
        assertRefused("a,y\n", "has a header but no examples");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2.5,x,3 | line 3 has 3 columns, but the header has 2",
                "2.5 | line 3 has 1 columns",
                "abc,x | line 3, column 'a': 'abc' is not a finite number",
                "NaN,x | line 3, column 'a': 'NaN' is not a finite number",
                "Infinity,x | 'Infinity' is not a finite number",
                "1e400,x | '1e400' is too large",
                "0x1p3,x | '0x1p3' is not a finite number",
                "1d,x | '1d' is not a finite number",
                "'',x | line 3, column 'a': the cell is empty",
                "1,'' | line 3, column 'y': the label is missing"
            })
    void badRowsAreNamedByLineAndColumn(String row, String message) {
        assertRefused("a,y\n1,z\n" + row.replace("'", "") + "\n1,z\n", message);
    }

    @Test
    void numberBeyondFloat32IsRefusedInFloat32Only() throws IOException {
        assertThat(read("a,y\n1e39,z\n2,x\n").feature(0, 0)).isEqualTo(1e39);
        assertThatThrownBy(() -> read(DataSpec.csv(file, "y"), Precision.FLOAT32))
                .hasMessageContaining("line 2, column 'a': '1.0E39' is too large for float32; use precision float64");
    }

    @Test
    void unknownLabelColumnNamesTheNearest() {
        assertRefused("a,species\n1,z\n", "the label column 'y' is missing; columns: a, species");
        assertThatThrownBy(() -> read(DataSpec.csv(file, "speces"), Precision.FLOAT32))
                .hasMessageContaining("did you mean 'species'?");
    }

    @Test
    void headerMustNameEachColumnOnce() {
        assertRefused("a,a,y\n1,2,z\n", "two columns are called 'a'");
        assertRefused("a,,y\n1,2,z\n", "column 2 has no name");
    }

    @Test
    void textInARegressionLabel() throws IOException {
        Files.writeString(file, "a,y\n1,2.5\n2,high\n");
        assertThatThrownBy(() -> read(DataSpec.csv(file, "y").withTask(Task.REGRESSION), Precision.FLOAT32))
                .hasMessageContaining("line 3, column 'y': 'high' is not a finite number");
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
        Files.writeString(file, "a,y\n1,2.5\n2,1e300\n");
        assertThatThrownBy(() -> read(DataSpec.csv(file, "y"), Precision.FLOAT32))
                .hasMessageContaining("line 3, column 'y': '1e300' is too large for float32");
    }

    @Test
    void charactersThatCannotBePrintedAreRefused() {
        assertRefused("a,y\n1,x\u007f\n2,z\n", "line 2: the cell of column 'y' has a character that cannot be printed");
        assertRefused("a\uFFFE,y\n1,x\n2,z\n", "line 1: the name of a column has a character");
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
        RawExamples data = RawData.read(file, schema, true, Precision.FLOAT32);
        assertThat(data.feature(0, 0)).isEqualTo(2);
        assertThat(data.feature(1, 1)).isEqualTo(3);
        assertThat(data.label(0)).isEqualTo(1);
        Files.writeString(file, "a,b\n1,2\n");
        assertThat(RawData.read(file, schema, false, Precision.FLOAT32).size()).isEqualTo(1);
        assertThatThrownBy(() -> RawData.read(file, schema, true, Precision.FLOAT32))
                .hasMessageContaining("the label column 'y' is missing");
        Files.writeString(file, "a,y\n1,no\n");
        assertThatThrownBy(() -> RawData.read(file, schema, true, Precision.FLOAT32))
                .hasMessageContaining("the feature column 'b' is missing");
    }

    @Test
    void labelThatTrainingNeverSaw() throws IOException {
        Schema schema = new Schema(List.of("a"), "y", Task.CLASSIFICATION, List.of("1", "2"));
        Files.writeString(file, "a,y\n1,2.0\n1,3\n");
        assertThatThrownBy(() -> RawData.read(file, schema, true, Precision.FLOAT32))
                .hasMessageContaining("line 3, column 'y': the label '3' was never seen in training; known: 1, 2");
    }

    @Test
    void valuesOfAKnownSchema() throws IOException {
        Schema schema = new Schema(List.of("a"), "y", Task.REGRESSION, List.of());
        Files.writeString(file, "a,y\n1,2.5\n");
        assertThat(RawData.read(file, schema, true, Precision.FLOAT32).label(0)).isEqualTo(2.5);
        Files.writeString(file, "a,y\n1,x\n");
        assertThatThrownBy(() -> RawData.read(file, schema, true, Precision.FLOAT32))
                .hasMessageContaining("line 2, column 'y'");
    }
}
