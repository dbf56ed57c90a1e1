package io.descent.core.training;

import io.descent.inference.text.internal.Decimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A training diverged: a number is no longer finite, or a gradient too large. The parameters are those of the last
 * completed update.
 */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String parameter;
    private final int step;
    private final transient TrainingResult result;

    DivergedException(Divergence divergence, TrainingResult result) {
        super("training diverged in epoch %d, step %d: %s%s %s\n%s"
                .formatted(
                        result.epochs() + 1,
                        divergence.step(),
                        divergence.what(),
                        divergence.parameter() == null ? "" : " of " + divergence.parameter(),
                        divergence.how(),
                        "Lower the learning rate (now %s), weaken penalties, clip the gradient norm, or normalise the data."
                                .formatted(Decimal.text(
                                        result.experiment().training().learningRate()))));
        this.parameter = divergence.parameter();
        this.step = divergence.step();
        this.result = result;
    }

    /** The first affected parameter, for example {@code dense-1.weight}; empty if only the cost is affected. */
    public Optional<String> parameter() {
        return Optional.ofNullable(parameter);
    }

    /** The update in which the divergence was found, from 1. */
    public int step() {
        return step;
    }

    /** The result up to the last completed update. */
    public TrainingResult result() {
        return result;
    }
}
