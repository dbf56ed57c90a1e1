package io.descent.inference.table.internal;

import java.io.Serializable;

/** How the cells of a column of numbers, dates or truth values are written. Immutable. */
public sealed interface CellFormat extends Serializable permits NumberFormat, DateFormat, TruthFormat {
    /**
     * The number of a cell: the number itself, seconds since 1970-01-01T00:00 UTC for dates, 1 and 0 for truth values.
     *
     * @param text the cell without blanks around it
     * @return NaN if the text is not written in this format; infinity if the number is too large
     */
    double parse(String text);
}
