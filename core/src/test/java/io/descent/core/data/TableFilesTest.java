package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFilesTest {
    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private TableFile table(String pattern) {
        return TableFile.of(folder.resolve(pattern), TableFormat.DEFAULT);
    }

    @Test
    void filesAreReadInTheOrderOfTheirNames() throws IOException {
        Path second = write("part-2.csv", "a,b\n3,4\n");
        Path first = write("part-1.csv", "a,b\n1,2\n");
        write("part-x.txt", "a,b\n5,6\n");
        write(".part-3.csv", "a,b\n7,8\n");
        Files.createDirectory(folder.resolve("part-4.csv"));
        for (String pattern : List.of("part-*.csv", "part-?.csv", "part-[0-9].csv", "*.csv")) {
            TableFile table = table(pattern);
            assertThat(table.files()).containsExactly(first, second);
            assertThat(table.columns()).containsExactly("a", "b");
            ReceivedRows received = ReceivedRows.of(table);
            assertThat(received.rows()).containsExactly(List.of("1", "2"), List.of("3", "4"));
            assertThat(received.files()).containsExactly(first.toString(), second.toString());
            assertThat(received.lines()).containsExactly(2L, 2L);
        }
    }

    @Test
    void nameThatExistsIsNotAPattern() throws IOException {
        Path literal = write("data[1].csv", "a,b\n1,2\n");
        write("data1.csv", "a,b\n3,4\n");
        assertThat(table("data[1].csv").files()).containsExactly(literal);
        assertThat(ReceivedRows.of(table("data[1].csv")).rows()).containsExactly(List.of("1", "2"));
    }

    @Test
    void patternWithoutAFileIsNamed() {
        assertThatThrownBy(() -> table("x-*.csv").columns())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder.resolve("x-*.csv") + ": no file matches this pattern");
        assertThatThrownBy(() -> table("x-[.csv]").columns()).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> table("x]-[*.csv").columns())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is not a pattern");
        assertThatThrownBy(() -> TableFile.of(folder.resolve("none/x*.csv"), TableFormat.DEFAULT)
                        .columns())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the folder cannot be read");
    }

    @Test
    void columnsMayComeInAnotherOrderAndDialect() throws IOException {
        write("part-1.csv", "a,b,y\n1,2,3\n");
        write("part-2.csv", "y;a;b\n6;4;5\n");
        write("part-3.jsonl", "{\"b\": 8, \"y\": \"9\", \"a\": \"7\"}\n");
        TableFile table = table("part-*");
        assertThat(table.columns()).containsExactly("a", "b", "y");
        assertThat(ReceivedRows.of(table).rows())
                .containsExactly(List.of("1", "2", "3"), List.of("4", "5", "6"), List.of("7", "number 8.0", "9"));
    }

    @Test
    void otherColumnsAreNamed() throws IOException {
        write("part-1.csv", "a,b,y\n1,2,3\n");
        write("part-2.csv", "a,c,y\n1,2,3\n");
        assertThatThrownBy(() -> table("part-*.csv").columns())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "%s: lacks the column 'b' and has the column 'c', unlike %s; all files of %s must have the same columns"
                                .formatted(
                                        folder.resolve("part-2.csv"),
                                        folder.resolve("part-1.csv"),
                                        folder.resolve("part-*.csv")));
        write("part-2.csv", "a,y\n1,3\n");
        assertThatThrownBy(() -> table("part-*.csv").columns()).hasMessageContaining("lacks the column 'b', unlike");
        write("part-2.csv", "a,b,y,d,e\n1,2,3,4,5\n");
        assertThatThrownBy(() -> table("part-*.csv").columns())
                .hasMessageContaining("has the columns 'd', 'e', unlike");
    }

    @Test
    void filesWithoutAHeaderMustHaveTheSameNumberOfColumns() throws IOException {
        write("part-1.csv", "1,2\n3,4\n");
        write("part-2.csv", "5,6\n");
        TableFile table = TableFile.of(folder.resolve("part-*.csv"), TableFormat.DEFAULT.withHeader(false));
        assertThat(ReceivedRows.of(table).rows())
                .containsExactly(List.of("1", "2"), List.of("3", "4"), List.of("5", "6"));
        write("part-2.csv", "5,6,7\n");
        assertThatThrownBy(() -> TableFile.of(folder.resolve("part-*.csv"), TableFormat.DEFAULT.withHeader(false))
                        .columns())
                .hasMessageContaining("part-2.csv: has 3 columns, but")
                .hasMessageContaining("part-1.csv has 2;");
    }

    @Test
    void errorNamesTheFile() throws IOException {
        write("part-1.csv", "a,b\n1,2\n");
        Path second = write("part-2.csv", "a,b\n1,2\n3,\"4\n");
        assertThatThrownBy(() -> ReceivedRows.of(table("part-*.csv")))
                .hasMessageStartingWith(second + ": line 3: a quote is opened");
        write("part-2.csv", "");
        assertThatThrownBy(() -> table("part-*.csv").columns()).hasMessageStartingWith(second + ": is empty");
    }

    @Test
    void notesNameTheFile() throws IOException {
        write("part-1.csv", "a,a_2\n1,2\n");
        Path second = write("part-2.csv", "a,a_2\n1,2,\n");
        write("part-2.csv", "a,a\n1,2\n");
        assertThat(table("part-*.csv").notes())
                .containsExactly(second + ": column 2 is also called 'a' and becomes 'a_2'");
    }

    @Test
    void progressIsThatOfAllFiles() throws IOException {
        Path first = write("part-1.csv", "a,b\n1,2\n");
        Path second = write("part-2.csv", "a,b\n" + "3,4\n".repeat(3 << 20));
        long total = Files.size(first) + Files.size(second);
        ArrayList<Long> told = new ArrayList<>();
        table("part-*.csv")
                .withProgress((table, bytes, all) -> {
                    assertThat(all).isEqualTo(total);
                    told.add(bytes);
                })
                .read(new ReceivedRows());
        assertThat(told).hasSize(2).isSorted().endsWith(total);
        assertThat(told.get(0)).isBetween(8L << 20, (8L << 20) + (1 << 17));
    }
}
