package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.metric;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.random.RandomStreams;
import io.descent.inference.Descent;
import io.descent.inference.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Losses and metrics as a user of the command meets them. */
class LossesAndMetricsTest {
    private static final Path REGRESSION = EXAMPLES.resolve("regression.yaml");
    private static final Path DIGITS = EXAMPLES.resolve("digits.yaml");

    @TempDir
    Path folder;

    @Test
    void quantilesAreOrderedAndHoldTheirShares() throws IOException {
        Path run = folder.resolve("run");
        good(
                "train",
                REGRESSION,
                "--set",
                "network.loss={quantile: {levels: [0.1, 0.5, 0.9]}}",
                "--set",
                "metrics=[{pinball: {levels: [0.1, 0.5, 0.9]}}]",
                "--set",
                "training.regularizers=[]",
                "--set",
                "data.target=none",
                "--out",
                run);
        assertThat(metric(run, "dev", "pinball")).isCloseTo(metric(run, "dev", "cost"), within(1e-4));
        Path predictions = folder.resolve("p.csv");
        good("predict", run, EXAMPLES.resolve("data/diabetes.csv"), "--out", predictions);
        List<String> lines = Files.readAllLines(predictions);
        assertThat(lines.get(0)).isEqualTo("prediction,output 1,output 2,output 3");
        List<String> labels = Files.readAllLines(EXAMPLES.resolve("data/diabetes.csv"));
        int below = 0;
        for (int i = 1; i < lines.size(); i++) {
            double[] cells = Arrays.stream(lines.get(i).split(","))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            assertThat(cells[1]).isLessThanOrEqualTo(cells[2]);
            assertThat(cells[2]).isEqualTo(cells[0]).isLessThanOrEqualTo(cells[3]);
            double label =
                    Double.parseDouble(labels.get(i).substring(labels.get(i).lastIndexOf(',') + 1));
            below += label <= cells[3] ? 1 : 0;
        }
        assertThat(below / (lines.size() - 1.0)).isBetween(0.8, 1.0);
        Prediction first = Descent.load(run).predict(59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87);
        assertThat(first.values()).hasSize(3).isSorted().contains(first.value());
        assertThat(good("evaluate", run, "--split", "test").out()).contains("pinball");
    }

    @Test
    void countsBeyondTheRangeOfExpAreADivergenceOfTheLoss() {
        CommandLineRun run = CommandLineRun.of(
                "train",
                REGRESSION,
                "--set",
                "network.loss=poisson",
                "--set",
                "training.learning-rate=5",
                "--out",
                folder.resolve("r"));
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("the cost by the loss poisson").contains("is not finite");
    }

    @Test
    void outputsThatAreNotProbabilitiesAreToldFromFailures() {
        Path moons = EXAMPLES.resolve("moons.yaml");
        assertThat(refused(
                                "train",
                                moons,
                                "--set",
                                "network.output.activation=tanh",
                                "--set",
                                "training.epochs=3",
                                "--out",
                                folder.resolve("r"))
                        .err())
                .contains("network.output.activation tanh cannot be combined with the loss binary-cross-entropy, which"
                        + " needs probabilities from 0 to 1");
        good(
                "train",
                moons,
                "--quiet",
                "--set",
                "network.loss=mean-squared-error",
                "--set",
                "network.output.activation=linear",
                "--set",
                "metrics=[expected-calibration-error]",
                "--out",
                folder.resolve("e"));
    }

    @Test
    void countsThatLookLikeClassesAreToldHow() throws IOException {
        Files.writeString(folder.resolve("t.csv"), "x,n\n" + "1,2\n2,3\n3,4\n4,0\n".repeat(8));
        Path yaml = Files.writeString(
                folder.resolve("e.yaml"), "data: {file: t.csv, label: n}\nnetwork: {hidden: [], loss: poisson}\n");
        assertThat(refused("train", yaml, "--out", folder.resolve("r")).err())
                .contains("poisson needs a label with values", "set data.task to regression");
        good("train", yaml, "--quiet", "--set", "data.task=regression", "--out", folder.resolve("r"));
    }

    /** The AUC of a single class never has a value, so it stops nothing. */
    @Test
    void aMetricThatIsNeverDefinedDoesNotStopATraining() throws IOException {
        Files.writeString(folder.resolve("train.csv"), "x,y\n" + "1,no\n2,no\n3,yes\n4,yes\n".repeat(4));
        Files.writeString(folder.resolve("dev.csv"), "x,y\n1,no\n2,no\n");
        Path yaml = Files.writeString(folder.resolve("e.yaml"), """
                data: {train: train.csv, dev: dev.csv, label: y}
                network: {hidden: []}
                training: {epochs: 6, early-stopping: {metric: dev.auc, patience: 2}}
                """);
        assertThat(good("train", yaml, "--out", folder.resolve("r")).out())
                .contains("trained          6 epochs")
                .doesNotContain("stopped early");
    }

    @Test
    void negativeCountsAreRefused() throws IOException {
        Path table = Files.writeString(folder.resolve("t.csv"), "x,y\n" + "1,2.5\n2,-3\n3,4.5\n".repeat(8));
        Path yaml = Files.writeString(
                folder.resolve("e.yaml"), "data: {file: t.csv, label: y}\nnetwork: {hidden: [], loss: poisson}\n");
        assertThat(table).exists();
        assertThat(refused("train", yaml, "--out", folder.resolve("r")).err())
                .contains("network.loss: poisson needs labels of at least 0, but the smallest is -3.0");
    }

