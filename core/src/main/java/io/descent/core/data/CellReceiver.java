package io.descent.core.data;

import io.descent.inference.limit.internal.Limits;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.table.internal.CellFormat;
import io.descent.inference.table.internal.NumberFormat;
import io.descent.inference.table.internal.Words;
import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Receives the cells of one column and keeps them compactly: as numbers as long as they look like numbers, otherwise as
 * words, each word once. Where so many different words come that they are numbers or dates in another notation, or no
 * categories at all, it changes to numbers, or keeps nothing.
 */
final class CellReceiver {
    /** A column with more different words than this has no categories. */
    static final int MOST_WORDS = Limits.WORDS;

    /** So many different texts among numbers are taken for mistakes; more of them make a column of words. */
    static final int MOST_ODD = 5;

    /** So many numbers must have been received before a text counts as odd. */
    private static final int FEWEST_NUMBERS = 10;

    /** Longer whole numbers may not survive in float64. */
    static final int SAFE_DIGITS = 15;

    private static final int FIRST_TRY = 1_000;
    private static final int NEXT_TRY = 4;
    private static final int MISSING = -1;

    /** How to receive the cells. */
    sealed interface How {
        /** The column is left out. */
        record Skip() implements How {}

        /** As words. */
        record AsWords() implements How {}

        /** As what they look like. */
        record Infer() implements How {}

        /** As numbers in a format. */
        record In(CellFormat format) implements How {}
    }

    private final boolean keep;
    private final boolean unlimited;
    private final boolean fixed;
    private final NumberFormats formats;
    private final Set<String> markers;
    private final SortedMap<String, Integer> markersMet = new TreeMap<>();
    private int rows;
    private int missing;

    private @Nullable CompactNumbers numbers;
    private CellFormat format = NumberFormat.PLAIN;
    private boolean plain;
    private int found;
    private int longest;
    private boolean grouped;
    private boolean pointed;
    private boolean lossy;
    private final List<Received.Odd> odd = new ArrayList<>();
    private final Set<String> oddTexts = new TreeSet<>();

    private final List<String> words = new ArrayList<>();
    private final Map<String, Integer> index = new HashMap<>();
    private int[] codes = {};
    private int nextTry = FIRST_TRY;
    private boolean dropped;

    /**
     * Creates a receiver.
     *
     * @param formats the notations of numbers that are possible
     * @param markers the texts that mark a missing cell
     */
    CellReceiver(How how, NumberFormats formats, Set<String> markers) {
        this.formats = formats;
        this.markers = markers;
        keep = !(how instanceof How.Skip);
        unlimited = how instanceof How.AsWords;
        fixed = how instanceof How.In;
        if (how instanceof How.In in) {
            format = in.format();
        } else if (formats.given() != null) {
            format = formats.given();
        }
        if (how instanceof How.AsWords) {
            startWords();
        } else {
            numbers = new CompactNumbers();
        }
        plain = format.equals(NumberFormat.PLAIN);
    }

    boolean isKept() {
        return keep;
    }

    /** Adds a cell that contains a number; NaN is a missing cell. */
    void number(double value) {
        if (!keep) {
            return;
        }
        if (Double.isNaN(value)) {
            missing();
        } else if (numbers != null) {
            if (value != Math.rint(value)) {
                pointed = true;
            }
            numbers.add(value);
            found++;
            rows++;
        } else {
            word(Decimal.text(value));
        }
    }

    /** Adds an empty cell. */
    void missing() {
        if (!keep) {
            return;
        }
        missing++;
        if (numbers != null) {
            numbers.add(Double.NaN);
        } else {
            code(MISSING);
        }
        rows++;
    }

    /** Adds a cell that contains a text without blanks around it; most numbers need no string. */
    void text(char[] chars, int begin, int end) {
        if (!keep) {
            return;
        }
        double value = numbers != null && plain ? Decimal.parsePlain(chars, begin, end) : Double.NaN;
        if (Double.isNaN(value) || !isUsual(chars, begin, end)) {
            text(new String(chars, begin, end - begin));
            return;
        }
        longest = Math.max(longest, end - begin);
        numbersOf().add(value);
        found++;
        rows++;
    }

    /** Whether a number has no superfluous zero and a point only if this is known of the column. */
    private boolean isUsual(char[] chars, int begin, int end) {
        int digit = chars[begin] == '-' ? begin + 1 : begin;
        if (chars[digit] == '0' && end > digit + 1 && chars[digit + 1] != '.') {
            return false;
        }
        if (pointed && chars[end - 1] != '0') {
            return true;
        }
        for (int i = digit; i < end; i++) {
            if (chars[i] == '.') {
                return false;
            }
        }
        return true;
    }

    /** Adds a cell that contains a text. */
    void text(String cell) {
        if (!keep) {
            return;
        }
        if (numbers == null) {
            word(cell);
            return;
        }
        double value = plain ? Decimal.parse(cell) : format.parse(cell);
        if (Double.isFinite(value)) {
            if (plain && isOrdinary(cell, value)) {
                return;
            }
            if (!plain) {
                numbers.add(value);
                found++;
                rows++;
                return;
            }
        }
        String text = cell.strip();
        if (!text.equals(cell)) {
            text(text);
        } else if (text.isEmpty()) {
            missing();
        } else if (markers.contains(text)) {
            markersMet.merge(text, 1, Integer::sum);
            missing();
        } else {
            odd(text, Double.isFinite(value));
        }
    }

