package io.descent.core.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bootstrap intervals of the metrics of one data set.
 *
 * @param byMetric the interval of each metric by the name used in files; null where it is undefined
 * @param resamples how often the data set was resampled
 * @param units how many rows, or groups of rows, each resample drew
 * @param grouped whether whole groups were drawn
 */
public record Intervals(Map<String, @Nullable Interval> byMetric, int resamples, int units, boolean grouped) {
    /** Copies the map in its order. */
    public Intervals {
        byMetric = Collections.unmodifiableMap(new LinkedHashMap<>(byMetric));
    }

    /** The interval of a metric; null if it is unknown or undefined. */
    public @Nullable Interval of(String metric) {
        return byMetric.get(metric);
    }
}
