package io.descent.core.metrics;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How often each class was predicted for the examples of each class. Weights do not count.
 *
 * @param classes names of the classes
 * @param counts number of examples by true class (first index) and predicted class (second index)
 */
public record ConfusionMatrix(List<String> classes, List<List<Integer>> counts) implements Serializable {
    /** Copies the lists. */
    public ConfusionMatrix {
        classes = List.copyOf(classes);
        counts = counts.stream().map(List::copyOf).toList();
    }

    static ConfusionMatrix of(List<String> classes, int[][] counts) {
        return new ConfusionMatrix(
                classes,
                Arrays.stream(counts)
                        .map(row -> Arrays.stream(row).boxed().toList())
                        .toList());
    }

    private static int sum(List<Integer> row) {
        return row.stream().mapToInt(Integer::intValue).sum();
    }

    private int right(int index) {
        return counts.get(index).get(index);
    }

    /** Number of examples that are classified correctly. */
    public int right() {
        return IntStream.range(0, classes.size()).map(this::right).sum();
    }

    /** Share of the examples that are classified correctly. */
    public double accuracy() {
        return (double) right() / counts.stream().mapToInt(ConfusionMatrix::sum).sum();
    }

    /** Number of examples of a class. */
    public int support(int index) {
        return sum(counts.get(index));
    }

    /** Number of examples that are predicted as a class. */
    public int predicted(int index) {
        return counts.stream().mapToInt(row -> row.get(index)).sum();
    }

    /** Share of the examples predicted as a class that belong to it; null if it is never predicted. */
    public @Nullable Double precision(int index) {
        return ratio(right(index), predicted(index));
    }

    /** Share of the examples of a class that are predicted as that class; null if there are none. */
    public @Nullable Double recall(int index) {
        return ratio(right(index), support(index));
    }

    /** F1 of a class, 2 right / (examples + predicted); null if the class neither occurs nor is predicted. */
    public @Nullable Double f1(int index) {
        return ratio(2 * right(index), support(index) + predicted(index));
    }

    private static @Nullable Double ratio(int part, int whole) {
        return whole == 0 ? null : (double) part / whole;
    }
}
