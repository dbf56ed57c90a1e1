package io.descent.core.data;

import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.Precision;

/** A tensor that grows by rows, so that no size has to be believed before the data have been seen. */
final class TableBuilder {
    private static final int FIRST_ROWS = 256;

    private ArrayTensor table;
    private int size;

    TableBuilder(Precision precision, int columns) {
        table = ArrayTensor.zeros(precision, FIRST_ROWS, columns);
    }

    int size() {
        return size;
    }

    /** Appends a row of zeros and gives its index. */
    int addRow() {
        if (size == table.rows()) {
            ArrayTensor larger = ArrayTensor.zeros(table.precision(), 2 * size, table.columns());
            larger.rows(0, size).assign(table);
            table = larger;
        }
        return size++;
    }

    void set(int row, int column, double value) {
        table.set(row, column, value);
    }

    ArrayTensor build() {
        return table.rows(0, size);
    }
}
