package io.descent.core.data;

import io.descent.inference.spec.ColumnKind;
import io.descent.inference.table.internal.CellFormat;
import io.descent.inference.table.internal.DateFormat;
import io.descent.inference.table.internal.NumberFormat;
import io.descent.inference.table.internal.TruthFormat;
import io.descent.inference.text.internal.Decimal;
import org.jspecify.annotations.Nullable;

/**
 * A column and what it is.
 *
 * @param name of the column
 * @param kind what the cells are
 * @param format how they are written; null for words, and for columns that are ignored
 * @param cells numbers, NaN where a cell is missing, or {@link Column.Words}; null for columns that are ignored
 * @param missing number of missing cells
 * @param distinct number of different cells that are not missing; -1 for more than were counted
 * @param remark what the user should know; empty for nothing
 */
record FeatureCells(
        String name,
        ColumnKind kind,
        @Nullable CellFormat format,
        @Nullable Column cells,
        int missing,
        int distinct,
        String remark) {
    /** A column of numbers, all of them known, such as pixels. */
    static FeatureCells numbers(String name, Column cells) {
        return new FeatureCells(name, ColumnKind.NUMERIC, NumberFormat.PLAIN, cells, 0, -1, "");
    }

    /** A number of this column as text. */
    String text(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (format instanceof TruthFormat truth) {
            return value > 0 ? truth.yes() : truth.no();
        }
        return format instanceof DateFormat date ? date.text(value) : Decimal.text(value);
    }

    /** A copy with a remark in addition to earlier ones. */
    FeatureCells remarked(String more) {
        return new FeatureCells(
                name, kind, format, cells, missing, distinct, remark.isEmpty() ? more : remark + "; " + more);
    }
}
