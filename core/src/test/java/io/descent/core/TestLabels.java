package io.descent.core;

import io.descent.api.Labels;
import io.descent.inference.spec.Schema;
import java.util.List;
import java.util.stream.IntStream;

/** Labels without examples. */
public record TestLabels(List<String> classes, int columns, double smallest, double largest) implements Labels {
    /** Values from -1 to 1. */
    public static final Labels VALUES = new TestLabels(List.of(), 1, -1, 1);

    /** Classes called 0, 1, ... */
    public static Labels classes(int count) {
        return new TestLabels(
                IntStream.range(0, count).mapToObj(Integer::toString).toList(), 1, 0, count - 1);
    }

    public static Labels of(Schema schema) {
        return schema.classes().isEmpty()
                ? VALUES
                : new TestLabels(schema.classes(), 1, 0, schema.classes().size() - 1);
    }
}
