package io.descent.optimizers;

/** Rejects hyperparameters that are out of range, with an {@link IllegalArgumentException} that states the range. */
final class Ranges {
    private Ranges() {}

    /** A decay rate, the share of an average that is kept at each step: at least 0, below 1. */
    static void decay(String name, double value) {
        require(value >= 0 && value < 1, name, value, "at least 0 and below 1");
    }

    /** Finite and above 0. */
    static void positive(String name, double value) {
        require(value > 0 && Double.isFinite(value), name, value, "finite and above 0");
    }

    /** Finite and at least 0. */
    static void notNegative(String name, double value) {
        require(value >= 0 && Double.isFinite(value), name, value, "finite and at least 0");
    }

    /** A share: at least 0, at most 1. */
    static void share(String name, double value) {
        require(value >= 0 && value <= 1, name, value, "at least 0 and at most 1");
    }

    /** A share above 0. */
    static void positiveShare(String name, double value) {
        require(value > 0 && value <= 1, name, value, "above 0 and at most 1");
    }

    /** A number of steps. */
    static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1");
        }
    }

    private static void require(boolean inRange, String name, double value, String range) {
        if (!inRange) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + range);
        }
    }
}
