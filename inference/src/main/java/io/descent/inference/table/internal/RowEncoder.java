package io.descent.inference.table.internal;

import io.descent.inference.spec.ColumnKind;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Encodes raw rows, one after the other, for a network that predicts them together. Cells are given by the position of
 * their column in the model, in any order; a column without a cell is missing. For use by one thread at a time.
 */
public final class RowEncoder {
    /** Unseen words of a column are counted up to this number. */
    public static final int MOST_UNSEEN_WORDS = 10_000;

    private static final int LONGEST_WORD = 100;

    /** What a row has in a column. */
    private enum Cell {
        NONE,
        GIVEN,
        MISSING,
        UNSEEN
    }

    private final List<FeatureColumn> columns;
    private final Set<String> markers;
    private final NumberEncoder[] numbers;
    private final @Nullable OneHot[] words;
    private final @Nullable Indicators[] indicators;
    private final CellFormat[] formats;
    /** Whether a text that marks a missing cell can be read as a cell of the column. */
    private final boolean[] ambiguous;

    private final int[] first;
    private final int[] block;
    private final int blocks;
    private final ArrayTensor dense;
    private final int[] categories;
    private final double limit;
    private final double[] inputs;
    private final Cell[] cells;
    private final boolean[] broken;
    private final long[] missingCells;
    private final long[] unseenCells;
    private final List<@Nullable Set<String>> unseenWords;
    /** Encoders of the same rows for other networks; they receive every cell, too. */
    private final List<RowEncoder> members;

    private final List<String> lastMissing = new ArrayList<>();
    private final List<String> lastUnseen = new ArrayList<>();
    private @Nullable BadCell bad;
    private int rows;

    /**
     * Creates an encoder with memory of its own.
     *
     * @param precision of the network
     * @param capacity number of rows, at least 1
     */
    public RowEncoder(InputEncoding encoding, Precision precision, int capacity) {
        this(
                encoding,
                ArrayTensor.zeros(precision, capacity, encoding.shape().dense()),
                new int[Math.multiplyExact(capacity, encoding.shape().blocks())]);
    }

    /**
     * Creates an encoder of rows for several networks.
     *
     * @param encoding says how cells are written, and which words are known
     * @param ofMembers turns the features into inputs of each network
     * @param precision of the networks
     * @param capacity number of rows, at least 1
     */
    public RowEncoder(InputEncoding encoding, List<InputEncoding> ofMembers, Precision precision, int capacity) {
        this(
                encoding,
                ArrayTensor.zeros(precision, capacity, encoding.shape().dense()),
                new int[Math.multiplyExact(capacity, encoding.shape().blocks())],
                ofMembers.stream()
                        .map(each -> new RowEncoder(each.written(encoding), precision, capacity))
                        .toList());
    }

    /**
     * Creates an encoder that writes into the memory of a network.
     *
     * @param dense (rows x dense inputs)
     * @param categories (rows x blocks), row by row
     */
    public RowEncoder(InputEncoding encoding, ArrayTensor dense, int[] categories) {
        this(encoding, dense, categories, List.of());
    }

    private RowEncoder(InputEncoding encoding, ArrayTensor dense, int[] categories, List<RowEncoder> members) {
        this.members = members;
        this.columns = encoding.columns();
        this.markers = encoding.missing();
        this.dense = dense;
        this.categories = categories;
        int count = columns.size();
        numbers = new NumberEncoder[count];
        words = new @Nullable OneHot[count];
        indicators = new @Nullable Indicators[count];
        formats = new CellFormat[count];
        ambiguous = new boolean[count];
        first = new int[count];
        block = new int[count];
        blocks = encoding.shape().blocks();
        for (int j = 0; j < count; j++) {
            FeatureColumn column = columns.get(j);
            first[j] = encoding.first(j);
            block[j] = encoding.block(j);
            CellFormat format = column.format();
            if (column.encoder() instanceof NumberEncoder encoder && format != null) {
                numbers[j] = encoder;
                formats[j] = format;
                ambiguous[j] = encoding.isAmbiguous(j);
            } else if (column.encoder() instanceof OneHot encoder) {
                words[j] = encoder;
            } else if (column.encoder() instanceof Indicators encoder) {
                words[j] = encoder.words();
                indicators[j] = encoder;
            }
        }
        unseenWords = new ArrayList<>(Collections.nCopies(count, null));
        // what is below rounds to a finite number
        limit = dense.precision() == Precision.FLOAT32 ? Math.nextDown(0x1.ffffffp127) : Double.MAX_VALUE;
        inputs = new double[encoding.shape().dense()];
        cells = new Cell[count];
        Arrays.fill(cells, Cell.NONE);
        broken = new boolean[dense.rows()];
        missingCells = new long[count];
        unseenCells = new long[count];
    }

