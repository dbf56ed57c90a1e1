package io.descent.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The results on real tables beside those of other programs, as tables of a page. */
final class TablesPage {
    static final String ONE = "one";
    static final String FOLDS = "folds";
    static final long DEFAULT_SEED = 1;
    private static final List<String> PEERS = List.of("linear", "mlp", "realmlp", "histgb");

    private final List<TableResult> results;
    /** The cells of {@code peers.csv} by table and program: score, AUC or RMSE, log loss, seconds. */
    private final Map<String, Map<String, double[]>> peers = new TreeMap<>();

    TablesPage(List<TableResult> results, Path peersFile) throws IOException {
        this.results = results;
        for (String line : Files.readAllLines(peersFile)) {
            String[] cells = line.split(",", -1);
            if (!cells[0].equals("table")) {
                peers.computeIfAbsent(cells[0], name -> new LinkedHashMap<>())
                        .put(
                                cells[1],
                                Arrays.stream(cells, 2, cells.length)
                                        .mapToDouble(cell -> cell.equals("nan") ? Double.NaN : Double.parseDouble(cell))
                                        .toArray());
            }
        }
    }

    /** All tables. */
    String text() {
        StringBuilder text = new StringBuilder();
        scores(text);
        logLosses(text);
        counts(text);
        ablation(text);
        return text.toString();
    }

    private @Nullable TableResult find(String table, String variant, long seed) {
        return results.stream()
                .filter(each -> each.table().equals(table) && each.variant().equals(variant) && each.seed() == seed)
                .findFirst()
                .orElse(null);
    }

    private List<TableResult> all(String table, String variant) {
        return results.stream()
                .filter(each -> each.table().equals(table) && each.variant().equals(variant))
                .toList();
    }

    private Set<String> tables() {
        return results.stream().map(TableResult::table).collect(Collectors.toCollection(TreeSet::new));
    }

