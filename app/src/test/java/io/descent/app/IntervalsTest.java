package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Labels;
import io.descent.core.metrics.Bootstrap;
import io.descent.core.metrics.Interval;
import io.descent.core.metrics.MetricSet;
import io.descent.core.metrics.PredictedExamples;
import io.descent.core.metrics.PredictedSet;
import io.descent.core.random.PortableRandom;
import io.descent.core.random.RandomStreams;
import io.descent.inference.file.internal.Json;
import io.descent.inference.parallel.internal.Workers;
import io.descent.metrics.Auc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bootstrap intervals of metrics that the commands store and print. */
class IntervalsTest {
    private static final Path IRIS = EXAMPLES.resolve("iris.yaml");

    @TempDir
    Path folder;

    private Path train(String name, Object... more) {
        Path run = folder.resolve(name);
        Object[] arguments = new Object[more.length + 7];
        System.arraycopy(more, 0, arguments, 7, more.length);
        System.arraycopy(
                new Object[] {"train", IRIS, "--no-pictures", "--set", "training.epochs=5", "--out", run},
                0,
                arguments,
                0,
                7);
        good(arguments);
        return run;
    }

    private static Map<?, ?> map(Map<?, ?> json, String key) {
        return (Map<?, ?>) json.get(key);
    }

    @Test
    void evaluateRepeatsTheIntervalsOfTrain() throws IOException {
        Path run = train("iris");
        Map<?, ?> stored = map(CommandLineRun.result(run), "metrics");
        for (int threads = 1; threads <= 3; threads++) {
            Map<String, Object> again = Json.read(
                    good("evaluate", run, "--json", "--threads", threads).out());
            assertThat(again).isEqualTo(stored);
        }
        assertThat(map(stored, "train").containsKey("intervals")).isFalse();
        Map<?, ?> dev = map(stored, "dev");
        assertThat(map(dev, "intervals").keySet()).hasToString("[cost, accuracy, f1]");
        assertThat(map(dev, "bootstrap"))
                .isEqualTo(Map.of("level", 0.95, "resamples", 1000, "of", "rows", "drawn", 30));
        Map<?, ?> accuracy = map(map(dev, "intervals"), "accuracy");
        double low = ((Number) accuracy.get("low")).doubleValue();
        double high = ((Number) accuracy.get("high")).doubleValue();
        assertThat(CommandLineRun.metric(run, "dev", "accuracy")).isBetween(low, high);
        assertThat(good("evaluate", run).out())
                .contains("%naccuracy  %s to %s  ".formatted(MetricsTable.number(low), MetricsTable.number(high)));
    }

    @Test
    void groupsOfTheTableAreDrawnWhole() throws IOException {
        StringBuilder csv = new StringBuilder("x,patient,y\n");
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 300; i++) {
            csv.append("%.4f,p%d,%.4f%n".formatted(random.nextDouble(), i / 10, random.nextDouble()));
        }
        Path table = Files.writeString(folder.resolve("t.csv"), csv);
        Path run = folder.resolve("run");
        String out = good(
                        "train",
                        table,
                        "--label",
                        "y",
                        "--set",
                        "data.group=patient",
                        "--set",
                        "data.split=60/20/20",
                        "--set",
                        "training.epochs=2",
                        "--no-pictures",
                        "--out",
                        run)
                .out();
        assertThat(out).containsPattern("(?m)^95 % interval    test r2 \\S+ to \\S+ \\(bootstrap over groups\\)$");
        Map<?, ?> test = map(map(CommandLineRun.result(run), "metrics"), "test");
        assertThat(map(test, "bootstrap"))
                .isEqualTo(Map.of("level", 0.95, "resamples", 1000, "of", "groups", "drawn", 6));
        assertThat(map(test, "intervals").keySet()).hasToString("[cost, rmse, mae, r2]");
    }

    /** Classes no and yes. */
    private static final Labels CLASSES = new Labels() {
        @Override
        public List<String> classes() {
            return List.of("no", "yes");
        }

        @Override
        public int columns() {
            return 1;
        }

        @Override
        public double smallest() {
            return 0;
        }

        @Override
        public double largest() {
            return 1;
        }
    };

    @Test
    void aucIsThatOfResampledRows() {
        int n = 25;
        SplittableRandom random = new SplittableRandom(5);
        double[] label = new double[n];
        double[] p = new double[2 * n];
        for (int i = 0; i < n; i++) {
            label[i] = i % 8 == 0 ? 1 : 0;
            p[2 * i + 1] = (random.nextInt(10) + (label[i] == 1 ? 3 : 0)) / 16.0; // with ties
            p[2 * i] = 1 - p[2 * i + 1];
        }
        double[] areas = new double[1000];
        for (int b = 0; b < areas.length; b++) {
            PortableRandom draws = new RandomStreams(1).bootstrap(b);
            int[] rows = new int[n];
            Arrays.setAll(rows, i -> draws.nextInt(n));
            areas[b] = area(rows, label, p);
        }
        double[] defined =
                Arrays.stream(areas).filter(Double::isFinite).sorted().toArray();
        assertThat(defined.length).isBetween(960, 999); // (21/25)^25 = 1.3 % of the resamples lack a yes
        PredictedSet set = PredictedSet.of(PredictedExamples.ofClasses(CLASSES, label, p, null), null);
        Interval interval = new Bootstrap(new Workers(1))
                .intervals(set, new MetricSet(List.of(new Auc())))
                .of("auc");
        assertThat(interval).isNotNull();
        assertThat(interval.low()).isCloseTo(quantile(defined, 0.025), within(1e-12));
        assertThat(interval.high()).isCloseTo(quantile(defined, 0.975), within(1e-12));
    }

    private static double area(int[] rows, double[] label, double[] p) {
        double wins = 0;
        double pairs = 0;
        for (int i : rows) {
            for (int j : rows) {
                if (label[i] == 1 && label[j] == 0) {
                    wins += p[2 * i + 1] > p[2 * j + 1] ? 1 : p[2 * i + 1] == p[2 * j + 1] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return wins / pairs;
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        return sorted[below] * (1 - (place - below)) + sorted[below + 1] * (place - below);
    }

    @Test
    void compareSaysWhyThereIsNoDifference() throws IOException {
        Path table = Files.copy(EXAMPLES.resolve("data/iris.csv"), folder.resolve("iris.csv"));
        String label = Files.readString(table).lines().findFirst().orElseThrow().replaceAll(".*,", "");
        Path one = train("one");
        Path twin = train("twin");
        Path other = train("other", "--seed", "2");
        Path moved = folder.resolve("moved");
        good(
                "train",
                table,
                "--label",
                label,
                "--set",
                "training.epochs=2",
                "--no-pictures",
                "--quiet",
                "--out",
                moved);
        Files.delete(table);
        String out = good("compare", one, twin, other, moved, "--out", folder.resolve("c.png"))
                .out();
        assertThat(out)
                .contains("differences from one on the same rows, with 95 % intervals (paired bootstrap):")
                .containsPattern("(?m)^twin +dev +accuracy +0\\.0000 +0\\.0000 to 0\\.0000$")
                .contains("no paired difference for other: its dev set has other rows than that of one")
                .contains("no paired difference for moved: " + table)
                .doesNotContain("cost  0");
        assertThat(good("compare", moved, one, "--out", folder.resolve("c.png")).out())
                .contains("no paired differences: " + table);
    }
}