    /** Adds a plain number, unless it begins with a superfluous zero as postcodes do. */
    private boolean isOrdinary(String text, double value) {
        char last = text.charAt(text.length() - 1);
        if (text.charAt(0) == '0' || text.charAt(0) == '-' || text.charAt(0) == '+') {
            if (!fixed && Words.hasLeadingZero(text)) {
                return false;
            }
        }
        int point = value == Math.rint(value) && last != '0' ? -1 : text.indexOf('.');
        if (point >= 0) {
            if (!pointed) {
                boolean group = NumberFormats.couldBeGroups(text);
                grouped |= group;
                pointed = !group;
            }
            lossy |= last == '0'; // only matters if the numbers become words
        }
        if (text.length() > longest) {
            longest = text.length();
        }
        numbersOf().add(value);
        found++;
        rows++;
        return true;
    }

    private CompactNumbers numbersOf() {
        return Objects.requireNonNull(numbers);
    }

    /** Adds a text that is not a number to a column of numbers. */
    private void odd(String text, boolean isNumber) {
        if (fixed
                || (!isNumber && found >= FEWEST_NUMBERS && (oddTexts.contains(text) || oddTexts.size() < MOST_ODD))) {
            oddTexts.add(text);
            odd.add(new Received.Odd(rows, text));
            numbersOf().add(Double.NaN);
            rows++;
            return;
        }
        toWords();
        word(text);
    }

    private void toWords() {
        CompactNumbers old = numbersOf();
        Map<Integer, String> texts = new HashMap<>();
        odd.forEach(each -> texts.put(each.row(), each.text()));
        lossy = (lossy || longest > SAFE_DIGITS || !plain) && found > 0;
        int all = rows;
        startWords();
        rows = 0;
        for (int i = 0; i < all; i++) {
            double value = old.number(i);
            String text = texts.get(i);
            if (text != null) {
                word(text);
            } else if (Double.isNaN(value)) {
                code(MISSING);
                rows++;
            } else {
                word(Decimal.text(value));
            }
        }
        odd.clear();
        oddTexts.clear();
    }

    private void startWords() {
        numbers = null;
        codes = new int[64];
        for (String marker : markers) {
            index.put(marker, MISSING);
        }
    }

    private void word(String cell) {
        if (dropped) {
            rows++;
            return;
        }
        Integer code = index.get(cell);
        if (code == null) {
            String text = cell.strip();
            code = index.get(text);
            if (text.isEmpty()) {
                missing();
                return;
            }
            if (code == null) {
                add(text);
                return;
            }
        }
        if (code == MISSING) {
            markersMet.merge(cell.strip(), 1, Integer::sum);
            missing++;
        }
        code(code);
        rows++;
    }

    private void add(String text) {
        if (!Excerpt.isPrintable(text)) {
            throw new InvalidInputException("the cell has a character that cannot be printed");
        }
        index.put(text, words.size());
        code(words.size());
        words.add(text);
        rows++;
        if (!unlimited && words.size() == nextTry) {
            nextTry = Math.min(MOST_WORDS, nextTry * NEXT_TRY);
            List<CellFormat> possible = formats.of(words);
            if (possible.isEmpty()) {
                possible = formats.of(words, MOST_ODD);
            }
            boolean last = words.size() == MOST_WORDS;
            if (possible.size() == 1 || (last && !possible.isEmpty())) {
                toNumbers(possible.get(0));
            } else if (last) {
                dropped = true;
                codes = new int[0];
                index.clear();
                words.clear();
            }
        }
    }

    private void toNumbers(CellFormat found) {
        double[] values = words.stream()
                .mapToDouble(word -> NumberFormats.fits(found, word) ? found.parse(word) : Double.NaN)
                .toArray();
        CompactNumbers parsed = new CompactNumbers();
        for (int i = 0; i < rows; i++) {
            double value = codes[i] == MISSING ? Double.NaN : values[codes[i]];
            parsed.add(value);
            if (codes[i] != MISSING && Double.isNaN(value)) {
                oddTexts.add(words.get(codes[i]));
                odd.add(new Received.Odd(i, words.get(codes[i])));
            }
        }
        this.found = rows - missing - odd.size();
        numbers = parsed;
        format = found;
        plain = false;
        codes = new int[0];
        index.clear();
        words.clear();
    }

    private void code(int code) {
        if (dropped) {
            return;
        }
        if (rows == codes.length) {
            codes = Arrays.copyOf(codes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(64, 2L * rows)));
        }
        codes[rows] = code;
    }

    /** What was received. Ends the use of this object. */
    Received received() {
        Column column = dropped
                ? null
                : numbers != null ? numbers.column() : new Column.Words(List.copyOf(words), Arrays.copyOf(codes, rows));
        return new Received(
                column,
                numbers == null ? null : format,
                rows,
                missing,
                markersMet,
                List.copyOf(odd),
                longest,
                grouped && !pointed,
                pointed,
                lossy && numbers == null);
    }
}
