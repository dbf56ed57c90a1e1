package io.descent.spark;

import io.descent.core.training.DivergedException;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import org.jspecify.annotations.Nullable;

/** What Descent says of a failure, which may come from an executor. */
final class Mistake {
    private Mistake() {}

    /** The message of this library; null if the failure is another one. */
    static @Nullable String of(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof InvalidInputException
                    || each instanceof PluginException
                    || each instanceof DivergedException) {
                return String.valueOf(each.getMessage());
            }
        }
        return null;
    }
}
