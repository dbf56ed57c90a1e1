package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.metric;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the examples reach on their test sets, seeds 1 to 10, divisions included. Prints the figures. */
class AccuracyTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "digits, accuracy, 0.965",
        "iris, accuracy, 0.93",
        "wine, accuracy, 0.96",
        "breast-cancer, accuracy, 0.96",
        "regression, r2, 0.42"
    })
    void medianOverTenSeeds(String example, String metric, double least) throws IOException {
        double[] figures = new double[10];
        for (int seed = 1; seed <= figures.length; seed++) {
            Path run = folder.resolve("run-" + seed);
            good("train", EXAMPLES.resolve(example + ".yaml"), "--seed", seed, "--quiet", "--out", run);
            figures[seed - 1] = metric(run, "test", metric);
        }
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        double median = (sorted[4] + sorted[5]) / 2;
        System.out.printf(
                Locale.ROOT,
                "%-14s test %-8s median %.4f of %s%n",
                example,
                metric,
                median,
                Arrays.stream(figures)
                        .mapToObj(f -> String.format(Locale.ROOT, "%.4f", f))
                        .collect(Collectors.joining(" ")));
        assertThat(median).isGreaterThanOrEqualTo(least);
    }
}
