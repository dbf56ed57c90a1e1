package io.descent.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.core.TestLabels;
import io.descent.core.TestPlugins;
import io.descent.core.config.internal.YamlFile;
import io.descent.core.data.ColumnChoice;
import io.descent.core.data.DataSummary;
import io.descent.core.data.NumberScaling;
import io.descent.core.data.SplitRatio;
import io.descent.core.network.LayerSpec;
import io.descent.core.random.RandomSource;
import io.descent.core.random.RandomSpec;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.network.internal.InputShape;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.PluginLookup;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.spec.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentFileTest {
    private static final String SMALL = "data: {file: a.csv, label: y}\nnetwork: {hidden: [{units: 4}]}\n";

    @TempDir
    Path folder;

    private final ExperimentFile reader = new ExperimentFile(TestPlugins.registry());

    private Experiment read(String yaml, String... overrides) {
        return YamlFile.of("e.yaml", yaml, folder, List.of(overrides)).bind(Experiment.class, TestPlugins.registry());
    }

    private void assertRefused(String yaml, String... parts) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("e.yaml")
                .hasMessageContainingAll(parts);
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        Experiment experiment = read(SMALL);
        assertThat(experiment.seed()).isEqualTo(1);
        assertThat(experiment.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(experiment.data().file()).isEqualTo(folder.resolve("a.csv"));
        assertThat(experiment.data().split()).isEqualTo(new SplitRatio(60, 20, 20));
        assertThat(experiment.data().normalize()).isEqualTo(NumberScaling.STANDARDIZE);
        assertThat(experiment.network().hidden().get(0).activation()).isEqualTo(new TestPlugins.Relu());
        assertThat(experiment.network().hidden().get(0).initializer()).isEqualTo(new TestPlugins.HeNormal());
        assertThat(experiment.network().output().initializer()).isEqualTo(new TestPlugins.XavierNormal());
        assertThat(experiment.network().loss()).isNull();
        assertThat(experiment.training().epochs()).isNull();
        assertThat(experiment.training().learningRate()).isEqualTo(0.001);
        assertThat(experiment.training().optimizer()).isEqualTo(new TestPlugins.Adam());
        assertThat(experiment.training().regularizers()).isEmpty();
    }

    @Test
    void foldsAreANumberOrASection() {
        assertThat(read(SMALL).training().folds()).isNull();
        assertThat(read(SMALL + "training: {folds: 5}").training().folds()).isEqualTo(FoldsSpec.of(5));
        assertThat(read(SMALL + "training: {folds: false}").training().folds()).isNull();
        Experiment grouped = read(SMALL + "training: {folds: {k: 3, repeats: 2, group: who, use: train+dev}}");
        FoldsSpec folds = new FoldsSpec(3, 2, "who", null, new FoldsSpec.Use(true));
        assertThat(grouped.training().folds()).isEqualTo(folds);
        assertThat(grouped.dataToLoad().group()).isEqualTo("who");
        assertThat(RecordWriter.map(folds)).isEqualTo(Map.of("k", 3, "repeats", 2, "group", "who", "use", "train+dev"));
        assertThat(read(SMALL + "training: {folds: {time: when}}").dataToLoad().time())
                .isEqualTo("when");
        assertThat(read(SMALL + "training: {folds: {time: when}}")
                        .training()
                        .folds()
                        .k())
                .isEqualTo(5);
    }

    @Test
    void foldsThatMakeNoSenseAreRefused() {
        assertRefused(SMALL + "training: {folds: 1}", "training.folds", "at least 2 folds");
        assertRefused(SMALL + "training: {folds: many}", "found 'many', expected a number of folds such as 5");
        assertRefused(SMALL + "training: {folds: [5]}", "training.folds", "found a list");
        assertRefused(SMALL + "training: {folds: {k: 1}}", "training.folds.k", "found '1'");
        assertRefused(SMALL + "training: {folds: {k: 100, repeats: 100}}", "at most 1000 networks");
        assertRefused(SMALL + "training: {folds: {use: dev}}", "found 'dev', expected train or train+dev");
        assertRefused(SMALL + "training: {folds: {group: a, time: b}}", "time and group cannot both decide");
        Experiment other = read(
                "data: {file: a.csv, label: y, group: who}\nnetwork: {hidden: []}\ntraining: {folds: {group: what}}");
        assertThatThrownBy(other::dataToLoad)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("training.folds.group is what, but data.group is who");
        Experiment both = read(
                "data: {file: a.csv, label: y, group: who}\nnetwork: {hidden: []}\ntraining: {folds: {time: when}}");
        assertThatThrownBy(both::dataToLoad)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("training.folds: time and group cannot both decide");
    }

    @Test
    void everyKeyIsRead() {
        Experiment experiment = read("""
                seed: -9223372036854775808
                random: {source: numpy-legacy, initialization-seed: 3, shuffle-seed: 4294967295}
                precision: float64
                data: {train: t.csv, dev: d.csv, test: /abs/x.csv, label: no, ignore: [id, "a b"], task: regression,
                       split: none, normalize: false}
                network:
                  hidden:
                    - {units: 8, activation: cubic, initializer: xavier-normal, regularizers: [coin, {ridge: {lambda: 2e-1}}]}
                    - {units: 4, activation: {sigmoid: {hide-link: true}}, batch-norm: {momentum: 0.5}}
                    - {units: 3, batch-norm: true}
                    - {units: 2, batch-norm: false}
                  output: {activation: linear}
                  loss: mean-squared-error
                training:
                  epochs: 7
                  batch-size: all
                  shuffle: false
                  learning-rate: .5
                  schedule-lag: 1
                  clip-value: 2
                  clip-norm: 1e3
                  optimizer: {adam: {beta1: 0.5}}
                  schedule: {after: {epochs: 2, then: {after: {then: halving}}}}
                  regularizers: [ridge]
                  report-every: 3
                """);
        assertThat(experiment.seed()).isEqualTo(Long.MIN_VALUE);
        assertThat(experiment.data().label()).isEqualTo(Texts.parse("no"));
        assertThat(experiment.data().ignore()).containsExactly("id", "a b");
        assertThat(experiment.data().task()).isEqualTo(Task.REGRESSION);
        assertThat(experiment.data().test()).isEqualTo(Path.of("/abs/x.csv"));
        assertThat(experiment.network().hidden().get(0).regularizers())
                .containsExactly(new TestPlugins.Coin(), new TestPlugins.Ridge(0.2));
        assertThat(experiment.network().hidden().stream().map(LayerSpec::batchNorm))
                .containsExactly(null, new BatchNorm(0.5, 1e-5), new BatchNorm(0.9, 1e-5), null);
        assertThat(experiment.random()).isEqualTo(new RandomSpec(RandomSource.NUMPY_LEGACY, 3L, 4294967295L, null));
        assertThat(experiment.training().shuffle()).isFalse();
        assertThat(experiment.training().scheduleLag()).isEqualTo(1);
        assertThat(experiment.training().clipValue()).isEqualTo(2);
        assertThat(experiment.training().clipNorm()).isEqualTo(1000);
        assertThat(experiment.training().batchSize()).isEqualTo(BatchSize.ALL);
        assertThat(experiment.training().optimizer()).isEqualTo(new TestPlugins.Adam(0.5, 0.999, 1e-8));
        assertThat(experiment.training().schedule())
                .isEqualTo(new TestPlugins.After(2, new TestPlugins.After(1, new TestPlugins.Halving())));
        assertThat(experiment.training().reportEvery()).isEqualTo(3);
    }

    @Test
    void whatIsWrittenReadsBackTheSame() {
        Experiment experiment = read(
                SMALL,
                "training.batch-size=32",
                "training.optimizer.adam.beta1=0.1234567890123",
                "network.hidden[0].regularizers=[coin, ridge]",
                "data.split=98.5/1/0.5",
                "training.schedule.after.then={table: {rates: {0: 0.5, 20: 0.25}}}",
                "network.hidden[0].batch-norm=true",
                "training.clip-norm=5",
                "random.mask-seed=7",
                "network.loss=binary-cross-entropy",
                "network.output.activation=sigmoid");
        Schema schema = new Schema(List.of("a"), "y", Task.CLASSIFICATION, List.of("no", "yes"));
        DataSummary data = new DataSummary(
                schema,
                TestLabels.of(schema),
                new InputShape(1, 0, 1),
                List.of(0),
                new TreeMap<>(Map.of("a", ColumnChoice.parse("robust"))),
                false,
                985,
                10,
                5);
        PluginLookup plugins = TestPlugins.registry()::require;
        ResolvedExperiment resolved = experiment.resolved(data, plugins);
        String yaml = ExperimentWriter.yaml(resolved);
        Experiment again = read(yaml);
        assertThat(again.resolved(data, plugins)).isEqualTo(resolved);
        assertThat(again.network()).isEqualTo(experiment.network());
        assertThat(again.random()).isEqualTo(experiment.random());
        assertThat(again.data().file()).isEqualTo(experiment.data().file());
        assertThat(again.data().split()).isEqualTo(experiment.data().split());
        assertThat(again.training().optimizer()).isEqualTo(experiment.training().optimizer());
        assertThat(again.training().schedule()).isEqualTo(experiment.training().schedule());
        assertThat(again.training().clipNorm()).isEqualTo(5);
        assertThat(ExperimentWriter.differences(again, resolved)).isEmpty();
        assertThat(yaml).doesNotContain("&").contains("batch-size: 32\n").contains("beta1: 0.1234567890123");
    }

    @Test
    void overridesChangeTheFile() {
        Experiment experiment = read(
                SMALL,
                "seed=5",
                "training.epochs=3",
                "training.optimizer=adam",
                "training.optimizer.adam.beta1=0.8",
                "network.hidden.0.units=16",
                "data.file=here.csv");
        assertThat(experiment.seed()).isEqualTo(5);
        assertThat(experiment.training().epochs()).isEqualTo(3);
        assertThat(experiment.training().optimizer()).isEqualTo(new TestPlugins.Adam(0.8, 0.999, 1e-8));
        assertThat(experiment.network().hidden().get(0).units()).isEqualTo(16);
        assertThat(experiment.data().file()).isEqualTo(Path.of("here.csv").toAbsolutePath());
        assertThat(experiment.data().label()).isEqualTo(Texts.parse("y"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "epochs | expected key=value",
                "=3 | expected key=value",
                "a b=3 | --set a b: not a valid key; write for instance training.epochs",
                "network.hidden[0.units=5 | not a valid key",
                ".training.epochs=3 | not a valid key",
                "seed.x=3 | --set seed.x: cannot set 'x' here, because its parent is not a section",
                "network.hidden[7].units=3 | '7' is not a position in a list of 1, counted from 0",
                "training.epoch=3 | --set training.epoch: unknown key; did you mean 'epochs'?",
                "training.epochs=many | training.epochs: found 'many', expected a whole number",
                "training.epochs= | --set training.epochs: is empty",
                "training.epochs=[ | --set training.epochs: line 1"
            })
    void badOverrides(String override, String message) {
        assertThatThrownBy(() -> read(SMALL + "seed: 1\n", override))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void allProblemsAreInOneReport() {
        assertThatThrownBy(() -> read("""
                        sed: 1
                        data: {file: a.csv, label: y}
                        network:
                          hidden:
                            - {units: -3, activation: rleu}
                        training:
                          optimizer: {adam: {beta1: 1.5, gamma: 2}}
                        """))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "line 1, sed: unknown key; did you mean 'seed'?;"
                                                + " allowed here: seed, random, precision, data, network, training, metrics, diagnosis,"
                                                + " calibration, listeners, checkpoint, importance, recipe",
                                        "line 5, network.hidden[0].units: found '-3', expected a whole number"
                                                + " at least 1 and at most 1000000",
                                        "line 5, network.hidden[0].activation: unknown activation 'rleu';"
                                                + " did you mean 'relu'?; known: cubic, linear, relu, sigmoid, softmax",
                                        "line 7, training.optimizer.adam.gamma: unknown key; allowed here:"
                                                + " beta1 (default 0.9), beta2 (default 0.999), epsilon (default 1.0E-8)",
                                        "line 7, training.optimizer.adam.beta1: found '1.5', expected a number"
                                                + " at least 0 and below 1"))
                .hasMessageContaining("e.yaml has 5 problems");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "epochs: 0 | expected a whole number at least 1",
                "epochs: 1.5 | found '1.5', expected a whole number",
                "epochs: \"3\" | found the text \"3\" in quotes, expected a whole number",
                "epochs: 99999999999999999999 | expected a whole number",
                "learning-rate: | found nothing",
                "epochs: [3] | found a list",
                "epochs: {a: 3} | found a section",
                "learning-rate: 0 | expected a number above 0",
                "learning-rate: .nan | expected a number above 0",
                "learning-rate: .inf | expected a number above 0",
                "learning-rate: 1e999 | expected a number above 0",
                "learning-rate: fast | expected a number above 0",
                "batch-size: 0 | invalid batch size '0'",
                "batch-size: some | invalid batch size 'some'",
                "optimizer: 3 | unknown optimizer '3'",
                "optimizer: {} | expected an optimizer",
                "optimizer: {adam: {}, plain: {}} | expected an optimizer: a name, or one name",
                "optimizer: [adam] | found a list, expected an optimizer",
                "optimizer: {adam: 3} | expected a section of keys and values",
                "optimizer: {plain: {divisor: 0}} | the divisor must not be 0",
                "optimizer: {plain: {scratch: maybe}} | expected true or false",
                "optimizer: | found nothing, expected an optimizer",
                "regularizers: coin | found 'coin', expected a list",
                "epochs: 3, epochs: 4 | duplicate key",
                "schedule: {after: {then: nothing}} | unknown schedule 'nothing'"
            })
    void badValues(String entry, String message) {
        assertRefused(SMALL + "training: {" + entry + "}\n", "line 3, training.", message);
    }

    @Test
    void missingAndMisplacedSections() {
        assertRefused("seed: 1\n", "data: is missing", "network: is missing");
        assertRefused("data: {generator: moons}\nnetwork: {}\n", "line 2, network.hidden: is missing");
        assertRefused("data: {file: a.csv}\nnetwork: {hidden: []}\n", "line 1, data: the name of the label column");
        assertRefused("data: 3\nnetwork: {hidden: []}\n", "line 1, data: found '3', expected a section");
        assertRefused("data: {file: '', label: y}\nnetwork: {hidden: []}\n", "expected a path");
        assertRefused("precision: half\n" + SMALL, "expected float32 or float64");
        assertRefused("? [a]\n: 1\n" + SMALL, "Non scalar key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n"})
    void emptyFiles(String yaml) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void textThatIsNoYaml() {
        assertRefused("a: [1\nb: 2\n", "line 2", "not valid YAML");
        assertRefused("a:\n\tb: 1\n", "line 2", "not valid YAML");
        assertRefused("a: *x\n", "not valid YAML");
        assertRefused("a: 1\n---\nb: 2\n", "not valid YAML");
        assertRefused("- 1\n", "expected sections");
        assertRefused("[".repeat(20_000), "e.yaml");
    }

    @Test
    void schedulesThatHoldThemselvesEnd() {
        assertRefused(SMALL + "training: {schedule: &s {after: {then: *s}}}\n", "line 3", "an alias contains itself");
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        assertThatThrownBy(() -> reader.read(folder.resolve("none.yaml"), List.of()))
                .hasMessageContaining("file not found");
        assertThatThrownBy(() -> reader.read(folder, List.of())).hasMessageContaining("is a folder");
        Path latin = folder.resolve("latin.yaml");
        Files.write(latin, new byte[] {'a', ':', ' ', (byte) 0xfc, '\n'});
        assertThatThrownBy(() -> reader.read(latin, List.of())).hasMessageContaining("is not UTF-8 text");
        Path huge = Files.writeString(folder.resolve("huge.yaml"), "#".repeat(2 << 20));
        assertThatThrownBy(() -> reader.read(huge, List.of()))
                .hasMessageContaining("huge.yaml: has 2097152 bytes; at most 1048576 are read");
    }

    @Test
    void withoutEpochsSmallTrainingSetsGetAThousandUpdates() {
        TrainingSpec training = read(SMALL).training();
        assertThat(training.resolved(10).epochs()).isEqualTo(1000);
        assertThat(training.resolved(120).epochs()).isEqualTo(500);
        assertThat(training.resolved(2000).epochs()).isEqualTo(32); // 32 updates each
        assertThat(training.resolved(2560).epochs()).isEqualTo(30);
        assertThat(training.resolved(1_000_000).epochs()).isEqualTo(30);
        assertThat(read(SMALL + "training: {epochs: 30}\n")
                        .training()
                        .resolved(120)
                        .epochs())
                .isEqualTo(30);
        assertThat(read(SMALL).withUsualEpochs(7).training().resolved(120).epochs())
                .isEqualTo(7);
        assertThat(read(SMALL + "training: {epochs: 3}\n")
                        .withUsualEpochs(7)
                        .training()
                        .epochs())
                .isEqualTo(3);
    }

    @Test
    void updatesMustBeCountable() {
        Experiment experiment = read(SMALL, "training.epochs=10000000", "training.batch-size=1");
        assertThat(experiment.training().resolved(200).epochs()).isEqualTo(10_000_000);
        assertThatThrownBy(() -> experiment.training().resolved(300))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("needs 3000000000 updates");
    }

    @Test
    void batchSizeMustFitTheData() {
        assertThat(new BatchSize(64).of(64)).isEqualTo(64);
        assertThat(BatchSize.ALL.of(64)).isEqualTo(64);
        assertThatThrownBy(() -> new BatchSize(65).of(64))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("training.batch-size 65 is larger than the training set of 64 examples;"
                        + " use at most 64, or all");
    }

    @Test
    void tablesAreMapsOfWholeNumbers() {
        Experiment experiment = read(SMALL, "training.schedule={table: {rates: {10: 1e-2, 0: 0.1}}}");
        assertThat(((TestPlugins.Table) experiment.training().schedule()).rates())
                .containsExactly(Map.entry(0, 0.1), Map.entry(10, 0.01));
        assertRefused(
                SMALL + "\ntraining: {schedule: {table: {rates: {0: 0.1, 0: 0.2, -1: 3, x: 1, 5: -0.5, 6: fast}}}}",
                "rates.0: duplicate key",
                "rates: found the key '-1', expected a whole number",
                "rates: found the key 'x'",
                "rates.5: found '-0.5', expected a number at least 0",
                "rates.6: found 'fast'");
        assertRefused(
                SMALL + "\ntraining: {schedule: {table: {rates: 3}}}", "found '3', expected a map such as {0: 0.1");
    }

    @Test
    void sectionsCanBeSwitchedOnButNotEverywhere() {
        assertRefused(SMALL.replace("units: 4", "units: 4, batch-norm: maybe"), "batch-norm: found 'maybe'");
        assertRefused(
                SMALL.replace("units: 4", "units: 4, batch-norm: {momentum: 1}"),
                "batch-norm.momentum: found '1', expected a number at least 0 and below 1");
        assertRefused(
                SMALL + "\nrandom: {source: numpy}", "random.source: found 'numpy', expected keyed or numpy-legacy");
        assertRefused(SMALL + "\nrandom: {mask-seed: 1.5}", "random.mask-seed: found '1.5', expected a whole number");
        assertRefused(SMALL + "\ntraining: {clip-norm: 0}", "training.clip-norm: found '0', expected a number above 0");
        assertRefused(SMALL + "\ntraining: false", "training: found 'false', expected a section");
    }
}
