package io.descent.benchmarks;

import io.descent.api.Predictions;
import io.descent.core.config.internal.YamlFile;
import io.descent.core.data.DataReport.ColumnReport;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.data.TableProgress;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.metrics.Bootstrap;
import io.descent.core.metrics.EvaluatedModel;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.Intervals;
import io.descent.core.training.FoldResults;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingResult;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Backends;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Trains on real tables, each as {@code descent train train.csv --dev dev.csv --test test.csv --label Y} does, and writes
 * the results beside those of other programs on the same sets. Run it by {@code benchmarks/tables}; the tables are in the
 * folder {@code tables} of {@code DESCENT_DATA}. Results are kept in {@code benchmarks/tables.jsonl}, one
 * line each; what is there is not trained again.
 */
public final class RealTables {
    private static final String BEGIN = "<!-- written by benchmarks/tables --into docs/tables.md -->";
    private static final String END = "<!-- end -->";
    private static final Path RESULTS = Path.of("benchmarks/tables.jsonl");
    private static final int LARGE = 6000;

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

    /** What the paper adds for classes. Its parts were taken away one by one with it, before the recipe lost it. */
    private static final String SMOOTHING = "network.loss={softmax-cross-entropy: {label-smoothing: 0.1}}";

    /** The keys that take a part of the recipe away. */
    private static final Map<String, List<String>> ABLATIONS = new LinkedHashMap<>();

    static {
        ABLATIONS.put("periodic features", List.of("network.input.periodic=false"));
        ABLATIONS.put("embeddings", List.of("network.input.embedding=null", "data.categories.most=100"));
        ABLATIONS.put("input scaling", List.of("network.input.scale=false"));
        ABLATIONS.put("NTK", List.of("network.parametrization=standard", "training.rates.weight=0.0625"));
        ABLATIONS.put("parametric activations", layers("parametric=false"));
        ABLATIONS.put("SELU or Mish (ReLU)", layers("activation=relu"));
        ABLATIONS.put("initial weights from data", layers("initializer=lecun-normal"));
        ABLATIONS.put("initial biases from data", layers("bias-initializer=null"));
        ABLATIONS.put("dropout", layers("regularizers=[]"));
        ABLATIONS.put("weight decay", List.of("training.weight-decay=false"));
        ABLATIONS.put("cosine-log", List.of("training.schedule=constant"));
        ABLATIONS.put("robust scaling", List.of("data.normalize=standardize"));
        ABLATIONS.put("words as numbers", List.of("data.categories.numbers=0"));
        ABLATIONS.put("clamp", List.of("data.clamp=false"));
    }

    private final PluginRegistry registry =
            PluginRegistry.load(RealTables.class.getClassLoader(), PluginRegistry.API_KINDS, List.of());
    private final ExperimentFile reader = new ExperimentFile(registry);
    private final Backend backend =
            Backends.fastest(PluginRegistry.load(RealTables.class.getClassLoader(), List.of(Backend.class), List.of())
                    .instances(Backend.class));
    private final Path data;
    private final int threads;
    private final List<TableResult> results;

    private RealTables(Path data, int threads) throws IOException {
        this.data = data;
        this.threads = threads;
        this.results = new ArrayList<>(TableResult.read(RESULTS));
    }

    private static List<String> layers(String setting) {
        return List.of("network.hidden[0]." + setting, "network.hidden[1]." + setting, "network.hidden[2]." + setting);
    }

