package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static io.descent.app.CommandLineRun.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calibration from the command line: train, evaluate, predict and describe say the same. */
class CalibrationCommandTest {
    private static final Path CANCER = EXAMPLES.resolve("data/breast_cancer.csv");
    private static final Path DIABETES = EXAMPLES.resolve("data/diabetes.csv");
    private static final String MASS = "expected-calibration-error: {binning: equal-mass}";

    @TempDir
    Path folder;

    private static double number(Object json, String... path) {
        Object at = json;
        for (String key : path) {
            at = ((Map<?, ?>) at).get(key);
        }
        return ((Number) at).doubleValue();
    }

    private static List<double[]> numbers(String csv, int... columns) {
        return csv.lines()
                .skip(1)
                .map(line -> line.split(",", -1))
                .map(cells -> Arrays.stream(columns)
                        .mapToDouble(column -> Double.parseDouble(cells[column]))
                        .toArray())
                .toList();
    }

    @Test
    void everyCommandSeesTheCalibratedModel() throws IOException {
        Path run = folder.resolve("run");
        String printed = good(
                        "train",
                        CANCER,
                        "--label",
                        "diagnosis",
                        "--out",
                        run,
                        "--set",
                        "metrics=[log-loss, {" + MASS + "}]",
                        "--set",
                        "calibration.method=temperature",
                        "--set",
                        "calibration.threshold.maximize=f1",
                        "--set",
                        "network.loss={softmax-cross-entropy: {label-smoothing: 0.1}}")
                .out();
        Map<String, Object> result = result(run);
        double temperature = number(result, "calibration", "temperature");
        double threshold = number(result, "threshold", "value");
        assertThat(temperature).isNotEqualTo(1);
        assertThat(threshold).isBetween(0.0, 1.0).isNotEqualTo(0.5);
        assertThat(printed).contains("calibration      temperature ", "threshold        'malignant' if", "dev at 0.5");
        // the metrics of plugins, and what core computes for the report
        for (String set : List.of("dev", "test")) {
            assertThat(number(result, "metrics", set, "log-loss"))
                    .isEqualTo(number(result, "calibration", set, "logLoss", "after"));
            assertThat(number(result, "threshold", "atHalf", set, "expected-calibration-error"))
                    .isCloseTo(number(result, "calibration", set, "calibrationError", "after"), within(1e-14));
            assertThat(number(result, "threshold", "atValue", set, "f1"))
                    .isEqualTo(number(result, "metrics", set, "f1"));
        }
        assertThat(number(result, "threshold", "atValue", "dev", "f1"))
                .isGreaterThanOrEqualTo(number(result, "threshold", "atHalf", "dev", "f1"));

        Map<String, Object> evaluated =
                Json.read(good("evaluate", run, "--json").out());
        for (String set : List.of("train", "dev", "test")) {
            for (String metric : List.of("accuracy", "f1", "log-loss", "cost")) {
                assertThat(number(evaluated, set, metric)).isEqualTo(number(result, "metrics", set, metric));
            }
        }
        assertThat(number(evaluated, "test at 0.5", "f1"))
                .isEqualTo(number(result, "threshold", "atHalf", "test", "f1"));

        String predicted = good("predict", run, CANCER, "--keep", "diagnosis").out();
        assertThat(predicted).startsWith("diagnosis,prediction,probability benign,probability malignant\n");
        predicted
                .lines()
                .skip(1)
                .map(line -> line.split(","))
                .forEach(cells -> assertThat(cells[1])
                        .isEqualTo(Double.parseDouble(cells[3]) > threshold ? "malignant" : "benign"));
        long right = predicted
                .lines()
                .skip(1)
                .map(line -> line.split(","))
                .filter(cells -> cells[0].equals(cells[1]))
                .count();
        double accuracy =
                number(Json.read(good("evaluate", run, CANCER, "--json").out()), "data", "accuracy");
        assertThat(right).isEqualTo(Math.round(accuracy * 569));

        assertThat(good("describe", run).out()).contains("calibrated   temperature ", "threshold    'malignant' if");
        assertThat(number(Json.read(good("describe", run, "--json").out()), "calibration", "temperature"))
                .isEqualTo(temperature);
        assertThat(good("verify", run).out()).contains("the model as written");
        if (io.descent.app.picture.Drawing.POSSIBLE) {
            assertThat(run.resolve("reliability.png")).exists();
        }
        assertThat(refused("predict", run, CANCER, "--interval", "0.9").err())
                .contains("--interval is for models that predict values");
    }

