package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.inference.problem.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
    @TempDir
    Path folder;

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void bytesAreKeptInAFile() throws IOException {
        Path kept = Spool.copy(text("a,b\n1,2\n"), "standard input", folder, 8);
        assertThat(kept).hasContent("a,b\n1,2\n").hasParent(folder);
    }

    @Test
    void tooManyBytesAreRefusedAndDeleted() throws IOException {
        assertThatThrownBy(() -> Spool.copy(text("a,b\n1,2\n3"), "standard input", folder, 8))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("standard input: has more than 8 bytes, the most that are kept in " + folder
                        + "; write it to a file, or set another limit with -Ddescent.stdin.limit=20g");
        assertThat(left()).isEmpty();
    }

    @Test
    void failureToReadIsNamed() throws IOException {
        InputStream broken = InputStream.nullInputStream();
        broken.close();
        assertThatThrownBy(() -> Spool.copy(broken, "standard input", folder, 8))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("standard input: cannot be copied to a temporary file: Stream closed");
        assertThat(left()).isEmpty();
    }

    @Test
    void limitLeavesSomeOfTheDisk() throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        assertThat(Spool.limit(folder)).isBetween(0L, Math.min(8L << 30, free));
    }

    @ParameterizedTest
    @CsvSource({"17, 17", "2k, 2048", "3M, 3145728", " 20g , 21474836480"})
    void limitHasAUnit(String text, long bytes) {
        assertThat(Spool.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "g", "-1", "1.5g", "much", "9999999999999"})
    void otherLimitsAreRefused(String text) {
        assertThatThrownBy(() -> Spool.bytes(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("descent.stdin.limit is '" + text + "'; expected a number of bytes such as 500m");
    }

    @Test
    void pipeIsReadOnce() throws IOException {
        Path pipe = Files.writeString(folder.resolve("pipe"), "a,b\n1,2\n");
        Path kept = Spool.of(pipe, "pipe", false);
        Files.delete(pipe);
        assertThat(kept).hasContent("a,b\n1,2\n");
        assertThat(Spool.of(pipe, "pipe", false)).isEqualTo(kept);
    }

    @Test
    void standardInputIsReadOnceForAllTables() {
        InputStream before = System.in;
        System.setIn(text("a,b\n1,2\n"));
        try {
            for (int time = 0; time < 2; time++) {
                TableFile table = TableFile.of(Path.of("-"), TableFormat.DEFAULT);
                assertThat(table.place()).isEqualTo("standard input");
                assertThat(table.columns()).containsExactly("a", "b");
                assertThat(ReceivedRows.of(table).rows()).containsExactly(List.of("1", "2"));
            }
        } finally {
            System.setIn(before);
        }
    }
}