    /**
     * Adds a cell.
     *
     * @param text blanks around it do not count; empty, or a marker of missing cells, for a missing cell
     */
    public void text(int column, String text) {
        for (int i = 0; i < members.size(); i++) { // iterating the list may allocate an iterator
            members.get(i).text(column, text);
        }
        String cell = text.strip();
        OneHot encoder = words[column];
        if (encoder != null) {
            if (cell.isEmpty() || markers.contains(cell)) {
                ownMissing(column);
            } else {
                word(column, encoder, Words.canonical(cell));
            }
            return;
        }
        if (cell.isEmpty() || (ambiguous[column] && markers.contains(cell))) {
            ownMissing(column);
            return;
        }
        double value = formats[column].parse(cell);
        if (!Double.isNaN(value)) {
            value(column, value, cell);
        } else if (markers.contains(cell)) {
            ownMissing(column);
        } else {
            bad(column, cell, notOfItsKind(columns.get(column)));
        }
    }

    /**
     * Adds a cell.
     *
     * @param number NaN for a missing cell
     */
    public void number(int column, double number) {
        for (int i = 0; i < members.size(); i++) {
            members.get(i).number(column, number);
        }
        if (Double.isNaN(number)) {
            ownMissing(column);
            return;
        }
        OneHot encoder = words[column];
        if (encoder != null) {
            word(column, encoder, Words.canonical(Decimal.text(number)));
        } else if (formats[column] instanceof DateFormat
                || (formats[column] instanceof TruthFormat && number != 0 && number != 1)) {
            bad(column, Decimal.text(number), notOfItsKind(columns.get(column)));
        } else {
            value(column, number, null);
        }
    }

    /**
     * Adds a date.
     *
     * @param seconds since 1970-01-01T00:00 UTC
     * @param text the date as text, for columns of words
     */
    public void date(int column, double seconds, String text) {
        for (int i = 0; i < members.size(); i++) {
            members.get(i).date(column, seconds, text);
        }
        OneHot encoder = words[column];
        if (encoder != null) {
            word(column, encoder, Words.canonical(text));
        } else if (formats[column] instanceof DateFormat) {
            value(column, seconds, text);
        } else {
            bad(column, text, notOfItsKind(columns.get(column)));
        }
    }

    /** Adds a missing cell. */
    public void missing(int column) {
        for (int i = 0; i < members.size(); i++) {
            members.get(i).missing(column);
        }
        ownMissing(column);
    }

    private void ownMissing(int column) {
        cells[column] = Cell.MISSING;
        missingCells[column]++;
        OneHot encoder = words[column];
        if (encoder != null) {
            activate(column, encoder.category(null));
        } else {
            numbers[column].encode(Double.NaN, inputs, first[column]);
        }
    }

    private void word(int column, OneHot encoder, String word) {
        int category = encoder.category(word);
        boolean unseen = category < 0 || category >= encoder.words().size();
        cells[column] = unseen ? Cell.UNSEEN : Cell.GIVEN;
        if (unseen) {
            unseenCells[column]++;
            Set<String> found = unseenWords.get(column);
            if (found == null) {
                found = new HashSet<>();
                unseenWords.set(column, found);
            }
            if (found.size() < MOST_UNSEEN_WORDS) {
                found.add(word.length() > LONGEST_WORD ? word.substring(0, LONGEST_WORD) : word);
            }
        }
        activate(column, category);
    }

    private void activate(int column, int category) {
        Indicators encoder = indicators[column];
        if (encoder != null) {
            encoder.encode(category, inputs, first[column]);
            return;
        }
        categories[rows * blocks + block[column]] = category < 0 ? OneHot.NONE : first[column] + category;
    }

