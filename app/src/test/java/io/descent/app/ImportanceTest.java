package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.app.picture.Drawing;
import io.descent.core.random.RandomStreams;
import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the command {@code importance} and the key of that name measure. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportanceTest {
    private static final String HEAD = "size,colour,noise,day,good";

    @TempDir
    static Path folder;

    private final List<String[]> dev = new ArrayList<>();
    private Path run;

    @BeforeAll
    void train() throws IOException {
        Files.writeString(folder.resolve("train.csv"), csv(rows(400, 1)));
        dev.addAll(rows(150, 2));
        Files.writeString(folder.resolve("dev.csv"), csv(dev));
        Files.writeString(folder.resolve("run.yaml"), """
                seed: 3
                importance: true
                data: {train: train.csv, dev: dev.csv, label: good}
                network: {hidden: [{units: 8}]}
                training: {epochs: 15, batch-size: 16, learning-rate: 0.02}
                """);
        run = folder.resolve("run");
        String out = good("train", folder.resolve("run.yaml"), "--out", run).out();
        assertThat(out).contains("what matters     size +");
    }

    @Test
    void anAverageIsMeasuredOnMoreRowsThanDependenceUses() throws IOException {
        Files.writeString(folder.resolve("many.csv"), csv(rows(1100, 4)));
        for (String label : List.of("good", "size")) {
            Path average = folder.resolve("average-" + label);
            String out = good(
                            "train",
                            folder.resolve("run.yaml"),
                            "--set",
                            "data.dev=" + folder.resolve("many.csv"),
                            "--set",
                            "data.label=" + label,
                            "--set",
                            "training.epochs=1",
                            "--set",
                            "training.folds=2",
                            "--no-pictures",
                            "--out",
                            average)
                    .out();
            assertThat(out).contains("what matters ");
            Map<?, ?> importance = (Map<?, ?>) CommandLineRun.result(average).get("importance");
            assertThat((Integer) importance.get("rows")).isGreaterThan(1000);
            assertThat(importance.get("partialDependence").toString()).contains("rows=1000");
        }
    }

    /** Size and colour decide, noise and day do not. Some cells are missing. */
    private static List<String[]> rows(int count, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double size = random.nextInt(1000) / 100.0;
            String colour = List.of("red", "green", "blue").get(random.nextInt(3));
            boolean good = size + (colour.equals("red") ? 3 : 0) > 6;
            rows.add(new String[] {
                random.nextInt(20) == 0 ? "" : Double.toString(size),
                random.nextInt(20) == 0 ? "" : colour,
                Integer.toString(random.nextInt(100)),
                "2024-03-%02d".formatted(1 + random.nextInt(28)),
                good ? "yes" : "no"
            });
        }
        return rows;
    }

    private static String csv(List<String[]> rows) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        rows.forEach(row -> text.append(String.join(",", row)).append('\n'));
        return text.toString();
    }

    private Map<?, ?> section() throws IOException {
        return (Map<?, ?>) CommandLineRun.result(run).get("importance");
    }

    private Map<?, ?> column(String name) throws IOException {
        return ((List<?>) section().get("columns"))
                .stream()
                        .map(each -> (Map<?, ?>) each)
                        .filter(each -> name.equals(each.get("name")))
                        .findFirst()
                        .orElseThrow();
    }

    private static double number(Map<?, ?> json, String key) {
        return ((Number) json.get(key)).doubleValue();
    }

    private double logLoss(List<String[]> rows) throws IOException {
        Path file = folder.resolve("rows.csv");
        Files.writeString(file, csv(rows));
        String json =
                good("evaluate", run, file, "--metric", "log-loss", "--json").out();
        return number((Map<?, ?>) Json.read(json).get("data"), "log-loss");
    }

    @Test
    void permutingCellsOfTheTableGivesTheSameNumbers() throws IOException {
        double loss = logLoss(dev);
        assertThat(number(section(), "value")).isCloseTo(loss, within(1e-9));
        List<String> names = List.of(HEAD.split(","));
        for (int j = 0; j < 4; j++) {
            double sum = 0;
            for (int repeat = 0; repeat < 5; repeat++) {
                int[] from = new RandomStreams(3).permutation(1, j, repeat).permutation(dev.size());
                List<String[]> permuted = new ArrayList<>();
                for (int i = 0; i < dev.size(); i++) {
                    String[] row = dev.get(i).clone();
                    row[j] = dev.get(from[i])[j];
                    permuted.add(row);
                }
                sum += logLoss(permuted) - loss;
            }
            assertThat(number(column(names.get(j)), "mean")).isCloseTo(sum / 5, within(1e-9));
        }
    }

    @Test
    void whatDecidesMattersAndTheRestDoesNot() throws IOException {
        assertThat(number(column("size"), "mean")).isGreaterThan(0.5);
        assertThat(number(column("colour"), "mean")).isGreaterThan(0.1);
        assertThat(number(column("noise"), "mean")).isCloseTo(0, within(0.05));
        assertThat(number(column("day"), "mean")).isCloseTo(0, within(0.1));
        List<?> dependence = (List<?>) section().get("partialDependence");
        Map<?, ?> size = (Map<?, ?>) dependence.get(0);
        assertThat(size.get("column")).isEqualTo("size");
        List<?> points = (List<?>) size.get("points");
        assertThat(points).hasSize(21); // 20 numbers and a missing cell
        assertThat(((Map<?, ?>) points.get(20)).get("cell")).isEqualTo("");
        double first = probability(points.get(0));
        double last = probability(points.get(19));
        assertThat(first).isLessThan(0.3);
        assertThat(last).isGreaterThan(0.8);
    }

    /** The mean probability of the second class. */
    private static double probability(Object point) {
        return ((Number) ((List<?>) ((Map<?, ?>) point).get("means")).get(1)).doubleValue();
    }

    @Test
    void commandRepeatsWhatTrainMeasuredOnAnyNumberOfThreads() throws IOException {
        Path picture = folder.resolve("i.png");
        for (int threads = 1; threads <= 3; threads++) {
            String json = good("importance", run, "--json", "--threads", threads, "--out", picture)
                    .out();
            assertThat(Json.read(json)).isEqualTo(section());
        }
        String table = good("importance", run, "--set", "dev", "--out", picture).out();
        assertThat(table.lines())
                .first()
                .asString()
                .startsWith("150 dev examples, log loss ")
                .endsWith("by how much it grows if the cells of a column are permuted:");
        assertThat(table)
                .containsPattern("(?m)^size +\\+[0-9.]+ +[0-9.]+$")
                .contains("mean probability of yes by size");
        if (Drawing.POSSIBLE) {
            assertThat(Drawing.decoded(Files.readAllBytes(picture)).getWidth()).isEqualTo(1200);
            assertThat(picture).hasSameBinaryContentAs(run.resolve("importance.png"));
        }
        good("verify", run);
    }

    @Test
    void setsAndImagesWithoutImportanceAreExplained() throws IOException {
        assertThat(refused("importance", run, "--set", "test").err()).contains("this run has no test set");
        Path images = folder.resolve("images");
        String out = good(
                        "train",
                        EXAMPLES.resolve("digits.yaml"),
                        "--set",
                        "training.epochs=1",
                        "--set",
                        "data.image=8x8",
                        "--set",
                        "importance=true",
                        "--no-pictures",
                        "--out",
                        images)
                .out();
        assertThat(out)
                .contains("the importance of the columns could not be measured: it is measured by column, and the"
                        + " examples are images");
        assertThat(CommandLineRun.result(images)).doesNotContainKey("importance");
        assertThat(refused("importance", images).err()).contains("the examples are images");
    }
}
