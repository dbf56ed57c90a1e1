package io.descent.schedules;

/**
 * Rejects hyperparameters that are out of range, with an {@link IllegalArgumentException} that states the range. Names
 * are those of experiment files.
 */
final class Range {
    private Range() {}

    static void atLeast(int min, String name, int value) {
        check(value >= min, name, value, "at least " + min);
    }

    static void notNegative(String name, double value) {
        check(value >= 0 && Double.isFinite(value), name, value, "finite and at least 0");
    }

    static void positive(String name, double value) {
        check(value > 0 && Double.isFinite(value), name, value, "finite and above 0");
    }

    static void share(String name, double value) {
        check(value >= 0 && value <= 1, name, value, "at least 0 and at most 1");
    }

    static void positiveShare(String name, double value) {
        check(value > 0 && value <= 1, name, value, "above 0 and at most 1");
    }

    private static void check(boolean allowed, String name, Number value, String range) {
        if (!allowed) {
            throw new IllegalArgumentException("%s is %s; it must be %s".formatted(name, value, range));
        }
    }
}
