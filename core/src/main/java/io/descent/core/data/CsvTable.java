package io.descent.core.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.descent.api.Rows;
import io.descent.core.file.internal.FormulaCell;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Decimal;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A file whose lines are rows and whose cells are divided by a separator. */
final class CsvTable implements TablePart {
    private static final int SAMPLE = 1 << 16;
    private static final int LARGE_SAMPLE = 1 << 22;
    /** With fewer lines than this, a large sample is taken. */
    private static final int ENOUGH_LINES = 20;
    /** With fewer lines than this, a sample as long as the longest line is taken. */
    private static final int FEWEST_LINES = 2;

    private static final int LONGEST_SHOWN = 40;
    private static final String ROW_NAMES = "row";

    private final TextInput input;
    private final boolean hasHeader;
    private final Dialect dialect;
    private final @Nullable String betterSeparator;
    private final ColumnNames names;
    /** The number of cells that most rows at the beginning have. */
    private final int usual;

    private CsvTable(
            TextInput input,
            boolean hasHeader,
            Dialect dialect,
            @Nullable String betterSeparator,
            ColumnNames names,
            int usual) {
        this.input = input;
        this.hasHeader = hasHeader;
        this.dialect = dialect;
        this.betterSeparator = betterSeparator;
        this.names = names;
        this.usual = usual;
    }

    /**
     * Finds out how a file is written, from its beginning.
     *
     * @throws InvalidInputException if it cannot be read or has no columns
     */
    static CsvTable of(TextInput input, TableFormat format) {
        String sample;
        boolean isWhole;
        try {
            int length = SAMPLE;
            sample = input.head(length);
            while (sample.length() == length
                    && (length < LARGE_SAMPLE ? lines(sample) < ENOUGH_LINES : lines(sample) < FEWEST_LINES)
                    && length < Limits.LINE) {
                length *= 4;
                sample = input.head(length);
            }
            isWhole = sample.length() < length;
        } catch (IOException e) {
            throw input.unreadable(e);
        }
        Dialect dialect = Dialect.find(sample, isWhole, format);
        String better = null;
        if (format.separator() != null) {
            Dialect found = Dialect.find(sample, isWhole, format.withSeparator(null));
            boolean differs = found.separator() != dialect.separator() && found.separator() != Dialect.NONE;
            better = differs ? found.separatorName() : null;
        }
        Beginning beginning = Beginning.of(sample, isWhole, input, dialect);
        if (beginning.rows.isEmpty()) {
            throw input.problem(
                    isWhole
                            ? "is empty; expected "
                                    + (format.header() ? "a header line with the names of the columns" : "rows")
                            : "line 1 has more than %,d characters; is there a quote that is never closed?"
                                    .formatted(Limits.LINE));
        }
        if (format.header() && isWhole && beginning.rows.size() == 1) {
            throw input.problem("has a header but no rows");
        }
        int usual = beginning.usualCount(format.header());
        ColumnNames names = format.header() ? beginning.names(input) : ColumnNames.numbered(usual);
        List<String> advice = beginning.advice(format, dialect, better, sample);
        return new CsvTable(input, format.header(), dialect, better, names.with(advice), usual);
    }

    private static int lines(String sample) {
        int lines = 0;
        for (int i = 0; i < sample.length() && lines < ENOUGH_LINES; i++) {
            char c = sample.charAt(i);
            lines += c == '\n' || c == '\r' ? 1 : 0;
        }
        return lines;
    }

    /**
     * The beginning of a file.
     *
     * @param header the first row as it is written
     * @param line on which it begins
     * @param rows trimmed, the first one too
     * @param areOpen of each row, whether it has nothing behind its last separator, not even quotes
     */
    private record Beginning(List<String> header, long line, List<List<String>> rows, List<Boolean> areOpen) {
        static Beginning of(String sample, boolean isWhole, TextInput input, Dialect dialect) {
            List<String> header = List.of();
            long line = 0;
            List<List<String>> rows = new ArrayList<>();
            List<Boolean> areOpen = new ArrayList<>();
            Cells cells = new Cells(dialect.joinsSeparators(), false);
            try (CsvReader<Cells> reader = dialect.records(cells, dialect.marked(new StringReader(sample)))) {
                for (Cells row : reader) {
                    if (row.hasMark()) {
                        if (isWhole && !row.isMark()) {
                            throw openQuote(input, row);
                        }
                    } else if (!row.isBlank()) {
                        List<String> texts =
                                row.texts().stream().map(FormulaCell::read).toList();
                        if (rows.isEmpty()) {
                            header = texts;
                            line = row.line();
                        }
                        rows.add(texts.stream().map(Cells::trimmed).toList());
                        areOpen.add(row.endsWithSeparator());
                    }
                }
            } catch (CsvParseException e) {
                throw unreadable(input, cells, dialect, e);
            } catch (IOException e) {
                throw new UncheckedIOException(e); // not from a text in memory
            }
            if (!isWhole && !rows.isEmpty()) {
                rows.remove(rows.size() - 1); // may be cut off
                areOpen.remove(areOpen.size() - 1);
            }
            return new Beginning(header, line, rows, areOpen);
        }

