package io.descent.core.data;

import io.descent.inference.table.internal.CellFormat;
import io.descent.inference.table.internal.NumberFormat;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one column as they were received: numbers as long as they look like numbers, otherwise words.
 *
 * @param column the cells; null if the column has so many different words that they were not kept
 * @param format how the numbers are written; null for words
 * @param rows number of cells
 * @param missing number of missing cells
 * @param markers how often each text that marks a missing cell occurs; without empty cells
 * @param odd the texts among numbers in the order of their rows
 * @param longest the largest number of digits of a number that was received as text
 * @param grouped whether the numbers with a point could as well be written with points between thousands: 1.234
 * @param pointed whether a number has a point that cannot separate thousands: 1.5
 * @param lossy whether numbers became words, some of which were written differently: 1.50
 */
record Received(
        @Nullable Column column,
        @Nullable CellFormat format,
        int rows,
        int missing,
        SortedMap<String, Integer> markers,
        List<Odd> odd,
        int longest,
        boolean grouped,
        boolean pointed,
        boolean lossy) {
    /**
     * A text among numbers.
     *
     * @param row its row, from 0
     */
    record Odd(int row, String text) {}

    /** The text in a row that has no number; null if the cell is missing. */
    @Nullable
    String oddAt(int row) {
        int low = 0;
        int high = odd.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (odd.get(middle).row() < row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < odd.size() && odd.get(low).row() == row ? odd.get(low).text() : null;
    }

    /** A column of a program. Texts are not yet received. */
    static Received of(Column column) {
        int missing = 0;
        boolean pointed = false;
        if (!(column instanceof Column.Texts) && !(column instanceof Column.Pixels)) {
            for (int i = 0; i < column.size(); i++) {
                double value = column.number(i);
                missing += Double.isNaN(value) ? 1 : 0;
                pointed |= !Double.isNaN(value) && value != Math.rint(value);
            }
        }
        return new Received(
                column,
                column.isNumeric() ? NumberFormat.PLAIN : null,
                column.size(),
                missing,
                Collections.emptySortedMap(),
                List.of(),
                0,
                false,
                pointed,
                false);
    }
}
