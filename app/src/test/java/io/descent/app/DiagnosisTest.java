package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static io.descent.app.CommandLineRun.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.app.picture.Drawing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Diagnoses of real trainings, and {@code descent learning-curve}. */
class DiagnosisTest {
    @TempDir
    Path folder;

    private Path moons;

    /** 200 noisy training examples, and a network that can memorise them. */
    @BeforeEach
    void writeExperiment() throws IOException {
        moons = Files.writeString(folder.resolve("moons.yaml"), """
                data: {generator: {moons: {examples: 2200, noise: 0.3, seed: 3}}, split: 200/2000}
                network: {hidden: [{units: 128}, {units: 128}]}
                training: {epochs: 400, learning-rate: 0.005}
                """);
    }

    private Map<?, ?> diagnose(String name, String... settings) throws IOException {
        Path run = folder.resolve(name);
        Object[] arguments = Stream.concat(
                        Stream.of("train", moons, "--quiet", "--out", run),
                        Stream.of(settings).flatMap(setting -> Stream.of("--set", setting)))
                .toArray();
        assertThat(good(arguments).out()).isEmpty();
        return (Map<?, ?>) result(run).get("diagnosis");
    }

    private static double number(Map<?, ?> diagnosis, String key) {
        return ((Number) diagnosis.get(key)).doubleValue();
    }

    private static double highestVariance(Map<?, ?> diagnosis) {
        List<?> interval = (List<?>) ((Map<?, ?>) diagnosis.get("intervals")).get("variance");
        return ((Number) interval.get(1)).doubleValue();
    }

    @Test
    void regularisationCuresTheVarianceOfALargeNetwork() throws IOException {
        Map<?, ?> none = diagnose("none");
        Map<?, ?> l2 = diagnose("l2", "training.regularizers=[{l2: {lambda: 0.3}}]");
        Map<?, ?> dropout = diagnose("dropout", "training.regularizers=[{dropout: {keep-prob: 0.5}}]");
        assertThat(none.get("verdict")).isEqualTo("high-variance");
        assertThat(number(none, "variance")).isGreaterThan(0.08);
        assertThat(none.get("next"))
                .isEqualTo(List.of(
                        "early-stopping, which keeps the best epoch, or fewer epochs: 400 -> 56",
                        "more data than 200 examples (descent learning-curve shows whether it would help)",
                        "regularisation: l2 lambda 0.1, or dropout keep-prob 0.8 (none is used)"));
        assertThat(number(l2, "variance")).isLessThan(number(none, "variance") / 2);
        assertThat(number(dropout, "variance")).isLessThan(number(none, "variance") / 2);
        assertThat(number(l2, "devError")).isLessThan(number(none, "devError"));
        assertThat(l2.get("verdict")).isNotIn("high-variance", "both");
        assertThat(highestVariance(l2)).isLessThan(0.03);
    }

    @Test
    void linearBoundaryOfMoonsIsBias() throws IOException {
        String[] settings = {
            "network.hidden=[]",
            "training.epochs=200",
            "training.learning-rate=0.5",
            "training.optimizer=gradient-descent",
            "diagnosis.base-error=0.05"
        };
        Map<?, ?> diagnosis = diagnose("linear", settings);
        assertThat(diagnosis.get("verdict")).isEqualTo("high-bias");
        assertThat(diagnosis.get("baseError")).isEqualTo(0.05);
        assertThat(number(diagnosis, "bias")).isEqualTo(number(diagnosis, "trainError") - 0.05);
        assertThat((List<?>) diagnosis.get("next"))
                .first()
                .isEqualTo("a bigger network: a hidden layer, for instance of 64 units");
        assertThat((List<?>) diagnosis.get("next"))
                .last()
                .isEqualTo("a better optimizer: adam instead of gradient-descent");
    }

    @Test
    void diagnosisStandsUnderTheTable() {
        String out = good(
                        "train",
                        EXAMPLES.resolve("regression.yaml"),
                        "--out",
                        folder.resolve("r"),
                        "--set",
                        "training.epochs=5")
                .out();
        assertThat(out)
                .containsPattern(
                        "(?m)^diagnosis {8}high bias; .*: train error [0-9.]+ % \\([0-9.]+ to [0-9.]+\\), dev error ")
                .containsPattern(
                        "(?m)^next {13}more epochs: 5 -> [0-9]+ \\(.*; a bigger network: units 32 -> 64, or another layer; .*"
                                + "weaker regularisation: l2 lambda 500 -> 150$");
    }

    @Test
    void baseErrorOutOfRangeIsRefused() {
        assertThat(refused("train", moons, "--set", "diagnosis.base-error=14", "--out", folder.resolve("r"))
                        .err())
                .contains("diagnosis.base-error", "at least 0 and below 1");
    }

    @Test
    void learningCurveIsATableAndAFile() throws IOException {
        Path curve = folder.resolve("curve");
        Object[] command = {
            "learning-curve", moons, "--points", 4, "--out", curve, "--seed", 5, "--set", "training.epochs=30"
        };
        String out = good(command).out();
        List<String> rows = Files.readAllLines(curve.resolve("learning-curve.csv"));
        assertThat(rows).hasSize(5).first().isEqualTo("examples,trainError,devError,trainCost,devCost");
        assertThat(rows.get(1)).matches("10,0,0\\.[0-9]+,[-0-9.E]+,[-0-9.E]+");
        assertThat(rows.get(4)).startsWith("200,");
        assertThat(out)
                .containsPattern("(?m)^ +examples +train error +dev error +train cost +dev cost$")
                .containsPattern("(?m)^ +200 +0\\.[0-9]{4} +0\\.[0-9]{4} +[0-9.]+ +[0-9.]+$")
                .containsPattern("(?m)more data .*help")
                .contains("learning curve   " + curve.resolve("learning-curve.csv") + System.lineSeparator());
        assertThat(Files.exists(curve.resolve("learning-curve-by-size.png"))).isEqualTo(Drawing.POSSIBLE);
        assertThat(refused(command).err()).contains("learning-curve.csv: already exists");
        command[5] = folder.resolve("again");
        good(command);
        assertThat(Files.readAllLines(folder.resolve("again/learning-curve.csv")))
                .isEqualTo(rows);
    }

    @Test
    void lastPointOfALearningCurveHasAllExamples() throws IOException {
        Path curve = folder.resolve("curve");
        Path digits = EXAMPLES.resolve("digits.yaml");
        good("learning-curve", digits, "--points", 2, "--out", curve, "--set", "training.epochs=2");
        String[] last =
                Files.readAllLines(curve.resolve("learning-curve.csv")).get(2).split(",", -1);
        assertThat(last[0]).isEqualTo("1078");
        assertThat(Double.parseDouble(last[2])).isLessThan(0.15);
    }

    @Test
    void learningCurveWithBatchNorm() {
        good(
                "learning-curve",
                moons,
                "--set",
                "network.hidden[0].batch-norm=true",
                "--set",
                "training.batch-size=4",
                "--set",
                "training.epochs=1",
                "--points",
                20,
                "--out",
                folder.resolve("curve"));
    }

    @Test
    void learningCurveNeedsADevSetAndTwoPoints() {
        assertThat(refused("learning-curve", moons, "--set", "data.split=none", "--out", folder.resolve("c"))
                        .err())
                .contains("a learning curve needs a dev set");
        assertThat(folder.resolve("c")).doesNotExist();
        assertThat(refused("learning-curve", moons, "--points", 1).err()).contains("--points must be at least 2");
    }
}