    private void scores(StringBuilder text) {
        text.append("| table | rows | metric | one net | seconds | five folds | seconds | linear | MLP | RealMLP |"
                + " boosting |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (String table : tables()) {
            TableResult one = find(table, ONE, DEFAULT_SEED);
            TableResult folds = find(table, FOLDS, DEFAULT_SEED);
            TableResult any = one != null ? one : folds;
            if (any == null) {
                continue;
            }
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %s | %s | %s | %s | %s |%s%n",
                    table,
                    any.rows(),
                    any.isClasses() ? "accuracy" : "R2",
                    score(table, ONE, one),
                    seconds(one),
                    score(table, FOLDS, folds),
                    seconds(folds),
                    PEERS.stream().map(peer -> cell(table, peer, 0)).collect(Collectors.joining())));
        }
        text.append('\n');
    }

    private static String seconds(@Nullable TableResult result) {
        return result == null ? "" : String.format(Locale.ROOT, "%.0f", result.seconds());
    }

    /** The score of the default seed, and median and range if there are more seeds. */
    private String score(String table, String variant, @Nullable TableResult result) {
        if (result == null) {
            return "";
        }
        String text = String.format(Locale.ROOT, "%.4f ± %.4f", result.score(), result.standardError());
        double[] scores = all(table, variant).stream()
                .mapToDouble(TableResult::score)
                .sorted()
                .toArray();
        return scores.length < 2
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                " (%.4f; %.4f to %.4f)",
                                scores[scores.length / 2],
                                scores[0],
                                scores[scores.length - 1]);
    }

    private String cell(String table, String peer, int column) {
        double[] cells = peers.getOrDefault(table, Map.of()).get(peer);
        return cells == null || Double.isNaN(cells[column])
                ? "  |"
                : String.format(Locale.ROOT, " %.4f |", cells[column]);
    }

    private void logLosses(StringBuilder text) {
        text.append("""
                Log loss on the test set, with the raw one in brackets:

                | table | one net | five folds | linear | MLP | RealMLP | boosting |
                |---|---|---|---|---|---|---|
                """);
        for (String table : tables()) {
            TableResult one = find(table, ONE, DEFAULT_SEED);
            TableResult folds = find(table, FOLDS, DEFAULT_SEED);
            if ((one != null && one.isClasses()) || (folds != null && folds.isClasses())) {
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %s |%s%n",
                        table,
                        logLoss(one),
                        logLoss(folds),
                        PEERS.stream().map(peer -> cell(table, peer, 2)).collect(Collectors.joining())));
            }
        }
        text.append('\n');
    }

    private static String logLoss(@Nullable TableResult result) {
        return result == null || result.logLoss() == null || result.rawLogLoss() == null
                ? ""
                : String.format(Locale.ROOT, "%.4f (%.4f)", result.logLoss(), result.rawLogLoss());
    }

    /** On how many tables a variant is at least as good as each program. */
    private void counts(StringBuilder text) {
        for (String variant : List.of(ONE, FOLDS)) {
            List<String> parts = new ArrayList<>();
            for (String peer : PEERS) {
                int good = 0;
                int compared = 0;
                for (String table : tables()) {
                    TableResult result = find(table, variant, DEFAULT_SEED);
                    double[] other = peers.getOrDefault(table, Map.of()).get(peer);
                    if (result != null && other != null) {
                        compared++;
                        good += result.score() >= other[0] - result.standardError() ? 1 : 0;
                    }
                }
                parts.add("%s on %d of %d".formatted(peer, good, compared));
            }
            text.append("* %s: at least as good as %s (not worse by more than one standard error of the score)%n"
                    .formatted(variant.equals(ONE) ? "one net" : "five folds", String.join(", ", parts)));
        }
        text.append("* mean rank by score: %s%n%n".formatted(ranks()));
    }

    /** The mean rank of every program on the tables that all of them have; 1 is the best. */
    private String ranks() {
        Map<String, Double> sums = new LinkedHashMap<>();
        int count = 0;
        for (String table : tables()) {
            Map<String, Double> scores = new LinkedHashMap<>();
            for (String variant : List.of(ONE, FOLDS)) {
                TableResult result = find(table, variant, DEFAULT_SEED);
                if (result != null) {
                    scores.put(variant.equals(ONE) ? "one net" : "five folds", result.score());
                }
            }
            PEERS.forEach(peer -> {
                double[] cells = peers.getOrDefault(table, Map.of()).get(peer);
                if (cells != null) {
                    scores.put(peer, cells[0]);
                }
            });
            if (scores.size() < PEERS.size() + 2) {
                continue;
            }
            count++;
            for (Map.Entry<String, Double> each : scores.entrySet()) {
                double rank = 1;
                for (Map.Entry<String, Double> other : scores.entrySet()) {
                    rank += other.getValue() > each.getValue()
                            ? 1
                            : other != each && other.getValue().equals(each.getValue()) ? 0.5 : 0;
                }
                sums.merge(each.getKey(), rank, Double::sum);
            }
        }
        if (count == 0) {
            return "needs both variants of a table";
        }
        int tables = count;
        return sums.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(each -> String.format(Locale.ROOT, "%s %.2f", each.getKey(), each.getValue() / tables))
                .collect(Collectors.joining(", "));
    }

    /** What each part of the recipe is worth: the change of the score without it, in standard errors of the score. */
    private void ablation(StringBuilder text) {
        List<String> variants = results.stream()
                .map(TableResult::variant)
                .filter(variant -> !variant.equals(ONE) && !variant.equals(FOLDS))
                .distinct()
                .toList();
        if (variants.isEmpty()) {
            return;
        }
        text.append("""
                Without a part of the recipe, one net: the change of the score in hundredths, over tables and seeds that
                have both

                | without | trainings | mean | standard error | better without | worse without |
                |---|---|---|---|---|---|
                """);
        for (String variant : variants) {
            List<Double> changes = new ArrayList<>();
            for (TableResult result : results) {
                TableResult whole = find(result.table(), ONE, result.seed());
                if (result.variant().equals(variant) && whole != null) {
                    changes.add(100 * (result.score() - whole.score()));
                }
            }
            double n = changes.size();
            double mean =
                    changes.stream().mapToDouble(Double::doubleValue).average().orElse(0);
            double squares =
                    changes.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %.2f | %.2f | %d | %d |%n",
                    variant.replaceFirst("^without ", ""),
                    changes.size(),
                    mean,
                    n < 2 ? 0 : Math.sqrt(squares / (n - 1) / n),
                    changes.stream().filter(x -> x > 0).count(),
                    changes.stream().filter(x -> x < 0).count()));
        }
        text.append('\n');
    }
}
