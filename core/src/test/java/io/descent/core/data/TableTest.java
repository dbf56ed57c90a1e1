package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
    @TempDir
    Path folder;

    /** Arrays may be changed after the table is built. */
    @Test
    void arraysAreCopied() {
        double[][] doubles = {{1, 2}, {3, 4}};
        float[][] floats = {{1, 2}, {3, 4}};
        double[] d = {1, 2};
        float[] f = {1, 2};
        int[] n = {1, 2};
        long[] l = {1, 2};
        boolean[] b = {true, false};
        List<String> words = new ArrayList<>(List.of("a", "b"));
        List<String> names = new ArrayList<>(List.of("x", "y"));
        int[] positions = {1, 0};
        List<Table> tables = List.of(
                Table.of(names, doubles),
                Table.of(names, floats),
                Table.builder()
                        .column("d", d)
                        .column("f", f)
                        .column("n", n)
                        .column("l", l)
                        .column("b", b)
                        .column("w", words)
                        .build());
        Table selected = tables.get(2).select(positions);
        List<String> before = tables.stream().map(Digests::of).toList();
        String selectedBefore = Digests.of(selected);
        for (int i = 0; i < 2; i++) {
            Arrays.fill(doubles[i], 9);
            Arrays.fill(floats[i], 9);
            d[i] = 9;
            f[i] = 9;
            n[i] = 9;
            l[i] = 9;
            b[i] = !b[i];
            words.set(i, "z");
            names.set(i, "z" + i);
            positions[i] = 1;
        }
        doubles[0] = new double[0];
        assertThat(tables.stream().map(Digests::of)).isEqualTo(before);
        assertThat(Digests.of(selected)).isEqualTo(selectedBefore);
        assertThat(tables.get(2).number(1, "b")).isZero();
        assertThat(tables.get(2).text(1, "w")).isEqualTo("b");
        assertThatThrownBy(() -> tables.get(0).columns().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aBuilderMayGoOnAfterATable() {
        Table.Builder builder = Table.builder().column("a", new int[] {1});
        Table one = builder.build();
        Table two = builder.column("b", new int[] {2}).build();
        assertThat(one.columns()).containsExactly("a");
        assertThat(two.columns()).containsExactly("a", "b");
    }

    @Test
    void cellsAreNumbersAndTexts() {
        Table table = Table.builder()
                .column("n", new double[] {1, -2.5, 1e300})
                .column("w", List.of("7", " x ", "1e3"))
                .build();
        assertThat(table.rows()).isEqualTo(3);
        assertThat(table.columns()).containsExactly("n", "w");
        assertThat(table.number(1, "n")).isEqualTo(-2.5);
        assertThat(table.text(0, "n")).isEqualTo("1");
        assertThat(table.number(0, "w")).isEqualTo(7);
        assertThat(table.number(1, "w")).isNaN();
        assertThat(table.number(2, "w")).isEqualTo(1000);
        assertThat(table.text(1, "w")).isEqualTo(" x ");
        assertThatThrownBy(() -> table.number(0, "m"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("table: the column 'm' is missing; columns: n, w");
        assertThatThrownBy(() -> table.text(3, "n")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> table.number(-1, "n")).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void rowsAreSelectedInAnyOrderAndOfSelections() {
        Table table = Table.of(List.of("x"), new double[][] {{0}, {1}, {2}, {3}});
        Table some = table.select(3, 1, 1);
        assertThat(some.rows()).isEqualTo(3);
        assertThat(some.number(0, "x")).isEqualTo(3);
        assertThat(some.select(2, 0).number(1, "x")).isEqualTo(3);
        assertThat(some.select(i -> i != 0).rows()).isEqualTo(2);
        assertThat(table.select(i -> false).rows()).isZero();
        assertThatThrownBy(() -> some.select(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> some.number(3, "x")).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void columnsThatDoNotFitAreNamed() {
        Table.Builder builder = Table.builder().column("a", new int[] {1, 2});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.column("a", new int[2]))
                .withMessage("two columns are called 'a'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.column("b", new double[3]))
                .withMessage("the column 'b' has 3 cells, but earlier columns have 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.column("b", List.of()))
                .withMessageContaining("the column 'b' has 0 cells");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.column(null, new float[2]))
                .withMessage("name");
        assertThatIllegalStateException()
                .isThrownBy(() -> Table.builder().build())
                .withMessage("a table needs at least one column");
        // a rejected column leaves nothing behind
        assertThat(builder.build().columns()).containsExactly("a");
    }

    @Test
    void nullIsAMissingCell() {
        Table table = Table.builder().column("b", Arrays.asList("x", null)).build();
        assertThat(table.text(1, "b")).isEmpty();
        assertThat(table.number(1, "b")).isNaN();
    }

    @Test
    void raggedRowsAreNamed() {
        List<String> names = List.of("a", "b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.of(names, new double[][] {{1, 2}, {3}}))
                .withMessage("row 1 has 1 values, but there are 2 column names");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.of(names, new float[][] {{1, 2, 3}}))
                .withMessage("row 0 has 3 values, but there are 2 column names");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.of(List.of("a", "a"), new float[][] {{1, 2}}))
                .withMessage("two columns are called 'a'");
        assertThatNullPointerException().isThrownBy(() -> Table.of(Arrays.asList("a", null), new double[][] {{1, 2}}));
    }

    private record Flower(double width, int petals, boolean wild, String kind) {}

    private record Other(int x) {}

    @Test
    void recordsAreRows() {
        Table table = Table.ofRecords(List.of(new Flower(1.5, 3, true, "iris"), new Flower(2, 5, false, "rose")));
        assertThat(table.columns()).containsExactly("width", "petals", "wild", "kind");
        assertThat(table.number(0, "wild")).isEqualTo(1);
        assertThat(table.number(1, "petals")).isEqualTo(5);
        assertThat(table.text(1, "kind")).isEqualTo("rose");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.ofRecords(List.of()))
                .withMessage("expected at least one record");
        Table gap = Table.ofRecords(List.of(new Flower(1, 1, true, "iris"), new Flower(1, 1, true, null)));
        assertThat(gap.text(1, "kind")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.ofRecords(List.of(new Other(1), new Flower(1, 1, true, "iris"))))
                .withMessageStartingWith("row 1 is a ")
                .withMessageContaining("Flower");
    }

    @Test
    void queriesAreTables() throws SQLException {
        ResultSetMetaData meta = mock(ResultSetMetaData.class);
        when(meta.getColumnCount()).thenReturn(2);
        when(meta.getColumnLabel(1)).thenReturn("price");
        when(meta.getColumnLabel(2)).thenReturn("kind");
        ResultSet rows = mock(ResultSet.class);
        when(rows.getMetaData()).thenReturn(meta);
        when(rows.next()).thenReturn(true, true, false);
        when(rows.getObject(1)).thenReturn(1.5, 2L);
        when(rows.getObject(2)).thenReturn("a", "b");
        Table table = Table.of(rows);
        assertThat(table.columns()).containsExactly("price", "kind");
        assertThat(table.number(1, "price")).isEqualTo(2);
        assertThat(table.text(0, "kind")).isEqualTo("a");
        when(rows.next()).thenReturn(true, true, false);
        when(rows.getObject(1)).thenReturn(1.5, (Object) null);
        when(rows.getObject(2)).thenReturn("a", (Object) null);
        Table gaps = Table.of(rows);
        assertThat(gaps.number(0, "price")).isEqualTo(1.5);
        assertThat(gaps.number(1, "price")).isNaN();
        assertThat(gaps.text(1, "kind")).isEmpty();
    }

    @Test
    void filesAreTables() throws IOException {
        Path file = Files.writeString(folder.resolve("t.csv"), "a,b,c\n1,x,\n2.5,3,4\n");
        Table table = Table.csv(file);
        assertThat(table.columns()).containsExactly("a", "b", "c");
        assertThat(table.number(1, "a")).isEqualTo(2.5);
        assertThat(table.text(1, "b")).isEqualTo("3");
        assertThat(table.text(0, "c")).isEmpty();
        assertThatNullPointerException().isThrownBy(() -> Table.csv(null)).withMessage("file");
        assertThatThrownBy(() -> Table.csv(folder.resolve("none.csv")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("none.csv: file not found");
    }
}
