package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.InputShape;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RawDataTest {
    private static final DataSpec WHOLE = DataSpec.memory("y").withSplit("none");

    @TempDir
    Path folder;

    private static RawData of(DataSpec spec, Table train, Table dev) {
        return RawData.of(spec, train, dev, null, new RandomStreams(1));
    }

    private static Table table(double[] a, List<String> y) {
        return Table.builder().column("a", a).column("y", y).build();
    }

    private static void assertRefused(Table train, Table dev, String message) {
        assertThatThrownBy(() -> of(WHOLE, train, dev))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    private static Table many() {
        double[] a = new double[60];
        double[] b = new double[60];
        String[] y = new String[60];
        for (int i = 0; i < a.length; i++) {
            a[i] = 100 + i * i;
            b[i] = 1.0 / (i + 1);
            y[i] = i % 3 == 0 ? "p" : "q";
        }
        return Table.builder()
                .column("a", a)
                .column("y", List.of(y))
                .column("b", b)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void encodingTwiceGivesTheSameNumbersAndChangesNothing(Precision precision) {
        Table table = many();
        String cells = Digests.of(table);
        RawData raw = RawData.of(DataSpec.memory("y"), table, null, null, new RandomStreams(1));
        String before = Digests.of(raw);
        TrainingData first = raw.encode(true, precision);
        String numbers = Digests.of(first);
        TrainingData plain = raw.encode(false, precision);
        TrainingData second = raw.encode(true, precision);
        assertThat(Digests.of(second)).isEqualTo(numbers).isNotEqualTo(Digests.of(plain));
        assertThat(Digests.of(first)).isEqualTo(numbers);
        assertThat(Digests.of(raw)).isEqualTo(before);
        assertThat(Digests.of(table)).isEqualTo(cells);
        assertThat(raw.train().size()).isEqualTo(36);
        assertThat(raw.dev().encode(first.encoding(), precision).input(3, 0))
                .isEqualTo(first.dev().input(3, 0))
                .isNotEqualTo(plain.dev().input(3, 0));
    }

    /** The normalisation is that of the whole training set, not of the earlier part. */
    @Test
    void everyPartIsNormalisedFromItsRawFeatures() {
        RawData raw = of(DataSpec.memory("y").withSplit("none"), many(), null);
        int[] firstHalf = new int[30];
        for (int i = 0; i < firstHalf.length; i++) {
            firstHalf[i] = i;
        }
        RawExamples half = raw.train().select(firstHalf);
        TrainingData part = new RawData(half, null, null).encode(true, Precision.FLOAT64);
        TrainingData whole = raw.encode(true, Precision.FLOAT64);
        TrainingData partAgain = new RawData(half, null, null).encode(true, Precision.FLOAT64);
        assertThat(Digests.of(partAgain)).isEqualTo(Digests.of(part));
        assertThat(whole.encoding().units().get(0).mean())
                .isGreaterThan(part.encoding().units().get(0).mean());
        double mean = part.encoding().units().get(0).mean();
        double deviation = part.encoding().units().get(0).deviation();
        assertThat(part.train().input(7, 0)).isEqualTo((100 + 7 * 7 - mean) / deviation);
    }

    @Test
    void tablesAndFilesGiveTheSame() throws IOException {
        StringBuilder text = new StringBuilder("a,y,b\n");
        Table table = many();
        for (int i = 0; i < table.rows(); i++) {
            text.append(table.text(i, "a"))
                    .append(',')
                    .append(table.text(i, "y"))
                    .append(',');
            text.append(table.text(i, "b")).append('\n');
        }
        Path file = Files.writeString(folder.resolve("t.csv"), text);
        RawData fromMemory = RawData.of(DataSpec.memory("y"), table, null, null, new RandomStreams(3));
        RawData fromFile = RawData.load(DataSpec.csv(file, "y"), Precision.FLOAT32, new RandomStreams(3));
        RawData fromTable = RawData.of(DataSpec.memory("y"), Table.csv(file), null, null, new RandomStreams(3));
        assertThat(Digests.of(fromFile)).isEqualTo(Digests.of(fromMemory)).isEqualTo(Digests.of(fromTable));
        assertThat(fromFile.schema()).isEqualTo(fromMemory.schema()).isEqualTo(fromTable.schema());
        DataSummary summary = fromMemory.encode(Precision.FLOAT32).summary();
        assertThat(fromFile.encode(Precision.FLOAT32).summary())
                .isEqualTo(summary)
                .isEqualTo(new DataSummary(
                        fromMemory.schema(),
                        summary.labels(),
                        new InputShape(2, 0, 2),
                        List.of(0, 1),
                        new TreeMap<>(Map.of("a", ColumnChoice.parse("numeric"), "b", ColumnChoice.parse("numeric"))),
                        false,
                        36,
                        12,
                        12));
    }

    @Test
    void columnsMayBeInAnyOrderInOtherSets() {
        Table dev = Table.builder()
                .column("more", List.of("?"))
                .column("b", new double[] {7})
                .column("y", List.of("q"))
                .column("a", new double[] {8})
                .build();
        RawData data = of(WHOLE, many(), dev);
        assertThat(data.schema().features()).containsExactly("a", "b");
        assertThat(data.dev().features(0)).containsExactly(8, 7);
        assertThat(data.dev().label(0)).isEqualTo(1);
        assertThat(data.test()).isNull();
    }

    @Test
    void whatIsNoNumberIsNamedByRowAndColumn() {
        List<String> y = List.of("p", "q", "p");
        Table words = Table.builder()
                .column("a", new double[3])
                .column("kind", List.of("1", "x", "2"))
                .column("y", y)
                .build();
        DataSpec numeric = WHOLE.withColumn("kind", ColumnChoice.parse("numeric"));
        assertThatThrownBy(() -> of(numeric, words, null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("table: row 1, column 'kind': 'x' is not a number; if it marks a missing cell, say"
                        + " data.missing: ['x']");
        assertThat(of(WHOLE.withIgnore("kind"), words, null).schema().features())
                .containsExactly("a");
        // in a selection, rows count from 0 within the selection
        assertThatThrownBy(() -> of(numeric, words.select(1, 2), null))
                .hasMessageStartingWith("table: row 0, column 'kind': 'x' is not a number");
        for (double infinite : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            RawData data = of(WHOLE, table(new double[] {1, infinite, 2}, y), null);
            assertThatThrownBy(() -> data.encode(Precision.FLOAT64))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("table: row 1, column 'a': the number is infinite");
        }
        RawData large = of(WHOLE, table(new double[] {1, 1e39, 2}, y), null);
        assertThat(large.encode(Precision.FLOAT32).train().input(1, 0)).isCloseTo(Math.sqrt(2), within(1e-6));
        assertThatThrownBy(() -> large.encode(false, Precision.FLOAT32))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("table: row 1, column 'a': 1.0E39 is too large, even once it is scaled; use precision"
                        + " float64");
        assertThat(large.encode(false, Precision.FLOAT64).train().input(1, 0)).isEqualTo(1e39);
    }

    /** A missing cell of a number becomes the median of the others, and 1 in an input of its own. */
    @Test
    void missingNumbersAreFilledIn() {
        Table table = Table.builder()
                .column("a", new double[] {1, Double.NaN, 2, 6})
                .column("b", List.of("7", " ", "9", "?"))
                .column("y", List.of("p", "q", "p", "q"))
                .build();
        Examples train = of(WHOLE, table, null).encode(false, Precision.FLOAT64).train();
        assertThat(train.encoding().inputs()).containsExactly("a", "a is missing", "b", "b is missing");
        for (int i = 0; i < 4; i++) {
            assertThat(train.input(i, 0)).isEqualTo(new double[] {1, 2, 2, 6}[i]);
            assertThat(train.input(i, 1)).isEqualTo(new double[] {0, 1, 0, 0}[i]);
            assertThat(train.input(i, 2)).isEqualTo(new double[] {7, 8, 9, 8}[i]);
            assertThat(train.input(i, 3)).isEqualTo(new double[] {0, 1, 0, 1}[i]);
        }
    }

    @Test
    void placesInFilesAreLines() throws IOException {
        Path file = Files.writeString(folder.resolve("t.csv"), "a,y\n1,p\n\n2,q\nx,p\n");
        DataSpec numeric = WHOLE.withColumn("a", ColumnChoice.parse("numeric"));
        assertThatThrownBy(() -> of(numeric, Table.csv(file).select(2, 0), null))
                .hasMessage(file + ": line 5, column 'a': 'x' is not a number; if it marks a missing cell, say"
                        + " data.missing: ['x']");
    }

    @Test
    void labelsAreChecked() {
        double[] a = {1, 2, 3};
        RawData some = of(WHOLE, table(a, List.of("p", "", "q")), null);
        assertThat(some.train().size()).isEqualTo(2);
        assertThat(some.train().feature(1, 0)).isEqualTo(3);
        assertThat(some.report().notes()).containsExactly("table: 1 row without a label is left out");
        assertRefused(table(a, List.of("", "", "")), null, "table: no row has a label in the column 'y'");
        assertRefused(
                Table.builder().column("a", a).build(), null, "table: the label column 'y' is missing; columns: a");
        assertRefused(
                table(a, List.of("p", "p", "p")),
                null,
                "all 3 examples of the training set have the label 'p'; a classifier needs at least two classes");
        Table train = table(a, List.of("p", "q", "p"));
        assertRefused(
                train,
                table(a, List.of("p", "q", "r")),
                "table: row 2, column 'y': the label 'r' was never seen in training; known: p, q");
        assertRefused(
                train,
                Table.builder().column("y", List.of("p")).build(),
                "table: the feature column 'a' is missing; columns: y");
        assertRefused(
                train, Table.builder().column("a", a).build(), "table: the label column 'y' is missing; columns: a");
        Table missing = Table.builder()
                .column("a", a)
                .column("y", new double[] {0, Double.NaN, 1})
                .build();
        assertThat(of(WHOLE, missing, null).schema().classes()).containsExactly("0", "1");
        assertThat(of(WHOLE.withTask(Task.REGRESSION), missing, null).train().size())
                .isEqualTo(2);
        Table infinite = Table.builder()
                .column("a", a)
                .column("y", new double[] {0, Double.NEGATIVE_INFINITY, 1})
                .build();
        assertThatThrownBy(() -> of(WHOLE.withTask(Task.REGRESSION), infinite, null))
                .hasMessage("table: row 1, column 'y': the label '-Infinity' is too large for float64");
        assertThatThrownBy(() -> of(WHOLE.withIgnore("b"), train, null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'b' is missing");
        assertThatThrownBy(() -> of(WHOLE, train.select(i -> false), null)).hasMessage("table: contains no rows");
    }

    @Test
    void labelsThatAreNumbersAreOfOneOfTheClasses() {
        Schema classes = new Schema(List.of("a"), "y", Task.CLASSIFICATION, List.of("0", "1"));
        Table unlabelled = Table.of(List.of("a", "y"), new double[][] {{1, 1}, {2, Double.NaN}});
        assertThat(RawExamples.of(unlabelled, classes, true).size()).isEqualTo(1);
        assertThat(RawExamples.of(unlabelled, classes, false).size()).isEqualTo(2);
        for (double bad : new double[] {2, -1, 0.5}) {
            Table table = Table.of(List.of("a", "y"), new double[][] {{1, 1}, {2, bad}});
            assertThatThrownBy(() -> RawExamples.of(table, classes, true))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("table: row 1, column 'y': the label '")
                    .hasMessageEndingWith("' was never seen in training; known: 0, 1");
        }
        Table good = Table.of(List.of("a", "y"), new float[][] {{1, 1}, {2, 0}});
        assertThat(RawExamples.of(good, classes, true).label(0)).isEqualTo(1);
        assertThat(RawExamples.of(good, classes, false).label(0)).isZero();
    }

    @Test
    void imagesHaveOnePixelPerFeature() {
        assertThat(of(WHOLE.withImage(new ImageShape(1, 2)), many(), null)
                        .schema()
                        .image())
                .isEqualTo(new ImageShape(1, 2));
        assertThatThrownBy(() -> of(WHOLE.withImage(new ImageShape(2, 2)), many(), null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("data.image 2x2 has 4 pixels, but there are 2 features");
    }

    @Test
    void examplesOfAProgramCannotBeReadAgain() {
        assertThatThrownBy(() -> RawData.load(DataSpec.memory("y"), Precision.FLOAT32, new RandomStreams(1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a program passed the examples of this experiment in memory");
    }
}
