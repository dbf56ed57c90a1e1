package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.metric;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code descent predict}, {@code evaluate} and {@code describe} on raw tables. */
class PredictTableTest {
    @TempDir
    static Path shared;

    private static final List<List<String>> TEST = MixedTable.rows(80, 9);

    private static Path test;
    private static Path risk;
    private static Path price;

    @TempDir
    Path folder;

    @BeforeAll
    static void train() throws IOException {
        Path table = MixedTable.csv(shared.resolve("train.csv"), MixedTable.rows(250, 8));
        test = MixedTable.csv(shared.resolve("test.csv"), TEST);
        risk = shared.resolve("risk");
        price = shared.resolve("price");
        good(
                "train",
                table,
                "--test",
                test,
                "--label",
                "risk",
                "--ignore",
                "price",
                "--set",
                "training.epochs=8",
                "--no-pictures",
                "--out",
                risk);
        good(
                "train",
                table,
                "--test",
                test,
                "--label",
                "price",
                "--ignore",
                "risk",
                "--set",
                "training.epochs=8",
                "--no-pictures",
                "--out",
                price);
    }

    private static List<List<String>> cells(String csv) {
        return csv.lines().map(line -> List.of(line.split(",", -1))).toList();
    }

    /** The first result of a command that prints to both outputs. */
    private static CommandLineRun done(Object... arguments) {
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    @Test
    void predictionsGiveTheMetricsOfEvaluate() throws IOException {
        List<List<String>> classes = cells(done("predict", risk, test).out());
        long right = 0;
        for (int i = 0; i < TEST.size(); i++) {
            right += classes.get(i + 1).get(0).equals(TEST.get(i).get(5)) ? 1 : 0;
        }
        assertThat((double) right / TEST.size()).isEqualTo(metric(risk, "test", "accuracy"));
        List<List<String>> values = cells(done("predict", price, test).out());
        double squares = 0;
        double absolute = 0;
        for (int i = 0; i < TEST.size(); i++) {
            double error = Double.parseDouble(values.get(i + 1).get(0))
                    - Double.parseDouble(TEST.get(i).get(6));
            squares += error * error;
            absolute += Math.abs(error);
        }
        assertThat(Math.sqrt(squares / TEST.size())).isEqualTo(metric(price, "test", "rmse"));
        assertThat(absolute / TEST.size()).isEqualTo(metric(price, "test", "mae"));
        for (Path run : List.of(risk, price)) {
            Map<?, ?> evaluated = (Map<?, ?>) Json.read(good("evaluate", run.resolve("model"), test, "--json")
                            .out())
                    .get("data");
            Map<?, ?> trained =
                    (Map<?, ?>) ((Map<?, ?>) CommandLineRun.result(run).get("metrics")).get("test");
            // the run measures more, and has a seed of its own for intervals
            for (String key :
                    List.of("examples", "cost", "classes", "confusion", "accuracy", "f1", "rmse", "mae", "r2")) {
                assertThat(String.valueOf(evaluated.get(key))).as(key).isEqualTo(String.valueOf(trained.get(key)));
            }
        }
    }

    private Path written(String how) throws IOException {
        List<String> names = new ArrayList<>(MixedTable.COLUMNS);
        List<List<String>> rows = TEST;
        switch (how) {
            case "columns in another order" -> {
                Collections.reverse(names);
                rows = rows.stream()
                        .map(row -> {
                            List<String> reversed = new ArrayList<>(row);
                            Collections.reverse(reversed);
                            return reversed;
                        })
                        .toList();
            }
            case "more columns" -> {
                names.add(0, "extra");
                rows = rows.stream()
                        .map(row -> {
                            List<String> more = new ArrayList<>(row);
                            more.add(0, "?!");
                            return more;
                        })
                        .toList();
            }
            case "without the label" -> {
                names = names.subList(0, 5);
                rows = rows.stream().map(row -> row.subList(0, 5)).toList();
            }
            default -> {}
        }
        if (how.equals("JSON Lines")) {
            StringBuilder text = new StringBuilder();
            for (List<String> row : rows) {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int j = names.size() - 1; j >= 0; j--) {
                    String cell = row.get(j);
                    map.put(names.get(j), j == 1 && !cell.isEmpty() ? (Object) Integer.valueOf(cell) : cell);
                }
                text.append(Json.line(map)).append('\n');
            }
            return Files.writeString(folder.resolve("rows.jsonl"), text);
        }
        Path file = MixedTable.csv(folder.resolve("rows.csv"), names, rows, how.equals("CRLF") ? "\r\n" : "\n");
        if (how.equals("semicolons")) {
            Files.writeString(file, Files.readString(file).replace(',', ';'));
        }
        if (how.equals("two files")) {
            MixedTable.csv(folder.resolve("part-1.csv"), rows.subList(0, 30));
            MixedTable.csv(folder.resolve("part-2.csv"), rows.subList(30, rows.size()));
            return folder.resolve("part-*.csv");
        }
        if (how.equals("gzip")) {
            Path zipped = folder.resolve("rows.csv.gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
                out.write(Files.readAllBytes(file));
            }
            return zipped;
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "columns in another order",
                "more columns",
                "without the label",
                "CRLF",
                "semicolons",
                "gzip",
                "two files",
                "JSON Lines"
            })
    void rowsGiveTheSamePredictionsHoweverTheyAreWritten(String how) throws IOException {
        assertThat(done("predict", risk, written(how)).out())
                .isEqualTo(done("predict", risk, test).out());
    }

