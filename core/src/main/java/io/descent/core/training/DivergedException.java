package io.descent.core.training;

import io.descent.inference.text.internal.Decimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The numbers of a training have left the finite range. The parameters are those of the last completed update. */
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
                        "Lower the learning rate (now %s), weaken penalties, clip the norm of the gradient, or normalise the data."
                                .formatted(Decimal.text(
                                        result.experiment().training().learningRate()))));
        this.parameter = divergence.parameter();
        this.step = divergence.step();
        this.result = result;
    }

    /** The first parameter that was concerned, for instance {@code dense-1.weight}; empty where only the cost was. */
    public Optional<String> parameter() {
        return Optional.ofNullable(parameter);
    }

    /** The update in which it was found, from 1. */
    public int step() {
        return step;
    }

    /** What was reached before. */
    public TrainingResult result() {
        return result;
    }
}
