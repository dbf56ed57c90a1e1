package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random tables, written as pandas, R, Excel and LibreOffice write them, are read to the cells that the rules give. */
class DialectsOfProgramsTest {
    private static final int TABLES = 700;
    private static final String[] WORDS = {
        "red", "blue", "Never-married", "x y", "<=50K", "12,5", "a;b", "one, two", "tab\there", "a|b", "say \"hi\"",
        "\"quoted\"", "it's", " padded ", "\u00a0nbsp", "line\nbreak", "two\r\nlines", "Zürich", "0012", "-", "?", "NA",
        "#tag", "C:\\dir\\file", "a\\\"b", "=1+1", "\"", "", "'", ",", ";", "ß€"
    };
    private static final String[] NAMES = {
        "a",
        "b",
        "income",
        "x y",
        "price, net",
        "a;b",
        "tab\tname",
        "pipe|name",
        "the \"best\"",
        " padded",
        "line\nbreak",
        "Größe",
        "",
        "a",
        "c2",
        "a_2",
        "row",
        "42",
        "'q'",
        "#id",
        "sep=x",
        "{k}",
        "back\\slash"
    };

    @TempDir
    Path folder;

    /** A table before it is written: a cell is a number, a text, or missing. */
    private record Data(List<String> names, List<List<@Nullable String>> rows, List<Boolean> isText) {
        static Data random(SplittableRandom random, Predicate<String> allowed, String line) {
            int columns = 1 + random.nextInt(7);
            int count = 1 + random.nextInt(25);
            List<String> names = new ArrayList<>();
            List<Boolean> isText = new ArrayList<>();
            for (int j = 0; j < columns; j++) {
                isText.add(random.nextBoolean());
                names.add(pick(random, NAMES, allowed).replace("\n", line));
            }
            List<List<@Nullable String>> rows = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                List<@Nullable String> row = new ArrayList<>();
                for (int j = 0; j < columns; j++) {
                    row.add(
                            random.nextInt(8) == 0
                                    ? null
                                    : isText.get(j)
                                            ? pick(random, WORDS, allowed).replace("\n", line)
                                            : Double.toString((random.nextInt(20_000) - 5000) / 100.0));
                }
                rows.add(row);
            }
            return new Data(names, rows, isText);
        }