    @Test
    void intervalsStandBesideThePrediction() throws IOException {
        Path run = folder.resolve("run");
        good(
                "train",
                DIABETES,
                "--label",
                "progression",
                "--out",
                run,
                "--quiet",
                "--set",
                "calibration={interval: true, interval-share: 0.4}");
        Map<String, Object> result = result(run);
        assertThat(number(result, "calibration", "examples")).isEqualTo(36); // of 89
        String predicted = good("predict", run, DIABETES, "--interval", "0.9").out();
        assertThat(predicted).startsWith("prediction,lower,upper\n");
        String plain = good("predict", run, DIABETES).out();
        List<double[]> rows = numbers(predicted, 0, 1, 2);
        List<double[]> values = numbers(plain, 0);
        double half = rows.get(0)[2] - rows.get(0)[0];
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i)[0]).isEqualTo(values.get(i)[0]);
            assertThat(rows.get(i)[0] - rows.get(i)[1]).isCloseTo(half, within(1e-9));
            assertThat(rows.get(i)[2] - rows.get(i)[0]).isCloseTo(half, within(1e-9));
        }
        Map<String, Object> file = Json.read(Files.readString(run.resolve("model/calibration.json")));
        Map<?, ?> label = (Map<?, ?>) ((List<?>) file.get("intervals")).get(0);
        List<?> residuals = (List<?>) ((List<?>) label.get("residuals")).get(0);
        assertThat(((Number) residuals.get(33)).doubleValue()).isCloseTo(half, within(1e-9)); // ceil(0.9 x 37) = 34
        assertThat(refused("predict", run, DIABETES, "--interval", "0.99").err())
                .contains("intervals of the level 0.99 need at least 99 calibration examples, but the model has 36");
        for (String level : List.of("0", "1", "90", "NaN")) {
            assertThat(refused("predict", run, DIABETES, "--interval", level).err())
                    .contains("expected a level above 0 and below 1, such as 0.9");
        }
        assertThat(good("describe", run).out()).contains("intervals    from 36 examples");
    }

    @Test
    void severalLabelsHaveAnIntervalEach() throws IOException {
        Path run = folder.resolve("run");
        good(
                "train",
                DIABETES,
                "--label",
                "progression",
                "--label",
                "bmi",
                "--out",
                run,
                "--quiet",
                "--no-pictures",
                "--set",
                "calibration.interval=true");
        String predicted = good("predict", run, DIABETES, "--interval", "0.8").out();
        assertThat(predicted)
                .startsWith(
                        "prediction progression,prediction bmi,lower progression,upper progression,lower bmi,upper bmi\n");
        double[] first = numbers(predicted, 0, 1, 2, 3, 4, 5).get(0);
        assertThat(first[0]).isBetween(first[2], first[3]);
        assertThat(first[1]).isBetween(first[4], first[5]);
        assertThat(first[3] - first[2]).isGreaterThan(10 * (first[5] - first[4])); // in the units of each
    }

    @Test
    void mistakesInTheSectionAreToldBeforeTraining() {
        assertThat(refused("train", DIABETES, "--label", "progression", "--set", "calibration.method=temperature")
                        .err())
                .contains("calibration.method: temperature calibrates the probabilities of classes");
        assertThat(refused("train", CANCER, "--label", "diagnosis", "--set", "calibration.interval=true")
                        .err())
                .contains("calibration.interval: intervals are for labels with values");
        assertThat(refused("train", CANCER, "--label", "diagnosis", "--set", "calibration.threshold.maximize=log-loss")
                        .err())
                .contains("of log-loss, smaller values are better");
        assertThat(refused(
                                "train",
                                CANCER,
                                "--label",
                                "diagnosis",
                                "--set",
                                "calibration.method=temperature",
                                "--set",
                                "data.split=none",
                                "--set",
                                "training.early-stopping=false")
                        .err())
                .contains("calibration needs a dev set; add one to data.split");
        assertThat(refused("train", CANCER, "--label", "diagnosis", "--set", "calibration={threshold: {}}")
                        .err())
                .contains("expected one of value, maximize and costs");
    }
}