    /**
     * Trains what is missing and prints the tables. Options: {@code --into FILE} replaces them in a page, {@code --only
     * NAMES} and {@code --seeds NUMBERS} choose tables and seeds, {@code --variants one,folds,ablation}, {@code --parts
     * NAMES} the parts of the recipe to do without, {@code --threads N}.
     */
    public static void main(String[] arguments) throws IOException {
        Options options = new Options(arguments);
        String threads = options.get("--threads");
        RealTables tables = new RealTables(data(), threads == null ? 1 : Integer.parseInt(threads));
        tables.train(
                options.list("--only", String.join(",", LABELS.keySet())),
                options.list("--variants", "one,folds"),
                options.list("--parts", String.join(",", ABLATIONS.keySet())),
                options.list("--seeds", "1").stream().map(Long::valueOf).toList());
        String text = new TablesPage(tables.results, tables.data.resolve("tables/peers.csv")).text();
        System.out.print(text);
        String into = options.get("--into");
        if (into != null) {
            Path page = Path.of(into);
            String old = Files.readString(page);
            int begin = old.indexOf(BEGIN) + BEGIN.length();
            Files.writeString(page, old.substring(0, begin) + "\n\n" + text + old.substring(old.indexOf(END)));
        }
    }

    /** The folder that {@code DESCENT_DATA} names. */
    static Path data() {
        String folder = System.getenv("DESCENT_DATA");
        if (folder == null) {
            throw new IllegalStateException("set the environment variable DESCENT_DATA to the folder with tables/");
        }
        return Path.of(folder).toAbsolutePath();
    }

    /** The name of the label of a table. */
    static String label(String table) {
        return Objects.requireNonNull(LABELS.get(table), table);
    }

    private void train(List<String> tables, List<String> variants, List<String> parts, List<Long> seeds)
            throws IOException {
        for (String variant : variants) {
            for (long seed : seeds) {
                for (String table : tables) {
                    switch (variant) {
                        case TablesPage.ONE -> train(table, variant, seed, List.of());
                        case TablesPage.FOLDS -> train(table, variant, seed, List.of("training.folds=5"));
                        default -> ablate(table, parts, seed);
                    }
                }
            }
        }
    }

    /** Large tables are tried with one seed only. */
    private void ablate(String table, List<String> parts, long seed) throws IOException {
        boolean isLarge;
        try (var lines = Files.lines(data.resolve("tables").resolve(table).resolve("train.csv"))) {
            isLarge = lines.count() > LARGE;
        }
        List<String> published = results.stream().anyMatch(each -> each.table().equals(table) && each.isClasses())
                ? List.of(SMOOTHING)
                : List.of();
        if (isLarge && seed != TablesPage.DEFAULT_SEED) {
            return;
        }
        if (!published.isEmpty()) {
            train(table, TablesPage.SMOOTHED, seed, published);
        }
        for (Map.Entry<String, List<String>> part : ABLATIONS.entrySet()) {
            if (parts.contains(part.getKey())) {
                List<String> settings = new ArrayList<>(published);
                settings.addAll(part.getValue());
                train(table, "without " + part.getKey(), seed, settings);
            }
        }
    }

    private void train(String table, String variant, long seed, List<String> settings) throws IOException {
        boolean isKnown = results.stream()
                .anyMatch(each -> each.table().equals(table) && each.variant().equals(variant) && each.seed() == seed);
        if (isKnown || !applies(table, variant)) {
            return;
        }
        TableResult result = measure(table, variant, seed, settings);
        result.append(RESULTS);
        results.add(result);
        System.err.printf(
                Locale.ROOT,
                "%s, %s, seed %d: %.4f in %.1f s%n",
                table,
                variant,
                seed,
                result.score(),
                result.seconds());
    }

    /** Some parts are for classes only, some for values only. */
    private boolean applies(String table, String variant) {
        boolean isClasses = results.stream().anyMatch(each -> each.table().equals(table) && each.isClasses());
        return !(variant.endsWith("clamp") && isClasses);
    }

