package io.descent.core.check.internal;

import java.util.Comparator;
import java.util.List;

/**
 * The result of the check for one parameter tensor, or for all together.
 *
 * @param name of the parameter
 * @param size number of elements
 * @param entries the elements that were checked
 * @param threshold the largest relative difference that passes
 */
public record CheckedTensor(String name, int size, List<CheckedEntry> entries, double threshold) {
    /** The outcome of a comparison. */
    public enum Verdict {
        /** The gradient equals the derivative, up to the threshold and rounding. */
        PASSED,
        /** The gradient differs from the derivative. */
        FAILED,
        /** Both are zero up to rounding, or every entry lies at a kink. Such a comparison proves nothing. */
        EMPTY
    }

    /** Copies the list. */
    public CheckedTensor {
        entries = List.copyOf(entries);
    }

    /** Number of entries that lie at a kink and were left out. */
    public int kinks() {
        return (int) entries.stream().filter(CheckedEntry::kink).count();
    }

    /**
     * ||g - n|| / (||g|| + ||n||) of the gradient g and the differences n, in Euclidean norms; 0 where both are zero.
     */
    public double difference() {
        double norms = norms();
        return norms == 0 ? 0 : distance() / norms;
    }

    private double distance() {
        return norm(entry -> entry.analytic() - entry.numeric());
    }

    private double norms() {
        return norm(CheckedEntry::analytic) + norm(CheckedEntry::numeric);
    }

    private interface Part {
        double of(CheckedEntry entry);
    }

    private double norm(Part part) {
        double sum = 0;
        for (CheckedEntry entry : entries) {
            double x = entry.kink() ? 0 : part.of(entry);
            sum += x * x;
        }
        return Math.sqrt(sum);
    }

    /** The outcome of the comparison. */
    public Verdict verdict() {
        double floor = norm(CheckedEntry::floor);
        double norms = norms();
        if (!(distance() <= threshold * norms + floor && Double.isFinite(norms))) {
            return Verdict.FAILED;
        }
        return norms <= 2 * floor ? Verdict.EMPTY : Verdict.PASSED;
    }

    /**
     * Whether the tensor passes although {@link #difference} is above the threshold, because rounding of the function
     * explains it.
     */
    public boolean isWithinRounding() {
        return verdict() == Verdict.PASSED && difference() > threshold;
    }

    /** The entries, without kinks, whose own difference exceeds the threshold by more than rounding, worst first. */
    public List<CheckedEntry> wrong() {
        return worst(entries.size()).stream()
                .filter(entry -> entry.isWrong(threshold))
                .toList();
    }

    /** The entries, without kinks, that disagree most with their finite differences, worst first. */
    public List<CheckedEntry> worst(int count) {
        return entries.stream()
                .filter(entry -> !entry.kink())
                .sorted(Comparator.comparingDouble(CheckedEntry::excess).reversed())
                .limit(count)
                .toList();
    }
}
