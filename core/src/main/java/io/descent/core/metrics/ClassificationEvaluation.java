package io.descent.core.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The metrics of a classifier. Precision, recall and F1 are 0 where their divisor is 0.
 *
 * @param cost mean loss
 * @param classes names of the classes
 * @param confusion number of examples by true class (first index) and predicted class (second index)
 * @param scores additional metrics by name
 */
public record ClassificationEvaluation(
        double cost, List<String> classes, List<List<Integer>> confusion, Map<String, Double> scores)
        implements Evaluation {
    /** Copies the lists. */
    public ClassificationEvaluation {
        classes = List.copyOf(classes);
        confusion = confusion.stream().map(List::copyOf).toList();
    }

    /** The metrics of a confusion matrix. */
    public static ClassificationEvaluation of(double cost, List<String> classes, int[][] confusion) {
        return new ClassificationEvaluation(
                cost,
                classes,
                Arrays.stream(confusion)
                        .map(row -> Arrays.stream(row).boxed().toList())
                        .toList(),
                Map.of());
    }

    @Override
    public int examples() {
        return confusion.stream().mapToInt(ClassificationEvaluation::sum).sum();
    }

    private static int sum(List<Integer> counts) {
        return counts.stream().mapToInt(Integer::intValue).sum();
    }

    private int right(int index) {
        return confusion.get(index).get(index);
    }

    /** Share of examples that are classified correctly. */
    public double accuracy() {
        return ratio(IntStream.range(0, classes.size()).map(this::right).sum(), examples());
    }

    /** Number of examples of a class. */
    public int support(int index) {
        return sum(confusion.get(index));
    }

    private int predicted(int index) {
        return confusion.stream().mapToInt(row -> row.get(index)).sum();
    }

    /** Share of the examples predicted as a class that belong to it. */
    public double precision(int index) {
        return ratio(right(index), predicted(index));
    }

    /** Share of the examples of a class that are predicted as that class. */
    public double recall(int index) {
        return ratio(right(index), support(index));
    }

    /** Harmonic mean of precision and recall of a class. */
    public double f1(int index) {
        double precision = precision(index);
        double recall = recall(index);
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /** The unweighted mean of F1 over the classes that occur among labels or predictions. */
    public double macroF1() {
        return IntStream.range(0, classes.size())
                .filter(i -> support(i) + predicted(i) > 0)
                .mapToDouble(this::f1)
                .average()
                .orElse(0);
    }

    private static double ratio(int part, int whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    @Override
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("cost", cost);
        values.put("accuracy", accuracy());
        values.put("f1", macroF1());
        values.putAll(scores);
        return values;
    }

    @Override
    public ClassificationEvaluation with(Map<String, Double> more) {
        return new ClassificationEvaluation(cost, classes, confusion, more);
    }

    @Override
    public String headline() {
        return "accuracy";
    }
}
