package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.inference.problem.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesTableTest {
    @TempDir
    Path folder;

    private TableFile table(String name, byte[] bytes) throws IOException {
        return TableFile.of(Files.write(folder.resolve(name), bytes), TableFormat.DEFAULT);
    }

    private TableFile table(String text) throws IOException {
        return table("data.jsonl", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void columnsAreTheKeysInTheOrderOfTheirFirstAppearance() throws IOException {
        TableFile table =
                table("{\"b\": \"x\", \"a\": 1}\n\n{\"c\": true, \"a\": null}\r\n{\"a\": \" y \", \"b\": \"\"}\n");
        assertThat(table.columns()).containsExactly("b", "a", "c");
        ReceivedRows received = ReceivedRows.of(table);
        assertThat(received.rows())
                .containsExactly(List.of("x", "number 1.0", ""), List.of("", "", "true"), List.of("", "y", ""));
        assertThat(received.lines()).containsExactly(1L, 3L, 4L);
    }

    @ParameterizedTest
    @CsvSource({
        "1, number 1.0",
        "-0.5, number -0.5",
        "1e3, number 1000.0",
        "9007199254740992, number 9.007199254740992E15",
        "9007199254740993, 9007199254740993",
        "123456789012345678901234567890, 123456789012345678901234567890",
        "0.1234567890123, number 0.1234567890123",
        "0.12345678901234567890, 0.12345678901234567890",
        "1e400, 1e400",
        "NaN, NaN",
        "false, false",
        "\"007\", 007"
    })
    void numbersKeepAllTheirDigits(String json, String cell) throws IOException {
        assertThat(ReceivedRows.of(table("{\"a\": " + json + "}\n")).rows()).containsExactly(List.of(cell));
    }

    @Test
    void namesFollowTheRulesOfHeaders() throws IOException {
        TableFile table = table("{\" a \": 1, \"a\": 2, \"\": 3, \"x\\ny\": 4}");
        assertThat(table.columns()).containsExactly("a", "a_2", "c3", "x y");
        assertThat(table.originalNames()).containsExactly(" a ", "a", "", "x\ny");
        assertThat(ReceivedRows.of(table).rows())
                .containsExactly(List.of("number 1.0", "number 2.0", "number 3.0", "number 4.0"));
    }

    @Test
    void formatIsKnownByNameOrContent() throws IOException {
        byte[] text = "{\"a\": 1}\n{\"a\": 2}\n".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(text);
        }
        for (String name : List.of("a.jsonl", "b.ndjson", "c.json", "d.txt")) {
            assertThat(ReceivedRows.of(table(name, text)).rows()).hasSize(2);
            assertThat(ReceivedRows.of(table(name + ".gz", compressed.toByteArray()))
                            .rows())
                    .hasSize(2);
        }
        assertThat(ReceivedRows.of(table("e.jsonl", "\uFEFF{\"a\": \"ü\"}".getBytes(StandardCharsets.UTF_16LE)))
                        .rows())
                .containsExactly(List.of("ü"));
        assertThat(table("f.csv", "{a},b\n1,2\n".getBytes(StandardCharsets.UTF_8))
                        .columns())
                .containsExactly("{a}", "b");
    }

    @Test
    void filesTogetherHaveTheKeysOfAll() throws IOException {
        Files.writeString(folder.resolve("p1.jsonl"), "{\"a\": 1}\n");
        Files.writeString(folder.resolve("p2.jsonl"), "{\"b\": 2, \"a\": 3}\n");
        TableFile table = TableFile.of(folder.resolve("p*.jsonl"), TableFormat.DEFAULT);
        assertThat(table.columns()).containsExactly("a", "b");
        assertThat(ReceivedRows.of(table).rows())
                .containsExactly(List.of("number 1.0", ""), List.of("number 3.0", "number 2.0"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1}\\n{\"b\": [1]} | line 2: key 'b': found a list, expected a text, a number, true, false or null",
                "{\"a\": {\"b\": 1}} | line 1: key 'a': found an object",
                "{\"a\": 1, \"a\": 2} | line 1: the key 'a' stands twice in one object",
                "{\"a\": 1}\\n[1] | line 2: expected one JSON object per line, such as {\"age\": 39, \"sex\": \"female\"}, found a list",
                "{\"a\": 1}\\n5 | line 2: expected one JSON object per line, such as {\"age\": 39, \"sex\": \"female\"}, found '5'",
                "{\"a\": 1}\\n{\"a\" 2} | line 2: not JSON: ",
                "{\"a\": 1}\\n{\"a\": | line 2: not JSON: ",
                "{\"a\": tru} | line 1: not JSON: ",
                "{\"a\\u0007\": 1} | has a character that cannot be printed",
                "{} | the objects have no keys",
                "`` | is empty; expected one JSON object per line"
            })
    void mistakesAreNamedByLineAndKey(String text, String message) throws IOException {
        assertThatThrownBy(() -> ReceivedRows.of(table(text.replace("\\n", "\n"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.resolve("data.jsonl").toString())
                .hasMessageContaining(message);
    }

    @Test
    void bytesThatAreNotUtf8AreNamed() throws IOException {
        assertThatThrownBy(
                        () -> table("a.jsonl", "{\"a\": 1}\n{\"a\": \"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1))
                                .columns())
                .hasMessageContaining("line 2: byte 0xFC is not UTF-8 text");
    }

    @Test
    void aNewKeyInEveryObjectIsRefused() {
        String text =
                IntStream.range(0, 8_000).mapToObj(i -> "{\"k" + i + "\": 1}\n").collect(Collectors.joining());
        assertThatThrownBy(() -> table(text).columns())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                        "8,000 objects with 8,000 different keys make 64,000,000 cells, of which more than"
                                + " 99 % are missing; the limit of such tables is 50,000,000 cells");
        assertThatThrownBy(() -> table("{\"a\": " + "[".repeat(100_000)).columns())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("line 1: key 'a': found a list");
    }

    @Test
    void listOfObjectsIsNamed() throws IOException {
        assertThatThrownBy(() -> table("a.json", "[\n {\"a\": 1}]".getBytes(StandardCharsets.UTF_8))
                        .columns())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is a list of JSON objects; expected one object per line: jq -c '.[]'");
    }
}
