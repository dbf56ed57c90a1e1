package io.descent.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A row of a table. A class with a constructor without arguments, as every serializer wants it. */
final class Cells implements Serializable {
    /** The cells of columns of numbers; NaN for a missing one. */
    final double[] numbers;
    /** The cells of all other columns; null for a missing one. */
    final @Nullable String[] texts;

    private Cells() {
        this(new double[0], new @Nullable String[0]);
    }

    Cells(double[] numbers, @Nullable String[] texts) {
        this.numbers = numbers;
        this.texts = texts;
    }
}
