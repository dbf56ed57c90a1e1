package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Small tables of the kinds that people asked for help with in other projects: each is trained as it came, and reaches
 * what another program reaches once the table is prepared. The data are made up.
 */
class HardInputsTest {
    private static final Path TABLES =
            Path.of("src/test/resources/io/descent/app/hard").toAbsolutePath();
    private static final String LONGER = "training: {epochs: 150, learning-rate: 0.01}";

    @TempDir
    Path folder;

    private Path experiment(String table, String data, String more) throws IOException {
        return Files.writeString(
                folder.resolve("e.yaml"),
                "data: {file: '%s', %s}%nnetwork: {hidden: [{units: 16}]}%n%s%n"
                        .formatted(TABLES.resolve(table), data, more));
    }

    private Path train(String table, String data, String more, String... changes) throws IOException {
        Path run = folder.resolve("run");
        List<Object> command = new ArrayList<>(List.of(
                "train", experiment(table, data, more), "--quiet", "--no-pictures", "--overwrite", "--out", run));
        for (String change : changes) {
            command.add("--set");
            command.add(change);
        }
        CommandLineRun.good(command.toArray());
        return run;
    }

    /** The predictions for a table; the first row has the names of the columns. */
    private List<List<String>> predict(Path run, String table) throws IOException {
        Path out = folder.resolve("predictions.csv");
        CommandLineRun.good("predict", run, TABLES.resolve(table), "--out", out);
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(out)) {
            rows.add(Arrays.asList(line.split(",", -1)));
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "04-epoch-milliseconds.csv | label: y | 0.95",
                "07-text-category.csv | label: bought | 0.95",
                "08-missing-NA.csv | 'label: species, ignore: [island, sex]' | 0.97",
                "08-missing-NA.csv | label: species | 0.97",
                "10-semicolon.csv | label: y | 0.95",
                "10-tab.csv | label: y | 0.95",
                "11-decimal-comma.csv | label: y | 0.95",
                "13-percent-dollar.csv | label: y | 0.95",
                "14-pandas-index.csv | 'label: y, ignore: [\"\"]' | 0.95",
                "14-pandas-index.csv | label: y | 0.95",
                "16-big-integer-labels.csv | label: y | 0.85",
                "17-zip-labels.csv | label: y | 0.95",
                "19-bool-spelling.csv | label: y | 0.95",
                "21-header-space.csv | label: y | 0.95",
                "26-sample-weight.csv | 'label: y, weight: w' | 0.95",
                "27-gzip.csv.gz | label: y | 0.95",
            })
    void classesAreLearntFromTheTableAsItCame(String table, String data, double accuracy) throws IOException {
        Path run = train(table, data, LONGER);
        assertThat(CommandLineRun.metric(run, "test", "accuracy")).isGreaterThanOrEqualTo(accuracy);
    }

    /** The same numbers, written in three ways, give the same weights. */
    @Test
    void theNotationOfATableChangesNothing() throws IOException {
        String sha = CommandLineRun.sha(train("28-train.csv", "label: y", LONGER));
        for (String table : List.of(
                "10-semicolon.csv", "10-tab.csv", "11-decimal-comma.csv", "21-header-space.csv", "27-gzip.csv.gz")) {
            assertThat(CommandLineRun.sha(train(table, "label: y", LONGER)))
                    .as(table)
                    .isEqualTo(sha);
        }
    }

    /** Metrics and predictions are in dollars, however the prices are scaled for training. */
    @ParameterizedTest
    @CsvSource({"standardize", "log", "quantile"})
    void pricesInDollarsAreLearnt(String target) throws IOException {
        Path run = train("01-dollar-target.csv", "label: price, target: " + target, LONGER);
        assertThat(CommandLineRun.metric(run, "test", "r2")).isGreaterThan(0.78);
        assertThat(CommandLineRun.metric(run, "test", "rmse")).as("in dollars").isBetween(500.0, 25_000.0);
        assertThat(CommandLineRun.metric(run, "test", "cost")).as("as trained").isLessThan(0.3);
        assertThat(predict(run, "01-dollar-target.csv").get(1))
                .singleElement()
                .satisfies(price -> assertThat(Double.parseDouble(price)).isCloseTo(278_904, within(20_000.0)));
    }

    @Test
    void pricesInDollarsAreHardlyLearntAsTheyAre() throws IOException {
        Path run = train("01-dollar-target.csv", "label: price, target: none", LONGER);
        assertThat(CommandLineRun.metric(run, "test", "r2")).isLessThan(0);
        assertThat(CommandLineRun.metric(run, "test", "cost")).isGreaterThan(1e8);
    }

    @Test
    void earlyStoppingLooksAtTheDevSetInEveryEpoch() throws IOException {
        Path run = train("03-early-stopping.csv", "label: y", "training: {epochs: 2000, early-stopping: {}}");
        assertThat(((Number) CommandLineRun.result(run).get("epochs")).intValue())
                .isEqualTo(285);
        assertThat(CommandLineRun.metric(run, "test", "accuracy")).isGreaterThan(0.95);
    }

    @Test
    void aRareClassIsFoundWithClassWeights() throws IOException {
        Path plain = train("06-imbalance-99-1.csv", "label: y, positive: fraud", LONGER);
        double without = recall(plain, "fraud");
        Path weighted = train(
                "06-imbalance-99-1.csv",
                "label: y, positive: fraud",
                "training: {epochs: 150, learning-rate: 0.01, class-weights: balanced}");
        assertThat(without).isLessThan(0.5);
        assertThat(recall(weighted, "fraud")).isEqualTo(1);
    }

    private static Map<?, ?> diagnosis(Path run) throws IOException {
        return (Map<?, ?>) CommandLineRun.result(run).get("diagnosis");
    }

    private static String next(Path run, int index) throws IOException {
        return (String) ((List<?>) diagnosis(run).get("next")).get(index);
    }

    @Test
    void aRareClassThatIsNeverPredictedIsNamed() throws IOException {
        Path plain = train("06-imbalance-99-1.csv", "label: y", "");
        assertThat(CommandLineRun.metric(plain, "dev", "accuracy")).isEqualTo(0.99);
        assertThat(diagnosis(plain).get("verdict")).isEqualTo("no-better-than-majority");
        assertThat(diagnosis(plain).get("findings").toString()).contains("'fraud' is never predicted");
        assertThat(next(plain, 0)).startsWith("class-weights: balanced");
        assertThat(next(plain, 1)).isEqualTo("more examples of 'fraud' (3 in the training set)");
        Path advised = train("06-imbalance-99-1.csv", "label: y", "training: {class-weights: balanced}");
        assertThat(recall(advised, "fraud")).isEqualTo(1);
    }

    @Test
    void smallTablesGetEnoughUpdates() throws IOException {
        Path usual = train("22-separable-200-rows.csv", "label: y", "");
        assertThat(CommandLineRun.result(usual).get("epochs")).isEqualTo(500);
        assertThat(CommandLineRun.metric(usual, "test", "accuracy")).isGreaterThan(0.95);
        Path shortly = train("22-separable-200-rows.csv", "label: y", "training: {epochs: 30}");
        assertThat(CommandLineRun.metric(shortly, "test", "accuracy")).isLessThan(0.1);
        assertThat(diagnosis(shortly).get("verdict")).isEqualTo("no-better-than-majority");
        assertThat(diagnosis(shortly).get("findings").toString()).contains("too few updates (60)");
        assertThat(next(shortly, 0)).startsWith("more epochs: 30 -> 500 (1,000 updates instead of 60;");
    }

    /** R2 on the test set; PyTorch with its default biases reaches 0.55 to 0.64. */
    @Test
    void aWaveOfOneInputNeedsInitialBiases() throws IOException {
        String wide = "training: {epochs: 200}";
        Path plain = train("23-wave.csv", "label: y", wide, "network.hidden=[{units: 64}]");
        assertThat(CommandLineRun.metric(plain, "test", "r2")).isLessThan(0.2);
        assertThat(next(plain, 0)).startsWith("bias-initializer: fan-in-uniform in network.hidden[0]");
        Path advised = train(
                "23-wave.csv", "label: y", wide, "network.hidden=[{units: 64, bias-initializer: fan-in-uniform}]");
        assertThat(CommandLineRun.metric(advised, "test", "r2")).isGreaterThan(0.5);
        Path longer = train(
                "23-wave.csv",
                "label: y",
                "training: {epochs: 400}",
                "network.hidden=[{units: 64, bias-initializer: fan-in-uniform}]");
        assertThat(CommandLineRun.metric(longer, "test", "r2")).isGreaterThan(0.7);
    }

    private static double recall(Path run, String className) throws IOException {
        Map<?, ?> metrics = (Map<?, ?>) CommandLineRun.result(run).get("metrics");
        Map<?, ?> classes = (Map<?, ?>) ((Map<?, ?>) metrics.get("train")).get("classes");
        return ((Number) ((Map<?, ?>) classes.get(className)).get("recall")).doubleValue();
    }

    @Test
    void aTableWithoutAHeaderIsTrainedOnceItIsSaid() throws IOException {
        assertThat(CommandLineRun.refused(
                                "train",
                                experiment("09-no-header.csv", "label: income", ""),
                                "--out",
                                folder.resolve("none"))
                        .err())
                .contains("09-no-header.csv: the label column 'income' is missing; columns: 39, State-gov,")
                .contains("if the first line is not a header, say data.header: false, and the columns are c1, c2, ...");
        Path run = train("09-no-header.csv", "label: c15, header: false", LONGER);
        assertThat(CommandLineRun.metric(run, "train", "accuracy")).isGreaterThan(0.95);
        CommandLineRun predicted = CommandLineRun.of("predict", run, TABLES.resolve("09-no-header.csv"), "--no-header");
        assertThat(predicted.code()).isZero();
        assertThat(predicted.out().lines()).hasSize(41).startsWith("prediction,probability <=50K,probability >50K");
        assertThat(predicted.err()).contains("c2: missing in 1 row");
    }

    @ParameterizedTest
    @CsvSource({
        "16-big-integer-labels.csv, 9007199254740993, 9007199254740992",
        "17-zip-labels.csv, 01234, 10001",
        "19-bool-spelling.csv, true, false"
    })
    void predictionsAreWrittenAsLabelsAre(String table, String first, String second) throws IOException {
        List<List<String>> rows = predict(train(table, "label: y", LONGER), table);
        assertThat(rows.subList(1, rows.size()))
                .extracting(row -> row.get(0))
                .contains(first, second)
                .containsOnly(first, second);
        assertThat(rows.get(1).get(0)).isEqualTo(first);
    }

    /** What was always 14.62 in training has no influence when it is 1000. */
    @Test
    void aConstantColumnHasNoInfluence() throws IOException {
        List<List<String>> rows = predict(
                train("24-constant-column.csv", "label: y", "training: {epochs: 30}"), "24-constant-column-new.csv");
        assertThat(rows.get(1)).isEqualTo(rows.get(2));
        assertThat(Double.parseDouble(rows.get(1).get(1))).isCloseTo(0.497, within(0.001));
    }

    @Test
    void severalValuesArePredicted() throws IOException {
        Path run = train("25-two-targets.csv", "label: [y1, y2]", LONGER);
        assertThat(CommandLineRun.metric(run, "test", "r2 of y1")).isGreaterThan(0.95);
        assertThat(CommandLineRun.metric(run, "test", "r2 of y2")).isGreaterThan(0.95);
        assertThat(CommandLineRun.metric(run, "test", "r2")).isGreaterThan(0.95);
        List<List<String>> rows = predict(run, "25-two-targets.csv");
        assertThat(rows.get(0)).containsExactly("prediction y1", "prediction y2");
        assertThat(Double.parseDouble(rows.get(1).get(0))).isCloseTo(2.054, within(0.3));
        assertThat(Double.parseDouble(rows.get(1).get(1))).isCloseTo(0.18, within(0.3));
    }

    @Test
    void aListOfValuesIsSearched() throws IOException {
        Path study = folder.resolve("study");
        CommandLineRun.good(
                "tune",
                experiment("28-train.csv", "label: y", "search: {space: {training.batch-size: [16, 32]}, trials: 4}"),
                "--quiet",
                "--no-pictures",
                "--out",
                study);
        assertThat(Files.readString(study.resolve("journal.jsonl")))
                .containsPattern("training\\.batch-size\"[: ]+\"?16")
                .containsPattern("training\\.batch-size\"[: ]+\"?32");
    }

    /** A loss of counts takes them as they are; everything else learns from standardised values. */
    @Test
    void countsAreNotScaledForPoisson() throws IOException {
        StringBuilder rows = new StringBuilder("x,n\n");
        for (int i = 0; i < 120; i++) {
            rows.append(i * 7 % 60).append(',').append(i * 7 % 60 / 2 + i % 3).append('\n');
        }
        Path table = Files.writeString(folder.resolve("counts.csv"), rows);
        Path file = Files.writeString(
                folder.resolve("e.yaml"),
                "data: {file: '%s', label: n, task: regression}%nnetwork: {hidden: []}%ntraining: {epochs: 2}%n"
                        .formatted(table));
        Path run = folder.resolve("run");
        CommandLineRun.good("train", file, "--quiet", "--no-pictures", "--out", run, "--set", "network.loss=poisson");
        assertThat(Files.readString(run.resolve("experiment.yaml"))).contains("target: none");
        CommandLineRun.good("train", file, "--quiet", "--no-pictures", "--overwrite", "--out", run);
        assertThat(Files.readString(run.resolve("experiment.yaml"))).contains("target: standardize");
        assertThat(CommandLineRun.refused(
                                "train",
                                file,
                                "--set",
                                "network.loss=poisson",
                                "--set",
                                "data.target=standardize",
                                "--out",
                                folder.resolve("none"))
                        .err())
                .contains("network.loss: poisson needs the labels as they are; say data.target: none");
    }

    /** What a run has found is trained again from its own experiment file. */
    @Test
    void aRunIsRepeatedFromItsExperiment() throws IOException {
        for (String table :
                List.of("07-text-category.csv | bought", "13-percent-dollar.csv | y", "08-missing-NA.csv | species")) {
            String[] parts = table.split(" \\| ", -1);
            Path run = train(parts[0], "label: " + parts[1], "training: {epochs: 5}");
            String sha = CommandLineRun.sha(run);
            Path again = folder.resolve("again");
            CommandLineRun.good(
                    "train", run.resolve("experiment.yaml"), "--quiet", "--no-pictures", "--overwrite", "--out", again);
            assertThat(CommandLineRun.sha(again)).as(table).isEqualTo(sha);
        }
    }
}
