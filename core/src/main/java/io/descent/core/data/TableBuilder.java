package io.descent.core.data;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.spec.Precision;

/** A tensor that grows by rows, so that no size has to be believed before the data have been seen. */
final class TableBuilder {
    private static final int FIRST_ELEMENTS = 1 << 16;
    private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

    private ArrayTensor table;
    private int size;

    TableBuilder(Precision precision, int columns) {
        this(precision, columns, 0);
    }

    /** A table that need not grow before it has the given number of rows. */
    TableBuilder(Precision precision, int columns, int rows) {
        table = ArrayTensor.zeros(precision, Math.max(rows, Math.max(1, FIRST_ELEMENTS / columns)), columns);
    }

    int size() {
        return size;
    }

    /** Appends a row of zeros and gives its index. */
    int addRow() {
        if (size == table.rows()) {
            int rows = (int) Math.min(2L * size, MOST_ELEMENTS / table.columns());
            if (rows == size) {
                throw new InvalidInputException("more than %d examples of %d features are too many for one table"
                        .formatted(size, table.columns()));
            }
            ArrayTensor larger = ArrayTensor.zeros(table.precision(), rows, table.columns());
            larger.rows(0, size).assign(table);
            table = larger;
        }
        return size++;
    }

    Precision precision() {
        return table.precision();
    }

    void set(int row, int column, double value) {
        table.set(row, column, value);
    }

    ArrayTensor build() {
        return table.rows(0, size);
    }
}
