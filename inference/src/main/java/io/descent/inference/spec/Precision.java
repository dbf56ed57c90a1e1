package io.descent.inference.spec;

import java.util.Locale;

/** The floating-point format in which a network computes. */
public enum Precision {
    /** IEEE 754 binary32, about 7 decimal digits. */
    FLOAT32(Float.BYTES),
    /** IEEE 754 binary64, about 16 decimal digits. */
    FLOAT64(Double.BYTES);

    private final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }

    /** The name used in files: {@code float32} or {@code float64}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
