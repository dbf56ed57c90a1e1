package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.inject.Guice;
import io.descent.app.picture.Drawing;
import io.descent.app.picture.StudyPictures;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.search.NumberRange;
import io.descent.core.search.Objective;
import io.descent.core.search.Space;
import io.descent.core.search.Study;
import io.descent.core.search.StudyResult;
import io.descent.core.tune.StudySpec;
import io.descent.core.wiring.PluginsModule;
import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code descent tune}. */
class TuneTest {
    private static final String HEAD = """
            seed: 4
            data: {generator: {moons: {examples: 150, noise: 0.25}}}
            network: {hidden: [{units: 8, activation: tanh}]}
            training: {epochs: 6, batch-size: 16, learning-rate: 0.01}
            search:
            """;
    private static final String SPACE = """
              space:
                training.learning-rate: {log: [0.001, 1]}
                network.hidden[0].units: {log-integer: [2, 32]}
                training.optimizer:
                  choice:
                    - gradient-descent
                    - {momentum: {beta: {one-minus-log: [0.5, 0.99]}}}
                    - {adam: {beta1: auto}}
            """;

    @TempDir
    Path folder;

    private Path file(String search) throws IOException {
        return Files.writeString(folder.resolve("study.yaml"), HEAD + search);
    }

    private CommandLineRun tune(Path file, String out, Object... more) {
        return good(Stream.concat(
                        Stream.of("tune", file, "--out", folder.resolve(out), "--no-pictures"), Arrays.stream(more))
                .toArray());
    }

    private static Map<String, Object> json(Path study) throws IOException {
        return Json.read(Files.readString(study.resolve("study.json")));
    }

    /** The lines of the journal, without times. */
    static List<String> facts(Path study) throws IOException {
        return Files.readAllLines(study.resolve("journal.jsonl")).stream()
                .map(line -> line.replaceAll("\"(seconds|elapsed)\":[-+.0-9E]+|\"crc32c\":\"[0-9a-f]+\"", ""))
                .sorted()
                .toList();
    }

