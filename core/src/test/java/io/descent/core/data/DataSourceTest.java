package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.DataSource;
import io.descent.api.Rows;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSourceTest {
    @TempDir
    Path folder;

    /** What a source writes. */
    interface Body {
        void write(Rows rows) throws Exception;
    }

    /** A source with columns a, b and y; its body is no hyperparameter of a file. */
    record Lines(Body body) implements DataSource {
        @Override
        public List<String> columns() {
            return List.of("a", "b", "y");
        }

        @Override
        public void read(Rows rows) throws Exception {
            body.write(rows);
        }
    }

    private static RawExamples read(DataSpec spec) {
        return RawData.load(spec.withSplit("none"), Precision.FLOAT32, new RandomStreams(1))
                .train();
    }

    private static RawExamples read(Body body) {
        return read(DataSpec.of(new Lines(body)).withLabel("y"));
    }

    private static void assertUsersMistake(Body body, String message) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    private static void assertPluginFails(Body body, String... parts) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(PluginException.class)
                .hasMessageStartingWith("the data source lines (")
                .hasMessageContainingAll(parts);
    }

    @Test
    void numbersTextAndNumbersAsTextAreRead() {
        RawExamples data = read(rows -> {
            rows.number(0.1).text(" 5.1 ").text("no").endRow();
            rows.text("-2e3").number(7).text("yes").endRow();
            rows.number(1e-30).number(-0.0).text("no").endRow();
        });
        assertThat(data.schema().features()).containsExactly("a", "b");
        assertThat(data.schema().classes()).containsExactly("no", "yes");
        assertThat(data.features(0)).containsExactly(0.1, 5.1);
        assertThat(data.features(1)).containsExactly(-2000, 7);
        assertThat(Double.doubleToRawLongBits(data.feature(2, 1))).isEqualTo(Double.doubleToRawLongBits(-0.0));
        assertThat(data.label(1)).isEqualTo(1);
    }

    @Test
    void labelsThatAreNumbersAreClassesOrValues() {
        Function<Double, Body> labels = step -> rows -> {
            for (int i = 0; i < 30; i++) {
                rows.number(i).number(-i).number(i % 4 * step).endRow();
            }
        };
        assertThat(read(labels.apply(1.0)).schema().classes()).containsExactly("0", "1", "2", "3");
        assertThat(read(labels.apply(0.5)).schema().task()).isEqualTo(Task.REGRESSION);
        assertThat(read(labels.apply(0.5)).label(3)).isEqualTo(1.5);
    }

    @Test
    void aTextAmongNumbersIsRefusedByRowAndColumn() {
        Body red = rows -> {
            for (int i = 0; i < 20; i++) {
                rows.number(i * i).number(2.5 * i).text(i % 2 == 0 ? "p" : "q").endRow();
            }
            rows.number(1).text("red").text("q").endRow();
        };
        assertUsersMistake(
                red,
                "data source lines: row 21 (counted from 1), column 'b': 'red' is among numbers; if it marks a missing"
                        + " cell, say data.missing: ['red'], and if the column has words, say data.columns: {b:"
                        + " categorical}");
        RawExamples words =
                read(DataSpec.of(new Lines(red)).withLabel("y").withColumn("b", ColumnChoice.parse("categorical")));
        assertThat(words.text(20, 1)).isEqualTo("red");
        assertThat(words.text(1, 1)).isEqualTo("2.5");
        RawExamples missing = read(rows -> {
            rows.missing().number(2).text("p").endRow();
            rows.number(Double.NaN).number(3).text("q").endRow();
            rows.number(7).number(2).missing().endRow();
            rows.number(7).number(5).text("p").endRow();
        });
        assertThat(missing.size()).isEqualTo(3);
        assertThat(missing.feature(0, 0)).isNaN();
        assertThat(missing.feature(1, 0)).isNaN();
        assertThat(missing.features(2)).containsExactly(7, 5);
        assertUsersMistake(
                rows -> rows.number(1).number(2).missing().endRow(),
                "data source lines: no row has a label in the column 'y'");
        Body refusedThenSwallowed = rows -> {
            try {
                rows.text("re\u0001d");
            } catch (RuntimeException e) {
                throw new SQLException("the connection is closed");
            }
        };
        assertThatThrownBy(() -> read(refusedThenSwallowed))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("data source lines: row 1 (counted from 1), column 'a': the cell has a character that"
                        + " cannot be printed");
    }

    @Test
    void ignoredColumnsMayHoldAnything() {
        Body body = rows -> {
            rows.text("x").number(2).text("p").endRow();
            rows.missing().number(3).text("q").endRow();
        };
        RawExamples data = read(DataSpec.of(new Lines(body)).withLabel("y").withIgnore("a"));
        assertThat(data.schema().features()).containsExactly("b");
        assertThat(data.features(1)).containsExactly(3);
        assertThatThrownBy(
                        () -> read(DataSpec.of(new Lines(body)).withLabel("y").withIgnore("c")))
                .hasMessage("data source lines: the ignored column 'c' is missing; columns: a, b, y");
    }

    @Test
    void aSourceThatCannotBeReadIsTheUsersMistake() {
        assertUsersMistake(
                rows -> {
                    throw new SQLException("table FLOWERS not found");
                },
                "data source lines: table FLOWERS not found");
        assertUsersMistake(
                rows -> {
                    throw new UncheckedIOException(new IOException("disk full"));
                },
                "data source lines: disk full");
        assertUsersMistake(
                rows -> {
                    throw new IOException();
                },
                "data source lines: cannot be read: IOException");
        assertUsersMistake(rows -> {}, "data source lines: contains no rows");
    }

    @Test
    void aSourceThatBreaksTheContractIsTheFaultOfThePlugin() {
        assertPluginFails(
                rows -> rows.number(1).number(2).endRow(), "row 1 (counted from 1) has 2 cells, but there are 3");
        assertPluginFails(
                rows -> rows.number(1).number(2).number(3).number(4).endRow(), "has 4 cells, but there are 3");
        assertPluginFails(rows -> rows.number(1).text(null), "cell 2: the text is null; use missing()");
        assertPluginFails(rows -> rows.number(1).number(2).number(3), "it did not end its last row; call endRow()");
        assertPluginFails(
                rows -> {
                    throw new IllegalStateException("oops");
                },
                "IllegalStateException: oops",
                "DataSourceTest");
        assertPluginFails(
                rows -> {
                    try {
                        rows.endRow();
                    } catch (IllegalStateException e) {
                        rows.number(1).number(2).text("p").endRow();
                    }
                },
                "row 1 (counted from 1) has 0 cells");
    }

    /** Columns that a source names. */
    record Named(List<String> columns) implements DataSource {
        @Override
        public void read(Rows rows) {
            throw new AssertionError("the columns come first");
        }
    }

    @Test
    void columnsNeedDifferentNames() {
        for (List<String> names : List.of(List.of("a", "a"), List.<String>of(), List.of("a", " "))) {
            assertThatThrownBy(() -> read(DataSpec.of(new Named(names)).withLabel("a")))
                    .isInstanceOf(PluginException.class)
                    .hasMessageContaining(
                            names.contains("a")
                                            && names.size() == 2
                                            && names.get(1).equals("a")
                                    ? "two columns are called 'a'"
                                    : "expected at least one, each with a name");
        }
        assertThatThrownBy(() -> read(DataSpec.of(new Named(List.of("a", "species")))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("data source named: the name of the label column is missing; add data.label; columns: a,"
                        + " species");
        assertThatThrownBy(() ->
                        read(DataSpec.of(new Named(List.of("a", "species"))).withLabel("speces")))
                .hasMessageContaining("the label column 'speces' is missing; did you mean 'species'?");
        DataSource shapeless = new DataSource() {
            @Override
            public List<String> columns() {
                return List.of("a");
            }

            @Override
            public void read(Rows rows) {
                rows.number(1).endRow();
            }
        };
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataSpec.of(shapeless))
                .withMessageContaining("make it a record, or read it with Table.of");
        assertThat(Table.of(shapeless).number(0, "a")).isEqualTo(1);
    }

    @Test
    void tablesInferWhatAColumnHolds() {
        Table table = Table.of(new Lines(rows -> {
            rows.text("007").missing().number(1).endRow();
            rows.text("1.0").number(2.5).missing().endRow();
            rows.text("x").text("3").text("1").endRow();
        }));
        assertThat(List.of(table.text(0, "a"), table.text(1, "a"), table.text(2, "a")))
                .containsExactly("007", "1.0", "x");
        assertThat(table.number(1, "b")).isEqualTo(2.5);
        assertThat(table.text(0, "b")).isEmpty();
        assertThat(table.number(0, "b")).isNaN();
        assertThat(table.text(1, "y")).isEmpty();
        assertThat(table.number(2, "y")).isEqualTo(1);
        assertThat(table.received("a").column().isNumeric()).isFalse();
        assertThat(table.received("b").column().isNumeric()).isTrue();
    }

    @Test
    void numbersKeepEveryBitInTheSmallestFormat() {
        double[][] pools = {
            {0, 1, 255, 17},
            {0, 1, 51 / 255.0, 254 / 255.0},
            {0, 0.5, -3, Double.NaN, 1e10, 256, -0.0},
            {0, 0.1, 1 / 3.0, Double.NaN, -0.0, Double.POSITIVE_INFINITY, 1e300},
            {0, 1},
            {1, 7 / 255.0, 2},
            {1, 7 / 255.0, 0.5},
            {1, 0, 1.5}
        };
        List<Class<?>> kinds = new ArrayList<>();
        Random random = new Random(5);
        for (double[] pool : pools) {
            CompactNumbers numbers = new CompactNumbers();
            double[] values = new double[1000];
            for (int i = 0; i < values.length; i++) {
                // the first half has the first numbers of the pool only, so that the format changes late
                values[i] = pool[random.nextInt(i < 500 ? 2 : pool.length)];
                numbers.add(values[i]);
            }
            Column column = numbers.column();
            kinds.add(column.getClass());
            assertThat(column.size()).isEqualTo(values.length);
            for (int i = 0; i < values.length; i++) {
                assertThat(Double.doubleToLongBits(column.number(i))).isEqualTo(Double.doubleToLongBits(values[i]));
            }
        }
        assertThat(kinds)
                .containsExactly(
                        Column.Bytes.class,
                        Column.Pixels.class,
                        Column.Floats.class,
                        Column.Doubles.class,
                        Column.Bytes.class,
                        Column.Doubles.class,
                        Column.Doubles.class,
                        Column.Floats.class);
    }

    /** Receives cells as a stranger would. */
    private static final class Received implements Rows {
        private final List<List<Object>> rows = new ArrayList<>(List.of(new ArrayList<>()));

        private Rows add(Object cell) {
            rows.get(rows.size() - 1).add(cell);
            return this;
        }

        @Override
        public Rows number(double value) {
            return add(value);
        }

        @Override
        public Rows text(String value) {
            return add(value);
        }

        @Override
        public Rows missing() {
            return add("missing");
        }

        @Override
        public void endRow() {
            rows.add(new ArrayList<>());
        }
    }

    @Test
    void filesAreSourcesForAnyReceiver() throws Exception {
        Path csv = Files.writeString(folder.resolve("a.csv"), "a,y\n1.50,no\n ,yes\n");
        TableFile file = TableFile.of(csv, TableFormat.DEFAULT);
        assertThat(file.columns()).containsExactly("a", "y");
        for (int time = 0; time < 2; time++) {
            Received received = new Received();
            file.read(received);
            assertThat(received.rows).containsExactly(List.of("1.50", "no"), List.of("missing", "yes"), List.of());
        }
        Path images = Files.write(
                folder.resolve("i"),
                ByteBuffer.allocate(20)
                        .putInt(0x0803)
                        .putInt(2)
                        .putInt(1)
                        .putInt(2)
                        .put(new byte[] {0, (byte) 255, 51, 1})
                        .array());
        Path labels = Files.write(
                folder.resolve("l"),
                ByteBuffer.allocate(10)
                        .putInt(0x0801)
                        .putInt(2)
                        .put(new byte[] {3, (byte) 200})
                        .array());
        IdxFile.Images source = new IdxFile.Images(images, labels);
        assertThat(source.columns()).containsExactly("pixel1", "pixel2", "label");
        assertThat(source.label()).isEqualTo("label");
        assertThat(source.shape()).isEqualTo(new ImageShape(1, 2));
        Received received = new Received();
        source.read(received);
        assertThat(received.rows).containsExactly(List.of(0.0, 1.0, 3.0), List.of(0.2, 1 / 255.0, 200.0), List.of());
        assertThat(source.read().number(1, "pixel1")).isEqualTo(0.2);
    }

    /** Generators make classes however many there are. */
    @Test
    void generatorsAreSources() {
        Blobs blobs = new Blobs(60, 30, 1, 1);
        RawExamples data = read(DataSpec.generated(blobs));
        assertThat(data.schema().features()).containsExactly("x1", "x2");
        assertThat(data.schema().label()).isEqualTo("class");
        assertThat(data.schema().classes())
                .hasSize(30)
                .startsWith("0", "1", "2")
                .endsWith("29");
        assertThat(DataSpec.generated(blobs).source()).isEqualTo(blobs);
        assertThat(DataSpec.generated(blobs).generator()).isNull();
        assertThat(read(DataSpec.of(blobs)).schema()).isEqualTo(data.schema());
        assertThat(read(DataSpec.of(blobs).withTask(Task.REGRESSION)).schema().task())
                .isEqualTo(Task.REGRESSION);
        assertThat(Digests.of(Table.of(new Moons(50, 0.1, 3)))).isEqualTo(Digests.of(Table.of(new Moons(50, 0.1, 3))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataSpec.generated(new Lines(rows -> {})))
                .withMessageContaining("generator does not take lines; write source instead");
    }

    @Test
    void resolvedExperimentsNameLabelAndTask() {
        DataSpec asked = DataSpec.of(new Moons(50, 0.1, 3));
        RawData data = RawData.load(asked, Precision.FLOAT32, new RandomStreams(1));
        DataSpec resolved = asked.resolved(data.encode(Precision.FLOAT32).summary());
        assertThat(resolved.labels()).containsExactly("class");
        assertThat(resolved.task()).isEqualTo(Task.CLASSIFICATION);
        assertThat(Digests.of(RawData.load(resolved, Precision.FLOAT32, new RandomStreams(1))))
                .isEqualTo(Digests.of(data));
    }
}
