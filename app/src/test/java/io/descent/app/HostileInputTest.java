package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.limit.internal.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are damaged, very large or written to do harm, given to the command. */
@Timeout(120)
class HostileInputTest {
    private static final String SMALL = """
            data: {generator: {moons: {examples: 60}}}
            network: {hidden: [{units: 3}]}
            training: {epochs: 1}
            """;

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** A run with one hidden layer of 3 units. */
    private Path run() throws IOException {
        Path run = folder.resolve("run");
        good("train", write("small.yaml", SMALL), "--out", run);
        return run;
    }

    private static void assertNoControl(CommandLineRun run) {
        assertThat((run.out() + run.err()).chars().filter(c -> c < ' ' && c != '\n' && c != '\t'))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{layers: [0,100], each: {layers: [0,100], each: {layers: [0,100], each: {units: 4}}}} | search.space: describes",
                "{choice: [&o [*o], adam]} | line 4: an alias contains itself",
                "{choice: &o {a: *o}} | line 4: an alias contains itself"
            })
    void searchSpacesThatNeverEndAreRefused(String space, String message) throws IOException {
        Path file = write("s.yaml", SMALL + "search: {space: {network.hidden: " + space + "}}\n");
        assertThat(refused("tune", file, "--out", folder.resolve("study")).err())
                .contains(message);
        assertThat(folder.resolve("study")).doesNotExist();
    }

    @Test
    void messagesAreShort() throws IOException {
        Path file = write(
                "keys.yaml",
                SMALL
                        + IntStream.range(0, 20_000)
                                .mapToObj(i -> "key" + i + ": 1\n")
                                .collect(Collectors.joining()));
        String err = refused("train", file, "--out", folder.resolve("out")).err();
        assertThat(err).hasSizeLessThan(2_100).contains("keys.yaml has 20000 problems:", "  ... and 199");
        assertThat(err.lines()).hasSizeLessThan(27);
    }

    @Test
    void damagedWeightsAreRefused() throws IOException {
        Path run = run();
        Path weights = run.resolve("model").resolve("weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (String offsets : List.of("[9223372036854775807,-9223372036854775785]", "[-1,23]", "[null,0]", "[1e3,2]")) {
            String header = text.substring(8, text.indexOf("}}") + 2)
                    .replaceFirst("\"data_offsets\":\\[0,24]", "\"data_offsets\":" + offsets);
            byte[] changed = (header + text.substring(8 + header.length())).getBytes(StandardCharsets.ISO_8859_1);
            byte[] file = new byte[8 + header.length() + 52];
            System.arraycopy(changed, 0, file, 8, Math.min(changed.length, file.length - 8));
            file[0] = (byte) header.length();
            file[1] = (byte) (header.length() >> 8);
            Files.write(weights, file);
            TestFolders.seal(run.resolve("model"));
            assertThat(refused("describe", run).err()).contains("is not a valid safetensors file for this network");
        }
        Files.write(weights, "\4\0\0\0\0\0\0\0null".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused("describe", run).err()).doesNotContain("bug in Descent");
    }

    @Test
    void controlCharactersAreShownAsEscapes() throws IOException {
        Path run = run();
        Path model = run.resolve("model/model.json");
        Files.writeString(
                model,
                Files.readString(model)
                        .replace("[ \"lower\", \"upper\" ]", "[ \"a\", \"b\" ]")
                        .replaceFirst(
                                "\"classes\" : \\[ \"[^\"]*\"", "\"classes\" : [ \"\\\\u001b[31mred\\\\u009b2J\""));
        TestFolders.seal(run.resolve("model"));
        CommandLineRun described = good("describe", run);
        assertNoControl(described);
        Path yaml = write("k.yaml", SMALL + "\"\\e[2Jkey\\r\\u202e\": 1\n");
        CommandLineRun refused = refused("train", yaml, "--out", folder.resolve("out"));
        assertNoControl(refused);
        assertThat(refused.err()).contains("\\u001b[2Jkey\\u000d\\u202e: unknown key");
        CommandLineRun path = refused("train", folder.resolve("\u001b[31mnone.yaml"));
        assertNoControl(path);
        assertThat(path.err()).contains("\\u001b[31mnone.yaml");
        assertNoControl(CommandLineRun.of("train", "--\u001b[31moption"));
    }

    @Test
    void cellsThatBeginLikeFormulasAreMarkedAndReadBack() throws IOException {
        String[] words = {"=cmd|' /C calc'!A0", "+1+2", "-2+3", "@SUM(A1)", "plain"};
        StringBuilder csv = new StringBuilder("x,word,y\n");
        for (int i = 0; i < 100; i++) {
            csv.append(i % 7 - 3)
                    .append(",\"")
                    .append(words[i % 5])
                    .append("\",")
                    .append(i % 2 == 0 ? "=no" : "yes");
            csv.append('\n');
        }
        Path table = write("t.csv", csv.toString());
        Path run = folder.resolve("formulas");
        Path split = folder.resolve("split");
        good("train", table, "--label", "y", "--out", run, "--export-split", split, "--set", "training.epochs=2");
        assertThat(Files.readString(split.resolve("train.csv")))
                .contains("'=cmd|' /C calc'!A0", ",'+1+2,", ",'-2+3,", ",'@SUM(A1),", ",plain,", ",'=no\n")
                .contains("\n-3,")
                .doesNotContain(",=", ",+", ",@");
        String predicted =
                good("predict", run, table, "--keep", "word", "--keep", "x").out();
        assertThat(predicted).contains("'=cmd|' /C calc'!A0,-3,").contains("probability =no");
        assertThat(predicted.lines().filter(line -> line.startsWith("=") || line.startsWith("@")))
                .isEmpty();
        // the marked cells are read as the words that they were
        assertThat(good("predict", run, split.resolve("test.csv")).err()).isEmpty();
        Path again = folder.resolve("again");
        good("train", split.resolve("train.csv"), "--label", "y", "--out", again, "--set", "training.epochs=2");
        assertThat(Files.readString(again.resolve("model/model.json")))
                .contains("\"=cmd|' /C calc'!A0\"")
                .doesNotContain("'=");
    }

    @Test
    void aLabelWithThousandsOfClassesKeepsTheFilesSmall() throws IOException {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("a,b,id\n");
        for (int i = 0; i < 1_500; i++) {
            csv.append(random.nextInt(1000))
                    .append(',')
                    .append(random.nextInt(1000))
                    .append(",c")
                    .append(i % 500);
            csv.append('\n');
        }
        Path run = folder.resolve("ids");
        CommandLineRun trained = good(
                "train", write("ids.csv", csv.toString()), "--label", "id", "--out", run, "--set", "training.epochs=1");
        assertThat(trained.out())
                .contains("500 classes", "The confusion matrix and the metrics of each class are kept for at most 200");
        assertThat(Files.size(run.resolve("result.json"))).isLessThan(20_000);
        assertThat(run.resolve("confusion.png")).doesNotExist();
        assertThat(run.resolve("decision-boundary.png")).doesNotExist();
        assertThat(good("describe", run).out().lines()).allMatch(line -> line.length() < 500);
        assertThat(good("evaluate", run).out()).contains("kept for at most 200 classes");
        assertThat(CommandLineRun.metric(run, "train", "accuracy")).isBetween(0.0, 1.0);
        assertThat(CommandLineRun.metric(run, "train", "f1")).isBetween(0.0, 1.0);
    }

    private Path wide(int columns, int rows) throws IOException {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder();
        csv.append(IntStream.range(0, columns).mapToObj(j -> "x" + j).collect(Collectors.joining(",")))
                .append(",y\n");
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                csv.append(random.nextInt(100)).append(',');
            }
            csv.append(i % 2 == 0 ? "a" : "b").append('\n');
        }
        return write("wide.csv", csv.toString());
    }

    @Test
    void veryWideTablesTrainAndPredict() throws IOException {
        Path table = wide(20_000, 9);
        Path run = folder.resolve("wide");
        Path experiment = write(
                "wide.yaml",
                "data: {file: wide.csv, label: y}\nnetwork: {hidden: [{units: 8}]}\ntraining: {epochs: 2}\n");
        assertThat(good("train", experiment, "--out", run).out())
                .contains("columns: 20,000 of numbers, no cell missing", "network 20000-8-1");
        String written = Files.readString(run.resolve("experiment.yaml"));
        assertThat(written).hasSizeLessThan(10_000).contains("    '*': numeric\n");
        String sha = CommandLineRun.sha(run);
        assertThat(good("evaluate", run).out()).contains("accuracy");
        assertThat(good("predict", run, table).out().lines()).hasSize(10);
        Path again = folder.resolve("again");
        good("train", run.resolve("experiment.yaml"), "--out", again);
        assertThat(CommandLineRun.sha(again)).isEqualTo(sha);
        assertThat(good("describe", table).out())
                .contains("... and 19,961 more columns; --all shows them")
                .satisfies(out -> assertThat(out.lines()).hasSizeLessThan(Limits.TABLE_LINES + 5));
        assertThat(good("describe", run).out()).contains("and 19980 more features");
    }

    @Test
    void veryWideLayersTrainAndPredict() throws IOException {
        Path run = folder.resolve("units");
        Path experiment =
                write("units.yaml", SMALL.replace("units: 3", "units: 100000").replace("60", "20"));
        assertThat(good("train", experiment, "--out", run).out()).contains("network 2-100000-1");
        assertThat(good("evaluate", run).out()).contains("accuracy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training.epochs=1000000000 | found '1000000000', expected a whole number at least 1 and at most 10000000",
                "network.hidden[0].units=1000001 | expected a whole number at least 1 and at most 1000000",
                "network.hidden[0].units=99999999999999999999 | expected a whole number at least 1 and at most 1000000",
                "training.batch-size=99999999999999999999 | invalid batch size '99999999999999999999'",
                "training.batch-size=999999999 | larger than the training set of 36 examples",
                "seed=99999999999999999999 | expected a whole number"
            })
    void numbersOutOfRangeAreRefused(String set, String message) throws IOException {
        CommandLineRun run = refused("train", write("n.yaml", SMALL), "--out", folder.resolve("n"), "--set", set);
        assertThat(run.err()).contains(message);
    }

    @Test
    void tooManyLayersAreRefused() throws IOException {
        String layers = Stream.generate(() -> "{units: 1}").limit(1_001).collect(Collectors.joining(",\n  ", "[", "]"));
        Path file = write("l.yaml", SMALL.replace("[{units: 3}]", layers));
        assertThat(refused("train", file, "--out", folder.resolve("l")).err())
                .contains("network.hidden has 1001 layers; the limit is 1000");
    }

    @Test
    void whatDoesNotFitInMemoryIsRefusedWithTheSizeNeeded() throws IOException {
        Path file = write("m.yaml", SMALL.replace("[{units: 3}]", "[{units: 300000}, {units: 7000}]"));
        assertThat(refused("train", file, "--out", folder.resolve("m")).err())
                .contains("the training needs about 31.", "GiB of memory, but the JVM may use")
                .contains("reduce network.hidden[0].units, or allow more with JAVA_OPTS=-Xmx4");
    }
}
