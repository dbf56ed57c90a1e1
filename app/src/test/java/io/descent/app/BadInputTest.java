package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake gives one clear message and exit code 2, and leaves no files behind. */
class BadInputTest {
    private static final String ROWS = "1,2,p\n2,1,q\n3,5,p\n4,4,q\n5,6,p\n6,7,q\n7,7,p\n8,9,q\n9,9,p\n8,8,q\n";
    private static final String MORE = ROWS + ROWS;

    @TempDir
    Path folder;

    private void assertRefused(String yaml, String csv, String... parts) throws IOException {
        Files.writeString(folder.resolve("data.csv"), csv);
        Path file = Files.writeString(folder.resolve("e.yaml"), yaml);
        Path out = folder.resolve("out");
        assertThat(refused("train", file, "--out", out).err()).contains(parts);
        assertThat(out).doesNotExist();
    }

    private static String yaml(String data, String network, String training) {
        return "data: {file: data.csv, label: y, split: none" + data + "}\n"
                + "network: {hidden: [" + network + "]}\n"
                + "training: {epochs: 1, batch-size: all" + training + "}\n";
    }

    static List<Arguments> badData() {
        return List.of(
                Arguments.of("", "data.csv: is empty"),
                Arguments.of("a,b,y\n", "has a header but no rows"),
                Arguments.of("a,b,y\n1,2,p\n3,4\n", "line 3: found 2 cells, expected 3 as in the header"),
                Arguments.of("a,b,z\n" + ROWS, "the label column 'y' is missing; columns: a, b, z"),
                Arguments.of("a,b,y\n1,two,p\n" + MORE, "line 2, column 'b': 'two' is among numbers; if it marks a"),
                Arguments.of("a,b,y\n" + MORE + "-Infinity,3,q\n", "line 22, column 'a': '-Infinity' is among numbers"),
                Arguments.of("a,b,y\n" + MORE + "3,1e999,q\n", "line 22, column 'b': 1e999 is too large for float64"),
                Arguments.of("a,b,y\n1,2,\n3,4,NA\n", "data.csv: no row has a label in the column 'y'"),
                Arguments.of(
                        "a,b,y\n,?,p\nNA,,q\n", "no feature columns are left besides the label 'y'; left out: 'a'"),
                Arguments.of("a,b,y\n1,2,p\n3,4,p\n", "all 2 examples of the training set have the label 'p'"),
                Arguments.of("a;b;y\n1;2;p\n", "all 1 examples of the training set have the label 'p'"));
    }

    @ParameterizedTest
    @MethodSource("badData")
    void data(String csv, String message) throws IOException {
        assertRefused(yaml("", "", ""), csv, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ", lable: x | '' | '' | line 1, data.lable: unknown key; did you mean 'label'?",
                "'' | units: -3 | '' | line 2, network.hidden[0].units: found '-3'",
                "'' | units: 0 | '' | line 2, network.hidden[0].units: found '0'",
                "'' | units: many | '' | line 2, network.hidden[0].units: found 'many'",
                "'' | units: 4, activation: rely | '' | unknown activation 'rely'; did you mean 'relu'?; known: elu, exponential, gelu, leaky-relu, linear, mish, ordered, relu",
                "'' | units: 4, regularizers: [{dropout: {keep-prob: 0}}] | '' | found '0', expected a number above 0 and at most 1",
                "'' | units: 4, regularizers: [{dropout: {keep-prob: 1.5}}] | '' | found '1.5', expected a number above 0",
                "'' | units: 4, regularizers: [{dropout: {keep: 0.5}}] | '' | allowed here: keep-prob (default 0.8)",
                "'' | '' | , epochs: 3 | line 3, training.epochs: duplicate key",
                "'' | '' | , learning-rate: -1 | found '-1', expected a number above 0",
                "'' | '' | , optimizer: adan | unknown optimizer 'adan'; did you mean 'adam'?; known: adadelta, adagrad, adam, ",
                "'' | '' | , optimizer: {adam: {beta: 1}} | did you mean 'beta1' or 'beta2'?; allowed here: beta1 (default 0.9)",
                ", task: regression | '' | '' | line 2, column 'y': the label 'p' is not a number; if it marks a missing label, say data.missing: ['p']"
            })
    void experiments(String data, String layer, String training, String message) throws IOException {
        String network = layer.isEmpty() ? "" : "{" + layer + "}";
        assertRefused(yaml(data, network, training), "a,b,y\n" + ROWS, message);
    }

