package io.descent.core.experiment;

import io.descent.api.Hyperparameter;
import io.descent.inference.spec.Default;

/**
 * What the errors of a training are compared with: the {@code diagnosis} section of an experiment file.
 *
 * @param baseError the error that no training can avoid, for instance that of people; at least 0 and below 1
 */
public record DiagnosisSpec(
        @Default("0")
        @Hyperparameter(min = 0, max = 1, maxExclusive = true, help = "the error that no training can avoid")
        double baseError) {
    /** Checks the range. */
    public DiagnosisSpec {
        if (!(baseError >= 0 && baseError < 1)) {
            throw new IllegalArgumentException("base-error is " + baseError + "; it must be at least 0 and below 1");
        }
    }
}
