package io.descent.core.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.Hyperparameter;
import io.descent.api.Hyperparameter.Scale;
import io.descent.core.TestPlugins;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.Watch;
import io.descent.core.search.Dimension;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class StudySpecTest {
    private static final String EXPERIMENT = """
            seed: 5
            data: {generator: {moons: {examples: 90}}}
            network: {hidden: [{units: 4}]}
            """;

    @TempDir
    Path folder;

    private final ExperimentFile reader = new ExperimentFile(TestPlugins.registry());

    private StudySpec read(String search) throws IOException {
        Path file = Files.writeString(folder.resolve("s.yaml"), EXPERIMENT + "search: {" + search + "}\n");
        return StudySpec.read(file, List.of(), reader);
    }

    @Test
    void valuesArePutWhereTheyBelong() throws IOException {
        StudySpec spec = read("""
                trials: 7, repeats: 2, time: 90 s, metric: dev.cost, strategy: {successive-halving: {factor: 4}},
                space: {
                  training.learning-rate: {log: [0.01, 1]},
                  training.optimizer: {choice: [plain, {adam: {beta1: {linear: [0.2, 0.4]}, beta2: 0.5}}]},
                  training.regularizers: {choice: [[], [{ridge: {lambda: {linear: [1, 3]}}}, coin]]},
                  network.hidden: {layers: [1, 2], each: {units: {integer: [2, 5]}, activation: {choice: [relu, cubic]}}}}""");
        assertThat(spec.trials()).isEqualTo(7);
        assertThat(spec.repeats()).isEqualTo(2);
        assertThat(spec.time()).hasToString("90 s");
        assertThat(spec.strategy()).hasToString("SuccessiveHalving[factor=4, minEpochs=1]");
        assertThat(spec.space().dimensions())
                .extracting(Dimension::name)
                .containsExactly(
                        "training.learning-rate",
                        "training.optimizer",
                        "training.optimizer.adam.beta1",
                        "training.regularizers",
                        "training.regularizers[0].ridge.lambda",
                        "network.hidden",
                        "network.hidden[0].units",
                        "network.hidden[0].activation",
                        "network.hidden[1].units",
                        "network.hidden[1].activation");
        assertThat(spec.space().dimension(3).range()).hasToString("choice [none, ridge+coin]");
        Experiment one = spec.experiment(spec.space().point(new double[10]).values(), 99);
        assertThat(one.training().learningRate()).isEqualTo(0.01);
        assertThat(one.training().optimizer()).isEqualTo(new TestPlugins.Plain());
        assertThat(one.network().hidden()).hasSize(1);
        assertThat(one.seed()).isEqualTo(5);
        assertThat(one.random().maskSeed()).isEqualTo(99);
        Experiment other = spec.experiment(
                spec.space()
                        .point(new double[] {1, 1, 0.5, 1, 0.5, 1, 0, 0, 1, 1})
                        .values(),
                99);
        assertThat(other.training().optimizer().toString()).contains("beta1=0.3", "beta2=0.5");
        assertThat(other.training().regularizers()).hasToString("[Ridge[lambda=2.0], Coin[]]");
        assertThat(other.network().hidden()).hasSize(2);
        assertThat(other.network().hidden().get(1).units()).isEqualTo(5);
        assertThat(other.network().hidden().get(1).activation()).isEqualTo(new TestPlugins.Cubic());
        assertThat(spec.definition()).containsOnlyKeys("experiment", "search");
        assertThat(spec.definition().toString()).contains("training.learning-rate={log: [0.01, 1]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            space: {training.learning-rate: {log: [a, 1]}}                      | found [a, 1], expected two numbers
            space: {training.learning-rate: {log: 3}}                           | contains no range
            space: {training.learning-rate: {log: [0.1, 1], linear: [0, 1]}}    | contains no range
            space: {training.optimizer: {choice: [adam, adam]}}                 | the option 'adam' is listed twice
            space: {"training optimizer": auto}                                 | is not a valid key; write for example
            space: {"network.hidden[0].units": auto}                            | its range is too wide to search
            space: {network.hidden.units: auto}                                 | is used on a list
            space: {training.optimizer.adam: auto}                              | is an optimizer; name one of its hyperparameters
            space: {training.learning-rate.x: auto}                             | what precedes it has no keys
            space: {training.optimizer.plain.divisor: auto}                     | it declares no range
            space: {"training.regularizers[0].ridge.lambda": auto}              | its range is too wide to search
            space: {network.hidden: {layers: [-1, 2], each: {units: 3}}}        | the number of layers must be from 0 to 100
            space: {network.hidden: {layers: [1, a], each: {units: 3}}}         | found [1, a], expected two numbers
            space: {training.optimizer.plain.divisor: {integer: [0, 2]}}        | the divisor must not be 0
            space: {training.batch-size: {log: [8, 32]}}                        | invalid batch size
            space: 7                                                            | expected keys of the experiment
            space: {data.file: auto}                                            | cannot be searched, because it decides what trials are compared by
            """)
    void mistakesHaveTheirLine(String search, String words) {
        assertThatThrownBy(() -> read(search))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("s.yaml")
                .hasMessageContaining("line 4")
                .hasMessageContaining(words);
    }

    @Test
    void aListOfValuesIsAChoice() throws IOException {
        StudySpec spec = read("""
                space: {training.batch-size: [16, 32], training.optimizer: [plain, {adam: {beta1: [0.5, 0.8]}}],
                  network.hidden: {layers: [1, 2], each: {units: [3, 5]}}}""");
        assertThat(spec.space().dimensions())
                .extracting(dimension -> dimension.name() + ": " + dimension.range())
                .containsExactly(
                        "training.batch-size: choice [16, 32]",
                        "training.optimizer: choice [plain, adam]",
                        "training.optimizer.adam.beta1: choice [0.5, 0.8]",
                        "network.hidden: integer [1, 2]",
                        "network.hidden[0].units: choice [3, 5]",
                        "network.hidden[1].units: choice [3, 5]");
        Experiment last = spec.experiment(
                spec.space().point(new double[] {1, 1, 1, 1, 0, 1}).values(), 1);
        assertThat(last.training().batchSize()).hasToString("32");
        assertThat(last.training().optimizer().toString()).contains("beta1=0.8");
        assertThat(last.network().hidden().get(1).units()).isEqualTo(5);
        assertThatThrownBy(() -> read("space: {training.regularizers: [coin, ridge]}"))
                .hasMessageContaining(
                        "line 4, search.space training.regularizers: contains no range; move [coin, ridge]"
                                + " to the experiment itself, or search over several values with {choice: [...]}");
    }

    @Test
    void optionsMayBeRangesAndChoices() throws IOException {
        StudySpec spec = read("space: {training.clip-norm: {choice: [null, {log: [0.1, 10]}, {choice: [3, 4]}]},"
                + " network.hidden: {choice: [[], {layers: [1, 2], each: {units: {integer: [2, 3]}}}]}}");
        assertThat(spec.space().dimensions())
                .extracting(Dimension::name)
                .containsExactly(
                        "training.clip-norm",
                        "training.clip-norm.log",
                        "training.clip-norm.choice",
                        "network.hidden",
                        "network.hidden.layers",
                        "network.hidden[0].units",
                        "network.hidden[1].units");
        Experiment none = spec.experiment(spec.space().point(new double[7]).values(), 1);
        assertThat(none.training().clipNorm()).isNull();
        assertThat(none.network().hidden()).isEmpty();
        Experiment some = spec.experiment(
                spec.space().point(new double[] {0.5, 1, 0, 1, 1, 1, 0}).values(), 1);
        assertThat(some.training().clipNorm()).isEqualTo(10);
        assertThat(some.network().hidden()).hasSize(2);
        Experiment chosen = spec.experiment(
                spec.space().point(new double[] {1, 1, 1, 1, 0, 1, 0}).values(), 1);
        assertThat(chosen.training().clipNorm()).isEqualTo(4);
    }

    public record Annotated(
            @Hyperparameter(min = 0, scale = Scale.LOG) double strength,
            @Hyperparameter(min = 1, scale = Scale.LOG) int width,

            @Hyperparameter(min = 0, max = 1, maxExclusive = true, scale = Scale.ONE_MINUS_LOG)
            double decay,

            @Hyperparameter(min = 0, max = 1, minExclusive = true)
            double share,

            @Hyperparameter(min = 2, max = 9) int count,
            boolean flag,
            Watch watch) {}

    @Test
    void rangesComeFromAnnotationsAndDefaults() {
        Annotated usual = new Annotated(0.5, 64, 0.9, 0.5, 3, true, Watch.NOTHING);
        assertThat(HyperparameterInfo.of(Annotated.class, usual).stream()
                        .map(info -> AutoRange.of(info).toString()))
                .containsExactly(
                        "log [0.005, 50]",
                        "log-integer [1, 6400]",
                        "one-minus-log [0, 0.999]",
                        "linear [0.01, 1]",
                        "integer [2, 9]",
                        "choice [false, true]",
                        "choice [nothing, layers]");
        Annotated zero = new Annotated(0, 0, 1, 0, 2, false, Watch.NOTHING);
        List<HyperparameterInfo> infos = HyperparameterInfo.of(Annotated.class, zero);
        assertThatThrownBy(() -> AutoRange.of(infos.get(0))).hasMessageContaining("no default to start from");
        assertThatThrownBy(() -> AutoRange.of(infos.get(2))).hasMessageContaining("no default below 1");
    }

    @Test
    void whatIsSearchedMustBeSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("e.yaml"), EXPERIMENT);
        assertThatThrownBy(() -> StudySpec.read(file, List.of("nowhere"), reader))
                .hasMessageContaining("search: is missing")
                .hasMessageContaining("expected key=value");
    }
}
