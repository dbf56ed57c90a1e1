package io.descent.core.data;

import io.descent.inference.text.internal.Decimal;
import java.util.List;

/** The cells of one column of a table, from the first row to the last. Immutable. */
sealed interface Column {
    /** Number of cells. */
    int size();

    /** The number in a cell; NaN if it is not a number. */
    double number(int row);

    /** A cell as text. */
    default String text(int row) {
        return Decimal.text(number(row));
    }

    /** Whether the type of the column is numeric. */
    default boolean isNumeric() {
        return true;
    }

    /** A column of numbers. */
    final class Numbers implements Column {
        private final double[] values;

        Numbers(double[] values) {
            this.values = values;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public double number(int row) {
            return values[row];
        }
    }

    /** Small whole numbers of a data source: unsigned bytes. */
    final class Bytes implements Column {
        private final byte[] values;

        Bytes(byte[] values) {
            this.values = values;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public double number(int row) {
            return values[row] & 0xff;
        }
    }

    /** Numbers of a data source that float32 holds. NaN is a missing cell. */
    final class Floats implements Column {
        private final float[] values;

        Floats(float[] values) {
            this.values = values;
        }

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
            return textOrMissing(values[row]);
        }
    }

    /** Numbers of a data source. NaN is a missing cell. */
    final class Doubles implements Column {
        private final double[] values;

        Doubles(double[] values) {
            this.values = values;
        }

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
            return textOrMissing(values[row]);
        }
    }

    private static String textOrMissing(double value) {
        return Double.isNaN(value) ? "" : Decimal.text(value);
    }

    /** One column of a row-major array of numbers. */
    final class Strided implements Column {
        private final float[] values;
        private final int first;
        private final int width;

        Strided(float[] values, int first, int width) {
            this.values = values;
            this.first = first;
            this.width = width;
        }

        @Override
        public int size() {
            return values.length / width;
        }

        @Override
        public double number(int row) {
            return values[row * width + first];
        }
    }

    /** One pixel of every image in an array of consecutive images: unsigned bytes, divided by 255. */
    final class Pixels implements Column {
        private static final double WHITE = 255;

        private final byte[] values;
        private final int first;
        private final int width;

        Pixels(byte[] values, int first, int width) {
            this.values = values;
            this.first = first;
            this.width = width;
        }

        @Override
        public int size() {
            return values.length / width;
        }

        @Override
        public double number(int row) {
            return (values[row * width + first] & 0xff) / WHITE;
        }
    }

    /** A column of words. */
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
