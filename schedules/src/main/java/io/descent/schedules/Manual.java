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
 * A table of learning rates: {@code {10: 0.01, 20: 0.001}} uses the initial rate for the first ten epochs or steps,
 * 0.01 for the next ten and 0.001 from then on. The values are learning rates, not multiples of the initial rate.
 */
@ServiceProvider(LrSchedule.class)
public record Manual(
        @Hyperparameter(
                min = 0,
                help = "learning rates, keyed by the number of completed epochs or steps after which they apply")
        SortedMap<Integer, Double> rates,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** Default: an empty table, which keeps the initial rate. */
    public Manual() {
        this(Collections.emptySortedMap(), Per.EPOCH);
    }

    /** Copies the table and checks it. */
    public Manual {
        // copied as a plain map, so that keys are in ascending order whatever the order of the original
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
