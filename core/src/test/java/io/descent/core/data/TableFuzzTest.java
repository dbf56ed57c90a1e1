package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.descent.inference.problem.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever bytes a file has, it is a table or a user's mistake with a message that fits on a screen. */
class TableFuzzTest {
    private static final int MUTATIONS = 250;
    private static final int LONGEST_MESSAGE = 2000;
    private static final int MOST_LINES = 25;
    private static final byte[] INTERESTING =
            "\",;\t|\n\r\\{}[]:\0 #'aPK\u0003\u0004".getBytes(StandardCharsets.ISO_8859_1);

    private static final List<TableFormat> FORMATS = List.of(
            TableFormat.DEFAULT,
            TableFormat.DEFAULT.withHeader(false),
            TableFormat.DEFAULT.withSeparator("space").withComment("#"),
            TableFormat.DEFAULT.withSeparator(";").withQuotes("none"),
            TableFormat.DEFAULT.withQuotes("backslash"),
            TableFormat.DEFAULT.withEncoding("utf-16"),
            TableFormat.DEFAULT.withEncoding("windows-1252"));

    @TempDir
    Path folder;

    private int tables;
    private int mistakes;

    private void read(byte[] bytes, String name, TableFormat format) throws IOException {
        Path file = Files.write(folder.resolve(name), bytes);
        try {
            TableFile table = TableFile.of(file, format);
            List<String> names = table.columns();
            assertThat(names)
                    .isNotEmpty()
                    .doesNotHaveDuplicates()
                    .doesNotContain("")
                    .hasSameSizeAs(table.originalNames());
            ReceivedRows received = ReceivedRows.of(table);
            assertThat(received.rows()).allMatch(row -> row.size() == names.size());
            assertThat(received.broken()).allMatch(problem -> fits(problem));
            assertThat(table.notes()).allMatch(note -> fits(note));
            tables++;
        } catch (InvalidInputException e) {
            assertThat(fits(String.valueOf(e.getMessage()))).as(e.getMessage()).isTrue();
            assertThat(e.getMessage()).startsWith(file.toString());
            mistakes++;
        } catch (RuntimeException | Error e) {
            fail("format %s, bytes %s".formatted(format, Arrays.toString(bytes)), e);
        }
    }

    private static boolean fits(String message) {
        return message.length() <= LONGEST_MESSAGE && message.lines().count() <= MOST_LINES;
    }

    @Test
    void randomBytes() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            boolean isText = i % 3 != 0;
            for (int k = 0; k < bytes.length; k++) {
                bytes[k] = isText ? INTERESTING[random.nextInt(INTERESTING.length)] : (byte) random.nextInt(256);
            }
            read(bytes, i % 5 == 0 ? "random.jsonl" : "random.csv", FORMATS.get(random.nextInt(FORMATS.size())));
        }
        assertThat(tables).isGreaterThan(20);
        assertThat(mistakes).isGreaterThan(800);
    }

    @Test
    void filesWithMistakes() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        for (byte[] whole : wholeFiles()) {
            for (int i = 0; i < MUTATIONS; i++) {
                read(
                        mutated(whole, random),
                        i % 4 == 0 ? "mutated.jsonl" : "mutated.csv",
                        FORMATS.get(i % FORMATS.size()));
            }
        }
        assertThat(tables).isGreaterThan(300);
        assertThat(mistakes).isGreaterThan(800);
    }

    @Test
    void longNamesAndCellsAreShortenedInMessages() throws IOException {
        String endless = "x".repeat(3000);
        String lines = "\"" + "line\n".repeat(100) + "\"";
        for (String cell : List.of(endless, lines)) {
            for (String text : List.of(
                    cell + "," + cell + "\n1\n",
                    cell + "\u0007,b\n1,2\n",
                    cell + "," + cell + "," + cell + "\n" + cell + "," + cell + "\n",
                    "a,b\n" + cell + "x\"y,1\n",
                    "{\"a\": " + cell + "}",
                    "{\"" + endless + "\": [1]}",
                    "{\"" + endless + "\": 1, \"" + endless + "\": 1}",
                    "5 " + cell)) {
                read(text.getBytes(StandardCharsets.UTF_8), "long.csv", TableFormat.DEFAULT);
                read(text.getBytes(StandardCharsets.UTF_8), "long.jsonl", TableFormat.DEFAULT);
            }
        }
        assertThat(mistakes).isGreaterThan(10);
    }

    private static List<byte[]> wholeFiles() throws IOException {
        String csv = "id,name,price\n1,\"Zürich, CH\",2.5\n2,\"a \"\"b\"\"\",\n3,x,4\n".repeat(3);
        String json = "{\"a\": 1, \"b\": \"x\", \"c\": null}\n{\"a\": -2.5e3, \"d\": true}\n";
        String escaped = "\"x\"\t\"y\"\n\"1\"\t\"say \\\"hi\\\"\"\tNA\n\"2\"\t\"b\"\t7\n";
        List<byte[]> files = new ArrayList<>();
        for (String text : List.of(csv, json, escaped, "sep=;\r\na;b\r\n1,5;2\r\n")) {
            files.add(text.getBytes(StandardCharsets.UTF_8));
            files.add(("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE));
        }
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(csv.getBytes(StandardCharsets.UTF_8));
        }
        files.add(gzip.toByteArray());
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("data.csv"));
            out.write(csv.getBytes(StandardCharsets.UTF_8));
        }
        files.add(zip.toByteArray());
        return files;
    }

    private static byte[] mutated(byte[] whole, SplittableRandom random) throws IOException {
        byte[] bytes = whole.clone();
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            if (bytes.length == 0) {
                return bytes;
            }
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = INTERESTING[random.nextInt(INTERESTING.length)];
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    out.write(bytes, 0, at);
                    out.write(INTERESTING[random.nextInt(INTERESTING.length)]);
                    out.write(bytes, at, bytes.length - at);
                    bytes = out.toByteArray();
                }
                default -> {
                    int end = at + random.nextInt(bytes.length - at);
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    out.write(bytes, 0, end);
                    out.write(bytes, at, bytes.length - at);
                    bytes = out.toByteArray();
                }
            }
        }
        return bytes;
    }
}
