package io.descent.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What each part of the recipe is worth: the change of score and log loss of one net without it. */
final class Ablation {
    private static final String SMOOTHING = "label smoothing";

    private final List<TableResult> results;

    Ablation(List<TableResult> results) {
        this.results = results;
    }

    /**
     * The mean change over tables, each the mean over its seeds.
     *
     * @param error standard error of the mean over seeds, the tables being given; a table with one seed has the mean
     *     variance of the others
     */
    private record Change(int tables, int trainings, double mean, double error, int higher, int lower) {
        static Change of(Map<String, List<Double>> byTable) {
            double sum = 0;
            double variances = 0;
            int repeated = 0;
            double shares = 0;
            int trainings = 0;
            int higher = 0;
            int lower = 0;
            for (List<Double> changes : byTable.values()) {
                int n = changes.size();
                double mean = changes.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow();
                sum += mean;
                shares += 1.0 / n;
                trainings += n;
                higher += mean > 0 ? 1 : 0;
                lower += mean < 0 ? 1 : 0;
                if (n > 1) {
                    repeated++;
                    variances += changes.stream()
                                    .mapToDouble(change -> (change - mean) * (change - mean))
                                    .sum()
                            / (n - 1);
                }
            }
            int tables = byTable.size();
            return new Change(
                    tables, trainings, sum / tables, Math.sqrt(variances / repeated * shares) / tables, higher, lower);
        }

        String text() {
            return String.format(Locale.ROOT, "%+.2f ± %s", mean, Double.isNaN(error) ? "?" : "%.2f".formatted(error));
        }
    }

    void append(StringBuilder text) {
        List<String> variants = results.stream()
                .map(TableResult::variant)
                .filter(variant -> variant.startsWith("without "))
                .distinct()
                .toList();
        if (variants.isEmpty()) {
            return;
        }
        text.append("""
                Without a part of the recipe: the change of the score of one net in hundredths, its standard error over
                seeds, and on how many tables the score is higher and lower without the part; the same for the calibrated
                log loss in thousandths, where higher is worse. A table counts by its mean over seeds. All of it was
                measured with the label smoothing of the paper; the last row takes that away, which is the recipe.

                | without | tables | trainings | score | higher | lower | log loss | higher | lower |
                |---|---|---|---|---|---|---|---|---|
                """);
        List<String> rows = new ArrayList<>(variants);
        rows.add(TablesPage.ONE);
        for (String variant : rows) {
            Change score = Change.of(changes(variant, result -> 100 * result.score()));
            Change loss = Change.of(changes(variant, result -> 1000 * orNaN(result.logLoss())));
            text.append("| %s | %d | %d | %s | %d | %d | %s |%n"
                    .formatted(
                            variant.equals(TablesPage.ONE) ? SMOOTHING : variant.replaceFirst("^without ", ""),
                            score.tables,
                            score.trainings,
                            score.text(),
                            score.higher,
                            score.lower,
                            loss.tables == 0
                                    ? " | | "
                                    : "%s | %d | %d".formatted(loss.text(), loss.higher, loss.lower)));
        }
        text.append('\n');
        smoothing(text);
    }

    /** The calibrated log loss with and without label smoothing. */
    private void smoothing(StringBuilder text) {
        Map<String, Double> without = new LinkedHashMap<>();
        results.stream()
                .filter(result -> result.variant().equals(TablesPage.ONE))
                .forEach(result -> without.put(key(result), orNaN(result.logLoss())));
        Map<String, List<double[]>> byTable = new TreeMap<>();
        for (TableResult result : results) {
            Double loss = without.get(key(result));
            if (loss != null && result.logLoss() != null && result.variant().equals(TablesPage.SMOOTHED)) {
                byTable.computeIfAbsent(result.table(), table -> new ArrayList<>())
                        .add(new double[] {result.logLoss(), loss});
            }
        }
        text.append("""
                Label smoothing: the calibrated log loss, mean over seeds:

                | table | seeds | with | without |
                |---|---|---|---|
                """);
        byTable.forEach((table, losses) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %d | %.4f | %.4f |%n",
                table,
                losses.size(),
                losses.stream().mapToDouble(pair -> pair[0]).average().orElseThrow(),
                losses.stream().mapToDouble(pair -> pair[1]).average().orElseThrow())));
        text.append('\n');
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    /** The differences from the whole recipe by table, where both are known. */
    private Map<String, List<Double>> changes(String variant, ToDoubleFunction<TableResult> value) {
        Map<String, Double> whole = new LinkedHashMap<>();
        for (String reference : List.of(TablesPage.ONE, TablesPage.SMOOTHED)) {
            results.stream()
                    .filter(result -> result.variant().equals(reference))
                    .forEach(result -> whole.put(key(result), value.applyAsDouble(result)));
        }
        Map<String, List<Double>> byTable = new TreeMap<>();
        for (TableResult result : results) {
            double change = value.applyAsDouble(result) - whole.getOrDefault(key(result), Double.NaN);
            boolean isReference = variant.equals(TablesPage.ONE) && !result.isClasses();
            if (result.variant().equals(variant) && !isReference && !Double.isNaN(change)) {
                byTable.computeIfAbsent(result.table(), table -> new ArrayList<>())
                        .add(change);
            }
        }
        return byTable;
    }

    private static String key(TableResult result) {
        return result.table() + " " + result.seed();
    }
}
