package io.descent.benchmarks;

import io.descent.core.data.DataReport.ColumnReport;
import io.descent.core.data.DataSpec;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.data.TableFormat;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.experiment.TableExperiment;
import io.descent.core.metrics.Evaluation;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingResult;
import io.descent.inference.Model;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.spec.Schema;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Backends;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Trains on real tables, each as {@code descent train train.csv --dev dev.csv --test test.csv --label Y} does, and writes
 * what was found, the time and the score of the test set beside those of scikit-learn 1.9.1 on the same sets. Run it by
 * {@code benchmarks/tables}; the tables are in the folder {@code tables} of {@code DESCENT_DATA}.
 */
public final class RealTables {
    private static final String BEGIN = "<!-- written by benchmarks/tables --out docs/tables.md -->";
    private static final String END = "<!-- end -->";
    private static final String OUT = "--out";

    /** The label of each table. */
    private static final Map<String, String> LABELS = new TreeMap<>(Map.ofEntries(
            Map.entry("adult", "income"),
            Map.entry("ames", "Sale_Price"),
            Map.entry("churn", "churn"),
            Map.entry("credit", "Status"),
            Map.entry("diamonds", "price"),
            Map.entry("housing", "median_house_value"),
            Map.entry("hpc", "class"),
            Map.entry("lending", "Class"),
            Map.entry("letter", "lettr"),
            Map.entry("ridership", "ridership"),
            Map.entry("sacramento", "price"),
            Map.entry("soybean", "Class"),
            Map.entry("titanic", "survived"),
            Map.entry("wages", "wages")));

    private final PluginRegistry registry =
            PluginRegistry.load(RealTables.class.getClassLoader(), PluginRegistry.API_KINDS, List.of());
    private final EngineSpec engine = new EngineSpec(
            Backends.fastest(PluginRegistry.load(RealTables.class.getClassLoader(), List.of(Backend.class), List.of())
                    .instances(Backend.class)),
            1);
    private final Map<String, Map<String, String>> peers = new HashMap<>();
    private int atLeast;
    private int compared;

    private RealTables() {}

    /** Prints the table; with {@code --out FILE}, replaces it in a page. */
    public static void main(String[] arguments) throws IOException {
        String folder = System.getenv("DESCENT_DATA");
        if (folder == null) {
            throw new IllegalStateException("set the environment variable DESCENT_DATA to the folder with tables/");
        }
        String text = new RealTables().table(Path.of(folder));
        System.out.print(text);
        if (arguments.length == 2 && arguments[0].equals(OUT)) {
            Path page = Path.of(arguments[1]);
            String old = Files.readString(page);
            int begin = old.indexOf(BEGIN) + BEGIN.length();
            Files.writeString(page, old.substring(0, begin) + "\n" + text + old.substring(old.indexOf(END)));
        }
    }

    private String table(Path data) throws IOException {
        for (String line : Files.readAllLines(data.resolve("tables/peers.csv"))) {
            String[] cells = line.split(",", -1);
            peers.computeIfAbsent(cells[0], name -> new HashMap<>()).put(cells[1], cells[2]);
        }
        StringBuilder text = new StringBuilder(
                "| table | rows | columns | inputs | seconds | score | linear | MLP | boosting |\n|---|---|---|---|---|---|---|---|---|\n");
        for (Map.Entry<String, String> each : LABELS.entrySet()) {
            Path table = data.resolve("tables").resolve(each.getKey());
            text.append(row(
                    each.getKey(),
                    DataSpec.csvParts(
                            table.resolve("train.csv"),
                            table.resolve("dev.csv"),
                            table.resolve("test.csv"),
                            each.getValue())));
        }
        Path adult = data.resolve("adult/original");
        text.append(row(
                "adult.data.gz, adult.test.gz",
                DataSpec.csvParts(adult.resolve("adult.data.gz"), null, adult.resolve("adult.test.gz"), "c15")
                        .withSplit("80/20")
                        .withFormat(TableFormat.DEFAULT.withHeader(false).withComment("|"))));
        text.append(row("penguins_raw.csv", DataSpec.csv(data.resolve("penguins/penguins_raw.csv"), "Species")));
        text.append(
                row("housing.csv", DataSpec.csv(data.resolve("california-housing/housing.csv"), "median_house_value")));
        return text.append("\n%d of %d tables: at least the score of the MLP, or less than one standard error below.%n"
                        .formatted(atLeast, compared))
                .toString();
    }

    private String row(String name, DataSpec spec) {
        long start = System.nanoTime();
        Experiment asked = TableExperiment.of(spec, registry::require);
        RawData raw = RawData.load(asked.dataToLoad(), asked.precision(), asked.streams());
        TrainingData data = raw.encode(asked.precision());
        ResolvedExperiment experiment = asked.resolved(data.summary(), registry::require);
        TrainingResult result = new Trainer(experiment, data, experiment.streams(), engine, Set.of()).train();
        double seconds = (System.nanoTime() - start) / 1e9;
        Evaluation test = Objects.requireNonNull(result.test());
        String metric = test.headline();
        double score = Objects.requireNonNull(test.values().get(metric));
        Map<String, String> others = peers.getOrDefault(name, Map.of());
        String mlp = others.get("mlp");
        if (mlp != null) {
            compared++;
            atLeast += score >= Double.parseDouble(mlp) - standardError(raw.test(), result.model()) ? 1 : 0;
        }
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %s | %d | %.1f | %s %.4f | %s | %s | %s |%n",
                name,
                data.train().size() + data.summary().dev() + data.summary().test(),
                kinds(data.report().columns()),
                data.encoding().shape().inputs(),
                seconds,
                metric,
                score,
                others.getOrDefault("linear", ""),
                mlp == null ? "" : mlp,
                others.getOrDefault("histgb", ""));
    }

    private static String kinds(List<ColumnReport> columns) {
        Map<String, Long> counts = columns.stream()
                .filter(column -> !column.kind().equals("label"))
                .collect(Collectors.groupingBy(ColumnReport::kind, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    /** The standard error of the score of a test set: of a mean of accuracies, or of R2 as 1 minus a mean. */
    private static double standardError(@Nullable RawExamples test, Model model) {
        if (test == null) {
            return 0;
        }
        Schema schema = test.schema();
        double mean = 0;
        for (int i = 0; i < test.size(); i++) {
            mean += test.label(i) / test.size();
        }
        double[] losses = new double[test.size()];
        double variance = 0;
        for (int i = 0; i < losses.length; i++) {
            Map<String, Object> row = new HashMap<>();
            for (int j = 0; j < schema.features().size(); j++) {
                row.put(schema.features().get(j), test.text(i, j));
            }
            if (schema.classes().isEmpty()) {
                double error = model.predict(row).value() - test.label(i);
                losses[i] = error * error;
                variance += (test.label(i) - mean) * (test.label(i) - mean) / losses.length;
            } else {
                String label = schema.classes().get((int) test.label(i));
                losses[i] = model.predict(row).label().equals(label) ? 0 : 1;
                variance = 1;
            }
        }
        double sum = 0;
        double squares = 0;
        for (double loss : losses) {
            sum += loss / variance;
            squares += loss / variance * loss / variance;
        }
        double n = losses.length;
        return Math.sqrt(Math.max(0, squares / n - sum / n * sum / n) / n);
    }
}
