package io.descent.core.data;

import io.descent.inference.text.internal.Decimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The cells of one column of a table, from the first row to the last. Immutable. */
sealed interface Column {
    /** Number of cells. */
    int size();

    /** The number in a cell; NaN if it is not a number. */
    double number(int row);

    /** A cell as text; empty if it is missing. */
    default String text(int row) {
        double value = number(row);
        return Double.isNaN(value) ? "" : Decimal.text(value);
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

        static Numbers of(int size, IntToDoubleFunction cell) {
            return new Numbers(IntStream.range(0, size).mapToDouble(cell).toArray());
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

    /** Some cells of a column of numbers. */
    final class View implements Column {
        private final Column of;
        private final int[] rows;

        View(Column of, int[] rows) {
            this.of = of;
            this.rows = rows;
        }

        @Override
        public int size() {
            return rows.length;
        }

        @Override
        public double number(int row) {
            return of.number(rows[row]);
        }
    }

    /** Numbers rounded to float32. */
    record Rounded(Column of) implements Column {
        @Override
        public int size() {
            return of.size();
        }

        @Override
        public double number(int row) {
            return (float) of.number(row);
        }
    }

    /** A column of texts, as a program gave them. */
    record Texts(List<String> values) implements Column {
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

    /** A column of words, each of them stored once. */
    final class Words implements Column {
        private final List<String> words;
        private final int[] codes;

        /**
         * Stores the array without copying it.
         *
         * @param words different words
         * @param codes the index of the word of each row; -1 for a missing cell
         */
        Words(List<String> words, int[] codes) {
            this.words = words;
            this.codes = codes;
        }

        /** Words by row; an empty one is a missing cell. */
        static Words of(int size, IntFunction<String> cell) {
            Map<String, Integer> known = new LinkedHashMap<>();
            int[] codes = new int[size];
            for (int row = 0; row < size; row++) {
                String word = cell.apply(row);
                codes[row] = word.isEmpty() ? -1 : known.computeIfAbsent(word, each -> known.size());
            }
            return new Words(List.copyOf(known.keySet()), codes);
        }

        /** The words. */
        List<String> words() {
            return words;
        }

        /** The index of the word in a row; -1 for a missing cell. */
        int code(int row) {
            return codes[row];
        }

        /** How often each word occurs. */
        int[] counts() {
            int[] counts = new int[words.size()];
            for (int code : codes) {
                if (code >= 0) {
                    counts[code]++;
                }
            }
            return counts;
        }

        @Override
        public int size() {
            return codes.length;
        }

        @Override
        public double number(int row) {
            return codes[row] < 0 ? Double.NaN : Decimal.parse(words.get(codes[row]));
        }

        @Override
        public String text(int row) {
            return codes[row] < 0 ? "" : words.get(codes[row]);
        }

        @Override
        public boolean isNumeric() {
            return false;
        }
    }
}