        private static String pick(SplittableRandom random, String[] texts, Predicate<String> allowed) {
            while (true) {
                String text = texts[random.nextInt(texts.length)];
                if (allowed.test(text)) {
                    return text;
                }
            }
        }
    }

    /** The text of a file, and what is to be found in it. */
    private static final class Written {
        private final StringBuilder text = new StringBuilder();
        private final List<String> names = new ArrayList<>();
        private final List<List<String>> rows = new ArrayList<>();
        private final String end;

        Written(String end) {
            this.end = end;
        }

        /** Adds a line, which is nothing to a reader if it is blank. */
        boolean line(List<String> cells, char separator) {
            String line = String.join(String.valueOf(separator), cells);
            text.append(line).append(end);
            return !trimmed(line).isEmpty() || line.indexOf(separator) >= 0;
        }
    }

    private static String trimmed(String text) {
        return text.replaceAll("^[\\s\\u00a0]+|[\\s\\u00a0]+$", "");
    }

    private enum Program {
        PANDAS {
            @Override
            Written write(Data data, SplittableRandom random, Choice choice) {
                choice.separator = random.nextInt(3) == 0 ? ";\t|".charAt(random.nextInt(3)) : ',';
                choice.charset = random.nextInt(4) == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
                choice.hasMark = choice.charset.equals(StandardCharsets.UTF_16LE) || random.nextInt(4) == 0;
                boolean hasIndex = random.nextBoolean();
                Written written = new Written("\n");
                List<String> header = new ArrayList<>();
                if (hasIndex) {
                    header.add("");
                    written.names.add("");
                }
                for (String name : data.names) {
                    header.add(minimal(name, choice.separator, !hasIndex && data.names.size() == 1));
                    written.names.add(name);
                }
                written.line(header, choice.separator);
                for (int i = 0; i < data.rows.size(); i++) {
                    List<String> line = new ArrayList<>();
                    List<String> cells = new ArrayList<>();
                    if (hasIndex) {
                        line.add(Integer.toString(i));
                        cells.add(Integer.toString(i));
                    }
                    for (String cell : data.rows.get(i)) {
                        String text = cell == null ? "" : cell;
                        line.add(minimal(text, choice.separator, !hasIndex && data.names.size() == 1));
                        cells.add(text);
                    }
                    if (written.line(line, choice.separator)) {
                        written.rows.add(cells);
                    }
                }
                return written;
            }

            /** csv.QUOTE_MINIMAL; an empty text is quoted if it is alone. */
            private String minimal(String text, char separator, boolean isAlone) {
                return text.indexOf(separator) >= 0
                                || text.contains("\"")
                                || text.contains("\n")
                                || text.contains("\r")
                                || (isAlone && text.isEmpty())
                        ? doubled(text)
                        : text;
            }
        },
        R_WRITE_CSV {
            @Override
            Written write(Data data, SplittableRandom random, Choice choice) {
                choice.separator = ',';
                return csv(data, random.nextBoolean(), ',', '.', random.nextBoolean() ? "\n" : "\r\n");
            }
        },
        R_WRITE_CSV2 {
            @Override
            Written write(Data data, SplittableRandom random, Choice choice) {
                choice.separator = ';';
                return csv(data, random.nextBoolean(), ';', ',', random.nextBoolean() ? "\n" : "\r\n");
            }
        },
        R_WRITE_TABLE {
            @Override
            boolean allows(String text) {
                return !text.endsWith("\\"); // a quote behind it would be escaped, for R as well
            }

            @Override
            Written write(Data data, SplittableRandom random, Choice choice) {
                choice.separator = random.nextBoolean() ? ' ' : '\t';
                boolean hasRowNames = random.nextInt(4) > 0;
                Written written = new Written("\n");
                if (hasRowNames) {
                    written.names.add(data.names.contains("row") ? "row_2" : "row");
                }
                List<String> header = new ArrayList<>();
                for (String name : data.names) {
                    header.add(escaped(name));
                    written.names.add(name);
                }
                written.line(header, choice.separator);
                for (int i = 0; i < data.rows.size(); i++) {
                    List<String> line = new ArrayList<>();
                    List<String> cells = new ArrayList<>();
                    if (hasRowNames) {
                        line.add(escaped("r" + i));
                        cells.add("r" + i);
                    }
                    for (int j = 0; j < data.names.size(); j++) {
                        String cell = data.rows.get(i).get(j);
                        line.add(cell == null ? "NA" : data.isText.get(j) ? escaped(cell) : cell);
                        cells.add(cell == null ? "NA" : cell);
                    }
                    written.line(line, choice.separator);
                    written.rows.add(cells);
                }
                return written;
            }

            private String escaped(String text) {
                return "\"" + text.replace("\"", "\\\"") + "\"";
            }
        },
        EXCEL {
            @Override
            Written write(Data data, SplittableRandom random, Choice choice) {
                int kind = random.nextInt(4);
                choice.separator = kind == 0 ? '\t' : kind == 1 ? ',' : ';';
                choice.charset = kind == 0
                        ? StandardCharsets.UTF_16LE
                        : kind == 3 ? Charset.forName("windows-1252") : StandardCharsets.UTF_8;
                choice.hasMark = kind < 3;
                return sheet(data, choice.separator, kind == 1 ? '.' : ',', false, "\r\n");
            }
        },
        LIBRE_OFFICE {
            @Override
            Written write(Data data, SplittableRandom random, Choice choice) {
                choice.separator = ",;\t|".charAt(random.nextInt(4));
                choice.charset = random.nextInt(3) == 0 ? Charset.forName("ISO-8859-15") : StandardCharsets.UTF_8;
                return sheet(data, choice.separator, random.nextBoolean() ? '.' : ',', random.nextBoolean(), "\n");
            }
        };

        abstract Written write(Data data, SplittableRandom random, Choice choice);

        boolean allows(String text) {
            return true;
        }

        static String doubled(String text) {
            return "\"" + text.replace("\"", "\"\"") + "\"";
        }

        /** R: all texts and names are quoted; NA is not. */
        static Written csv(Data data, boolean hasRowNames, char separator, char decimal, String end) {
            Written written = new Written(end);
            List<String> header = new ArrayList<>();
            if (hasRowNames) {
                header.add("\"\"");
                written.names.add("");
            }
            for (String name : data.names) {
                header.add(doubled(name));
                written.names.add(name);
            }
            written.line(header, separator);
            for (int i = 0; i < data.rows.size(); i++) {
                List<String> line = new ArrayList<>();
                List<String> cells = new ArrayList<>();
                if (hasRowNames) {
                    line.add(doubled(Integer.toString(i + 1)));
                    cells.add(Integer.toString(i + 1));
                }
                for (int j = 0; j < data.names.size(); j++) {
                    String cell = data.rows.get(i).get(j);
                    String text = cell == null ? "NA" : data.isText.get(j) ? cell : cell.replace('.', decimal);
                    line.add(cell == null || !data.isText.get(j) ? text : doubled(text));
                    cells.add(text);
                }
                written.line(line, separator);
                written.rows.add(cells);
            }
            return written;
        }

        /** Spreadsheets: quotes where they are needed, or around all texts; a missing cell is empty. */
        static Written sheet(Data data, char separator, char decimal, boolean quotesAll, String end) {
            Written written = new Written(end);
            List<String> header = new ArrayList<>();
            for (String name : data.names) {
                header.add(needed(name, separator, quotesAll && !name.isEmpty()));
                written.names.add(name);
            }
            written.line(header, separator);
            for (List<@Nullable String> row : data.rows) {
                List<String> line = new ArrayList<>();
                List<String> cells = new ArrayList<>();
                for (int j = 0; j < data.names.size(); j++) {
                    String cell = row.get(j);
                    String text = cell == null ? "" : data.isText.get(j) ? cell : cell.replace('.', decimal);
                    line.add(needed(
                            text, separator, quotesAll && data.isText.get(j) && cell != null && !cell.isEmpty()));
                    cells.add(text);
                }
                if (written.line(line, separator)) {
                    written.rows.add(cells);
                }
            }
            return written;
        }

        private static String needed(String text, char separator, boolean always) {
            boolean isNeeded =
                    text.indexOf(separator) >= 0 || text.contains("\"") || text.contains("\n") || text.contains("\r");
            return always || isNeeded ? doubled(text) : text;
        }
    }

    /** How a program was asked to write. */
    private static final class Choice {
        private char separator;
        private Charset charset = StandardCharsets.UTF_8;
        private boolean hasMark;
    }

    /** The rules for names, written down a second time. */
    private static List<String> names(List<String> originals) {
        List<String> clean = originals.stream()
                .map(name -> trimmed(name.replaceAll("\\s*[\\t\\n\\r]\\s*", " ")))
                .toList();
        Set<String> taken = new HashSet<>(clean);
        Set<String> used = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (int j = 0; j < clean.size(); j++) {
            String name = clean.get(j);
            String wanted = name.isEmpty() ? "c" + (j + 1) : name;
            boolean isFree = name.isEmpty() ? !taken.contains(wanted) : !used.contains(wanted);
            String free = wanted;
            for (int number = 2; !isFree && taken.contains(free); number++) {
                free = wanted + "_" + number;
            }
            taken.add(free);
            used.add(free);
            names.add(free);
        }
        return names;
    }

    private static byte[] compressed(byte[] bytes, int kind) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (kind == 0) {
            try (OutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(bytes);
            }
        } else {
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry("table.csv"));
                zip.write(bytes);
            }
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void isReadBack(Program program) throws IOException {
        SplittableRandom seeds = new SplittableRandom(program.name().hashCode());
        int read = 0;
        for (int i = 0; i < TABLES; i++) {
            long seed = seeds.nextLong();
            SplittableRandom random = new SplittableRandom(seed);
            Choice choice = new Choice();
            Data data = Data.random(random, program::allows, "\n");
            Written written = program.write(data, random, choice);
            if (written.rows.isEmpty()
                    || trimmed(written.text.substring(0, written.text.indexOf(written.end)))
                            .isEmpty()) {
                continue; // all that is there is blank lines
            }
            boolean isUnicode = choice.charset.name().startsWith("UTF");
            if (!isUnicode && !choice.charset.newEncoder().canEncode(written.text)) {
                continue;
            }
            byte[] bytes = ((choice.hasMark ? "\uFEFF" : "") + written.text).getBytes(choice.charset);
            byte[] packed = random.nextInt(10) < 2 ? compressed(bytes, random.nextInt(2)) : bytes;
            TableFormat format =
                    isUnicode ? TableFormat.DEFAULT : TableFormat.DEFAULT.withEncoding(choice.charset.name());
            if (written.names.size() == 1) { // one cell with another separator is as good a table
                format = format.withSeparator(String.valueOf(choice.separator));
            }
            TableFile table = TableFile.of(Files.write(folder.resolve("table"), packed), format);
            String description =
                    "%s, seed %d, separator '%s':%n%s".formatted(program, seed, choice.separator, written.text);
            assertThat(table.columns()).as(description).isEqualTo(names(written.names));
            ReceivedRows received = ReceivedRows.of(table);
            assertThat(received.broken()).as(description).isEmpty();
            assertThat(received.rows())
                    .as(description)
                    .isEqualTo(written.rows.stream()
                            .map(row -> row.stream()
                                    .map(DialectsOfProgramsTest::trimmed)
                                    .toList())
                            .toList());
            read++;
        }
        assertThat(read).isGreaterThan(TABLES * 9 / 10);
    }
}
