package io.descent.api;

/**
 * Receives the cells of a {@link DataSource}, row by row. Only the trainer implements this interface, so any version
 * may add methods.
 */
@Provided
public interface Rows {
    /** Adds a cell that contains a number. NaN is a missing cell. */
    Rows number(double value);

    /** Adds a cell that contains text. A text such as {@code 5.1} counts as a number in a column of numbers. */
    Rows text(String value);

    /** Adds a cell without content. */
    Rows missing();

    /**
     * Ends the row.
     *
     * @throws IllegalStateException if the number of cells differs from the number of columns
     */
    void endRow();
}
