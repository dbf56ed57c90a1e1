package io.descent.app;

import io.descent.core.metrics.Interval;
import io.descent.core.metrics.Intervals;
import io.descent.inference.limit.internal.Limits;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints the bootstrap intervals of metrics. */
final class IntervalsTable {
    private IntervalsTable() {}

    /** Prints the interval of one metric on the test set, else on the dev set, else nothing. */
    static void printLine(Map<String, Intervals> bySet, String metric, PrintWriter out) {
        for (String set : List.of("test", "dev")) {
            Intervals intervals = bySet.get(set);
            Interval interval = intervals == null ? null : intervals.of(metric);
            if (intervals != null && interval != null) {
                out.printf(
                        "95 %% interval    %s %s %s (bootstrap over %s)%n",
                        set, metric, text(interval), units(intervals));
                return;
            }
        }
    }

    /** Prints the intervals of all metrics, one column per set. */
    static void print(Map<String, Intervals> bySet, PrintWriter out) {
        if (bySet.isEmpty()) {
            return;
        }
        Intervals first = bySet.values().iterator().next();
        out.printf(
                Locale.ROOT, "%n95 %% intervals (bootstrap, %,d resamples of %s):%n", first.resamples(), units(first));
        Set<String> metrics = new LinkedHashSet<>();
        bySet.values().forEach(each -> metrics.addAll(each.byMetric().keySet()));
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        head.addAll(bySet.keySet());
        rows.add(head);
        metrics.stream().limit(Limits.TABLE_LINES).forEach(metric -> {
            List<String> row = new ArrayList<>(List.of(metric));
            bySet.values().forEach(each -> row.add(text(each.of(metric))));
            rows.add(row);
        });
        TextTable.print(rows, out);
    }

    private static String units(Intervals intervals) {
        return intervals.grouped() ? "groups" : "rows";
    }

    /** The ends of an interval. */
    static String text(@Nullable Interval interval) {
        return interval == null
                ? "-"
                : MetricsTable.number(interval.low()) + " to " + MetricsTable.number(interval.high());
    }
}