    /** The results of a finished study, without times and its own path. */
    static List<String> outcome(Path study) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(study.resolve("best.yaml")));
        Files.readAllLines(study.resolve("trials.csv")).forEach(line -> lines.add(line.replaceAll(",[^,]*$", "")));
        Files.readAllLines(study.resolve("study.json")).stream()
                .filter(line -> !line.contains("\"seconds\""))
                .forEach(lines::add);
        lines.add(CommandLineRun.sha(study.resolve("best")));
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "gaussian-process", "successive-halving", "hyperband"})
    void hasTheSameOutcomeWithAnyNumberOfWorkers(String strategy) throws IOException {
        Path file = file("  strategy: " + strategy + "\n  trials: 20\n" + SPACE);
        for (int parallel : new int[] {1, 2, 4}) {
            tune(file, "p" + parallel, "--parallel", parallel, "--quiet");
        }
        Path first = folder.resolve("p1");
        for (String other : List.of("p2", "p4")) {
            assertThat(facts(folder.resolve(other))).isEqualTo(facts(first));
            assertThat(outcome(folder.resolve(other))).isEqualTo(outcome(first));
        }
        assertThat(first.resolve("checkpoints")).doesNotExist();
    }

    @Test
    void theBestExperimentTrainsToTheReportedWeights() throws IOException {
        Path file = file("  trials: 12\n  repeats: 2\n  metric: dev.cost\n" + SPACE);
        CommandLineRun run = tune(file, "study");
        assertThat(run.out())
                .contains("up to 12 trials of 5 hyperparameters, strategy random, 2 trainings each;"
                        + " metric dev.cost on 30 dev examples")
                .contains("test set, evaluated once, for trial")
                .contains("+-");
        Path study = folder.resolve("study");
        good("train", study.resolve("best.yaml"), "--quiet", "--out", folder.resolve("again"));
        Map<?, ?> best = (Map<?, ?>) json(study).get("best");
        assertThat(CommandLineRun.sha(folder.resolve("again"))).isEqualTo(best.get("weightsSha256"));
        List<String> trials = Files.readAllLines(study.resolve("trials.csv"));
        assertThat(trials).hasSize(13);
        assertThat(trials.get(0))
                .isEqualTo("trial,round,state,epochs,dev.cost,margin,training.learning-rate,network.hidden[0].units,"
                        + "training.optimizer,training.optimizer.momentum.beta,training.optimizer.adam.beta1,"
                        + "weightsSha256,failure,seconds");
        assertThat(trials.get(1 + (Integer) best.get("trial")))
                .contains(best.get("weightsSha256").toString());
        assertThat((List<?>) best.get("repeats")).hasSize(2);
        assertThat(Files.readString(study.resolve("journal.jsonl"))).contains("\"fact\":\"tested\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"epochs: 8", "epochs: 8, early-stopping: {metric: dev.cost, patience: 1}"})
    void halvingIsTheSameWithoutItsCheckpoints(String training) throws IOException {
        Path file = file("  strategy: {successive-halving: {factor: 2}}\n  trials: 24\n" + SPACE);
        Files.writeString(file, Files.readString(file).replace("epochs: 6", training));
        tune(file, "whole", "--quiet");
        Path study = folder.resolve("whole");
        List<String> lines = Files.readAllLines(study.resolve("journal.jsonl"));
        int second = 0;
        while (!lines.get(second).contains("\"fact\":\"round\",\"round\":2")) {
            second++;
        }
        Path part = Files.createDirectories(folder.resolve("part"));
        Files.write(part.resolve("journal.jsonl"), lines.subList(0, second + 1));
        tune(file, "part", "--resume", "--quiet");
        assertThat(facts(part)).isEqualTo(facts(study));
        assertThat(outcome(part)).isEqualTo(outcome(study));
    }

    @Test
    void testLabelsDecideNothingButTheTestFigure() throws IOException {
        List<String> rows = new ArrayList<>(Files.readAllLines(EXAMPLES.resolve("data/iris.csv")));
        String header = rows.remove(0);
        Collections.shuffle(rows, new Random(1));
        write("train.csv", header, rows.subList(0, 90));
        write("dev.csv", header, rows.subList(90, 120));
        List<String> test = rows.subList(120, 150);
        List<String> labels = new ArrayList<>(
                test.stream().map(row -> row.substring(row.lastIndexOf(','))).toList());
        Collections.rotate(labels, 7);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < test.size(); i++) {
            wrong.add(test.get(i).substring(0, test.get(i).lastIndexOf(',')) + labels.get(i));
        }
        String label = header.substring(header.lastIndexOf(',') + 1);
        List<Map<String, Object>> results = new ArrayList<>();
        List<List<String>> facts = new ArrayList<>();
        for (List<String> set : List.of(test, wrong)) {
            write("test.csv", header, set);
            Path file = Files.writeString(folder.resolve("iris.yaml"), """
                    data: {train: train.csv, dev: dev.csv, test: test.csv, label: %s}
                    network: {hidden: [{units: 4}]}
                    training: {epochs: 5}
                    search: {trials: 8, metric: dev.cost, space: {training.learning-rate: auto}}
                    """.formatted(label));
            String out = "study" + results.size();
            tune(file, out, "--quiet");
            Map<String, Object> result = json(folder.resolve(out));
            result.remove("seconds");
            results.add(result);
            facts.add(facts(folder.resolve(out)).stream()
                    .filter(fact -> !fact.contains("\"fact\":\"tested\""))
                    .toList());
        }
        assertThat(facts.get(1)).isEqualTo(facts.get(0));
        assertThat(results.get(1).remove("test")).isNotEqualTo(results.get(0).remove("test"));
        assertThat(results.get(1)).isEqualTo(results.get(0));
    }

    private void write(String name, String header, List<String> rows) throws IOException {
        Files.writeString(folder.resolve(name), header + "\n" + String.join("\n", rows) + "\n");
    }

    @Test
    void divergedTrialsAreRecordedAndTheStudyGoesOn() throws IOException {
        Path file = file("""
                  trials: 16
                  space: {training.learning-rate: {log: [0.01, 1e+38]}, training.optimizer: {choice: [gradient-descent, momentum]}}
                """);
        CommandLineRun run = tune(file, "study");
        Map<?, ?> counts = (Map<?, ?>) json(folder.resolve("study")).get("trials");
        assertThat((Integer) counts.get("failed")).isPositive();
        assertThat((Integer) counts.get("finished")).isPositive();
        assertThat(Files.readString(folder.resolve("study/trials.csv"))).contains("training diverged in epoch");
        assertThat(run.out()).contains("of 16 trials, 1 failed");
    }

    @Test
    void whenAllTrialsFailTheReasonIsTold() throws IOException {
        Path file = file("  trials: 3\n  space: {training.batch-size: {integer: [91, 95]}}\n");
        CommandLineRun run = refused("tune", file, "--out", folder.resolve("study"), "--quiet");
        assertThat(run.err())
                .contains("all 3 trials failed; trial 0: training.batch-size 9")
                .contains("larger than the training set of 90 examples");
        assertThat(folder.resolve("study/trials.csv")).exists();
    }

    @Test
    void picturesAreDrawn() throws IOException {
        assumeThat(Drawing.POSSIBLE).isTrue();
        Path file = file("  strategy: hyperband\n  trials: 16\n" + SPACE);
        good("tune", file, "--out", folder.resolve("study"), "--quiet");
        for (String name : List.of("objective", "hyperparameters", "parallel-coordinates", "learning-curves")) {
            byte[] png = Files.readAllBytes(folder.resolve("study/" + name + ".png"));
            assertThat(Drawing.decoded(png).getWidth()).isEqualTo(1200);
        }
        assertThat(folder.resolve("study/best/learning-curve.png")).exists();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            space: {training.learning-rate: {log: [1, 0.1]}}      | line 6, search.space training.learning-rate: from 1 to 0.1 is reversed
            space: {training.learning-rate: {log: [0, 0.1]}}      | a logarithmic scale never reaches 0; the first bound must be above 0
            space: {training.learning-rate: {log: [1]}}           | found [1], expected two numbers
            space: {training.learning-rate: {lag: [1, 2]}}        | unknown scale 'lag'; did you mean 'log'?
            space: {training.learning-rate: 0.1}                  | contains no range
            space: {training.lerning-rate: {log: [0.1, 1]}}       | line 6, search.space: training.lerning-rate: unknown key; did you mean 'learning-rate'?
            space: {training.learning-rate: {linear: [-1, 1]}}    | found '-1', expected a number above 0
            space: {training.epochs: auto}                        | auto is not possible: its range is too wide to search
            space: {training.epoch: auto}                         | search.space training.epoch: unknown key 'epoch'; did you mean 'epochs'?
            space: {training.optimizer: auto}                     | auto is not possible
            space: {training.optimizer.adamm.beta1: auto}         | unknown optimizer 'adamm'; did you mean 'adam'
            space: {training.optimizer: {choice: [adam]}}         | a choice needs at least two options
            space: {training.optimizer: {choice: [adam, adem]}}   | unknown optimizer 'adem'
            space: {network.hidden: {layers: [1, 2]}}             | expected {layers: [LEAST, MOST], each: {units: ...}}
            space: {seed: {integer: [1, 2]}}                      | cannot be searched, because it decides what trials are compared by
            space: {data.split: {choice: [50/50, 60/40]}}         | cannot be searched, because it decides what trials are compared by
            space: {}                                             | expected keys of the experiment, each with a range
            spaces: {}                                            | unknown key; did you mean 'space'?
            trials: 0                                             | expected a whole number at least 1
            time: soon                                            | 'soon' is not a duration
            metric: train.cost                                    | is train.cost, which favours overfitting
            strategy: randum                                      | unknown strategy 'randum'; did you mean 'random'?
            """)
    void mistakesAreToldBeforeAnythingIsTrained(String search, String words) throws IOException {
        String whole =
                search.startsWith("space") ? search : search + ", space: {training.learning-rate: {log: [0.1, 1]}}";
        Path file = Files.writeString(
                folder.resolve("study.yaml"), HEAD.replace("search:\n", "search:\n  {" + whole + "}\n"));
        CommandLineRun run = refused("tune", file, "--out", folder.resolve("study"));
        assertThat(run.err().replaceAll("\\s+", " ")).contains(words);
        assertThat(folder.resolve("study")).doesNotExist();
    }

    @Test
    void valuesThatOneCannotTellApartAreDrawn() throws IOException {
        assumeThat(Drawing.POSSIBLE).isTrue();
        Space space =
                Space.builder().number("x", NumberRange.Scale.LINEAR, 0, 1).build();
        StudyResult result = Study.of(
                        space, trial -> new Objective.Result(trial.trial() % 2 == 0 ? 0.69 : Math.nextUp(0.69)))
                .trials(12)
                .run();
        assertThat(new StudyPictures(result, "dev.cost").all()).hasSize(3);
    }

    @Test
    void whatDoesNotFitTheDataIsToldToo() throws IOException {
        Path file = file("  trials: 2\n  space: {training.learning-rate: auto}\n");
        assertThat(refused("tune", file, "--set", "data.split=80/0/20", "--out", folder.resolve("a"))
                        .err())
                .contains("a study needs a dev set to compare trials");
        assertThat(refused("tune", file, "--set", "search.metric=dev.r2", "--out", folder.resolve("a"))
                        .err())
                .contains(
                        "search.metric: dev.r2 does not apply to the label; known: train.cost, dev.cost, dev.accuracy, dev.f1");
        assertThat(refused("tune", EXAMPLES.resolve("moons.yaml"), "--out", folder.resolve("a"))
                        .err())
                .contains("search: is missing; list the values to search");
        assertThat(refused("tune", file, "--parallel", "0").err()).contains("--parallel is 0");
        assertThat(refused(
                                "tune",
                                file,
                                "--set",
                                "search.strategy=hyperband",
                                "--set",
                                "search.space={training.epochs: {integer: [1, 5]}}",
                                "--out",
                                folder.resolve("a"))
                        .err())
                .contains("the strategy hyperband decides how many epochs a trial gets");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void journalsOfOtherStudiesAreLeftAlone() throws IOException {
        Path file = file("  trials: 4\n  space: {training.learning-rate: auto}\n");
        tune(file, "study", "--quiet");
        List<String> before = facts(folder.resolve("study"));
        assertThat(refused("tune", file, "--out", folder.resolve("study")).err())
                .contains("already contains a study");
        assertThat(refused("tune", file, "--out", folder.resolve("study"), "--resume", "--set", "search.trials=5")
                        .err())
                .contains("is the journal of a different study: search.trials was 4 and is now 5");
        assertThat(refused("tune", file, "--out", folder.resolve("none"), "--resume")
                        .err())
                .contains("is missing");
        tune(file, "study", "--resume");
        assertThat(facts(folder.resolve("study"))).isEqualTo(before);
    }

    private static Experiment experiment(StudySpec spec, double... places) {
        return spec.experiment(spec.space().point(places).values(), 3);
    }

    @Test
    void rangesMayStandAnywhere() throws IOException {
        Path file = file("""
                  space:
                    network.hidden:
                      layers: [0, 2]
                      each: {units: {integer: [3, 5]}, activation: {choice: [relu, {leaky-relu: {slope: {linear: [0, 0.5]}}}]}}
                    training.regularizers:
                      choice: [[], [{l2: {lambda: {log: [0.001, 10]}}}]]
                    training.optimizer.adam.beta2: auto
                    training.shuffle: auto
                """);
        ExperimentFile reader = Guice.createInjector(
                        new PluginsModule(getClass().getClassLoader()))
                .getInstance(ExperimentFile.class);
        StudySpec spec = StudySpec.read(file, List.of(), reader);
        assertThat(spec.space().dimensions())
                .extracting(dimension -> dimension.name())
                .containsExactly(
                        "network.hidden",
                        "network.hidden[0].units",
                        "network.hidden[0].activation",
                        "network.hidden[0].activation.leaky-relu.slope",
                        "network.hidden[1].units",
                        "network.hidden[1].activation",
                        "network.hidden[1].activation.leaky-relu.slope",
                        "training.regularizers",
                        "training.regularizers[0].l2.lambda",
                        "training.optimizer.adam.beta2",
                        "training.shuffle");
        assertThat(spec.space().dimension(9).range()).hasToString("one-minus-log [0, 0.99999]");
        Experiment none = experiment(spec, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(none.network().hidden()).isEmpty();
        assertThat(none.training().regularizers()).isEmpty();
        assertThat(none.training().shuffle()).isFalse();
        assertThat(none.random().initializationSeed()).isEqualTo(3);
        assertThat(none.seed()).isEqualTo(4);
        Experiment two = experiment(spec, 1, 1, 1, 1, 0, 0, 0, 1, 0.75, 0, 1);
        assertThat(two.network().hidden()).hasSize(2);
        assertThat(two.network().hidden().get(0).units()).isEqualTo(5);
        assertThat(two.network().hidden().get(0).activation()).hasToString("LeakyRelu[slope=0.5]");
        assertThat(two.network().hidden().get(1).units()).isEqualTo(3);
        assertThat(two.network().hidden().get(1).activation()).hasToString("Relu[]");
        assertThat(two.training().regularizers()).hasToString("[L2[lambda=1.0, biases=false]]");
        assertThat(two.training().optimizer().toString()).contains("beta2=0.0");
        // a training ignores the section
        assertThat(reader.read(file, List.of())).isEqualTo(spec.base());
    }
}
