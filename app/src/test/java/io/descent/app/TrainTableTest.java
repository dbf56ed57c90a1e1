package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.metric;
import static io.descent.app.CommandLineRun.refused;
import static io.descent.app.CommandLineRun.sha;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code descent train} and {@code descent new experiment} on tables, without an experiment file. */
class TrainTableTest {
    private static final String[] SHORT = {"--no-pictures", "--set", "training.epochs=60"};

    @TempDir
    Path folder;

    private Path table;

    @BeforeEach
    void write() throws IOException {
        table = MixedTable.csv(folder.resolve("people.csv"), MixedTable.rows(250, 1));
    }

    private CommandLineRun train(Path run, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("train"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(SHORT));
        all.addAll(List.of("--out", run));
        return good(all.toArray());
    }

    private String experiment(Path run) throws IOException {
        return Files.readString(run.resolve("experiment.yaml"));
    }

    @Test
    void aTableNeedsNothingButItsLabel() throws IOException {
        Path run = folder.resolve("run");
        String out = train(run, table, "--label", "risk", "--ignore", "price").out();
        assertThat(out)
                .startsWith(
                        "people: 150 train examples, 50 dev examples, 50 test examples; 4 features, 15 inputs; label"
                                + " risk, 2 classes\ncolumn  kind         missing  distinct  becomes           remark\n")
                .contains(
                        "\nid      ignored                    250   ",
                        "every cell is different, as in an id\n",
                        "\njob     categorical                  4  4 numbers\n",
                        "\nmember  boolean                      2  1 or -1\n",
                        "\nnetwork 15-256-256-256-2, ",
                        "; adam, batches of 150, learning rate 0.04\n",
                        "\ntrains 60 epochs; the model is the best one by dev.log-loss\n");
        assertThat(metric(run, "test", "accuracy")).isGreaterThan(0.7);
    }

    @Test
    void theExperimentFileOfTheRunGivesTheSameWeights() throws IOException {
        Path run = folder.resolve("run");
        train(run, table, "--label", "risk", "--seed", "5");
        Path again = folder.resolve("again");
        good("train", run.resolve("experiment.yaml"), "--no-pictures", "--quiet", "--out", again);
        assertThat(sha(again)).isEqualTo(sha(run));
        assertThat(experiment(again)).isEqualTo(experiment(run));
        assertThat(experiment(run))
                .contains(
                        "# The column to predict, or a list of columns of numbers.\n  label: risk\n",
                        "    joined: date yyyy-MM-dd\n",
                        "    id: ignore\n",
                        "\nseed: 5\n",
                        "and keep the best epoch.\n  early-stopping:\n    metric: dev.log-loss\n")
                .doesNotContain("&");
        assertThat(experiment(run).lines()).allMatch(line -> line.length() <= 120 || line.contains(folder.toString()));
    }

    @Test
    void aNewExperimentIsWhatTrainWouldUse() throws IOException {
        Path run = folder.resolve("run");
        train(run, table, "--label", "price");
        Path file = folder.resolve("people.yaml");
        String out = good("new", "experiment", table, "--label", "price", "--set", "training.epochs=60", "--out", file)
                .out();
        assertThat(out).contains("\njob     categorical", "wrote " + file + "; next: descent train " + file);
        assertThat(Files.readString(file)).contains("  file: people.csv\n", "  target: standardize\n");
        Path again = folder.resolve("again");
        good("train", file, "--no-pictures", "--quiet", "--out", again);
        assertThat(sha(again)).isEqualTo(sha(run));
        assertThat(experiment(again)).isEqualTo(experiment(run));
        assertThat(refused("new", "experiment", table, "--label", "price", "--out", file)
                        .err())
                .contains("people.yaml: already exists; choose another file with --out");
        assertThat(refused("new", "experiment", table, "--label", "price", "--out", folder.resolve("a.txt"))
                        .err())
                .contains("the name of an experiment file ends with .yaml or .yml");
        assertThat(refused("new", "experiment", table).err()).contains("which column is to be predicted?");
    }

