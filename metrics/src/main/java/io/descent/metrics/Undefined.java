package io.descent.metrics;

import org.jspecify.annotations.Nullable;

/** Inside this package, NaN stands for an undefined number: it is what 0 / 0 gives, and it passes through sums. */
final class Undefined {
    private Undefined() {}

    /** Returns the number as a {@link io.descent.api.Metric} returns it: null instead of NaN. */
    static @Nullable Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