    private TableResult measure(String table, String variant, long seed, List<String> settings) throws IOException {
        Path folder = data.resolve("tables").resolve(table).toAbsolutePath();
        String text = "seed: %d%ndata: {train: '%s/train.csv', dev: '%s/dev.csv', test: '%s/test.csv', label: '%s'}%n"
                .formatted(seed, folder, folder, folder, label(table));
        long start = System.nanoTime();
        Experiment asked = reader.read(YamlFile.of(table, text, folder, settings));
        TrainingData examples = asked.trainingData(TableProgress.NONE);
        ResolvedExperiment experiment = asked.resolved(examples.summary(), registry::require);
        EngineSpec engine = new EngineSpec(backend, threads);
        TrainingResult result = new Trainer(experiment, examples, experiment.streams(), engine, Set.of()).train();
        double seconds = (System.nanoTime() - start) / 1e9;
        Evaluation test = Objects.requireNonNull(result.test());
        String metric = test.headline();
        RawData raw = examples.raw();
        ModelParts parts = result.model().parts();
        boolean isClasses = !examples.schema().classes().isEmpty();
        try (Engine running = engine.start()) {
            EvaluatedModel model = new EvaluatedModel(
                    parts,
                    raw == null ? null : raw.test(),
                    Objects.requireNonNull(examples.test()),
                    experiment.criterion(examples.summary()),
                    experiment.metricSet(),
                    running);
            Intervals intervals = Objects.requireNonNull(model.intervals(new Bootstrap(running.workers())));
            Coverage coverage = isClasses ? null : coverage(experiment, examples, result, model, running);
            Floor floor = variant.equals(TablesPage.ONE)
                    ? Floor.of(parts, batch(experiment, examples), steps(experiment, examples, result))
                    : null;
            return new TableResult(
                    table,
                    variant,
                    seed,
                    Objects.requireNonNull(test.values().get(metric)),
                    error(intervals, metric),
                    test.values().get(isClasses ? "auc" : "rmse"),
                    isClasses ? test.values().get("log-loss") : null,
                    isClasses ? error(intervals, "log-loss") : null,
                    isClasses
                            ? model.calibrated(Calibration.NONE)
                                    .evaluate()
                                    .values()
                                    .get("log-loss")
                            : null,
                    seconds,
                    coverage == null ? null : coverage.share(),
                    coverage == null ? null : coverage.width(),
                    floor == null ? null : floor.flops() / result.seconds() / 1e9,
                    floor == null ? null : floor.seconds() / result.seconds(),
                    examples.train().size()
                            + examples.summary().dev()
                            + examples.summary().test(),
                    parts.network().denseInputs().inputs(),
                    kinds(examples.report().columns()));
        }
    }

    private static double error(Intervals intervals, String metric) {
        return Objects.requireNonNull(intervals.byMetric().get(metric)).standardError();
    }

    /** Of one network on divisions of the test set; of folds, which do not see the dev set either, on both. */
    private static Coverage coverage(
            ResolvedExperiment experiment,
            TrainingData examples,
            TrainingResult result,
            EvaluatedModel model,
            Engine engine) {
        FoldResults folds = result.folds();
        if (folds == null) {
            return Coverage.split(predictions(model));
        }
        RawData raw = Objects.requireNonNull(examples.raw());
        List<List<Predictions>> unseen = new ArrayList<>();
        for (RawExamples rows : List.of(Objects.requireNonNull(raw.dev()), Objects.requireNonNull(raw.test()))) {
            unseen.add(result.model().parts().members().stream()
                    .map(member -> predictions(new EvaluatedModel(
                            member,
                            rows,
                            rows.encode(member.encoding(), member.targets(), experiment.precision()),
                            experiment.criterion(examples.summary()),
                            experiment.metricSet(),
                            engine)))
                    .toList());
        }
        return Coverage.ofFolds(folds.heldOut(), unseen);
    }

    private static Predictions predictions(EvaluatedModel model) {
        return Objects.requireNonNull(model.predict()).byValue().get(0);
    }

    private static int batch(ResolvedExperiment experiment, TrainingData examples) {
        return experiment.training().batchSize().of(examples.train().size());
    }

    /** Mini-batches of the whole training; the last one of an epoch counts by its size. */
    private static double steps(ResolvedExperiment experiment, TrainingData examples, TrainingResult result) {
        return (double) result.epochs() * examples.train().size() / batch(experiment, examples);
    }

    private static String kinds(List<ColumnReport> columns) {
        Map<String, Long> counts = columns.stream()
                .filter(column -> !column.kind().equals("label"))
                .collect(Collectors.groupingBy(ColumnReport::kind, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }
}
