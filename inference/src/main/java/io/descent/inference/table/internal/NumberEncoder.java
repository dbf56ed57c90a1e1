package io.descent.inference.table.internal;

/** Turns numbers, dates, truth values or the positions of a few words into dense inputs. */
public sealed interface NumberEncoder extends ColumnEncoder permits Scaled, Truth, DateParts, Indicators {
    /** Number of dense inputs, at least 1. */
    int width();

    /** How many of the inputs, from the first on, are numbers of any size, for which periodic features make sense. */
    default int numbers() {
        return 0;
    }

    /**
     * Writes the inputs of one cell.
     *
     * @param value as {@link CellFormat#parse} returns it, or the position of a word; NaN for a missing cell
     * @param inputs receives {@link #width} numbers
     * @param from index of the first one
     */
    void encode(double value, double[] inputs, int from);
}
