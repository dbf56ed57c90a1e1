package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.metric;
import static io.descent.app.CommandLineRun.refused;
import static io.descent.app.CommandLineRun.result;
import static io.descent.app.CommandLineRun.sha;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.Descent;
import io.descent.inference.Interval;
import io.descent.inference.Model;
import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on runs that train several networks on folds. */
class FoldsCommandTest {
    @TempDir
    Path folder;

    private Path table;
    private Path test;
    private final List<List<String>> rows = MixedTable.rows(80, 9);

    @BeforeEach
    void write() throws IOException {
        table = MixedTable.csv(folder.resolve("train.csv"), MixedTable.rows(200, 8));
        test = MixedTable.csv(folder.resolve("test.csv"), rows);
    }

    private CommandLineRun train(String label, String ignored, Path run, Object... more) {
        List<Object> all = new ArrayList<>(List.of(
                "train", table, "--test", test, "--label", label, "--ignore", ignored, "--no-pictures", "--out", run));
        all.addAll(List.of("--set", "training.epochs=8", "--set", "training.folds=3"));
        all.addAll(List.of(more));
        return good(all.toArray());
    }

    private static List<List<String>> cells(String csv) {
        return csv.lines().skip(1).map(line -> List.of(line.split(",", -1))).toList();
    }

    @Test
    void theConsoleSaysWhatTheFoldsSay() {
        String out = train("risk", "price", folder.resolve("run")).out();
        assertThat(out)
                .contains("\n3 folds: the model is the average of 3 such networks;")
                .containsPattern(
                        "\nfolds            3; accuracy over the folds: mean 0\\.\\d{4}, standard deviation 0\\.\\d{4}; of all held-out rows together: 0\\.\\d{4} \\(95 % interval 0\\.\\d{4} to [01]\\.\\d{4}\\)\n")
                .containsPattern("train +dev +test +held out\n");
    }

    @Test
    void predictionsAndEvaluationsAgree() throws IOException {
        Path risk = folder.resolve("risk");
        train("risk", "price", risk);
        List<List<String>> classes =
                cells(CommandLineRun.of("predict", risk, test).out());
        long right = IntStream.range(0, rows.size())
                .filter(i -> classes.get(i).get(0).equals(rows.get(i).get(5)))
                .count();
        assertThat(metric(risk, "test", "accuracy")).isEqualTo(right / 80.0);
        Map<?, ?> again = Json.read(good("evaluate", risk, test, "--json").out());
        assertThat(((Map<?, ?>) again.get("data")).get("cost"))
                .isEqualTo(((Map<?, ?>) ((Map<?, ?>) result(risk).get("metrics")).get("test")).get("cost"));
        Map<?, ?> all = Json.read(good("evaluate", risk, "--json").out());
        assertThat(all.get("train")).isEqualTo(((Map<?, ?>) result(risk).get("metrics")).get("train"));

        Path price = folder.resolve("price");
        train("price", "risk", price);
        List<List<String>> values =
                cells(CommandLineRun.of("predict", price, test, "--threads", 2).out());
        double squares = 0;
        for (int i = 0; i < rows.size(); i++) {
            squares += Math.pow(
                    Double.parseDouble(values.get(i).get(0))
                            - Double.parseDouble(rows.get(i).get(6)),
                    2);
        }
        assertThat(metric(price, "test", "rmse"))
                .isCloseTo(Math.sqrt(squares / 80), org.assertj.core.data.Offset.offset(1e-6));
    }

