package io.descent.core.importance.internal;

import io.descent.core.metrics.PredictedSet;

/**
 * Rows of a data set whose columns can be exchanged between rows, and what a model predicts for them. A model that
 * averages several networks, each with its own encoders, gives its average.
 */
public interface ColumnRows {
    /** The cells as they are in the table. */
    Cells cells();

    /**
     * Predicts the first rows.
     *
     * @param column position of the column whose cells are exchanged; -1 for none
     * @param from for each row that is predicted, the row whose cell it has in the column
     */
    PredictedSet predict(int column, int[] from);

    /** The columns that are features, and their cells. */
    interface Cells {
        /** Number of rows. */
        int rows();

        /** Number of columns. */
        int columns();

        /** The name of a column. */
        String name(int column);

        /** Whether the cells of a column have an order: numbers and dates. */
        boolean isOrdered(int column);

        /** A cell of an ordered column as a number; NaN if it is missing. */
        double number(int row, int column);

        /** A cell as text; empty if it is missing. */
        String text(int row, int column);
    }
}
