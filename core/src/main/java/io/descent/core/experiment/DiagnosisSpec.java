package io.descent.core.experiment;

import io.descent.api.Hyperparameter;
import io.descent.inference.spec.Default;

/**
 * Settings for judging the errors of a run: the {@code diagnosis} section of an experiment file.
 *
 * @param baseError the unavoidable error, such as the human error rate; at least 0 and below 1
 */
public record DiagnosisSpec(
        @Default("0")
        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                help = "the unavoidable error, such as the human error rate")
        double baseError) {
    /** Checks the range. */
    public DiagnosisSpec {
        if (!(baseError >= 0 && baseError < 1)) {
            throw new IllegalArgumentException("base-error is " + baseError + "; it must be at least 0 and below 1");
        }
    }
}
