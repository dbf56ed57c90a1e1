package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A table written by hand: {@code {10: 0.01, 20: 0.001}} is the initial rate for the first ten epochs or steps, 0.01 for the
 * next ten and 0.001 from then on. The rates are learning rates themselves, not multiples of the initial one.
 */
@ServiceProvider(LrSchedule.class)
public record Manual(
        @Hyperparameter(min = 0, help = "the learning rate from a number of completed epochs or steps on")
        SortedMap<Integer, Double> rates,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** An empty table, which leaves the rate what it is. */
    public Manual() {
        this(Collections.emptySortedMap(), Per.EPOCH);
    }

    /** Copies the table and checks it. */
    public Manual {
        // as a plain map, so that the copy is in ascending order whatever the order of the original
        rates = Collections.unmodifiableNavigableMap(new TreeMap<>((Map<Integer, Double>) rates));
        rates.forEach((start, rate) -> {
            Range.atLeast(0, "a key of rates", start);
            Range.notNegative("rates." + start, rate);
        });
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        Integer start = ((NavigableMap<Integer, Double>) rates).floorKey(per.completed(progress));
        return start == null ? initialRate : Objects.requireNonNull(rates.get(start));
    }
}
