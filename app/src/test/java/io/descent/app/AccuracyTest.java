package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recomputes the accuracies in docs/performance.md, to the printed digits. They are the same on every machine. */
class AccuracyTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "digits, accuracy, 0.9777",
        "iris, accuracy, 0.9833",
        "wine, accuracy, 0.9714",
        "breast-cancer, accuracy, 0.9781",
        "regression, r2, 0.5139"
    })
    void medianOverTenSeeds(String example, String metric, String printed) throws IOException {
        double[] figures = figures(example, metric);
        double median = median(figures);
        System.out.printf(
                Locale.ROOT,
                "%-14s test %-8s median %.4f of %s%n",
                example,
                metric,
                median,
                Arrays.stream(figures).mapToObj(AccuracyTest::digits).collect(Collectors.joining(" ")));
        assertThat(digits(median)).isEqualTo(printed);
    }

    /** The example leaves the label as it is; standardised, with settings for that scale, it is learnt a little better. */
    @Test
    void standardisedTargetsAreLearnt() throws IOException {
        double[] figures = figures(
                "regression",
                "r2",
                "data.target=standardize",
                "training.learning-rate=0.005",
                "training.regularizers=[{l2: {lambda: 20}}]");
        assertThat(digits(median(figures))).isEqualTo("0.5343");
    }

    private double[] figures(String example, String metric, String... settings) throws IOException {
        double[] figures = new double[10];
        for (int seed = 1; seed <= figures.length; seed++) {
            Path run = folder.resolve("run-" + seed);
            List<Object> arguments = new ArrayList<>(
                    List.of("train", EXAMPLES.resolve(example + ".yaml"), "--seed", seed, "--quiet", "--out", run));
            for (String setting : settings) {
                arguments.addAll(List.of("--set", setting));
            }
            good(arguments.toArray());
            figures[seed - 1] = metric(run, "test", metric);
        }
        return figures;
    }

    private static double median(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return (sorted[4] + sorted[5]) / 2;
    }

    @Test
    void tuningRaisesTheAccuracyOnDigits() throws IOException {
        Path example = EXAMPLES.resolve("tune-digits.yaml");
        Path untuned = folder.resolve("untuned");
        Path study = folder.resolve("study");
        good("train", example, "--quiet", "--no-pictures", "--out", untuned);
        good("tune", example, "--quiet", "--no-pictures", "--out", study);
        assertThat(digits(metric(untuned, "dev", "accuracy"))).isEqualTo("0.9778");
        assertThat(digits(metric(untuned, "test", "accuracy"))).isEqualTo("0.9443");
        assertThat(digits(metric(study.resolve("best"), "dev", "accuracy"))).isEqualTo("0.9889");
        assertThat(digits(metric(study.resolve("best"), "test", "accuracy"))).isEqualTo("0.9694");
    }

    @Test
    void fashionMnist() throws IOException {
        String data = System.getenv("DESCENT_DATA");
        assumeTrue(data != null, "DESCENT_DATA is not set; it must name the folder that contains fashion-mnist");
        Path run = folder.resolve("run");
        Path images = Path.of(data, "fashion-mnist").toAbsolutePath();
        good(
                "train",
                EXAMPLES.resolve("fashion-mnist.yaml"),
                "--set",
                "data.directory=" + images,
                "--quiet",
                "--no-pictures",
                "--out",
                run);
        assertThat(digits(metric(run, "test", "accuracy"))).isEqualTo("0.8935");
    }

    private static String digits(double figure) {
        return String.format(Locale.ROOT, "%.4f", figure);
    }
}
