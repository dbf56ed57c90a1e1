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

    /** One net with the label smoothing of the paper. */
    static final String SMOOTHED = "with label smoothing";

    static final String FOLDS = "folds";
    static final long DEFAULT_SEED = 1;
    /** Rows from which a table counts as large. */
    private static final int LARGE = 10_000;

    /** Characters of a line. */
    private static final int WIDTH = 120;

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
        secondMetrics(text);
        logLosses(text);
        counts(text);
        intervals(text);
        speed(text);
        new Ablation(results).append(text);
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

    /** The metric that stands second: of classes the ranking, of values the size of the errors. */
    private void secondMetrics(StringBuilder text) {
        text.append("""
                AUC on the test set of classes (of more than two, the mean over one against the rest), RMSE of values:

                | table | metric | one net | five folds | linear | MLP | RealMLP | boosting |
                |---|---|---|---|---|---|---|---|
                """);
        for (String table : tables()) {
            TableResult one = find(table, ONE, DEFAULT_SEED);
            TableResult folds = find(table, FOLDS, DEFAULT_SEED);
            TableResult any = one != null ? one : folds;
            if (any != null) {
                text.append("| %s | %s |%s%s%s%n"
                        .formatted(
                                table,
                                any.isClasses() ? "AUC" : "RMSE",
                                number(one == null ? null : one.second()),
                                number(folds == null ? null : folds.second()),
                                PEERS.stream().map(peer -> cell(table, peer, 1)).collect(Collectors.joining())));
            }
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
        return number(cells == null ? null : (Double) cells[column]);
    }

    private static String number(@Nullable Double value) {
        return value == null || value.isNaN()
                ? "  |"
                : String.format(Locale.ROOT, Math.abs(value) < 1000 ? " %.4f |" : " %,.0f |", value);
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
            bullet(
                    text,
                    "%s: at least as good as %s (not worse by more than one standard error of the score)"
                            .formatted(variant.equals(ONE) ? "one net" : "five folds", String.join(", ", parts)));
        }
        bullet(text, "mean rank by score: " + ranks());
        for (String variant : List.of(ONE, FOLDS)) {
            calibrated(text, variant);
        }
        text.append('\n');
    }

    /** A line of a list, wrapped as the pages are. */
    private static void bullet(StringBuilder text, String line) {
        int start = text.length();
        text.append('*');
        for (String word : line.split(" ", -1)) {
            if (text.length() - start + 1 + word.length() > WIDTH) {
                text.append("\n ");
                start = text.length() - 1;
            }
            text.append(' ').append(word);
        }
        text.append('\n');
    }

    /** What calibration does to the log loss, and how it compares with that of boosting. */
    private void calibrated(StringBuilder text, String variant) {
        int lower = 0;
        int close = 0;
        int lost = 0;
        int count = 0;
        for (String table : tables()) {
            TableResult result = find(table, variant, DEFAULT_SEED);
            double[] boosting = peers.getOrDefault(table, Map.of()).get("histgb");
            if (result != null
                    && result.logLoss() != null
                    && result.logLossError() != null
                    && result.rawLogLoss() != null
                    && boosting != null) {
                count++;
                double raw = result.rawLogLoss();
                lower += result.logLoss() < raw ? 1 : 0;
                close += result.logLoss() <= raw + result.logLossError() ? 1 : 0;
                lost += result.logLoss() > boosting[2] ? 1 : 0;
            }
        }
        bullet(
                text,
                "%s: calibration lowers the log loss on %d of %d, and on %d it is at most one standard error higher; it is higher than that of histgb on %d"
                        .formatted(variant.equals(ONE) ? "one net" : "five folds", lower, count, close, lost));
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

    /** How many values lie in their 90 % interval, and how wide it is. */
    private void intervals(StringBuilder text) {
        text.append("""
                Intervals of the level 0.9, with their mean width in standard deviations of the values:

                | table | one net | width | five folds (CV+) | width |
                |---|---|---|---|---|
                """);
        for (String table : tables()) {
            TableResult one = find(table, ONE, DEFAULT_SEED);
            TableResult folds = find(table, FOLDS, DEFAULT_SEED);
            if ((one != null && one.coverage() != null) || (folds != null && folds.coverage() != null)) {
                text.append("| %s | %s | %s |%n".formatted(table, coverage(one), coverage(folds)));
            }
        }
        text.append('\n');
    }

    private static String coverage(@Nullable TableResult result) {
        return result == null || result.coverage() == null
                ? " | "
                : String.format(Locale.ROOT, "%.1f %% | %.2f", 100 * result.coverage(), result.width());
    }

    /** The speed of the training of one net on the larger tables. */
    private void speed(StringBuilder text) {
        text.append("""
                Speed of one net on one thread: floating-point operations of the matrix products per second, and the share
                of the time that these products take if nothing else is done:

                | table | seconds | RealMLP | GFLOP/s | products |
                |---|---|---|---|---|
                """);
        for (String table : tables()) {
            TableResult one = find(table, ONE, DEFAULT_SEED);
            if (one != null && one.gflops() != null && one.floor() != null && one.rows() > LARGE) {
                double[] peer = peers.getOrDefault(table, Map.of()).get("realmlp");
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | %.0f | %s | %.0f | %.0f %% |%n",
                        table,
                        one.seconds(),
                        peer == null ? "" : String.format(Locale.ROOT, "%.0f", peer[3]),
                        one.gflops(),
                        100 * one.floor()));
            }
        }
        text.append('\n');
    }
}