    @Test
    void metricsAreRecordedStopTrainingsAndAreShown() throws IOException {
        Path run = folder.resolve("run");
        CommandLineRun trained = good(
                "train",
                DIGITS,
                "--set",
                "metrics=[auc, {f1: {average: micro}}, {f1: {average: macro}}]",
                "--set",
                "training.early-stopping={metric: dev.auc, patience: 3}",
                "--set",
                "training.schedule={reduce-on-plateau: {metric: dev.log-loss, patience: 2}}",
                "--out",
                run);
        assertThat(trained.out()).contains("stopped early", "the best by dev.auc");
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
                .allSatisfy(line -> assertThat(line)
                        .contains("\"auc\":", "\"f1-micro\":", "\"f1-macro\":", "\"log-loss\":")
                        .doesNotContain("\"f1\":"));
        assertThat(good("evaluate", run, "--metric", "brier", "--metric", "{top-k: {k: 2}}")
                        .out())
                .contains("brier", "top-k", "f1-macro", "auc");
        Path picture = folder.resolve("c.png");
        assertThat(good("compare", run, "--metric", "dev.auc", "--out", picture).out())
                .contains("dev.auc by epoch");
        assertThat(picture).isNotEmptyFile();
        assertThat(refused("evaluate", run, "--metric", "aux").err())
                .contains("unknown metric 'aux'; did you mean 'auc'?");
        assertThat(refused("evaluate", run, "--metric", "rmse").err())
                .contains("the metric rmse needs a label with values");
        assertThat(refused("train", DIGITS, "--set", "metrics=[{precision: {positive: eleven}}]")
                        .err())
                .contains("the metric precision");
    }

    @Test
    void watchingAUsualMetricKeepsThoseOfTheList() throws IOException {
        Path run = folder.resolve("run");
        good(
                "train",
                DIGITS,
                "--set",
                "training.epochs=2",
                "--set",
                "metrics=[{f1: {average: micro}}, {f1: {average: macro}}]",
                "--set",
                "training.early-stopping={metric: dev.f1, patience: 3}",
                "--out",
                run);
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("\"f1-micro\":", "\"f1-macro\":", "\"f1\":"));
    }

    @Test
    void anUndefinedMetricIsNullInFilesAndADashInTables() throws IOException {
        Files.writeString(folder.resolve("train.csv"), "x,y\n" + "1,2.5\n2,3.25\n3,4.5\n4,5.75\n".repeat(4));
        Files.writeString(folder.resolve("dev.csv"), "x,y\n1,2.5\n");
        Path yaml = Files.writeString(
                folder.resolve("e.yaml"),
                "data: {train: train.csv, dev: dev.csv, label: y}\nnetwork: {hidden: []}\ntraining: {epochs: 2}\n");
        Path run = folder.resolve("run");
        CommandLineRun trained = good("train", yaml, "--out", run);
        assertThat(trained.out()).containsPattern("r2 +-?[0-9.]+ +-\n");
        assertThat(Files.readString(run.resolve("result.json"))).contains("\"r2\" : null");
        assertThat(Files.readString(run.resolve("metrics.jsonl"))).contains("\"r2\":null");
        good("train", yaml, "--continue", run, "--set", "training.epochs=3", "--out", folder.resolve("more"));
    }

    /** A rare class that overlaps with the common one: balanced weights find it more often, and are less honest. */
    @Test
    void balancedClassWeightsRaiseBalancedAccuracyAndCostLogLoss() throws IOException {
        RandomGenerator random = new RandomStreams(1).generator();
        StringBuilder rows = new StringBuilder("a,b,kind\n");
        for (int i = 0; i < 4000; i++) {
            boolean rare = i % 100 == 0;
            double shift = rare ? 1.5 : 0;
            rows.append(String.format(
                    Locale.ROOT,
                    "%.6f,%.6f,%s%n",
                    random.nextGaussian() + shift,
                    random.nextGaussian() + shift,
                    rare ? "yes" : "no"));
        }
        Files.writeString(folder.resolve("t.csv"), rows);
        Path yaml = Files.writeString(folder.resolve("e.yaml"), """
                data: {file: t.csv, label: kind, split: 50/50}
                network: {hidden: [{units: 8}]}
                training: {epochs: 20, learning-rate: 0.01}
                metrics: [balanced-accuracy, log-loss]
                """);
        Map<String, List<Double>> accuracies = Map.of("plain", new ArrayList<>(), "balanced", new ArrayList<>());
        Map<String, List<Double>> losses = Map.of("plain", new ArrayList<>(), "balanced", new ArrayList<>());
        for (int seed = 1; seed <= 5; seed++) {
            for (String kind : List.of("plain", "balanced")) {
                Path run = folder.resolve(kind + seed);
                List<Object> arguments =
                        new ArrayList<>(List.of("train", yaml, "--seed", seed, "--out", run, "--quiet"));
                if (kind.equals("balanced")) {
                    arguments.addAll(List.of("--set", "training.class-weights=balanced"));
                }
                good(arguments.toArray());
                accuracies.get(kind).add(metric(run, "dev", "balanced-accuracy"));
                losses.get(kind).add(metric(run, "dev", "log-loss"));
            }
        }
        assertThat(median(accuracies.get("balanced"))).isGreaterThan(median(accuracies.get("plain")) + 0.1);
        assertThat(median(losses.get("balanced"))).isGreaterThan(median(losses.get("plain")) + 0.1);
        assertThat(refused("train", yaml, "--set", "training.class-weights={no: 1, yess: 8}")
                        .err())
                .contains("unknown class 'yess'; did you mean 'yes'?");
        assertThat(refused("train", yaml, "--set", "training.class-weights={no: 0}")
                        .err())
                .contains("the class 'no' has the weight 0.0; expected a positive, finite number");
        assertThat(refused("train", yaml, "--set", "training.class-weights=balance")
                        .err())
                .contains("found 'balance', expected balanced");
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
