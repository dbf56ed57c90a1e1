package io.descent.inference.table.internal;

/** Turns numbers, dates or truth values into dense inputs. */
public sealed interface NumberEncoder extends ColumnEncoder permits Scaled, Truth, DateParts {
    /** Number of dense inputs, at least 1. */
    int width();

    /**
     * Writes the inputs of one cell.
     *
     * @param value as {@link CellFormat#parse} returns it; NaN for a missing cell
     * @param inputs receives {@link #width} numbers
     * @param from index of the first one
     */
    void encode(double value, double[] inputs, int from);
}
