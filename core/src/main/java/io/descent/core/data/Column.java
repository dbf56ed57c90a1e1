package io.descent.core.data;

import io.descent.inference.text.internal.Decimal;
import java.util.List;

/** The cells of one column of a table, from the first row to the last. Immutable. */
sealed interface Column {
    /** Number of cells. */
    int size();

    /** The number in a cell; NaN where it contains none. */
    double number(int row);

    /** A cell as text. */
    String text(int row);

    /** Whether every cell is a number by its type. */
    default boolean isNumeric() {
        return true;
    }

    /** Numbers. */
    record Numbers(double[] values) implements Column {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public double number(int row) {
            return values[row];
        }

        @Override
        public String text(int row) {
            return Decimal.text(values[row]);
        }
    }

    /** One column of numbers that lie row by row in one array. */
    record Strided(float[] values, int first, int width) implements Column {
        @Override
        public int size() {
            return values.length / width;
        }

        @Override
        public double number(int row) {
            return values[row * width + first];
        }

        @Override
        public String text(int row) {
            return Decimal.text(number(row));
        }
    }

    /** One pixel of images that lie one after the other: unsigned bytes, divided by 255. */
    record Pixels(byte[] values, int first, int width) implements Column {
        private static final double WHITE = 255;

        @Override
        public int size() {
            return values.length / width;
        }

        @Override
        public double number(int row) {
            return (values[row * width + first] & 0xff) / WHITE;
        }

        @Override
        public String text(int row) {
            return Decimal.text(number(row));
        }
    }

    /** Words. */
    record Words(List<String> values) implements Column {
        @Override
        public int size() {
            return values.size();
        }

        @Override
        public double number(int row) {
            return Decimal.parse(values.get(row).strip());
        }

        @Override
        public String text(int row) {
            return values.get(row);
        }

        @Override
        public boolean isNumeric() {
            return false;
        }
    }
}