    @ParameterizedTest
    @CsvSource({"epochs, 0", "epochs, -1", "batch-size, 0", "batch-size, -5", "batch-size, many"})
    void numbersOutOfRange(String key, String value) throws IOException {
        String yaml =
                "data: {file: data.csv, label: y}\nnetwork: {hidden: []}\ntraining: {" + key + ": " + value + "}\n";
        assertRefused(yaml, "a,b,y\n" + ROWS, "line 3, training." + key, "'" + value + "'");
    }

    @Test
    void fiveFaultsInOneReport() throws IOException {
        assertRefused(
                """
                data: {file: data.csv, label: y, splitt: none}
                network:
                  hidden:
                    - {units: 0}
                training:
                  epochs: 0
                  optimizer:
                    adam:
                      beta1: 2
                      gamma: 1
                """,
                "a,b,y\n" + ROWS,
                "e.yaml has 5 problems",
                "line 1, data.splitt: unknown key; did you mean 'split'?",
                "line 4, network.hidden[0].units",
                "line 6, training.epochs",
                "line 9, training.optimizer.adam.beta1",
                "line 10, training.optimizer.adam.gamma");
    }

    @Test
    void experimentsThatAreNone() throws IOException {
        assertThat(refused("train", folder.resolve("none.yaml")).err()).contains("none.yaml: file not found");
        assertRefused("", "", "e.yaml: is empty");
        assertRefused("data: {file: [\n", "", ": not valid YAML", "line 2");
        assertRefused("- data\n", "", "expected sections of keys and values");
        assertRefused(yaml("", "", "").replace("data.csv", "no.csv"), "", "no.csv: file not found");
    }

    @Test
    void batchLargerThanTheData() throws IOException {
        assertRefused(
                yaml("", "", "").replace("batch-size: all", "batch-size: 11"),
                "a,b,y\n" + ROWS,
                "training.batch-size 11 is larger than the training set of 10 examples");
    }

    @Test
    void lossesAndOutputsThatDoNotFit() throws IOException {
        String three = "a,b,y\n1,2,p\n2,1,q\n3,5,r\n";
        assertRefused(
                yaml("", "", "").replace("hidden: []", "hidden: [], loss: binary-cross-entropy"),
                three,
                "network.loss: binary-cross-entropy needs a label with two classes, but it has 3 classes");
        assertRefused(
                yaml("", "", "").replace("hidden: []", "hidden: [], output: {activation: linear}"),
                three,
                "network.output.activation linear cannot be combined with the loss softmax-cross-entropy");
        assertRefused(
                yaml("", "{units: 1000000}, {units: 1000000}", ""),
                three,
                "the training needs about ",
                "reduce network.hidden[1].units");
    }

    @Test
    void labelThatTrainingNeverSawAndMissingFeatures() throws IOException {
        Path run = train(yaml("", "", ""), "a,b,y\n" + ROWS);
        Path csv = Files.writeString(folder.resolve("x.csv"), "a,b,y\n1,2,p\n3,4,x\n");
        assertThat(refused("evaluate", run, csv).err())
                .contains("x.csv: line 3, column 'y': the label 'x' was never seen in training; known: p, q");
        Files.writeString(csv, "a,bb\n1,2\n");
        assertThat(refused("predict", run, csv).err()).contains("the feature column 'b' is missing; columns: a, bb");
        assertThat(refused("predict", run, folder.resolve("none.csv")).err()).contains("file not found");
        assertThat(refused("predict", folder, csv).err()).contains("contains no model");
    }

