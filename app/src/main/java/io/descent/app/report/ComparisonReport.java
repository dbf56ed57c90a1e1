package io.descent.app.report;

import io.descent.core.run.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * The report of a comparison of runs.
 *
 * @param names of the runs
 * @param runs what their folders contain
 * @param settings for each key that differs, its value in each run
 * @param results a table; the first row is its head
 * @param paired the differences from the first run on the same rows; the first row is the head; empty for none
 * @param remarks what the differences lack, in sentences
 */
public record ComparisonReport(
        List<String> names,
        List<RunRecord> runs,
        Map<String, List<String>> settings,
        List<List<String>> results,
        List<List<String>> paired,
        List<String> remarks) {
    /** The whole HTML file. */
    public String page() {
        Html html = new Html().raw("<h1>Comparison of %d runs</h1>".formatted(names.size()));
        html.section("results", "Results")
                .table("Final metrics", results.get(0), results.subList(1, results.size()))
                .end();
        if (!settings.isEmpty()) {
            List<String> head = new ArrayList<>(List.of("key"));
            head.addAll(names);
            List<List<String>> rows = new ArrayList<>();
            settings.forEach((key, values) -> {
                List<String> row = new ArrayList<>(List.of(key));
                row.addAll(values);
                rows.add(row);
            });
            html.section("settings", "Settings that differ")
                    .table("Values by run", head, rows)
                    .end();
        }
        if (!paired.isEmpty() || !remarks.isEmpty()) {
            html.section("differences", "Differences from " + names.get(0));
            if (!paired.isEmpty()) {
                html.table(
                        "On the same rows, with 95 % intervals (paired bootstrap)",
                        paired.get(0), paired.subList(1, paired.size()));
            }
            if (!remarks.isEmpty()) {
                html.list(remarks);
            }
            html.end();
        }
        html.section("curves", "Training").plots(plots()).end();
        return Report.page("Comparison: " + String.join(", ", names), html.toString(), "");
    }

    private List<Plot> plots() {
        Set<String> metrics = new LinkedHashSet<>(List.of("train.cost"));
        runs.forEach(run -> metrics.addAll(run.metrics()));
        List<Plot> plots = new ArrayList<>();
        for (String metric : metrics) {
            if (metric.startsWith("train.") || metric.startsWith("dev.") || metric.equals("learningRate")) {
                Plot plot = new Plot(metric + " by epoch", "epoch", metric).counts();
                for (int i = 0; i < runs.size(); i++) {
                    SortedMap<Integer, Double> history = runs.get(i).history(metric);
                    plot.line(names.get(i), array(history.keySet()), array(history.values()));
                }
                plots.add(plot);
            }
        }
        return plots;
    }

    private static double[] array(Iterable<? extends Number> values) {
        List<Double> all = new ArrayList<>();
        values.forEach(value -> all.add(value.doubleValue()));
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
