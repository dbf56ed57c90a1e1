package io.descent.losses;

import io.descent.api.Labels;
import java.util.List;

/** Labels for tests. */
record GivenLabels(List<String> classes, int columns, double smallest, double largest) implements Labels {
    static GivenLabels classes(String... names) {
        return new GivenLabels(List.of(names), 1, 0, names.length - 1);
    }

    static GivenLabels values(int columns, double smallest, double largest) {
        return new GivenLabels(List.of(), columns, smallest, largest);
    }
}
