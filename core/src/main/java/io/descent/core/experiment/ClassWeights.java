package io.descent.core.experiment;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Entries;
import io.descent.inference.text.internal.Nearest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Weights of classes in the training loss: {@code training.class-weights} in an experiment file. The weight of a class
 * multiplies the loss of its examples. Metrics ignore it, and so does the cost of an evaluation.
 *
 * @param entries the weight of each class by its name, positive; classes without an entry have weight 1. Empty for
 *     {@code balanced}: every class gets the weight n / (K n_k), where n is the number of training examples, K the
 *     number of classes that occur and n_k the number of training examples of the class. Sample weights count as
 *     examples
 */
public record ClassWeights(SortedMap<String, Double> entries) implements Entries {
    private static final String WORD = "balanced";

    /** Every class has the same total weight. */
    public static final ClassWeights BALANCED = new ClassWeights(Collections.emptySortedMap());

    /** Copies the map. */
    public ClassWeights {
        entries.forEach((name, weight) -> {
            if (!(weight > 0) || Double.isInfinite(weight)) {
                throw new IllegalArgumentException(
                        "the class '%s' has the weight %s; expected a positive, finite number".formatted(name, weight));
            }
        });
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /**
     * Parses the word {@code balanced}.
     *
     * @throws IllegalArgumentException for every other word
     */
    public static ClassWeights parse(String text) {
        if (!text.equals(WORD)) {
            throw new IllegalArgumentException(
                    "found '%s', expected balanced, or a weight for each class such as {no: 1, yes: 8}"
                            .formatted(text));
        }
        return BALANCED;
    }

    /**
     * Weights by class.
     *
     * @throws IllegalArgumentException if there are none, or one is not positive
     */
    public static ClassWeights of(SortedMap<String, Double> entries) {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("expected a weight for at least one class, or balanced");
        }
        return new ClassWeights(entries);
    }

    /**
     * Rejects names of classes that the label does not have.
     *
     * @throws InvalidInputException if a class is unknown, or the label is a value
     */
    void check(List<String> classes) {
        if (classes.isEmpty()) {
            throw new InvalidInputException("training.class-weights: the label is a value; class weights need classes");
        }
        for (String name : entries.keySet()) {
            if (!classes.contains(name)) {
                throw new InvalidInputException("training.class-weights: unknown class '%s'%s; classes: %s"
                        .formatted(name, Nearest.suggestion(name, classes), String.join(", ", classes)));
            }
        }
    }

    /**
     * The weight of each class.
     *
     * @param totals the total sample weight of each class in the training set
     */
    public double[] weights(List<String> classes, double[] totals) {
        double[] weights = new double[totals.length];
        double all = Arrays.stream(totals).sum();
        long present = Arrays.stream(totals).filter(total -> total > 0).count();
        for (int i = 0; i < weights.length; i++) {
            if (entries.isEmpty()) {
                weights[i] = totals[i] > 0 ? all / (present * totals[i]) : 1;
            } else {
                weights[i] = entries.getOrDefault(classes.get(i), 1.0);
            }
        }
        return weights;
    }

    /** The form used in files. */
    @Override
    public String toString() {
        return entries.isEmpty() ? WORD : entries.toString();
    }
}
