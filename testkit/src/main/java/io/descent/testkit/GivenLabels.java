package io.descent.testkit;

import io.descent.api.Labels;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The label of a data set that exists only in a contract.
 *
 * @param description what messages call it: {@code two classes}
 * @param whole whether values are whole numbers, as counts are
 */
record GivenLabels(
        String description, List<String> classes, int columns, double smallest, double largest, boolean whole)
        implements Labels {
    /** Labels with classes. */
    static GivenLabels classes(String description, String... names) {
        return new GivenLabels(description, List.of(names), 1, 0, names.length - 1, true);
    }

    /** Labels with values. */
    static GivenLabels values(String description, int columns, double smallest, double largest) {
        return new GivenLabels(description, List.of(), columns, smallest, largest, false);
    }

    /** Counts, from 0. */
    static GivenLabels counts(String description, double largest) {
        return new GivenLabels(description, List.of(), 1, 0, largest, true);
    }

    boolean hasClasses() {
        return !classes.isEmpty();
    }

    /** A value between the smallest and the largest. */
    double value(RandomGenerator random) {
        double value = smallest + (largest - smallest) * random.nextDouble();
        return whole ? Math.rint(value) : value;
    }
}
