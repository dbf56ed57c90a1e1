package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.metric;
import static io.descent.app.CommandLineRun.refused;
import static io.descent.app.CommandLineRun.result;
import static io.descent.app.CommandLineRun.sha;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
    private static final Path DIGITS = EXAMPLES.resolve("digits.yaml");
    private static final Path MOONS = EXAMPLES.resolve("moons.yaml");
    private static final Path REGRESSION = EXAMPLES.resolve("regression.yaml");

    @TempDir
    Path folder;

    private int runs;

    private Path train(Path experiment, Object... more) {
        Path run = folder.resolve("run" + runs++);
        Object[] arguments = Stream.concat(Stream.of("train", experiment, "--quiet", "--out", run), Arrays.stream(more))
                .toArray();
        assertThat(good(arguments).out()).isEmpty();
        return run;
    }

    @Test
    void trainingEndsWithATable() {
        CommandLineRun run = good("train", DIGITS, "--out", folder.resolve("r"), "--set", "training.epochs=20");
        assertThat(run.out())
                .contains(
                        "1,078 train examples, 360 dev examples, 359 test examples; 64 features; label digit, 10 classes")
                .contains("network 64-128-64-10, 17,226 parameters, float32")
                .containsPattern(
                        "epoch 20/20  cost [0-9.]+  dev accuracy 0\\.9[0-9]+  [0-9,]+ examples/s  0\\.0 s left")
                .containsPattern("(?m)^ +train +dev +test$")
                .containsPattern("(?m)^accuracy +[01]\\.[0-9]{4} +0\\.9[0-9]{3} +0\\.9[0-9]{3}$")
                .contains("run folder       " + folder.resolve("r"));
    }

    @Test
    void progressIsAtMostAHundredLines() {
        CommandLineRun run = good("train", MOONS, "--out", folder.resolve("r"), "--set", "training.epochs=1001");
        assertThat(run.out().lines().filter(line -> line.startsWith("epoch "))).hasSizeBetween(80, 100);
    }

    @Test
    void sameCommandSameWeights() throws IOException {
        String first = sha(train(DIGITS, "--set", "training.epochs=5"));
        assertThat(sha(train(DIGITS, "--set", "training.epochs=5"))).isEqualTo(first);
        assertThat(sha(train(DIGITS, "--set", "training.epochs=5", "--seed", "2")))
                .isNotEqualTo(first);
    }

    @Test
    void resolvedExperimentRepeatsTheRun() throws IOException {
        Path run = train(DIGITS, "--set", "training.epochs=3", "--set", "training.regularizers=[dropout]");
        assertThat(sha(train(run.resolve("experiment.yaml")))).isEqualTo(sha(run));
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits", "moons", "regression", "iris", "wine", "breast-cancer"})
    void everyExampleTrainsInBothPrecisions(String name) throws IOException {
        for (String precision : List.of("float32", "float64")) {
            Path run = train(EXAMPLES.resolve(name + ".yaml"), "--set", "training.epochs=2", "--precision", precision);
            assertThat(result(run)).containsEntry("precision", precision).containsEntry("epochs", 2);
        }
    }

    @Test
    void evaluationGivesTheSameMetricsToTheLastDigit() throws IOException {
        for (Path experiment : List.of(DIGITS, REGRESSION, MOONS)) {
            Path run = train(experiment, "--set", "training.epochs=3");
            Map<?, ?> metrics = (Map<?, ?>) result(run).get("metrics");
            for (String split : List.of("train", "dev", "test")) {
                CommandLineRun evaluation = good("evaluate", run, "--split", split, "--json");
                assertThat(Json.read(evaluation.out()).get(split)).isEqualTo(metrics.get(split));
            }
            assertThat(Json.read(good("evaluate", run, "--json").out())).isEqualTo(metrics);
        }
    }

    @Test
    void evaluationPrintsClasses() {
        Path run = train(EXAMPLES.resolve("iris.yaml"));
        assertThat(good("evaluate", run, "--split", "test").out())
                .containsPattern("(?m)^class +precision +recall +f1 +examples$")
                .contains("versicolor", "confusion: true class down, predicted class across");
    }

    @Test
    void fileIsEvaluatedWithTheModel() {
        Path run = train(EXAMPLES.resolve("iris.yaml"));
        CommandLineRun evaluation = good("evaluate", run.resolve("model"), EXAMPLES.resolve("data/iris.csv"));
        assertThat(evaluation.out()).containsPattern("(?m)^examples +150$");
        assertThat(refused("evaluate", run, EXAMPLES.resolve("data/iris.csv"), "--split", "test")
                        .err())
                .contains("--split applies to runs only");
        assertThat(refused("evaluate", run.resolve("model")).err()).contains("this is not a run folder");
    }

    @Test
    void setThatTheRunLacks() {
        Path run = train(MOONS, "--set", "data.split=80/20", "--set", "training.epochs=1");
        assertThat(refused("evaluate", run, "--split", "test").err()).contains("this run has no test set");
    }

    @Test
    void predictionsOfEveryRowWithoutALabel() throws IOException {
        Path run = train(EXAMPLES.resolve("iris.yaml"));
        List<String> rows = Files.readAllLines(EXAMPLES.resolve("data/iris.csv"));
        Path unlabelled = folder.resolve("unlabelled.csv");
        Files.write(
                unlabelled,
                rows.stream().map(r -> r.substring(0, r.lastIndexOf(','))).toList());
        List<String> predictions =
                good("predict", run, unlabelled).out().lines().toList();
        assertThat(predictions).hasSize(rows.size());
        assertThat(predictions.get(0))
                .isEqualTo("prediction,probability setosa,probability versicolor,probability virginica");
        assertThat(predictions.get(1)).startsWith("setosa,0.9");
        Path file = folder.resolve("p.csv");
        assertThat(good("predict", run, EXAMPLES.resolve("data/iris.csv"), "--out", file)
                        .out())
                .isEmpty();
        assertThat(Files.readAllLines(file)).isEqualTo(predictions);
        assertThat(refused("predict", run, unlabelled, "--out", unlabelled).err())
                .contains("is the data file itself");
    }

    @Test
    void predictedValues() {
        Path run = train(REGRESSION, "--set", "training.epochs=5");
        List<String> lines = good("predict", run, EXAMPLES.resolve("data/diabetes.csv"))
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(443).first().isEqualTo("prediction");
        assertThat(lines.get(1)).matches("-?[0-9.]+");
    }

    @Test
    void predictionsOfTwoClasses() {
        Path run = train(EXAMPLES.resolve("breast-cancer.yaml"), "--set", "training.epochs=5");
        List<String> lines = good("predict", run, EXAMPLES.resolve("data/breast_cancer.csv"))
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(570).first().isEqualTo("prediction,probability benign,probability malignant");
        assertThat(lines.get(1)).startsWith("malignant,");
    }

    @Test
    void exportedPartsTrainToTheSameWeights() throws IOException {
        Path parts = folder.resolve("parts");
        Path run = train(EXAMPLES.resolve("iris.yaml"), "--export-split", parts, "--set", "training.epochs=5");
        String yaml = Files.readString(EXAMPLES.resolve("iris.yaml"))
                .replaceFirst("data: .*", "data: {train: train.csv, dev: dev.csv, test: test.csv, label: species}");
        Path again = train(Files.writeString(parts.resolve("iris.yaml"), yaml), "--set", "training.epochs=5");
        assertThat(sha(again)).isEqualTo(sha(run));
        assertThat(result(again).get("metrics")).isEqualTo(result(run).get("metrics"));
        assertThat(refused("train", MOONS, "--export-split", parts, "--out", folder.resolve("x"))
                        .err())
                .contains("train.csv: already exists");
    }

    @Test
    void pluginsAreListedWithDefaults() {
        assertThat(good("plugins").out())
                .containsPattern("optimizer +adam +beta1 0\\.9, beta2 0\\.999, epsilon 1\\.0E-8 ")
                .containsPattern("regularizer +dropout +keep-prob 0\\.8, schedule constant ")
                .containsPattern("schedule +constant +none ");
    }

    @Test
    void helpVersionAndMistypedOptions() {
        assertThat(good("--help").out()).contains("train", "evaluate", "predict", "plugins", "Exit codes");
        assertThat(good("train", "--help").out()).contains("--export-split");
        assertThat(good("--version").out()).startsWith("descent");
        assertThat(refused("train", DIGITS, "--sed", "1").err())
                .contains("Unknown options: '--sed'")
                .contains("Try 'descent train --help'");
        good("--help")
                .out()
                .lines()
                .dropWhile(line -> !line.equals("Commands:"))
                .filter(line -> line.matches("  [a-z].*"))
                .map(line -> line.strip().replaceFirst(" .*", ""))
                .forEach(name ->
                        assertThat(good(name, "--help").out()).startsWith("Usage: descent %s [".formatted(name)));
        assertThat(refused("trian").err()).contains("trian");
        assertThat(refused("train").err()).contains("EXPERIMENT");
    }

    @Test
    void runsAreNumberedUnlessNamed() throws IOException {
        Path yaml = Files.writeString(
                folder.resolve("numbered.yml"),
                "data: {generator: moons}\nnetwork: {hidden: []}\ntraining: {epochs: 1}\n");
        String out = good("train", yaml).out();
        Path run = Path.of(out.substring(out.lastIndexOf(' ') + 1).strip());
        try {
            assertThat(run.getFileName().toString()).matches("numbered-[0-9]+");
            assertThat(run.resolve("result.json")).exists();
        } finally {
            try (Stream<Path> files = Files.walk(run)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void fashionMnistReachesThePublishedAccuracy() throws IOException {
        String data = System.getenv("DESCENT_DATA");
        assumeTrue(data != null, "DESCENT_DATA names no folder with fashion-mnist");
        Path run = train(
                EXAMPLES.resolve("fashion-mnist.yaml"), "--set", "data.directory=" + Path.of(data, "fashion-mnist"));
        assertThat(metric(run, "test", "accuracy")).isGreaterThanOrEqualTo(0.88);
        Path images = Path.of(data, "fashion-mnist", "t10k-images-idx3-ubyte.gz");
        assertThat(Json.read(good("evaluate", run, images, "--json").out()).get("data"))
                .isEqualTo(((Map<?, ?>) result(run).get("metrics")).get("test"));
        assertThat(good("predict", run, images).out().lines()).hasSize(10_001);
    }

    @Test
    void describeShowsMeaningNormalisationAndNetwork() throws IOException {
        Path csv = folder.resolve("d.csv");
        StringBuilder rows = new StringBuilder("size,always,kind\n");
        for (int i = 0; i < 60; i++) {
            rows.append(i * i).append(",7,").append(i % 2 == 0 ? "even" : "odd").append('\n');
        }
        Files.writeString(csv, rows);
        Path yaml = folder.resolve("d.yaml");
        Files.writeString(yaml, """
                data: {file: d.csv, label: kind, split: auto}
                network: {hidden: [{units: 3, batch-norm: true}]}
                training: {epochs: 2}
                """);
        Path run = folder.resolve("described");
        CommandLineRun.good("train", yaml, "--quiet", "--out", run);
        assertThat(CommandLineRun.good("describe", run).out())
                .contains("predicts     kind of 2 classes: even, odd")
                .contains("2 inputs, 16 parameters, float32, trained with binary-cross-entropy")
                .contains("dense-1    3 units, relu, batch norm")
                .containsPattern("always +numeric +1 +constant in the training set: no influence\n");
        assertThat(CommandLineRun.good("describe", run, "--json").out()).contains("\"deviation\" : ", "\"zero\"");
        assertThat(Files.readString(run.resolve("experiment.yaml"))).contains("split: 60/20/20");
        assertThat(CommandLineRun.refused("describe", folder).err()).contains("contains no model");
    }

    @Test
    void setsOfAnotherDistributionAreNamed() throws IOException {
        for (String part : List.of("train", "dev")) {
            StringBuilder rows = new StringBuilder("a,b,y\n");
            for (int i = 0; i < 200; i++) {
                rows.append(i % 17).append(',').append(part.equals("dev") ? i % 11 + 5 : i % 11);
                rows.append(',').append(i % 2 == 0 ? "no" : "yes").append('\n');
            }
            Files.writeString(folder.resolve(part + ".csv"), rows);
        }
        Path yaml = folder.resolve("w.yaml");
        Files.writeString(yaml, """
                data: {train: train.csv, dev: dev.csv, label: y}
                network: {hidden: []}
                training: {epochs: 1}
                """);
        Path run = folder.resolve("warned");
        String warning = "the distribution of the dev set differs from the training set in 'b'; ";
        assertThat(CommandLineRun.good("train", yaml, "--out", run).out()).contains("warning: " + warning);
        assertThat((List<?>) CommandLineRun.result(run).get("warnings"))
                .singleElement()
                .asString()
                .startsWith(warning);
    }
}
