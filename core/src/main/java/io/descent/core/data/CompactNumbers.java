package io.descent.core.data;

import java.util.Arrays;

/**
 * The numbers of one column, in the smallest of four formats that keeps every bit: unsigned bytes, unsigned bytes
 * divided by 255, float32, float64. A number that the current format cannot hold widens all of them.
 */
final class CompactNumbers {
    private static final int LARGEST_BYTE = 255;
    private static final double[] PIXELS = new double[LARGEST_BYTE + 1];

    static {
        for (int k = 0; k <= LARGEST_BYTE; k++) {
            PIXELS[k] = k / (double) LARGEST_BYTE;
        }
    }

    private enum Format {
        WHOLE,
        PIXEL,
        FLOAT,
        DOUBLE
    }

    private Format format = Format.WHOLE;
    /** Whether all numbers so far are 0 or 1, and so whole numbers as well as pixels. */
    private boolean binary = true;

    private byte[] bytes = new byte[64];
    private float[] floats = {};
    private double[] doubles = {};
    private int size;

    int size() {
        return size;
    }

    /** Adds a number; NaN is a missing cell. */
    void add(double value) {
        while (!added(value)) {
            widen(value);
        }
        size++;
    }

    private boolean added(double value) {
        switch (format) {
            case WHOLE -> {
                int k = (int) value;
                if (k != value || k < 0 || k > LARGEST_BYTE || isMinusZero(value)) {
                    return false;
                }
                binary &= k <= 1;
                if (size == bytes.length) {
                    bytes = Arrays.copyOf(bytes, longer());
                }
                bytes[size] = (byte) k;
            }
            case PIXEL -> {
                int k = (int) (value * LARGEST_BYTE + 0.5);
                if (k < 0 || k > LARGEST_BYTE || PIXELS[k] != value || isMinusZero(value)) {
                    return false;
                }
                if (size == bytes.length) {
                    bytes = Arrays.copyOf(bytes, longer());
                }
                bytes[size] = (byte) k;
            }
            case FLOAT -> {
                if ((float) value != value && !Double.isNaN(value)) {
                    return false;
                }
                if (size == floats.length) {
                    floats = Arrays.copyOf(floats, longer());
                }
                floats[size] = (float) value;
            }
            case DOUBLE -> {
                if (size == doubles.length) {
                    doubles = Arrays.copyOf(doubles, longer());
                }
                doubles[size] = value;
            }
        }
        return true;
    }

    private static boolean isMinusZero(double value) {
        return value == 0 && 1 / value < 0;
    }

    private int longer() {
        return Math.max(64, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * size));
    }

    /** Changes to the next format that may hold all numbers so far and a new one. */
    private void widen(double value) {
        if (format == Format.WHOLE && binary && value > 0 && value < 1) {
            format = Format.PIXEL;
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) (bytes[i] * LARGEST_BYTE);
            }
            return;
        }
        boolean narrow = (float) value == value || Double.isNaN(value);
        for (int i = 0; i < size && narrow && format == Format.PIXEL; i++) {
            narrow = (float) number(i) == number(i);
        }
        if (narrow) {
            floats = new float[longer()];
            for (int i = 0; i < size; i++) {
                floats[i] = (float) number(i);
            }
            format = Format.FLOAT;
        } else {
            double[] wide = new double[longer()];
            for (int i = 0; i < size; i++) {
                wide[i] = number(i);
            }
            doubles = wide;
            floats = new float[0];
            format = Format.DOUBLE;
        }
        bytes = new byte[0];
    }

    double number(int row) {
        return switch (format) {
            case WHOLE -> bytes[row] & 0xff;
            case PIXEL -> PIXELS[bytes[row] & 0xff];
            case FLOAT -> floats[row];
            case DOUBLE -> doubles[row];
        };
    }

    /** The column. Ends the use of this object. */
    Column column() {
        return switch (format) {
            case WHOLE -> new Column.Bytes(Arrays.copyOf(bytes, size));
            case PIXEL -> new Column.Pixels(Arrays.copyOf(bytes, size), 0, 1);
            case FLOAT -> new Column.Floats(Arrays.copyOf(floats, size));
            case DOUBLE -> new Column.Doubles(Arrays.copyOf(doubles, size));
        };
    }
}