    private Path train(String yaml, String csv) throws IOException {
        Files.writeString(folder.resolve("data.csv"), csv);
        Path out = folder.resolve("run");
        CommandLineRun.good("train", Files.writeString(folder.resolve("e.yaml"), yaml), "--quiet", "--out", out);
        return out;
    }

    @Test
    void idxFilesThatAreDamaged() throws IOException {
        Path idx = Files.createDirectories(folder.resolve("idx"));
        byte[] images = new byte[16 + 12];
        images[2] = 8;
        images[3] = 3;
        images[7] = 3;
        images[11] = 2;
        images[15] = 2;
        byte[] labels = {0, 0, 8, 1, 0, 0, 0, 2, 0, 1};
        Files.write(idx.resolve("train-images-idx3-ubyte"), images);
        Files.write(idx.resolve("train-labels-idx1-ubyte"), labels);
        String yaml = "data: {directory: idx}\nnetwork: {hidden: []}\n";
        assertRefused(yaml, "", "2 labels, but", "3 images");
        Files.write(idx.resolve("train-images-idx3-ubyte"), Arrays.copyOf(images, 20));
        assertRefused(yaml, "", "train-images-idx3-ubyte: is truncated");
        images[3] = 9;
        Files.write(idx.resolve("train-images-idx3-ubyte"), images);
        assertRefused(yaml, "", "is not an IDX file of images");
    }

    @Test
    void runFoldersThatCannotBe() throws IOException {
        Path moons = EXAMPLES.resolve("moons.yaml");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(refused("train", moons, "--out", file.resolve("run")).err()).contains("cannot be written");
        assertThat(refused("train", moons, "--out", "").err()).contains("has no name");
        Path run = train(yaml("", "", ""), "a,b,y\n" + ROWS);
        String before = Files.readString(run.resolve("result.json"));
        assertThat(refused("train", moons, "--out", run).err()).contains("already contains a run", "--overwrite");
        assertThat(run.resolve("result.json")).hasContent(before);
        CommandLineRun.good("train", moons, "--out", run, "--overwrite", "--set", "training.epochs=1");
        assertThat(Files.readString(run.resolve("result.json"))).isNotEqualTo(before);
    }

    @Test
    void fullDevice() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        assertThat(refused("train", EXAMPLES.resolve("moons.yaml"), "--out", full)
                        .err())
                .contains("/dev/full: cannot be written");
        Path run = train(yaml("", "", ""), "a,b,y\n" + ROWS);
        assertThat(refused("predict", run, folder.resolve("data.csv"), "--out", full)
                        .err())
                .contains("/dev/full: cannot be written");
        assertThat(Files.isRegularFile(full)).isFalse();
    }

    static Stream<Arguments> divergences() {
        return Stream.of(
                Arguments.of("digits.yaml", "gradient-descent", List.of()),
                Arguments.of("regression.yaml", "gradient-descent", List.of()),
                Arguments.of("digits.yaml", "adam", List.of(128, 64, 32)));
    }

    @ParameterizedTest
    @MethodSource("divergences")
    void divergenceEndsWithThreeAndAReadableFolder(String example, String optimizer, List<Integer> hidden)
            throws IOException {
        Path run = folder.resolve("run");
        String layers =
                hidden.stream().map(units -> "{units: " + units + "}").collect(Collectors.joining(",", "[", "]"));
        List<Object> arguments = new ArrayList<>(List.of(
                "train",
                EXAMPLES.resolve(example),
                "--out",
                run,
                "--set",
                "training.optimizer=" + optimizer,
                "--set",
                "training.learning-rate=1e6"));
        if (!hidden.isEmpty()) {
            arguments.addAll(List.of("--set", "network.hidden=" + layers));
        }
        CommandLineRun result = CommandLineRun.of(arguments.toArray());
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .containsPattern(
                        "training diverged in epoch [0-9]+, step [0-9]+: .* of dense-[0-9]\\.(weight|bias) (is not finite|exceeds 1e18)")
                .doesNotContain("\tat ");
        assertThat(CommandLineRun.result(run)).containsEntry("outcome", "diverged");
        assertThat(CommandLineRun.good("evaluate", run, "--json").out()).contains("cost");
    }
}