    @Test
    void resultsDoNotDependOnThreads() {
        assertThat(done("predict", price, test, "--threads", "3", "--backend", "scalar")
                        .out())
                .isEqualTo(done("predict", price, test, "--threads", "1").out());
    }

    @Test
    void aRowThatCannotBePredictedGetsAnEmptyPrediction() throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.csv"), """
                id,age,job,member,joined
                a,30,nurse,yes,2023-01-05
                b,thirty,nurse,yes,2023-01-05
                c,30,nurse
                d,,nurse,no,2023-02-05
                e,30,nurse,maybe,2023-02-05
                "f,g",30,pilot,no,05.02.2023
                h,30,pilot,no,2023-02-05
                """);
        CommandLineRun run = done("predict", risk, rows, "--keep", "id", "--keep", "job");
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(8);
        assertThat(lines.get(0)).isEqualTo("id,job,prediction,probability high,probability low");
        assertThat(lines.get(1)).matches("a,nurse,(high|low),0\\.\\d+,0\\.\\d+");
        assertThat(lines.get(2)).isEqualTo("b,nurse,,,");
        assertThat(lines.get(3)).isEqualTo(",,,,");
        assertThat(lines.get(4)).matches("d,nurse,(high|low),.*");
        assertThat(lines.get(5)).isEqualTo("e,nurse,,,");
        assertThat(lines.get(6)).isEqualTo("\"f,g\",pilot,,,");
        assertThat(lines.get(7)).matches("h,pilot,(high|low),.*");
        assertThat(run.err().lines())
                .containsExactly(
                        "descent: 4 of 7 rows have no prediction:",
                        "  line 3: column 'age': 'thirty' is not a number",
                        "  line 4: found 3 cells, expected 5 as in the header; the line is cut off, or a line break in a"
                                + " cell is not in quotes",
                        "  line 6: column 'member': 'maybe' is neither yes nor no",
                        "  line 7: column 'joined': '05.02.2023' is not a date of the form yyyy-MM-dd",
                        "descent: age: missing in 1 row",
                        "descent: job: 1 unseen value in 2 rows");
    }

    @Test
    void manyBadRowsAreCountedAndTheFirstOnesShown() throws IOException {
        StringBuilder text = new StringBuilder("age,job,member,joined\n");
        for (int i = 0; i < 5000; i++) {
            text.append(i % 1000 == 0 ? "x" : "30").append(",nurse,yes,2023-01-05\n");
        }
        for (int i = 0; i < 1500; i++) {
            text.append("y,nurse,yes,2023-01-05\n");
        }
        CommandLineRun run = done("predict", price, Files.writeString(folder.resolve("rows.csv"), text));
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(6501);
        assertThat(lines.get(1)).isEqualTo("\"\"");
        assertThat(lines.get(4096)).isEqualTo(lines.get(2));
        assertThat(run.err().lines())
                .containsExactly(
                        "descent: 1,505 of 6,500 rows have no prediction:",
                        "  line 2: column 'age': 'x' is not a number",
                        "  line 1002: column 'age': 'x' is not a number",
                        "  line 2002: column 'age': 'x' is not a number",
                        "  line 3002: column 'age': 'x' is not a number",
                        "  line 4002: column 'age': 'x' is not a number",
                        "  and 1,500 more");
    }

    @Test
    void columnsThatAreMissingAreNamedUnlessTheyMayBe() throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.csv"), "jobs,member,joined\nnurse,yes,2023-01-05\n");
        assertThat(refused("predict", risk, rows).err())
                .isEqualTo(
                        "descent: " + rows + ": the feature columns 'age', 'job' are missing; did you mean"
                                + " 'jobs'?; columns: jobs, member, joined; say --allow-missing to predict as if their cells were missing\n");
        CommandLineRun allowed = done("predict", risk, rows, "--allow-missing");
        assertThat(allowed.out().lines()).hasSize(2);
        assertThat(allowed.err().lines())
                .containsExactly(
                        "descent: age: not in the table, taken as missing",
                        "descent: job: not in the table, taken as missing");
        Path other = Files.writeString(folder.resolve("other.csv"), "u,v\n1,2\n");
        assertThat(refused("predict", risk, other, "--allow-missing").err())
                .contains(
                        "the feature columns 'age', 'job', 'member', 'joined' are missing", "is this the right table");
        assertThat(refused("predict", risk, test, "--keep", "ids").err())
                .contains("--keep ids: there is no such column; did you mean 'id'?");
    }

    @Test
    void aTableMayBeWrittenUnlikeTheOneOfTheTraining() throws IOException {
        Path plain = Files.writeString(
                folder.resolve("plain.csv"),
                "age,job,member,joined\n30.5,nurse,yes,2023-01-05\n,nurse,yes,2023-01-05\n");
        Path odd = Files.writeString(
                folder.resolve("odd.csv"),
                "age;job;member;joined\n30,5;nurse;yes;2023-01-05\nvoid;nurse;yes;2023-01-05\n");
        assertThat(done("predict", price, odd, "--decimal", ",", "--missing", "void")
                        .out())
                .isEqualTo(done("predict", price, plain).out());
        assertThat(done("predict", price, odd).err()).contains("2 of 2 rows have no prediction");
        Path labelled = Files.writeString(
                folder.resolve("labelled.csv"),
                "age;job;member;joined;risk\n30,5;nurse;yes;2023-01-05;low\nvoid;nurse;yes;2023-01-05;high\n");
        assertThat(good("evaluate", risk, labelled, "--decimal", ",", "--missing", "void")
                        .out())
                .containsPattern("examples +2\n");
        assertThat(refused("evaluate", risk, labelled).err()).contains("line 2, column 'age': '30,5' is not a number");
        assertThat(refused("evaluate", risk, "--decimal", ",").err()).contains("--decimal is for a data file");
    }

    @Test
    void rowsWithoutAHeaderNeedTheOption() throws IOException {
        List<List<String>> rows = MixedTable.rows(100, 3);
        Path file = folder.resolve("rows.csv");
        MixedTable.csv(file, rows.get(0), rows.subList(1, 100), "\n");
        Path run = folder.resolve("run");
        good(
                "train",
                file,
                "--no-header",
                "--label",
                "c6",
                "--set",
                "training.epochs=2",
                "--no-pictures",
                "--out",
                run);
        assertThat(done("predict", run, file, "--no-header", "--keep", "c1")
                        .out()
                        .lines()
                        .toList())
                .hasSize(101)
                .element(1)
                .asString()
                .startsWith("k3000,");
        assertThat(refused("predict", run, file).err()).contains("say --no-header if the first line is a row");
    }

    @Test
    void theDataFileIsNotReplaced() throws IOException {
        Path rows = MixedTable.csv(folder.resolve("rows.csv"), TEST);
        assertThat(refused("predict", risk, rows, "--out", rows).err()).contains("this is the data file itself");
        Path out = folder.resolve("out.csv");
        done("predict", risk, rows, "--out", out);
        assertThat(Files.readString(out)).isEqualTo(done("predict", risk, rows).out());
    }

    @Test
    void describeShowsTheColumnsOfATable() throws IOException {
        assertThat(good("describe", test).out().lines())
                .contains(
                        "column  kind         missing  distinct  becomes                remark",
                        "id      ignored                     80                         every cell is different, as in an id",
                        "job     categorical                  4  one-hot 4",
                        "risk    categorical                  2  one-hot 2")
                .noneMatch(line -> line.contains("label"));
        assertThat(good("describe", test, "--label", "risk", "--columns", "age=categorical")
                        .out())
                .contains("risk    label ", "age     categorical");
        assertThat(good("describe", test, "--ignore", "age").out())
                .contains("job ")
                .doesNotContain("age ");
        Map<String, Object> json = Json.read(good("describe", test, "--json").out());
        assertThat((List<?>) json.get("columns")).hasSize(7);
        assertThat((List<?>) json.get("notes")).isEmpty();
        assertThat(refused("describe", test, "--weight", "age").err()).contains("--weight needs --label");
        assertThat(refused("describe", test, "--columns", "age=many").err()).contains("unknown kind of column 'many'");
        assertThat(refused("describe", risk, "--label", "risk").err()).contains("--label is for tables, but");
        assertThat(refused("describe", folder.resolve("nowhere.csv")).err()).contains("nowhere.csv: file not found");
        assertThat(refused("describe", folder.resolve("nowhere")).err()).contains("contains no model");
    }

    @Test
    void describeShowsWhatAModelMakesOfItsColumns() throws IOException {
        assertThat(good("describe", price).out())
                .contains("predicts     price, a number\n")
                .containsPattern(
                        "label +price trained as minus 19\\d{4}.*, divided by \\d+; predictions stay within \\d+\\.\\.\\d+")
                .containsPattern("age +numeric +2 +minus the median .*, times .*; \\(missing\\) counts as [0-9.]+\n")
                .containsPattern("job +categorical +4 +baker, driver, nurse, teacher; as numbers\n")
                .containsPattern("member +boolean +1 +1 or -1: yes or no\n")
                .containsPattern(
                        "joined +date +8 +elapsed time, year, month, day, weekday, dates such as yyyy-MM-dd\n");
        Map<String, Object> json = Json.read(good("describe", price, "--json").out());
        assertThat((List<?>) json.get("features")).hasSize(4);
        assertThat(json.get("features").toString()).contains("words=[baker, driver, nurse, teacher]", "median=");
        assertThat(json.get("targets").toString()).contains("standardize");
        assertThat(json.get("missing").toString()).contains("NA");
    }

    @Test
    void imagesAreNotTables() throws IOException {
        Path images = folder.resolve("t10k-images-idx3-ubyte");
        Files.write(images, new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7});
        assertThat(refused("predict", risk, images, "--allow-missing").err()).contains("contains images; --keep");
        assertThat(new String(Files.readAllBytes(images), StandardCharsets.ISO_8859_1))
                .hasSize(17);
    }
}