    private void value(int column, double value, @Nullable String text) {
        NumberEncoder encoder = numbers[column];
        cells[column] = Cell.GIVEN;
        int from = first[column];
        encoder.encode(value, inputs, from);
        boolean fits = !Double.isInfinite(value);
        for (int i = from, end = from + encoder.width(); i < end; i++) {
            fits &= Math.abs(inputs[i]) <= limit;
        }
        if (!fits) {
            bad(column, text == null ? Decimal.text(value) : text, "is too large");
        }
    }

    private void bad(int column, String text, String reason) {
        cells[column] = Cell.GIVEN;
        if (bad == null) {
            bad = new BadCell(column, text, reason);
        }
    }

    private static String notOfItsKind(FeatureColumn column) {
        if (column.format() instanceof DateFormat date) {
            return "is not a date of the form " + date.pattern();
        }
        if (column.format() instanceof TruthFormat truth) {
            return "is neither %s nor %s".formatted(truth.yes(), truth.no());
        }
        return column.kind() == ColumnKind.DATE ? "is not a date" : "is not a number";
    }

    /**
     * Ends the row. If one of its cells could not be encoded, the row is {@link #isBroken broken}, but counts as a row.
     *
     * @return the first cell that could not be encoded; null if all could
     */
    public @Nullable BadCell endRow() {
        lastMissing.clear();
        lastUnseen.clear();
        for (int j = 0; j < cells.length; j++) {
            if (cells[j] == Cell.NONE) {
                ownMissing(j); // the members do so themselves
            }
            if (cells[j] == Cell.MISSING) {
                lastMissing.add(columns.get(j).name());
            } else if (cells[j] == Cell.UNSEEN) {
                lastUnseen.add(columns.get(j).name());
            }
            cells[j] = Cell.NONE;
        }
        BadCell found = bad;
        bad = null;
        for (int i = 0; i < members.size(); i++) {
            BadCell other = members.get(i).endRow();
            found = found == null ? other : found;
        }
        broken[rows] = found != null;
        if (found != null) {
            Arrays.fill(inputs, 0);
            Arrays.fill(categories, rows * blocks, (rows + 1) * blocks, OneHot.NONE);
        }
        dense.setRow(rows, inputs);
        rows++;
        return found;
    }

    /** The columns that had no cell in the row that was ended last. Changes with the next row. */
    public List<String> missing() {
        return lastMissing;
    }

    /**
     * The columns of the row that was ended last whose word has no input of its own: the training set does not have it,
     * or too rarely. Changes with the next row.
     */
    public List<String> unseen() {
        return lastUnseen;
    }

    /** Number of rows since {@link #clear}. */
    public int rows() {
        return rows;
    }

    /** Whether there is no memory for another row. */
    public boolean isFull() {
        return rows == broken.length;
    }

    /** Whether a row has a cell that could not be encoded. */
    public boolean isBroken(int row) {
        return broken[row];
    }

    /** Forgets the rows, but not the counts of missing and unseen cells. */
    public void clear() {
        rows = 0;
        members.forEach(RowEncoder::clear);
    }

    /** Forgets everything. */
    public void reset() {
        members.forEach(RowEncoder::reset);
        rows = 0;
        bad = null;
        Arrays.fill(cells, Cell.NONE);
        Arrays.fill(missingCells, 0);
        Arrays.fill(unseenCells, 0);
        Collections.fill(unseenWords, null);
    }

    /** Number of missing cells of a column in all rows. */
    public long missingCells(int column) {
        return missingCells[column];
    }

    /** Number of cells of a column, in all rows, with a word that has no input of its own. */
    public long unseenCells(int column) {
        return unseenCells[column];
    }

    /** Number of different words of those cells, at most {@link #MOST_UNSEEN_WORDS}. */
    public int unseenWords(int column) {
        Set<String> found = unseenWords.get(column);
        return found == null ? 0 : found.size();
    }

    /** The same rows for one of several networks. */
    public RowEncoder member(int index) {
        return members.get(index);
    }

    /**
     * Copies an encoded row into the memory of a network.
     *
     * @param into (rows x dense inputs)
     * @param active (rows x blocks), row by row
     */
    public void copy(int row, ArrayTensor into, int[] active, int to) {
        into.copyRow(to, dense, row);
        System.arraycopy(categories, row * blocks, active, to * blocks, blocks);
    }
}
