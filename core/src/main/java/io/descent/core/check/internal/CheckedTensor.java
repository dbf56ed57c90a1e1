package io.descent.core.check.internal;

import java.util.Comparator;
import java.util.List;

/**
 * What the check found of one parameter tensor, or of all together.
 *
 * @param name of the parameter
 * @param size number of its elements
 * @param entries those that were checked
 * @param threshold the largest relative difference that passes
 */
public record CheckedTensor(String name, int size, List<CheckedEntry> entries, double threshold) {
    /** What a comparison says. */
    public enum Verdict {
        /** The gradient is the derivative, up to the threshold and rounding. */
        PASSED,
        /** It is not. */
        FAILED,
        /** Both are zero up to rounding, or every entry lies at a kink: nothing was proven. */
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

    /** ||g - n|| / (||g|| + ||n||) of the gradient g and the differences n, in Euclidean norms; 0 where both are zero. */
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

    /** What the comparison says. */
    public Verdict verdict() {
        double floor = norm(CheckedEntry::floor);
        double norms = norms();
        if (!(distance() <= threshold * norms + floor && Double.isFinite(norms))) {
            return Verdict.FAILED;
        }
        return norms <= 2 * floor ? Verdict.EMPTY : Verdict.PASSED;
    }

    /** Whether it passes although {@link #difference} is above the threshold, because rounding of the function explains it. */
    public boolean isWithinRounding() {
        return verdict() == Verdict.PASSED && difference() > threshold;
    }

    /** The entries, kinks left out, whose own difference is above the threshold by more than rounding, the worst first. */
    public List<CheckedEntry> wrong() {
        return worst(entries.size()).stream()
                .filter(entry -> entry.isWrong(threshold))
                .toList();
    }

    /** The entries, kinks left out, that are furthest from their differences, the worst first. */
    public List<CheckedEntry> worst(int count) {
        return entries.stream()
                .filter(entry -> !entry.kink())
                .sorted(Comparator.comparingDouble(CheckedEntry::excess).reversed())
                .limit(count)
                .toList();
    }
}
