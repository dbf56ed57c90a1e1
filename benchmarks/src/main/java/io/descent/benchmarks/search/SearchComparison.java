package io.descent.benchmarks.search;

import io.descent.core.search.CoarseToFine;
import io.descent.core.search.GaussianProcess;
import io.descent.core.search.Grid;
import io.descent.core.search.Objective;
import io.descent.core.search.QuasiRandom;
import io.descent.core.search.RandomSearch;
import io.descent.core.search.Strategy;
import io.descent.core.search.Study;
import io.descent.core.search.StudyResult;
import io.descent.core.search.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compares strategies on test functions and data sets, and one worker with two; prints Markdown. */
public final class SearchComparison {
    private static final int TRIALS = 60;
    private static final int[] SHOWN = {8, 16, 32, 48, 60};
    private static final List<Strategy> STRATEGIES =
            List.of(new RandomSearch(), new Grid(), new QuasiRandom(), new CoarseToFine(), new GaussianProcess());
    private static final Map<String, String> DATA = new LinkedHashMap<>();
    private static final int EPOCHS = 27;
    private static final int READINGS = 9;

    static {
        DATA.put("breast cancer", "breast_cancer.csv diagnosis");
        DATA.put("diabetes", "diabetes.csv progression");
    }

    private final int seeds;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, List<Curve>> curves = new LinkedHashMap<>();

    private SearchComparison(int seeds) {
        this.seeds = seeds;
    }

    /** Runs the comparison; options are {@code --seeds N --only PARTS --into FILE}. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        List<String> parts =
                List.of(options.getOrDefault("--only", "functions,data,workers").split(",", -1));
        SearchComparison comparison = new SearchComparison(Integer.parseInt(options.getOrDefault("--seeds", "20")));
        if (parts.contains("functions")) {
            comparison.functions();
        }
        if (parts.contains("data")) {
            comparison.data();
        }
        if (parts.contains("workers")) {
            comparison.workers();
        }
        System.out.println(comparison.text);
        String into = options.get("--into");
        if (into != null) {
            Path page = Path.of(into);
            String before = Files.readString(page);
            String begin = "<!-- measured -->\n";
            String end = "<!-- end -->";
            Files.writeString(
                    page,
                    before.substring(0, before.indexOf(begin) + begin.length())
                            + comparison.text
                            + before.substring(before.indexOf(end)));
            Files.writeString(page.resolveSibling("search-curves.svg"), new CurvesPicture().draw(comparison.curves));
        }
    }

    private void line(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private void head(String first, List<Curve> columns) {
        line("| %s | trials | %s |", first, columns.stream().map(Curve::name).collect(Collectors.joining(" | ")));
        line("|---|---|%s", "---|".repeat(columns.size()));
    }

    private void rows(String name, List<Curve> all) {
        curves.put(name, all);
        for (int n : SHOWN) {
            double least =
                    all.stream().mapToDouble(curve -> curve.after(n)).min().orElseThrow();
            line(
                    "| %s | %d | %s |",
                    n == SHOWN[0] ? name : "",
                    n,
                    all.stream().map(curve -> cell(curve.after(n), least)).collect(Collectors.joining(" | ")));
        }
    }

    private static String cell(double value, double least) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        String number = String.format(Locale.ROOT, "%.3g", value);
        return value == least ? "**" + number + "**" : number;
    }

    private void functions() {
        boolean first = true;
        line("Distance of the best value found from the minimum, median of %d seeds:", seeds);
        line("");
        int better = 0;
        for (TestFunction function : TestFunction.values()) {
            List<Curve> all = new ArrayList<>();
            for (Strategy strategy : STRATEGIES) {
                List<StudyResult> studies = new ArrayList<>();
                for (int seed = 1; seed <= seeds; seed++) {
                    study(function, strategy, seed).ifPresent(studies::add);
                }
                all.add(
                        studies.isEmpty()
                                ? new Curve(strategy.name(), Collections.nCopies(TRIALS, Double.POSITIVE_INFINITY))
                                : Curve.of(strategy.name(), studies, TRIALS));
            }
            if (first) {
                head("function, dimensions", all);
                first = false;
            }
            rows(function.title, all);
            better += last(all, "gaussian-process") < last(all, "random") ? 1 : 0;
        }
        line("");
        line(
                "After %d trials gaussian-process is better than random on %d of %d functions.",
                TRIALS, better, TestFunction.values().length);
        line("");
    }

    private static double last(List<Curve> all, String name) {
        return all.stream()
                .filter(curve -> curve.name().equals(name))
                .findFirst()
                .orElseThrow()
                .after(TRIALS);
    }

    /** Runs one study; empty if the smallest grid has more points than there are trials. */
    private static Optional<StudyResult> study(TestFunction function, Strategy strategy, int seed) {
        if (strategy instanceof Grid && Math.pow(2, function.dimensions()) > TRIALS) {
            return Optional.empty();
        }
        return Optional.of(Study.of(function.space(), assignment -> {
                    double[] x = assignment.values().values().stream()
                            .mapToDouble(value -> (Double) value)
                            .toArray();
                    return new Objective.Result(function.at(x) - function.least);
                })
                .strategy(strategy)
                .trials(TRIALS)
                .seed(seed)
                .parallel(2)
                .run());
    }