    @Test
    void resultsDoNotDependOnThreadsAndBackends() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        train("risk", "price", one, "--threads", 1, "--backend", "scalar");
        train("risk", "price", two, "--threads", 3);
        assertThat(sha(two)).isEqualTo(sha(one));
        assertThat(result(two).get("folds")).isEqualTo(result(one).get("folds"));
        assertThat(result(two).get("metrics")).isEqualTo(result(one).get("metrics"));
    }

    @Test
    void otherCommandsUnderstandTheRun() throws IOException {
        Path run = folder.resolve("run");
        train("risk", "price", run);
        assertThat(good("verify", run).out()).contains("the model as written", "checkpoint 1 as written");
        assertThat(good("verify", run.resolve("model")).out()).contains("the model as written");
        assertThat(good("describe", run).out()).contains("average      of 3 networks");
        assertThat(Json.read(good("describe", run, "--json").out())).containsEntry("networks", 3);
        assertThat(refused("train", table, "--label", "risk", "--continue", run, "--out", folder.resolve("more"))
                        .err())
                .contains("a training with training.folds cannot be continued");
        Path weights = run.resolve("model/2/weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[100] ^= 1;
        Files.write(weights, bytes);
        assertThat(CommandLineRun.of("verify", run).code()).isEqualTo(1);
        assertThat(refused("predict", run, test).err()).contains("has changed since it was written");
    }

    @Test
    void aCellThatIsMissingUnseenOrBadIsAnAnswer() throws IOException {
        Path run = folder.resolve("run");
        train("risk", "price", run);
        Path odd = Files.writeString(folder.resolve("odd.csv"), """
                age,job,member,joined
                ,astronaut,yes,2023-01-05
                old,nurse,no,2023-01-05
                41,nurse,no,
                """);
        CommandLineRun predicted = CommandLineRun.of("predict", run, odd);
        List<List<String>> cells = cells(predicted.out());
        assertThat(cells).hasSize(3);
        assertThat(cells.get(0).get(0)).isIn("high", "low");
        assertThat(cells.get(1)).containsOnly("");
        assertThat(cells.get(2).get(0)).isIn("high", "low");
        assertThat(predicted.err()).contains("job").contains("age");
    }

    /** CV+ (Barber et al. 2021, section 3.1) from what each member in the model folder predicts. */
    @Test
    void intervalsAreThoseOfTheDefinition() throws IOException {
        Path run = folder.resolve("run");
        String printed = train(
                        "price",
                        "risk",
                        run,
                        "--set",
                        "calibration.interval=true",
                        "--set",
                        "data.split=none",
                        "--set",
                        "training.folds={k: 3, repeats: 2}")
                .out();
        assertThat(printed)
                .contains("intervals        from 200 held-out examples in 3 folds\n")
                .doesNotContain("is kept apart");
        assertThat(good("describe", run).out()).contains("intervals    from 200 examples in 3 folds");
        List<List<String>> known = MixedTable.rows(200, 8);
        List<double[]> heldOut = new ArrayList<>();
        List<double[]> members = new ArrayList<>();
        Set<Integer> positions = new HashSet<>();
        Map<?, ?> file = Json.read(Files.readString(run.resolve("model/calibration.json")));
        List<?> residuals = (List<?>) ((Map<?, ?>) ((List<?>) file.get("intervals")).get(0)).get("residuals");
        assertThat(residuals).hasSize(3);
        for (int k = 0; k < 3; k++) {
            Path member = run.resolve("model/" + (k + 1));
            members.add(values(CommandLineRun.of("predict", member, test).out()));
            double[] onTrain =
                    values(CommandLineRun.of("predict", member, table).out());
            double[] sorted = ((List<?>) residuals.get(k))
                    .stream().mapToDouble(each -> ((Number) each).doubleValue()).toArray();
            assertThat(sorted).isSorted();
            double[] all = IntStream.range(0, 200)
                    .mapToDouble(i -> Math.abs(Double.parseDouble(known.get(i).get(6)) - onTrain[i]))
                    .toArray();
            for (double residual : sorted) {
                positions.add(IntStream.range(0, 200)
                        .filter(i -> all[i] == residual)
                        .findFirst()
                        .orElseThrow());
            }
            heldOut.add(sorted);
        }
        assertThat(positions).hasSize(200); // each row under one network
        assertThat(heldOut.stream().mapToInt(each -> each.length)).containsExactly(67, 67, 66);
        String csv = CommandLineRun.of("predict", run, test, "--interval", "0.9", "--threads", 2)
                .out();
        assertThat(csv).startsWith("prediction,lower,upper\n");
        List<List<String>> predicted = cells(csv);
        Model model = Descent.load(run);
        for (int i = 0; i < rows.size(); i++) {
            double[] lower = new double[200];
            double[] upper = new double[200];
            int next = 0;
            for (int k = 0; k < 3; k++) {
                for (double residual : heldOut.get(k)) {
                    lower[next] = members.get(k)[i] - residual;
                    upper[next++] = members.get(k)[i] + residual;
                }
            }
            Arrays.sort(lower);
            Arrays.sort(upper);
            assertThat(Double.parseDouble(predicted.get(i).get(1))).isEqualTo(lower[19]); // floor(0.1 x 201) = 20
            assertThat(Double.parseDouble(predicted.get(i).get(2))).isEqualTo(upper[180]); // ceil(0.9 x 201) = 181
            Map<String, String> example = new LinkedHashMap<>();
            for (int j = 0; j < MixedTable.COLUMNS.size(); j++) {
                example.put(MixedTable.COLUMNS.get(j), rows.get(i).get(j));
            }
            assertThat(model.predict(example).interval(0.9)).isEqualTo(new Interval(lower[19], upper[180]));
        }
        List<List<String>> many = new ArrayList<>();
        many.add(List.of("k", "old", "nurse", "no", "2023-01-05", "", "")); // cannot be predicted
        for (int i = 0; i < 60; i++) {
            many.addAll(rows);
        }
        List<List<String>> inBlocks = cells(
                CommandLineRun.of("predict", run, MixedTable.csv(folder.resolve("many.csv"), many), "--interval", "0.9")
                        .out());
        assertThat(inBlocks).hasSize(4801);
        assertThat(inBlocks.get(0)).containsExactly("", "", "");
        for (int i = 0; i < 4800; i++) {
            assertThat(inBlocks.get(1 + i)).isEqualTo(predicted.get(i % 80));
        }
        assertThat(CommandLineRun.of("predict", run, test).out().lines().toList())
                .isEqualTo(csv.lines().map(line -> line.split(",", -1)[0]).toList());
        assertThat(good("verify", run).out()).contains("the model as written");
    }

    private static double[] values(String csv) {
        return cells(csv).stream()
                .mapToDouble(row -> Double.parseDouble(row.get(0)))
                .toArray();
    }

    @Test
    void groupsAreNoFeaturesAndFewRowsAreRefused() throws IOException {
        Path run = folder.resolve("run");
        good(
                "train",
                table,
                "--label",
                "risk",
                "--no-pictures",
                "--set",
                "training.folds={k: 2, group: job}",
                "--set",
                "training.epochs=2",
                "--out",
                run);
        assertThat(Files.readString(run.resolve("experiment.yaml"))).contains("group: job");
        assertThat(((List<?>) ((Map<?, ?>) result(run).get("folds")).get("members")))
                .hasSize(2);
        assertThat(refused(
                                "train",
                                table,
                                "--label",
                                "risk",
                                "--set",
                                "training.folds={k: 9, group: job}",
                                "--out",
                                folder.resolve("no"))
                        .err())
                .contains("groups, too few for 9 folds");
        assertThat(refused(
                                "train",
                                table,
                                "--label",
                                "risk",
                                "--set",
                                "training.folds=500",
                                "--out",
                                folder.resolve("no"))
                        .err())
                .contains("training examples cannot be divided into 500 folds");
        assertThat(good(
                                "train",
                                table,
                                "--label",
                                "risk",
                                "--no-pictures",
                                "--set",
                                "training.epochs=3",
                                "--set",
                                "training.folds={k: 3, time: joined}",
                                "--out",
                                folder.resolve("time"))
                        .out())
                .contains("3 folds");
    }
}
