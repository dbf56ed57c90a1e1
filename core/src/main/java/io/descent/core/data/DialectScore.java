package io.descent.core.data;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.RecordType;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How well the beginning of a file reads as a table in one dialect. */
final class DialectScore extends CsvCallbackHandler<DialectScore> {
    /** Of the rows, so many must have the same number of cells if the header says nothing. */
    private static final double ENOUGH = 0.9;

    private static final String SEPARATORS = ",;\t|";

    private final Dialect dialect;
    private final boolean hasHeader;
    private int[] counts = new int[64];
    private int records;
    private long cells;
    private long cleanCells;
    private boolean isBroken;

    private int count;
    private int clean;
    private boolean isMarked;
    private boolean isMark;
    private boolean isBlank;
    private RecordType type = RecordType.DATA;

    private int usual;
    private double agreement;

    private DialectScore(Dialect dialect, boolean hasHeader) {
        this.dialect = dialect;
        this.hasHeader = hasHeader;
    }

    /**
     * Reads a sample.
     *
     * @param text whole lines
     * @param isWhole whether there is no more text; otherwise, a quote may still be open at the end
     */
    static DialectScore of(String text, boolean isWhole, TableFormat format, Dialect dialect) {
        DialectScore score = new DialectScore(dialect, format.header());
        try (CsvReader<DialectScore> reader = dialect.records(score, dialect.marked(new StringReader(text)))) {
            for (DialectScore record : reader) {
                score.isBroken = isWhole && record.isMarked && !record.isMark;
                if (!record.isMarked || score.isBroken) {
                    score.add();
                }
            }
        } catch (CsvParseException e) {
            score.isBroken = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not from a text in memory
        }
        score.summarise();
        return score;
    }

    private void add() {
        if (count == 0 || (count == 1 && isBlank)) {
            return;
        }
        if (records == counts.length) {
            counts = Arrays.copyOf(counts, 2 * records);
        }
        counts[records++] = count;
        cells += count;
        cleanCells += clean;
    }

    private void summarise() {
        int first = hasHeader && records > 1 ? 1 : 0;
        int[] sorted = Arrays.copyOfRange(counts, first, Math.max(first, records));
        Arrays.sort(sorted);
        int most = 0;
        for (int i = 0, begin = 0; i < sorted.length; i++) {
            if (sorted[i] != sorted[begin]) {
                begin = i;
            }
            if (i - begin + 1 > most) {
                most = i - begin + 1;
                usual = sorted[i];
            }
        }
        agreement = sorted.length == 0 ? 0 : (double) most / sorted.length;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Whether the sample has columns: by its first line, or because nearly all the others agree. */
    boolean isTable() {
        return usual > 1 && (counts[0] > 1 || agreement == 1 || (agreement >= ENOUGH && usual > 2));
    }

    /** Whether something is not CSV, or a quote is never closed. */
    boolean isBroken() {
        return isBroken;
    }

    /** Whether all rows can be read and have the same number of cells. */
    boolean isConsistent() {
        return agreement == 1 && !isBroken;
    }

    /** Larger is better; at most 1. */
    double value() {
        if (records == 0) {
            return 0;
        }
        boolean fits = !hasHeader || counts[0] == usual || (counts[0] == usual - 1 && agreement == 1);
        return agreement * (fits ? 1 : 0.5) * (0.5 + 0.5 * cleanCells / cells) * (isBroken ? 0.25 : 1);
    }

    @Override
    protected void beginRecord(long startingLineNumber) {
        count = 0;
        clean = 0;
        isMarked = false;
        isBlank = true;
        type = RecordType.DATA;
    }

    @Override
    protected void addField(char[] buf, int offset, int len, boolean quoted) {
        if (len == 0 && !quoted && dialect.joinsSeparators()) {
            return;
        }
        count++;
        isMarked = len > 0 && buf[offset + len - 1] == MarkedReader.END;
        isMark = isMarked && len == 1 && !quoted && count == 1;
        isBlank &= !quoted && new String(buf, offset, len).isBlank();
        if (quoted || isClean(buf, offset, offset + len)) {
            clean++;
        }
    }

    /** Whether a cell has no other separator in it, except in numbers such as 1,5. */
    private boolean isClean(char[] buf, int begin, int end) {
        boolean isNumber = true;
        boolean hasOther = false;
        for (int i = begin; i < end; i++) {
            char c = buf[i];
            isNumber &= (c >= '0' && c <= '9') || c == ',' || c == '.' || c == '-' || c == ' ';
            hasOther |= c != dialect.separator() && SEPARATORS.indexOf(c) >= 0;
        }
        return isNumber || !hasOther;
    }

    @Override
    protected void setComment(char[] buf, int offset, int len) {
        type = RecordType.COMMENT;
    }

    @Override
    protected void setEmpty() {
        type = RecordType.EMPTY;
    }

    @Override
    protected RecordType getRecordType() {
        return type;
    }

    @Override
    protected int getFieldCount() {
        return count;
    }

    @Override
    protected @Nullable DialectScore buildRecord() {
        return this;
    }
}
