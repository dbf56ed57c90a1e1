package io.descent.core.data;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.RecordType;
import io.descent.inference.limit.internal.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cells of one record of a CSV file. The same object holds one record after the other. */
final class Cells extends CsvCallbackHandler<Cells> {
    private final boolean joinsSeparators;
    private final boolean trims;
    /** The characters of all cells, one cell after the other. */
    private char[] chars = new char[1 << 10];
    /** Behind the last character of each cell. */
    private int[] ends = new int[32];

    private int count;
    private int filled;
    private long line;
    private RecordType type = RecordType.DATA;
    private boolean isLastQuoted;

    /**
     * Holds no record yet.
     *
     * @param joinsSeparators whether several separators in a row are one, as spaces between columns are
     * @param trims whether cells are kept without the blanks around them
     */
    Cells(boolean joinsSeparators, boolean trims) {
        this.joinsSeparators = joinsSeparators;
        this.trims = trims;
    }

    /** Number of cells. */
    int count() {
        return count;
    }

    /** The characters of all cells. */
    char[] chars() {
        return chars;
    }

    /** Where a cell begins in {@link #chars}. */
    int begin(int cell) {
        return cell == 0 ? 0 : ends[cell - 1];
    }

    /** Where a cell ends in {@link #chars}. */
    int end(int cell) {
        return ends[cell];
    }

    /** The text of a cell, empty if it is missing. */
    String text(int cell) {
        return new String(chars, begin(cell), end(cell) - begin(cell));
    }

    /** The texts of all cells. */
    List<String> texts() {
        List<String> texts = new ArrayList<>(count);
        for (int j = 0; j < count; j++) {
            texts.add(text(j));
        }
        return texts;
    }

    /** The line on which the record begins, counted from 1. */
    long line() {
        return line;
    }

    /** Whether there is nothing but blanks on the line. */
    boolean isBlank() {
        return count == 0 || (count == 1 && !isLastQuoted && trimmed(text(0)).isEmpty());
    }

    /** Whether there is nothing but blanks behind the last separator. */
    boolean endsWithSeparator() {
        return count > 1 && !isLastQuoted && trimmed(text(count - 1)).isEmpty();
    }

    /** Whether the last cell ends with the mark of {@link MarkedReader}. */
    boolean hasMark() {
        return filled > 0 && chars[filled - 1] == MarkedReader.END;
    }

    /** Whether the record is the mark of {@link MarkedReader} alone, not the end of a cell whose quote is open. */
    boolean isMark() {
        return count == 1 && filled == 1 && !isLastQuoted && hasMark();
    }

    @Override
    protected void beginRecord(long startingLineNumber) {
        line = startingLineNumber;
        count = 0;
        filled = 0;
        type = RecordType.DATA;
    }

    @Override
    protected void addField(char[] buf, int offset, int len, boolean quoted) {
        int begin = offset;
        int end = offset + len;
        if (trims) {
            while (begin < end && isBlank(buf[begin])) {
                begin++;
            }
            while (begin < end && isBlank(buf[end - 1])) {
                end--;
            }
        }
        if (begin == end && joinsSeparators && !quoted) {
            return;
        }
        int length = end - begin;
        if (count == ends.length || length > chars.length - filled) {
            grow(length);
        }
        System.arraycopy(buf, begin, chars, filled, length);
        filled += length;
        ends[count++] = filled;
        isLastQuoted = quoted;
    }

    private void grow(int length) {
        if (count >= Limits.COLUMNS) {
            throw new CsvParseException("the line has more than %,d cells".formatted(Limits.COLUMNS));
        }
        if (length > Limits.LINE - filled) {
            throw new CsvParseException("the line has more than %,d characters".formatted(Limits.LINE));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        if (length > chars.length - filled) {
            chars = Arrays.copyOf(chars, Math.max(2 * chars.length, filled + length));
        }
    }

    /** A text without the blanks around it. */
    static String trimmed(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        while (begin < end && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    /** Whether a character is a blank of any kind: also a no-break space, and a byte order mark within a file. */
    private static boolean isBlank(char c) {
        if (c <= ' ') {
            return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
        }
        return c >= 0x85 && (c == 0x85 || c == 0xFEFF || Character.isSpaceChar(c));
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
    protected @Nullable Cells buildRecord() {
        return this;
    }
}
