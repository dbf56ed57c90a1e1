package io.descent.core.check.internal;

import java.util.List;

/**
 * The outcome of a gradient check.
 *
 * @param whole all parameters together
 * @param tensors each parameter by itself
 */
public record CheckReport(CheckedTensor whole, List<CheckedTensor> tensors) {
    /** Copies the list. */
    public CheckReport {
        tensors = List.copyOf(tensors);
    }

    /** Whether all parameters together pass and no tensor fails by itself. */
    public boolean passed() {
        return whole.verdict() == CheckedTensor.Verdict.PASSED && failures().isEmpty();
    }

    /** The tensors whose gradients are wrong. */
    public List<CheckedTensor> failures() {
        return tensors.stream()
                .filter(tensor -> tensor.verdict() == CheckedTensor.Verdict.FAILED)
                .toList();
    }
}