    @Test
    void aPriceIsLearntInItsOwnUnits() throws IOException {
        Path run = folder.resolve("run");
        String out = train(run, table, "--label", "price").out();
        assertThat(out)
                .contains("label price, a number\n")
                .contains("\nthe cost is that of the standardised label; all other numbers are in its own units\n");
        assertThat(metric(run, "test", "r2")).isGreaterThan(0.8);
        assertThat(metric(run, "test", "cost")).isLessThan(0.3);
        assertThat(metric(run, "test", "rmse")).isBetween(1_000.0, 20_000.0);
        assertThat(train(folder.resolve("none"), table, "--label", "risk").out())
                .doesNotContain("the cost is that of");
    }

    @Test
    void severalLabelsHaveMetricsOfTheirOwn() throws IOException {
        Path two = folder.resolve("two.csv");
        List<List<String>> rows = IntStream.range(0, 100)
                .mapToObj(i ->
                        List.of(String.valueOf(i * 7 % 50), String.valueOf(i * 7 % 50 * 2), String.valueOf(i % 10)))
                .toList();
        MixedTable.csv(two, List.of("x", "double it", "noise"), rows, "\n");
        Path run = folder.resolve("run");
        String out = train(run, two, "--label", "double it", "--label", "noise").out();
        assertThat(out).contains("label double it, noise, 2 numbers", "\nr2 of double it ", "\nr2 of noise ");
        assertThat(metric(run, "test", "r2"))
                .isEqualTo((metric(run, "test", "r2 of double it") + metric(run, "test", "r2 of noise")) / 2);
        assertThat(good("predict", run, two).out()).startsWith("prediction double it,prediction noise\n");
    }

    @Test
    void partsOfATableAreUsedAsTheyAre() throws IOException {
        Path dev = MixedTable.csv(folder.resolve("dev.csv"), MixedTable.rows(40, 2));
        Path test = MixedTable.csv(folder.resolve("test.csv"), MixedTable.rows(30, 3));
        assertThat(train(folder.resolve("a"), table, "--label", "risk", "--dev", dev, "--test", test)
                        .out())
                .startsWith("people: 250 train examples, 40 dev examples, 30 test examples;");
        assertThat(train(folder.resolve("b"), table, "--label", "risk", "--test", test)
                        .out())
                .startsWith("people: 200 train examples, 50 dev examples, 30 test examples;");
        assertThat(train(folder.resolve("c"), table, "--label", "risk", "--dev", dev)
                        .out())
                .startsWith("people: 250 train examples, 40 dev examples;");
        assertThat(train(folder.resolve("d"), table, "--label", "risk", "--split", "80/20")
                        .out())
                .startsWith("people: 200 train examples, 50 dev examples;");
    }