        /** The number of cells that most rows have. */
        int usualCount(boolean hasHeader) {
            int[] counts = rows.stream()
                    .skip(hasHeader && rows.size() > 1 ? 1 : 0)
                    .mapToInt(List::size)
                    .sorted()
                    .toArray();
            int usual = counts[0];
            int most = 0;
            for (int i = 0, begin = 0; i < counts.length; i++) {
                begin = counts[i] == counts[begin] ? begin : i;
                if (i - begin + 1 > most) {
                    most = i - begin + 1;
                    usual = counts[i];
                }
            }
            return usual;
        }

        ColumnNames names(TextInput input) {
            int width = header.size();
            List<List<String>> others = rows.subList(1, rows.size());
            boolean isShort = !others.isEmpty() && others.stream().allMatch(row -> row.size() == width + 1);
            boolean endsEmpty = isShort && !areOpen.subList(1, areOpen.size()).contains(false);
            List<String> written = new ArrayList<>(header);
            List<String> wanted = new ArrayList<>(header);
            List<String> notes = new ArrayList<>();
            if (endsEmpty) {
                written.add("");
                wanted.add("");
                notes.add("all lines but the header end with a separator, which makes one more column");
            } else if (isShort) {
                String name = ROW_NAMES;
                for (int number = 2; rows.get(0).contains(name); number++) {
                    name = ROW_NAMES + "_" + number;
                }
                written.add(0, "");
                wanted.add(0, name);
                notes.add("the header has one name fewer than the rows have cells: the first column has the names of"
                        + " the rows and is called " + name);
            }
            ColumnNames names = ColumnNames.of(written, wanted);
            for (int j = 0; j < names.names().size(); j++) {
                if (!Excerpt.isPrintable(names.names().get(j))) {
                    throw input.problem("line %d: the name of column %d has a character that cannot be printed"
                            .formatted(line, j + 1));
                }
            }
            return names.with(notes);
        }

        /** What the user may want to say about the file. */
        List<String> advice(TableFormat format, Dialect dialect, @Nullable String betterSeparator, String sample) {
            List<String> advice = new ArrayList<>();
            if (betterSeparator != null) {
                advice.add("data.separator is %s, but the file looks as if its separator is %s"
                        .formatted(dialect.separatorName(), betterSeparator));
            }
            if (dialect.separator() == Dialect.NONE && isDividedByBlanks()) {
                advice.add("the table has one column; if blanks divide its cells, write data.separator: "
                        + (sample.indexOf('\t') >= 0 ? "tab" : "space"));
            }
            if (format.header() && headerLooksLikeData()) {
                advice.add(
                        "the first line, which begins with '%s', looks like data; if it does not have the names of the"
                                        .formatted(Excerpt.of(rows.get(0).get(0), LONGEST_SHOWN))
                                + " columns, write data.header: false");
            }
            return advice;
        }

        /** Whether the names of the columns look like the cells below them, and at least one is a number. */
        boolean headerLooksLikeData() {
            List<String> header = rows.get(0);
            int numbers = 0;
            for (int j = 0; j < header.size(); j++) {
                boolean isNumber = isNumber(header.get(j));
                numbers += isNumber ? 1 : 0;
                for (int i = 1; i < Math.min(rows.size(), ENOUGH_LINES); i++) {
                    List<String> row = rows.get(i);
                    if (row.size() != header.size() || isNumber(row.get(j)) != isNumber) {
                        return false;
                    }
                }
            }
            return numbers > 0 && rows.size() > 1;
        }

        private static boolean isNumber(String text) {
            return !Double.isNaN(Decimal.parse(text));
        }

        /** Whether every line would have the same number of columns, at least two, if blanks divided them. */
        boolean isDividedByBlanks() {
            int columns = rows.get(0).get(0).split("\\s+", -1).length;
            return columns > 1 && rows.stream().allMatch(row -> row.get(0).split("\\s+", -1).length == columns);
        }
    }

