package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.Rows;
import io.descent.inference.problem.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableFileTest {
    @TempDir
    Path folder;

    private Path file;
    private TableFormat format = TableFormat.DEFAULT;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("data.csv");
    }

    private TableFile table(String text) throws IOException {
        return table(text.getBytes(StandardCharsets.UTF_8));
    }

    private TableFile table(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        return TableFile.of(file, format);
    }

    private static List<List<String>> rows(TableFile table) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(table.columns());
        rows.addAll(ReceivedRows.of(table).rows());
        return rows;
    }

    private static List<List<String>> cells(String... rows) {
        List<List<String>> cells = new ArrayList<>();
        for (String row : rows) {
            cells.add(List.of(row.split("\\|", -1)));
        }
        return cells;
    }

    private void assertRefused(TableFile table, String... parts) {
        assertThatThrownBy(() -> table.read(new IgnoringRows(null)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContainingAll(parts);
    }

    private void assertRefused(String text, String... parts) throws IOException {
        assertRefused(table(text), parts);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] gzip(String text) throws IOException {
        return gzip(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.write(part);
        }
        return out.toByteArray();
    }

    @Nested
    class Separators {
        @ParameterizedTest
        @ValueSource(strings = {",", ";", "\t", "|"})
        void areFound(String separator) throws IOException {
            String text = "a,b,y\n1.5,2,red\n2.5,,blue\n".replace(",", separator);
            assertThat(rows(table(text))).isEqualTo(cells("a|b|y", "1.5|2|red", "2.5||blue"));
        }

        @Test
        void decimalCommasDoNotMakeColumns() throws IOException {
            List<List<String>> expected = cells("a|b|y", "1,5|0,25|red", "2,5|0,75|blue");
            assertThat(rows(table("a;b;y\n1,5;0,25;red\n2,5;0,75;blue\n"))).isEqualTo(expected);
            assertThat(rows(table("a\tb\ty\n1,5\t0,25\tred\n2,5\t0,75\tblue\n")))
                    .isEqualTo(expected);
            assertThat(rows(table("a;y\n1,5;2\n2,5;3\n"))).isEqualTo(cells("a|y", "1,5|2", "2,5|3"));
            format = format.withHeader(false);
            assertThat(rows(table("1,5;2\n2,5;3\n"))).isEqualTo(cells("c1|c2", "1,5|2", "2,5|3"));
        }

        @Test
        void withinCellsDoNotCount() throws IOException {
            assertThat(rows(table("id,text\n1,a;b;c\n2,d;e;f\n"))).isEqualTo(cells("id|text", "1|a;b;c", "2|d;e;f"));
            assertThat(rows(table("id\ttext\n1\tone, two\n2\tthree\n3\tfour, five, six\n")))
                    .isEqualTo(cells("id|text", "1|one, two", "2|three", "3|four, five, six"));
            assertThat(rows(table("\"a;b\",\"c;d\"\n\"1;2\",\"3;4\"\n"))).isEqualTo(cells("a;b|c;d", "1;2|3;4"));
        }

        @Test
        void oneBrokenRowDoesNotHideThem() throws IOException {
            assertRefused("a,b,c\n1,2,3\n1,2\n", "line 3: found 2 cells, expected 3");
            assertRefused("a;b\n1;2\n1,5\n3;4\n", "line 3: found 1 cell, expected 2");
        }

        @Test
        void areNotNeededForOneColumn() throws IOException {
            assertThat(rows(table("text\nhello, world\none; two\nplain\n")))
                    .isEqualTo(cells("text", "hello, world", "one; two", "plain"));
            assertThat(rows(table("x\n1\n2\n"))).isEqualTo(cells("x", "1", "2"));
            assertThat(rows(table("text\na, b, c\nd\ne, f, g\n"))).isEqualTo(cells("text", "a, b, c", "d", "e, f, g"));
        }

        @Test
        void canBeGiven() throws IOException {
            format = format.withSeparator(":");
            assertThat(rows(table("a:b\n1:2\n"))).isEqualTo(cells("a|b", "1|2"));
            format = format.withSeparator("comma");
            assertThat(rows(table("a;b,c\n1;2,3\n"))).isEqualTo(cells("a;b|c", "1;2|3"));
        }

        @Test
        void severalSpacesAreOne() throws IOException {
            format = format.withSeparator("space");
            assertThat(rows(table("  a  b c\n1    2 \"\"\n 3 \" x y \"   4\n\n")))
                    .isEqualTo(cells("a|b|c", "1|2|", "3|x y|4"));
        }

        @Test
        void areSpacesWhereQuotesAllowNothingElse() throws IOException {
            assertThat(rows(table("\"x\" \"y\"\n\"1\" 2 \"a b\"\n\"2\" 3 \"c\"\n")))
                    .isEqualTo(cells("row|x|y", "1|2|a b", "2|3|c"));
        }

        @Test
        void areAdvisedWhereOneColumnLooksLikeSeveral() throws IOException {
            assertThat(table("a b\n1 2\n3 4\n").notes())
                    .containsExactly(
                            "the table has one column; if blanks divide its cells, write data.separator: space");
            format = format.withSeparator(";");
            TableFile wrong = table("a,b\n1,2\n3;4,5\n");
            assertThat(wrong.notes().get(0))
                    .isEqualTo("data.separator is semicolon, but the file looks as if its separator is comma");
            assertRefused(
                    wrong,
                    "line 3: found 2 cells, expected 1 as in the header; the file looks as if its separator is comma");
        }

        @ParameterizedTest
        @ValueSource(strings = {"sep=|\n", "SEP=|\r\n", "\"sep=|\"\n", "\uFEFFsep=|\n"})
        void areAnnouncedByExcel(String line) throws IOException {
            TableFile table = table(line + "a|b,c\n1|2,3\n");
            assertThat(rows(table)).isEqualTo(List.of(List.of("a", "b,c"), List.of("1", "2,3")));
            assertThat(ReceivedRows.of(table).lines()).containsExactly(3L);
        }
    }

    @Nested
    class Quotes {
        @Test
        void keepSeparatorsLineBreaksAndQuotes() throws IOException {
            assertThat(rows(table("a,\"b,\"\"c\"\n\"1,2\",\"say \"\"hi\"\"\"\n\"x\ny\",\"\"\n")))
                    .isEqualTo(List.of(List.of("a", "b,\"c"), List.of("1,2", "say \"hi\""), List.of("x\ny", "")));
        }

        @Test
        void withinACellAreText() throws IOException {
            assertThat(rows(table("a,b\n5\" pipe,6\"\nx,y\n"))).isEqualTo(cells("a|b", "5\" pipe|6\"", "x|y"));
        }

        @Test
        void mayHaveBlanksAround() throws IOException {
            assertThat(rows(table("a, \"b\"\n1, \"x, y\"\n2, \"z\" \n"))).isEqualTo(cells("a|b", "1|x, y", "2|z"));
            assertThat(rows(table("a, \"b\"\n1, \"x\"\n"))).isEqualTo(cells("a|b", "1|x"));
            assertThat(rows(table("\"a\" ,b\n\"x, y\" ,2\n"))).isEqualTo(cells("a|b", "x, y|2"));
        }

        @Test
        void escapedByABackslashAreFound() throws IOException {
            assertThat(rows(table("\"a\"\t\"b\"\n\"say \\\"hi\\\"\"\t1\n\"C:\\dir\"\t2\n")))
                    .isEqualTo(cells("a|b", "say \"hi\"|1", "C:\\dir|2"));
            assertThat(rows(table("a,b\n\"C:\\\",1\n\"D:\\\",2\n"))).isEqualTo(cells("a|b", "C:\\|1", "D:\\|2"));
        }

        @Test
        void escapedByABackslashCanBeGiven() throws IOException {
            format = format.withQuotes("backslash");
            assertThat(rows(table("a,b\n\"x\\\",y\",1\n"))).isEqualTo(cells("a|b", "x\",y|1"));
            String late = "\"word\",1\n".repeat(20_000) + "\"x\\\"\",2\n";
            assertThat(rows(table("a,b\n" + late)).get(20_001)).containsExactly("x\"", "2");
        }

        @Test
        void canBeCharactersLikeAnyOther() throws IOException {
            format = format.withQuotes("none");
            assertThat(rows(table("a\tb\n\"x\ty\"\n\"\t'\n"))).isEqualTo(cells("a|b", "\"x|y\"", "\"|'"));
        }

        @Test
        void thatAreNeverClosedAreNamed() throws IOException {
            assertRefused("a,b\n1,2\n\"3,4\n5,6\n", "line 3", "never closed", "data.quotes: none");
            assertRefused("a,\"b\n1,2\n", "line 1", "never closed");
            String rows = "1,2\n".repeat(100_000);
            assertRefused("a,b\n" + rows + "3,\"4\n" + rows, "line 100002", "never closed");
            assertRefused("a,b\n1,\"", "line 2", "never closed");
        }

        @Test
        void thatEncloseTooMuchAreNamed() throws IOException {
            assertRefused("a,b\n1,2\n\"3,4\n" + "5,6\n".repeat(1_200_000), "line 3", "more than 4,194,304 characters");
        }

        @Test
        void inTheWrongPlaceAreNamed() throws IOException {
            assertRefused("a,b\n1,2\n\"x\"y,4\n", "line 3: a cell goes on after its closing quote", "written twice");
        }
    }

    @Nested
    class Lines {
        @ParameterizedTest
        @ValueSource(strings = {"\n", "\r\n", "\r"})
        void endInAnyWay(String end) throws IOException {
            TableFile table = table("a,b\n1,\"x\ny\"\n\n3,4\n".replace("\n", end));
            assertThat(rows(table))
                    .isEqualTo(List.of(List.of("a", "b"), List.of("1", "x" + end + "y"), List.of("3", "4")));
            assertThat(ReceivedRows.of(table).lines()).containsExactly(2L, 5L);
        }

        @Test
        void needNoEnd() throws IOException {
            assertThat(rows(table("a,b\n1,2"))).isEqualTo(cells("a|b", "1|2"));
            assertThat(rows(table("a,b\n1,"))).isEqualTo(cells("a|b", "1|"));
        }

        @Test
        void thatAreBlankDoNotCount() throws IOException {
            assertThat(rows(table("\n  \na,b\n\n1,2\n \u00A0 \n3,4\n\n"))).isEqualTo(cells("a|b", "1|2", "3|4"));
            assertThat(rows(table("a,b\n,\n1,2\n"))).isEqualTo(cells("a|b", "|", "1|2"));
        }

        @Test
        void thatAreBlankAreCellsOfOneColumnOnlyInQuotes() throws IOException {
            assertThat(rows(table("x\n1\n\n   \n\"\"\n\" \"\n2\n"))).isEqualTo(cells("x", "1", "", "", "2"));
        }

        @Test
        void thatAreCommentsAreSkippedIfTheUserSaysSo() throws IOException {
            assertThat(rows(table("a,b\n#1,2\n"))).isEqualTo(cells("a|b", "#1|2"));
            format = format.withComment("#");
            assertThat(rows(table("# made by hand\na,b\n1,#2\n#\"\n3,\"x\n#y\"\n")))
                    .isEqualTo(List.of(List.of("a", "b"), List.of("1", "#2"), List.of("3", "x\n#y")));
        }
    }

    @Nested
    class Rules {
        @Test
        void cellsHaveNoBlanksAround() throws IOException {
            assertThat(rows(table("a,b\n 1 ,\u00A0\u2003x y\u3000\n\t2\u202F,\" z \"\n")))
                    .isEqualTo(cells("a|b", "1|x y", "2|z"));
        }

        @Test
        void markersOfMissingCellsAreText() throws IOException {
            assertThat(rows(table("a,b\nNA,?\n-,null\n"))).isEqualTo(cells("a|b", "NA|?", "-|null"));
        }

        @Test
        void namesAreTrimmedAndMadeUnique() throws IOException {
            TableFile table = table(",a , a,a,a_2,c5,\"x\n y\",\n0,1,2,3,4,5,6,7\n");
            assertThat(table.columns()).containsExactly("c1", "a", "a_3", "a_4", "a_2", "c5", "x y", "c8");
            assertThat(table.originalNames()).containsExactly("", "a ", " a", "a", "a_2", "c5", "x\n y", "");
            assertThat(table.notes())
                    .containsExactly(
                            "column 1 has no name and is called c1",
                            "column 8 has no name and is called c8",
                            "column 3 is also called 'a' and becomes 'a_3'",
                            "column 4 is also called 'a' and becomes 'a_4'");
        }

        @Test
        void nameOfAColumnWithoutOneIsFree() throws IOException {
            assertThat(table("c2,,c2_2\n1,2,3\n").columns()).containsExactly("c2", "c2_3", "c2_2");
        }

        @Test
        void manyChangesAreNotAllListed() throws IOException {
            assertThat(table("x" + ",x".repeat(99) + "\n1" + ",1".repeat(99) + "\n")
                            .notes())
                    .hasSize(6)
                    .last()
                    .isEqualTo("94 more names are repeated, and were made up in the same way");
        }

        @Test
        void fileWithoutAHeaderHasNumberedColumns() throws IOException {
            format = format.withHeader(false);
            assertThat(rows(table("39, State-gov, <=50K\n50, Private, >50K\n")))
                    .isEqualTo(cells("c1|c2|c3", "39|State-gov|<=50K", "50|Private|>50K"));
            assertThat(ReceivedRows.of(table("1,2\n3\n4,5\n")).broken())
                    .containsExactly(
                            "2: found 1 cell, expected 2; the line is cut off, or a line break in a cell is not in quotes");
        }

        @Test
        void headerThatLooksLikeDataIsNamed() throws IOException {
            assertThat(table("39, State-gov, 77516\n50, Private, 83311\n").notes())
                    .containsExactly(
                            "the first line, which begins with '39', looks like data; if it does not have the names of the columns, write data.header: false");
            assertThat(table("name,2019\nx,high\n").notes()).isEmpty();
        }

        @Test
        void headerThatIsOneShortHasNoNameForTheRowNames() throws IOException {
            TableFile table = table("\"x\"\t\"y\"\n\"1\"\t5\tNA\n\"2\"\t6\t\"b\"\n");
            assertThat(rows(table)).isEqualTo(cells("row|x|y", "1|5|NA", "2|6|b"));
            assertThat(table.originalNames()).containsExactly("", "x", "y");
            assertThat(table.notes().get(0)).contains("one name fewer", "is called row");
            assertThat(table("row,row_2\n1,2,3\n").columns()).containsExactly("row_3", "row", "row_2");
        }

        @Test
        void linesThatEndWithASeparatorHaveOneColumnMore() throws IOException {
            TableFile table = table("a,b\n1,2,\n3,4,\n");
            assertThat(rows(table)).isEqualTo(cells("a|b|c3", "1|2|", "3|4|"));
            assertThat(table.notes().get(0)).contains("end with a separator");
            assertThat(rows(table("a,b,\n1,2,\n"))).isEqualTo(cells("a|b|c3", "1|2|"));
            assertThat(rows(table("a,b\n1,2,\"\"\n"))).isEqualTo(cells("row|a|b", "1|2|"));
        }

        @Test
        void wideTablesAreRead() throws IOException {
            String header = IntStream.range(0, 30_000).mapToObj(j -> "gene" + j).collect(Collectors.joining(","));
            String row = "1.5" + ",1.5".repeat(29_999);
            TableFile table = table(header + "\n" + row + "\n" + row + "\n");
            assertThat(table.columns()).hasSize(30_000).endsWith("gene29999");
            assertThat(ReceivedRows.of(table).rows()).hasSize(2);
        }

        @Test
        void rowsAreReadAgainAndAgain() throws IOException {
            TableFile table = table("a,b\n1,2\n");
            assertThat(rows(table)).isEqualTo(rows(table));
        }

        @Test
        void receiverOfPlainRowsGetsTheSameCells() throws IOException {
            List<String> received = new ArrayList<>();
            table("a,b\n1,\n2,x\n").read(new Rows() {
                @Override
                public Rows number(double value) {
                    throw new AssertionError();
                }

                @Override
                public Rows text(String value) {
                    received.add(value);
                    return this;
                }

                @Override
                public Rows missing() {
                    received.add("missing");
                    return this;
                }

                @Override
                public void endRow() {
                    received.add("end");
                }
            });
            assertThat(received).containsExactly("1", "missing", "end", "2", "x", "end");
        }

        @Test
        void failureOfTheReceiverIsItsOwn() throws IOException {
            TableFile table = table("a,b\n1,2\n");
            UncheckedIOException full = new UncheckedIOException(new IOException("disk full"));
            assertThatThrownBy(() -> table.read(new IgnoringRows(full))).isSameAs(full);
        }
    }

    private record IgnoringRows(@Nullable RuntimeException failure) implements Rows {
        @Override
        public Rows number(double value) {
            return this;
        }

        @Override
        public Rows text(String value) {
            return this;
        }

        @Override
        public Rows missing() {
            return this;
        }

        @Override
        public void endRow() {
            if (failure != null) {
                throw failure;
            }
        }
    }

    @Nested
    class Encodings {
        private static final String TEXT = "Größe,naïve\n1,日本\n2,\uD83D\uDE00é\n";
        private static final List<List<String>> CELLS =
                List.of(List.of("Größe", "naïve"), List.of("1", "日本"), List.of("2", "\uD83D\uDE00é"));

        @ParameterizedTest
        @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
        void areKnownByTheMark(String charset) throws IOException {
            assertThat(rows(table(("\uFEFF" + TEXT).getBytes(Charset.forName(charset)))))
                    .isEqualTo(CELLS);
            format = format.withEncoding("latin-1");
            assertThat(rows(table(("\uFEFF" + TEXT).getBytes(Charset.forName(charset)))))
                    .isEqualTo(CELLS);
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
        void areKnownByZeroBytesWithoutAMark(String charset) throws IOException {
            assertThat(rows(table(TEXT.getBytes(Charset.forName(charset))))).isEqualTo(CELLS);
        }

        @Test
        void utf16IsFoundInEitherOrderIfGiven() throws IOException {
            format = format.withEncoding("utf-16");
            for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-16")) {
                assertThat(rows(table(TEXT.getBytes(Charset.forName(charset))))).isEqualTo(CELLS);
            }
            assertThat(rows(table("日,本\n語,日\n".getBytes(StandardCharsets.UTF_16LE))))
                    .isEqualTo(cells("日|本", "語|日"));
        }

        @Test
        void canBeGiven() throws IOException {
            byte[] windows = "a,y\n\u20AC5,f\u00fcr\n".getBytes(Charset.forName("windows-1252"));
            format = format.withEncoding("windows-1252");
            assertThat(rows(table(windows))).isEqualTo(cells("a|y", "\u20AC5|für"));
            format = format.withEncoding("latin-1");
            assertThat(rows(table("a,y\nf\u00fcr,1\n".getBytes(StandardCharsets.ISO_8859_1))))
                    .isEqualTo(cells("a|y", "für|1"));
            format = format.withEncoding("GBK");
            assertThat(rows(table("价,y\n日,1\n".getBytes(Charset.forName("GBK")))))
                    .isEqualTo(cells("价|y", "日|1"));
        }

        @Test
        void bytesThatAreNotTextAreNamedByTheirLine() throws IOException {
            byte[] latin = "a,y\n1,x\r\n2,\u00fc\n".getBytes(StandardCharsets.ISO_8859_1);
            assertRefused(table(latin), "line 3: byte 0xFC is not UTF-8 text", "data.encoding: latin-1");
            byte[] late = join(
                    "a,y\n".getBytes(StandardCharsets.UTF_8),
                    "1,x\n".repeat(100_000).getBytes(StandardCharsets.UTF_8),
                    latin);
            assertRefused(table(late), "line 100004: byte 0xFC is not UTF-8 text");
            format = format.withEncoding("us-ascii");
            assertRefused(
                    table(latin), "line 3: byte 0xFC is not US-ASCII text; data.encoding names another character set");
        }

        @Test
        void textCutOffWithinACharacterIsNamed() throws IOException {
            assertRefused(
                    table(new byte[] {'a', ',', 'y', '\n', '1', ',', (byte) 0xE6, (byte) 0x97}),
                    "line 2: byte 0xE6 is not UTF-8");
        }

        @Test
        void longTextWithFewSpecialCharactersIsTheSame() throws IOException {
            StringBuilder text = new StringBuilder("a,b\n");
            List<List<String>> expected = new ArrayList<>(cells("a|b"));
            for (int i = 0; i < 30_000; i++) {
                String word = i % 97 == 0 ? "ü\uD83D\uDE00" + i : i % 5 == 0 ? "日" : "word" + i;
                text.append(i).append(',').append(word).append('\n');
                expected.add(List.of(Integer.toString(i), word));
            }
            assertThat(rows(table(text.toString()))).isEqualTo(expected);
            assertThat(rows(table(text.toString().getBytes(StandardCharsets.UTF_16LE))))
                    .isEqualTo(expected);
        }
    }

    @Nested
    class Compression {
        private static final List<List<String>> CELLS =
                List.of(List.of("a", "b"), List.of("1", "2"), List.of("3", "4"));

        @Test
        void gzipIsKnownByItsBytes() throws IOException {
            assertThat(rows(table(gzip("a,b\n1,2\n3,4\n")))).isEqualTo(CELLS);
        }

        @Test
        void gzipMayHaveSeveralMembers() throws IOException {
            assertThat(rows(table(join(gzip("a,b\n1,"), gzip("2\n3"), gzip(",4\n")))))
                    .isEqualTo(CELLS);
        }

        @Test
        void gzipMayHoldUtf16() throws IOException {
            assertThat(rows(table(gzip("\uFEFFa,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_16LE)))))
                    .isEqualTo(CELLS);
        }

        @Test
        void gzipThatIsCutOffIsNamed() throws IOException {
            byte[] whole = gzip("a,b\n"
                    + IntStream.range(0, 50_000)
                            .mapToObj(i -> i + "," + i * 7 % 1001 + "\n")
                            .collect(Collectors.joining()));
            assertRefused(table(Arrays.copyOf(whole, whole.length - 100)), "the compressed file is incomplete");
            assertRefused(table(Arrays.copyOf(whole, 50)), "the compressed file is incomplete");
        }

        @Test
        void zipHoldsOneFile() throws IOException {
            assertThat(rows(table(zip(
                            "folder/", "", "folder/data.csv", "a,b\n1,2\n3,4\n", "__MACOSX/folder/._data.csv", "x"))))
                    .isEqualTo(CELLS);
            assertRefused(
                    table(zip("a.csv", "a\n1\n", "b.csv", "a\n1\n")),
                    "contains 2 files; expected exactly one file, found a.csv, b.csv");
            assertRefused(table(zip()), "contains no file");
        }

        @Test
        void zipOfManyFilesNamesSome() throws IOException {
            String[] entries = IntStream.range(0, 200)
                    .boxed()
                    .flatMap(i -> Stream.of("x".repeat(300) + i, ""))
                    .toArray(String[]::new);
            assertThatThrownBy(() -> rows(table(zip(entries))))
                    .hasMessageContaining("200 files")
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
        }

        @Test
        void bombIsReadInConstantMemory() throws IOException {
            Path bomb = folder.resolve("bomb.csv.gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
                out.write("a,b\n\"".getBytes(StandardCharsets.UTF_8));
                byte[] blanks = new byte[1 << 20];
                Arrays.fill(blanks, (byte) 'x');
                for (int i = 0; i < 300; i++) {
                    out.write(blanks);
                }
            }
            assertThat(Files.size(bomb)).isLessThan(1_000_000);
            assertThatThrownBy(() -> rows(TableFile.of(bomb, format)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("line 2: a cell in this row has more than 4,194,304 characters");
        }

        @Test
        void lineOfTooManyCellsIsRefused() throws IOException {
            assertRefused("a,b\n" + ",".repeat(1_100_000) + "\n", "line 2: the line has more than 1,048,576 cells");
        }
    }

    @Nested
    class Titles {
        private static final String TEXT = "|1x3 Cross validator\n25, Private, <=50K.\n38, Local-gov, >50K.\n";

        @Test
        void areNotTakenForOneColumn() throws IOException {
            assertRefused(TEXT, "line 2: found 3 cells, expected 1 as in the header; is the first line a title?");
        }

        @Test
        void canBeComments() throws IOException {
            format = format.withComment("|").withHeader(false);
            assertThat(rows(table(TEXT))).isEqualTo(cells("c1|c2|c3", "25|Private|<=50K.", "38|Local-gov|>50K."));
        }
    }

    @Nested
    class OtherFiles {
        @Test
        void thatDoNotExist() {
            assertThatThrownBy(() -> TableFile.of(file, format).columns()).hasMessage(file + ": file not found");
            assertThatThrownBy(() -> TableFile.of(folder, format).columns())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("is a folder; expected a file, or a pattern such as '*.csv'");
        }

        @Test
        void thatAreEmpty() throws IOException {
            assertRefused("", "is empty; expected a header line with the names of the columns");
            assertRefused("\n \n\r\n", "is empty");
            assertRefused("\uFEFF", "is empty");
            assertRefused(table(gzip("")), "is empty");
            assertRefused("a,b\n", "has a header but no rows");
            assertRefused("a,b\n\n", "has a header but no rows");
            format = format.withHeader(false);
            assertRefused("", "is empty; expected rows");
            format = TableFormat.DEFAULT.withComment("#");
            assertRefused("#a\n#b\n", "is empty");
        }

        @Test
        void thatAreBinary() throws IOException {
            assertRefused(
                    table("PAR1\u0015xxxPAR1".getBytes(StandardCharsets.UTF_8)),
                    "is a Parquet file",
                    "duckdb -c \"COPY '" + file + "' TO '" + folder.resolve("data") + ".csv'\"");
            assertRefused(
                    table(zip("[Content_Types].xml", "", "xl/workbook.xml", "")),
                    "is an Excel workbook (.xlsx); save the sheet as CSV");
            assertRefused(
                    table(zip("[Content_Types].xml", "", "word/document.xml", "")),
                    "is a document of an office program");
            assertRefused(
                    table(zip("mimetype", "", "content.xml", "", "styles.xml", "")), "is a document of LibreOffice");
            assertRefused(
                    table(new byte[] {
                        (byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1
                    }),
                    "Excel workbook of the old kind");
            assertRefused(table("<!DOCTYPE html>\n<html>".getBytes(StandardCharsets.UTF_8)), "is a web page");
            assertRefused(table("BZh91AY&SY".getBytes(StandardCharsets.UTF_8)), "is compressed by bzip2; unpack it");
            assertRefused("a,b\n1,x\u0000\n", "line 2: a NUL byte; expected text, not a binary file");
        }

        @Test
        void thatOnlyBeginLikeABinaryOne() throws IOException {
            assertThat(table("PAR1,PAR2\n1,2\n").columns()).containsExactly("PAR1", "PAR2");
            assertThat(table("BZh,ARROW1\n1,2\n").columns()).containsExactly("BZh", "ARROW1");
            assertThat(table("{x},y\n1,2\n").columns()).containsExactly("{x}", "y");
        }

        @Test
        void whoseNamesCannotBePrinted() throws IOException {
            assertRefused("a,b\u0007\n1,2\n", "line 1: the name of column 2 has a character that cannot be printed");
        }

        @Test
        void brokenRowsGoToAReceiverThatWantsThem() throws IOException {
            ReceivedRows received = ReceivedRows.of(table("a,b\n1,2\n\"x\ny\"\n3,4,5\n6,7\n"));
            assertThat(received.rows()).isEqualTo(cells("1|2", "6|7"));
            assertThat(received.lines()).containsExactly(2L, 6L);
            assertThat(received.broken())
                    .containsExactly(
                            "3: found 1 cell, expected 2 as in the header; the line is cut off, or a line break in a cell is not in quotes",
                            "5: found 3 cells, expected 2 as in the header; a cell with a comma in it must be in quotes");
        }
    }

    @Nested
    class Progress {
        @ParameterizedTest
        @CsvSource({"false", "true"})
        void isToldNowAndThen(boolean compressed) throws IOException {
            StringBuilder text = new StringBuilder("a,b\n");
            SplittableRandom random = new SplittableRandom(1);
            while (text.length() < 25 << 20) {
                text.append(random.nextLong())
                        .append(',')
                        .append(random.nextLong())
                        .append('\n');
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            List<Long> told = new ArrayList<>();
            List<Long> totals = new ArrayList<>();
            TableFile table = table(compressed ? gzip(bytes) : bytes).withProgress((name, read, total) -> {
                told.add(read);
                totals.add(total);
            });
            ReceivedRows.of(table);
            long size = Files.size(file);
            assertThat(told).hasSize((int) (size >> 23) + 1).isSorted().endsWith(size);
            assertThat(totals).containsOnly(size);
        }
    }
}