    @Test
    void columnsCanDecideTheSetsAndTheWeights() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (List<String> row : MixedTable.rows(120, 4)) {
            List<String> more = new ArrayList<>(row);
            more.add(rows.size() % 4 == 3 ? "dev" : "train");
            more.add(String.valueOf(1 + rows.size() % 2));
            more.add("g" + rows.size() / 6);
            rows.add(more);
        }
        List<String> names = new ArrayList<>(MixedTable.COLUMNS);
        names.addAll(List.of("part", "w", "clinic"));
        Path file = MixedTable.csv(folder.resolve("roles.csv"), names, rows, "\n");
        assertThat(train(folder.resolve("a"), file, "--label", "risk", "--set-column", "part", "--weight", "w")
                        .out())
                .startsWith("roles: 90 train examples, 30 dev examples;")
                .contains("\nw       weight\n", "\npart    set\n");
        assertThat(experiment(folder.resolve("a"))).contains("\n  set: part\n", "\n  weight: w\n");
        train(folder.resolve("b"), file, "--label", "risk", "--group", "clinic");
        assertThat(experiment(folder.resolve("b"))).contains("\n  group: clinic\n");
        train(folder.resolve("c"), file, "--label", "risk", "--time", "joined");
        assertThat(experiment(folder.resolve("c"))).contains("\n  time: joined\n");
    }

    @Test
    void optionsSayHowTheTableIsWrittenAndWhatItsColumnsAre() throws IOException {
        Path file = folder.resolve("odd.txt");
        StringBuilder text = new StringBuilder();
        for (List<String> row : MixedTable.rows(60, 5)) {
            text.append("# note\n")
                    .append(String.join(";", row.get(1), row.get(2), row.get(6).replace('.', ','), row.get(5)))
                    .append('\n');
        }
        Files.writeString(file, text.toString().replace("baker", "b\u00e4cker"), StandardCharsets.ISO_8859_1);
        Path run = folder.resolve("run");
        train(
                run,
                file,
                "--no-header",
                "--label",
                "c4",
                "--separator",
                "semicolon",
                "--decimal",
                ",",
                "--comment",
                "#",
                "--encoding",
                "latin-1",
                "--missing",
                "x",
                "--missing",
                "y",
                "--columns",
                "c1=robust",
                "--ignore",
                "c3",
                "--positive",
                "low",
                "--task",
                "classification");
        assertThat(experiment(run))
                .contains(
                        "\n  header: false\n",
                        "\n  separator: semicolon\n",
                        "\n  decimal: ','\n",
                        "\n  comment: '#'\n",
                        "\n  encoding: latin-1\n",
                        "\n  missing:\n    - x\n    - y\n",
                        "\n    c1: robust\n",
                        "\n  ignore:\n    - c3\n",
                        "\n  positive: low\n");
        assertThat(good("describe", run).out())
                .contains("c2       categorical  4       b\u00e4cker, driver, nurse, teacher; as numbers\n")
                .contains("predicts     c4 of 2 classes: high, low\n");
    }

    @Test
    void aTableCanComeFromStandardInput() throws IOException {
        InputStream before = System.in;
        Path run = folder.resolve("run");
        try {
            System.setIn(new ByteArrayInputStream(Files.readAllBytes(table)));
            train(run, "-", "--label", "risk");
        } finally {
            System.setIn(before);
        }
        assertThat(experiment(run)).contains("\n  file: '-'\n");
        Path file = folder.resolve("from-file");
        train(file, table, "--label", "risk");
        assertThat(sha(run)).isEqualTo(sha(file));
    }

    @Test
    void aTableOfNumbersIsToldInOneLine() throws IOException {
        List<List<String>> rows = IntStream.range(0, 60)
                .mapToObj(i -> List.of(i * 0.37 % 1 + "", i * 0.71 % 1 + "", i % 3 == 0 ? "p" : "q"))
                .toList();
        Path numbers = MixedTable.csv(folder.resolve("numbers.csv"), List.of("a", "b", "y"), rows, "\n");
        assertThat(train(folder.resolve("run"), numbers, "--label", "y").out())
                .contains("label y, 2 classes\ncolumns: 2 of numbers, no cell missing\nnetwork 2-256-256-256-2,");
    }

    @Test
    void aWideTableIsShownInPartAndItsLinesAreShort() throws IOException {
        List<String> names = IntStream.range(0, 50)
                .mapToObj(j -> "a column with quite a long name, the number " + j)
                .map(name -> name.replace(",", ""))
                .collect(Collectors.toCollection(ArrayList::new));
        names.add("y");
        List<List<String>> rows = IntStream.range(0, 60)
                .mapToObj(i -> IntStream.range(0, 51)
                        .mapToObj(j -> i * (j % 6 + 1) % 7 == 0 ? "NA" : "w" + i * (1 + j % 4) % 5)
                        .toList())
                .toList();
        Path wide = MixedTable.csv(folder.resolve("wide.csv"), names, rows, "\n");
        String out = train(folder.resolve("run"), wide, "--label", "y").out();
        assertThat(out).contains("\n... and 11 more columns; 'descent describe " + wide + " --all' shows all\n");
        assertThat(out.lines().filter(line -> line.contains("categorical")))
                .hasSize(39)
                .allMatch(line -> line.length() <= 120)
                .allMatch(line -> line.startsWith("a column with quite a long ..."));
        assertThat(good("describe", wide, "--all").out().lines().filter(line -> line.contains("categorical")))
                .hasSize(51);
    }

    @Test
    void quietPrintsNothing() {
        assertThat(train(folder.resolve("run"), table, "--label", "risk", "--quiet")
                        .out())
                .isEmpty();
    }

    @Test
    void otherCommandsTakeTablesToo() {
        String[] few = {"--label", "risk", "--set", "training.epochs=2", "--set", "network.hidden=[{units: 3}]"};
        List<Object> check = new ArrayList<>(List.of("check", table, "--examples", "10"));
        check.addAll(List.of(few));
        assertThat(good(check.toArray()).out()).contains("passed: ");
        List<Object> curve =
                new ArrayList<>(List.of("learning-curve", table, "--points", "2", "--out", folder.resolve("c")));
        curve.addAll(List.of(few));
        assertThat(good(curve.toArray()).out()).contains("learning-curve.csv");
        List<Object> tune = new ArrayList<>(List.of("tune", table, "--no-pictures", "--out", folder.resolve("t")));
        tune.addAll(List.of(few));
        assertThat(refused(tune.toArray()).err()).contains("search: is missing");
        tune.addAll(List.of("--set", "search={trials: 2, space: {training.learning-rate: {log: [0.001, 0.01]}}}"));
        assertThat(good(tune.toArray()).out()).contains("best experiment");
    }

    @Test
    void theRunOfATrainingTableIsNamedAfterItsFolder() throws IOException {
        assertThat(TableName.of(Path.of("a/wine.csv.gz"))).isEqualTo("wine");
        assertThat(TableName.of(Path.of("/data/wine/train.csv"))).isEqualTo("wine");
        assertThat(TableName.of(Path.of("part-*.tsv"))).isEqualTo("part");
        assertThat(TableName.of(Path.of("-"))).isEqualTo("table");
        assertThat(TableName.of(Path.of("my table.v2.jsonl"))).isEqualTo("my-table.v2");
    }

    @Test
    void withoutALabelTheColumnsAreNamed() {
        assertThat(refused("train", table).err())
                .isEqualTo(
                        "descent: " + table + ": which column is to be predicted? Say --label NAME; columns: id, age,"
                                + " job, member, joined, risk, price\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--label risks | the label column 'risks' is missing; did you mean 'risk'?",
                "--label risk --task clasification | data.task: found 'clasification'",
                "--label risk --columns agee=numeric | 'agee' is missing; did you mean 'age'?",
                "--label risk --columns age | --columns age: expected NAME=KIND",
                "--label risk --columns age=number | unknown kind of column 'number'",
                "--label risk --separator xx | separator is 'xx'; expected one character",
                "--label risk --ignore agee | the ignored column 'agee' is missing; did you mean 'age'?",
                "--label risk --positive hihg | data.positive 'hihg': expected one of two classes",
                "--label risk --set training.epoch=3 | --set training.epoch: unknown key; did you mean 'epochs'?",
                "--label risk --split 60/20/20/20 | data.split: invalid split '60/20/20/20'",
                "--label risk --test nowhere.csv | nowhere.csv: file not found",
                "--label risk --label job | the label 'high' is not a number"
            })
    void mistakesAreExplained(String options, String message) {
        List<Object> all = new ArrayList<>(List.of("train", table, "--out", folder.resolve("run")));
        all.addAll(List.of(options.split(" ", -1)));
        assertThat(refused(all.toArray()).err()).contains(message);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void optionsForTablesNameTheKeyOfAnExperimentFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("e.yaml"), "data: {file: people.csv, label: risk}\nnetwork: {hidden: []}\n");
        assertThat(refused("train", file, "--label", "job").err())
                .isEqualTo("descent: --label is for tables, but " + file
                        + " is an experiment file; set the key data.label in" + " it, or say --set data.label=job\n");
        assertThat(refused("train", file, "--no-header").err()).contains("or say --set data.header=false");
    }
}