    private void data() throws IOException {
        DataSetStudies studies = new DataSetStudies();
        line(
                "Dev cost of the best trial, small networks on real data, median of %d seeds (each seed splits the data anew):",
                seeds);
        line("");
        boolean first = true;
        for (Map.Entry<String, String> set : DATA.entrySet()) {
            String[] source = set.getValue().split(" ", -1);
            List<Curve> all = new ArrayList<>();
            for (Strategy strategy : STRATEGIES) {
                List<StudyResult> results = new ArrayList<>();
                for (int seed = 1; seed <= seeds; seed++) {
                    results.add(studies.run(source[0], source[1], strategy.name(), TRIALS, seed, 2));
                }
                all.add(Curve.of(strategy.name(), results, TRIALS));
            }
            if (first) {
                head("data", all);
                first = false;
            }
            rows(set.getKey(), all);
        }
        line("");
        line(
                "Successive halving compared with random search. Random search trains %d trials to the end, %,d epochs in total:",
                TRIALS, TRIALS * EPOCHS);
        line("");
        line("| data | random: best dev cost | halving: trials | halving: epochs | halving: best dev cost |");
        line("|---|---|---|---|---|");
        Map<String, String> sets = new LinkedHashMap<>(DATA);
        sets.put("digits", "digits.csv digit");
        for (Map.Entry<String, String> set : sets.entrySet()) {
            halving(studies, set.getKey(), set.getValue().split(" ", -1));
        }
        line("");
    }

    private void halving(DataSetStudies studies, String name, String[] source) throws IOException {
        double random = best(studies, source, "random", TRIALS).value;
        for (int trials : new int[] {60, 150, 240}) {
            Reached reached = best(studies, source, "successive-halving", trials);
            line(
                    "| %s | %.3g | %d | %,d (%.0f %%) | %.3g |",
                    name, random, trials, reached.epochs, 100.0 * reached.epochs / (TRIALS * EPOCHS), reached.value);
        }
    }

    /** The median over the seeds of the best value found, and the mean number of epochs. */
    private record Reached(double value, long epochs) {}

    private Reached best(DataSetStudies studies, String[] source, String strategy, int trials) throws IOException {
        double[] best = new double[seeds];
        long epochs = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            StudyResult result = studies.run(source[0], source[1], strategy, trials, seed, 2);
            best[seed - 1] = result.best().map(Trial::value).orElse(Double.POSITIVE_INFINITY);
            epochs += result.epochs();
        }
        return new Reached(Curve.median(best), epochs / seeds);
    }

    /**
     * Measures, with one thread per trial, how much faster two workers are than one, and the same for two bare loops.
     */
    private void workers() throws Exception {
        DataSetStudies studies = new DataSetStudies();
        double[] study = new double[READINGS];
        double[] loop = new double[READINGS];
        for (int i = -1; i < READINGS; i++) { // the first turn is a warm-up
            double one = seconds(() -> studies.run("digits.csv", "digit", "random", 32, 1, 1));
            double two = seconds(() -> studies.run("digits.csv", "digit", "random", 32, 1, 2));
            double bare = MultiplyAddLoop.rate(2) / MultiplyAddLoop.rate(1);
            if (i >= 0) {
                study[i] = one / two;
                loop[i] = bare;
            }
        }
        double[] ratio = new double[READINGS];
        Arrays.setAll(ratio, i -> study[i] / loop[i]);
        line(
                "A study of 32 trials on digits runs %.2f times as fast with two workers as with one. A bare multiply-add loop runs",
                Curve.median(study));
        line(
                "%.2f times as fast on two threads as on one: a ratio of %.2f (medians of %d turns).",
                Curve.median(loop), Curve.median(ratio), READINGS);
        line("");
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
