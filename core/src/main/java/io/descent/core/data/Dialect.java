package io.descent.core.data;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvReader;
import io.descent.inference.limit.internal.Limits;
import java.io.Reader;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the cells of a CSV file are told apart.
 *
 * @param separator between two cells; {@link #NONE} if a line is one cell
 * @param quotes how quotes are read
 * @param comment begins a comment line; null if there are none
 * @param hasSeparatorLine whether the first line is one such as {@code sep=;}, which Excel writes for itself
 */
record Dialect(char separator, Quotes quotes, @Nullable Character comment, boolean hasSeparatorLine) {
    /** A character that does not begin a cell: the second half of a pair of UTF-16. */
    static final char NONE = '\uDFFF';

    private static final char NO_QUOTE = '\uDFFE';
    private static final char[] CANDIDATES = {',', ';', '\t', '|'};
    /** A cell with more characters is an error: most likely, a quote was not closed. */
    static final int LONGEST_CELL = Limits.CELL;

    /** How quotes are read. */
    enum Quotes {
        /** RFC 4180: a quote within quotes is doubled. */
        DOUBLED,
        /** As R's write.table has it: a quote within quotes is escaped by a backslash; other backslashes are text. */
        BACKSLASH,
        /** RFC 4180, and blanks around quotes do not count: {@code 1, "a, b"}. */
        SPACED,
        /** Quotes are characters like any other. */
        NONE
    }

    /**
     * Finds out how a file is written. Among the candidates that the format leaves open, the one wins with which most
     * lines have the same number of cells, the header too, and the fewest cells contain another separator.
     *
     * @param sample the beginning of its text
     * @param isWhole whether that is all of it
     */
    static Dialect find(String sample, boolean isWhole, TableFormat format) {
        Character comment =
                format.comment() == null ? null : (Character) format.comment().charAt(0);
        Character said = separatorLine(sample, comment);
        Character given = format.separatorCharacter() != null ? format.separatorCharacter() : said;
        String text = isWhole ? sample : wholeLines(sample);
        DialectScore best = null;
        if (given != null) {
            best = best(text, isWhole, format, new Dialect(given, Quotes.DOUBLED, comment, said != null));
        } else {
            for (char candidate : CANDIDATES) {
                if (comment == null || comment != candidate) {
                    DialectScore score =
                            best(text, isWhole, format, new Dialect(candidate, Quotes.DOUBLED, comment, false));
                    if (score.isTable() && (best == null || score.value() > best.value())) {
                        best = score;
                    }
                }
            }
            if (best == null) {
                best = best(text, isWhole, format, new Dialect(NONE, Quotes.DOUBLED, comment, false));
                if (best.isBroken()) { // as with "a" "b", which is not one cell
                    DialectScore spaces = best(text, isWhole, format, new Dialect(' ', Quotes.DOUBLED, comment, false));
                    best = spaces.isTable() && spaces.isConsistent() ? spaces : best;
                }
            }
        }
        return best.dialect();
    }

    private static String wholeLines(String sample) {
        int end = Math.max(sample.lastIndexOf('\n'), sample.lastIndexOf('\r'));
        return end < 0 ? sample : sample.substring(0, end + 1);
    }

    /** The separator that the first line announces; null if it does not. */
    private static @Nullable Character separatorLine(String sample, @Nullable Character comment) {
        int end = 0;
        while (end < sample.length() && sample.charAt(end) != '\n' && sample.charAt(end) != '\r') {
            end++;
        }
        if (end < 5 || end > 7) {
            return null;
        }
        String line = sample.substring(0, end);
        if (line.startsWith("\"") && line.endsWith("\"")) {
            line = line.substring(1, line.length() - 1);
        }
        boolean fits = line.length() == 5
                && line.toLowerCase(Locale.ROOT).startsWith("sep=")
                && TableFormat.isSeparator(line.charAt(4))
                && (comment == null || comment != line.charAt(4));
        return fits ? (Character) line.charAt(4) : null;
    }

    /** The best of the ways to read quotes with one separator. */
    private static DialectScore best(String text, boolean isWhole, TableFormat format, Dialect plain) {
        if ("none".equals(format.quotes())) {
            return DialectScore.of(text, isWhole, format, plain.with(Quotes.NONE));
        }
        if ("backslash".equals(format.quotes())) {
            return DialectScore.of(text, isWhole, format, plain.with(Quotes.BACKSLASH));
        }
        DialectScore best = DialectScore.of(text, isWhole, format, plain);
        if (hasBlanksAroundQuotes(text, plain.separator)) {
            DialectScore spaced = DialectScore.of(text, isWhole, format, plain.with(Quotes.SPACED));
            best = spaced.value() >= best.value() ? spaced : best;
        }
        if (format.quotes() == null && text.contains("\\\"")) {
            DialectScore escaped = DialectScore.of(text, isWhole, format, plain.with(Quotes.BACKSLASH));
            best = escaped.value() > best.value() ? escaped : best;
        }
        return best;
    }

    private static boolean hasBlanksAroundQuotes(String text, char separator) {
        if (separator == ' ' || separator == NONE) {
            return false;
        }
        int quote = text.indexOf('"');
        while (quote >= 0) {
            int before = quote - 1;
            while (before >= 0 && text.charAt(before) == ' ') {
                before--;
            }
            int after = quote + 1;
            while (after < text.length() && text.charAt(after) == ' ') {
                after++;
            }
            boolean begins = before >= 0 && before < quote - 1 && text.charAt(before) == separator;
            boolean ends = after < text.length() && after > quote + 1 && text.charAt(after) == separator;
            if (begins || ends) {
                return true;
            }
            quote = text.indexOf('"', quote + 1);
        }
        return false;
    }

    private Dialect with(Quotes other) {
        return new Dialect(separator, other, comment, hasSeparatorLine);
    }

    /** Whether several separators in a row are one. */
    boolean joinsSeparators() {
        return separator == ' ';
    }

    /** The text of a file as its records are read from: with a mark at its end. */
    MarkedReader marked(Reader text) {
        return new MarkedReader(text, quotes == Quotes.BACKSLASH);
    }

    /** Reads the records of a file. Empty lines and comments are skipped. */
    <T> CsvReader<T> records(CsvCallbackHandler<T> handler, MarkedReader text) {
        CsvReader.CsvReaderBuilder builder = CsvReader.builder()
                .fieldSeparator(separator)
                .quoteCharacter(quotes == Quotes.NONE ? NO_QUOTE : '"')
                .trimWhitespacesAroundQuotes(quotes == Quotes.SPACED)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .skipEmptyLines(true)
                .maxBufferSize(LONGEST_CELL);
        if (comment != null) {
            builder.commentStrategy(CommentStrategy.SKIP).commentCharacter(comment);
        }
        CsvReader<T> reader = builder.build(handler, text);
        if (hasSeparatorLine) {
            reader.skipLines(1);
        }
        return reader;
    }

    /** The separator in words. */
    String separatorName() {
        return switch (separator) {
            case ',' -> "comma";
            case ';' -> "semicolon";
            case '\t' -> "tab";
            case '|' -> "pipe";
            case ' ' -> "space";
            default -> "'" + separator + "'";
        };
    }
}