    @Override
    public String name() {
        return input.name();
    }

    @Override
    public long size() {
        return input.size();
    }

    @Override
    public ColumnNames names() {
        return names;
    }

    @Override
    public boolean isNamed() {
        return hasHeader;
    }

    @Override
    public boolean mayLackColumns() {
        return false;
    }

    @Override
    public long read(int[] order, Rows rows, LongConsumer progress) {
        try (MarkedReader text = dialect.marked(input.open(progress))) {
            return read(order, rows, text);
        } catch (IOException e) {
            throw input.unreadable(e);
        }
    }

    private long read(int[] order, Rows rows, MarkedReader text) {
        LineRows lines = rows instanceof LineRows told ? told : null;
        Cells row = new Cells(dialect.joinsSeparators(), true);
        Iterator<Cells> records = dialect.records(row, text).iterator();
        int width = names.names().size();
        boolean isHeader = hasHeader;
        long count = 0;
        while (advance(records, row)) {
            if (text.isAtEnd() && row.hasMark()) {
                if (!row.isMark()) {
                    throw openQuote(input, row);
                }
                break;
            }
            if ((row.count() != width || width == 1) && row.isBlank()) {
                continue;
            }
            if (isHeader) {
                isHeader = false;
                continue;
            }
            count++;
            if (lines != null) {
                lines.line(row.line());
            }
            if (row.count() == width) {
                deliver(row, order, rows, lines);
                continue;
            }
            String problem = wrongCount(row.count());
            if (lines == null) {
                throw input.problem("line %d: %s".formatted(row.line(), problem));
            }
            lines.brokenRow(problem);
        }
        return count;
    }

    private static void deliver(Cells row, int[] order, Rows rows, @Nullable LineRows lines) {
        char[] chars = row.chars();
        for (int position : order) {
            int begin = row.begin(position);
            int end = row.end(position);
            begin += FormulaCell.isMarked(chars, begin, end) ? 1 : 0;
            if (begin == end) {
                rows.missing();
            } else if (lines != null) {
                lines.text(chars, begin, end);
            } else {
                rows.text(new String(chars, begin, end - begin));
            }
        }
        rows.endRow();
    }

    /** Reads the next record; exceptions of the receiver of its cells are not meant here. */
    private boolean advance(Iterator<Cells> records, Cells row) {
        try {
            if (!records.hasNext()) {
                return false;
            }
            records.next();
            return true;
        } catch (CsvParseException e) {
            throw unreadable(input, row, dialect, e);
        } catch (UncheckedIOException e) {
            throw input.unreadable(Objects.requireNonNull(e.getCause())); // the constructors require it
        }
    }

    private String wrongCount(int count) {
        int width = names.names().size();
        String hint = betterSeparator != null
                ? "; the file looks as if its separator is " + betterSeparator
                : count > width
                        ? count == usual
                                ? "; is the first line a title? Remove it, or write data.comment with its first character"
                                : "; a cell with a %s in it must be in quotes".formatted(dialect.separatorName())
                        : "; the line is cut off, or a line break in a cell is not in quotes";
        return "found %d %s, expected %d%s%s"
                .formatted(count, count == 1 ? "cell" : "cells", width, hasHeader ? " as in the header" : "", hint);
    }

    private static InvalidInputException openQuote(TextInput input, Cells row) {
        return input.problem(
                "line %d: a quote is opened in this row and never closed; close it, or write data.quotes: none if quotes are characters like any other"
                        .formatted(row.line()));
    }

    /** What FastCSV says of a record, in the words of a user. */
    private static InvalidInputException unreadable(
            TextInput input, Cells cells, Dialect dialect, CsvParseException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof Error error) {
            throw error;
        }
        String message = String.valueOf(root.getMessage());
        String problem = message.startsWith("Unexpected character after closing quote")
                ? (dialect.separator() == Dialect.NONE
                        ? "a cell goes on after its closing quote; write data.separator if another character than comma, semicolon, tab or pipe divides the cells"
                        : "a cell goes on after its closing quote; a quote within quotes is written twice (\"\"), or with data.quotes: backslash as \\\"")
                : message.contains("maximum buffer size")
                        ? "a cell in this row has more than %,d characters; is there a quote that is never closed?"
                                .formatted(Dialect.LONGEST_CELL)
                        : Excerpt.of(message, 200);
        return new InvalidInputException("%s: line %d: %s".formatted(input.name(), cells.line(), problem), e);
    }
}
