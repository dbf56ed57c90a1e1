package io.descent.benchmarks;

import io.descent.core.config.internal.YamlFile;
import io.descent.core.data.TableProgress;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.EpochReport;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingResult;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Measures by how much held-out rows look too good because they also choose the epoch that all networks of {@code
 * training.folds} have in common. The usual estimate is the mean loss of five held-out parts at the epoch at which it is
 * lowest. The nested one takes, for each part, the epoch that five folds of the other four parts choose. Both read the
 * losses of the same five networks. Run it by {@code benchmarks/nested-folds [--only NAMES] [--seeds NUMBERS]}.
 */
public final class NestedFolds {
    private static final int PARTS = 5;

    private final PluginRegistry registry =
            PluginRegistry.load(NestedFolds.class.getClassLoader(), PluginRegistry.API_KINDS, List.of());
    private final ExperimentFile reader = new ExperimentFile(registry);
    private final Path folder = Files.createTempDirectory("nested");

    private NestedFolds() throws IOException {}

    /** Prints a line per table and seed. */
    public static void main(String[] arguments) throws IOException {
        Options options = new Options(arguments);
        Path tables = RealTables.data().resolve("tables");
        NestedFolds nested = new NestedFolds();
        System.out.println("| table | seed | loss | at the common epoch | nested | too good by |");
        System.out.println("|---|---|---|---|---|---|");
        for (String table : options.list("--only", "sacramento,titanic,wages")) {
            for (String seed : options.list("--seeds", "1,2,3")) {
                System.out.println(
                        nested.measure(tables.resolve(table), RealTables.label(table), Long.parseLong(seed)));
            }
        }
    }

    private String measure(Path table, String label, long seed) throws IOException {
        List<String> lines = Files.readAllLines(table.resolve("train.csv"));
        int[] order = new RandomStreams(seed).permutation(0, 0, 0).permutation(lines.size() - 1);
        List<double[]> losses = new ArrayList<>();
        int[] chosen = new int[PARTS];
        String metric = "";
        for (int part = 0; part < PARTS; part++) {
            Path train = write("train.csv", lines, order, part, false);
            Path heldOut = write("held-out.csv", lines, order, part, true);
            TrainingResult one =
                    train("{train: '%s', dev: '%s', label: '%s'}".formatted(train, heldOut, label), seed, List.of());
            metric = Objects.requireNonNull(one.dev()).values().containsKey("log-loss") ? "log-loss" : "rmse";
            losses.add(losses(one, metric));
            chosen[part] = train(
                            "{train: '%s', label: '%s'}".formatted(train, label), seed, List.of("training.folds=5"))
                    .modelEpoch();
        }
        double common = Double.POSITIVE_INFINITY;
        for (int epoch = 0; epoch < losses.get(0).length; epoch++) {
            int at = epoch;
            common = Math.min(
                    common,
                    losses.stream().mapToDouble(part -> part[at]).average().orElseThrow());
        }
        double nested = 0;
        for (int part = 0; part < PARTS; part++) {
            nested += losses.get(part)[chosen[part] - 1] / PARTS;
        }
        return String.format(
                Locale.ROOT,
                "| %s | %d | %s | %.5g | %.5g | %.1f %% |",
                table.getFileName(),
                seed,
                metric,
                common,
                nested,
                100 * (nested - common) / nested);
    }

    /** The rows of one part, or all others, below the header. */
    private Path write(String name, List<String> lines, int[] order, int part, boolean inPart) throws IOException {
        List<String> chosen = new ArrayList<>(List.of(lines.get(0)));
        for (int i = 0; i < order.length; i++) {
            if ((i % PARTS == part) == inPart) {
                chosen.add(lines.get(1 + order[i]));
            }
        }
        return Files.write(folder.resolve(name), chosen);
    }

    private TrainingResult train(String data, long seed, List<String> settings) throws IOException {
        Experiment asked =
                reader.read(YamlFile.of("nested", "seed: %d%ndata: %s%n".formatted(seed, data), folder, settings));
        TrainingData examples = asked.trainingData(TableProgress.NONE);
        ResolvedExperiment experiment = asked.resolved(examples.summary(), registry::require);
        EngineSpec engine = new EngineSpec(Fastest.backend(), 1);
        return new Trainer(experiment, examples, experiment.streams(), engine, Set.of()).train();
    }

    private static double[] losses(TrainingResult result, String metric) {
        return result.history().stream()
                .map(EpochReport::dev)
                .mapToDouble(dev -> Objects.requireNonNull(
                        Objects.requireNonNull(dev).values().get(metric)))
                .toArray();
    }
}
