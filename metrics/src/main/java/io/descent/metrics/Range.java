package io.descent.metrics;

/** Rejects hyperparameters that are out of range, with an {@link IllegalArgumentException} that states the range. */
final class Range {
    private Range() {}

    static void atLeast(int min, String name, int value) {
        if (value < min) {
            throw new IllegalArgumentException("%s is %d; it must be at least %d".formatted(name, value, min));
        }
    }
}
