package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.TestPlugins;
import io.descent.core.experiment.BatchSize;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingResult;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.OneHot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Dev and test sets: files of their own, and what must not reach the training set from them. */
class OtherSetsTest {
    @TempDir
    Path folder;

    private Sheet train() {
        return new Sheet(folder, 40)
                .with("a", i -> i + ".5")
                .with("colour", "red", "green", "blue")
                .with("flag", "yes", "no")
                .with("day", i -> "2024-03-%02d".formatted(1 + i % 28))
                .with("money", i -> "$" + (1 + i) + ",000")
                .with("y", "p", "q");
    }

    private RawData load(String dev) throws IOException {
        Path file = Files.writeString(folder.resolve("dev.csv"), dev);
        DataSpec spec = DataSpec.csvParts(train().file("train.csv"), file, null, "y");
        return RawData.load(spec, Precision.FLOAT32, new RandomStreams(1));
    }

    @Test
    void columnsAreFoundByNameInAnyOrder() throws IOException {
        RawExamples dev = load("money,y,more,day,a,flag,colour\n$7,q,?,2025-01-01,3,NO,green\n$8,p,x,,,,\n")
                .dev();
        assertThat(dev.schema().features()).containsExactly("a", "colour", "flag", "day", "money");
        assertThat(Sheet.texts(dev, "colour")).containsExactly("green", "");
        assertThat(Sheet.numbers(dev, "flag")).containsExactly(0, Double.NaN);
        assertThat(Sheet.numbers(dev, "a")).containsExactly(3, Double.NaN);
        assertThat(dev.label(0)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,colour,flag,day,y;3,red,no,2024-01-01,p | the feature column 'money' is missing; columns: a, colour, flag, day, y",
                "a,color,flag,day,money,y;3,red,no,2024-01-01,$3,p | the feature column 'colour' is missing; did you mean 'color'?",
                "a,colour,flag,day,money;3,red,no,2024-01-01,$3 | the label column 'y' is missing; columns: a, colour",
                "a,colour,flag,day,money,y;3,red,no,2024-01-01,$3,p;many,red,no,2024-01-01,$3,p | line 3, column 'a': 'many' is not a number; correct the cell, or leave it empty",
                "a,colour,flag,day,money,y;3,red,maybe,2024-01-01,$3,p | line 2, column 'flag': 'maybe' is not a truth value that training saw; correct the cell",
                "a,colour,flag,day,money,y;3,red,no,01.02.2024,$3,p | line 2, column 'day': '01.02.2024' is not a date as in training; correct the cell",
                "a,colour,flag,day,money,y;3,red,no,2024-01-01,€3,p | line 2, column 'money': '€3' is not a number; correct the cell",
            })
    void whatDoesNotFitIsNamedByFileAndLine(String rows, String message) {
        assertThatThrownBy(() -> load(rows.replace(';', '\n') + "\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.resolve("dev.csv") + ": " + message);
    }

    @Test
    void newWordsAreAnswered() throws IOException {
        RawData data = load("a,colour,flag,day,money,y\n1,violet,no,2024-01-01,$3,p\n1,,no,2024-01-01,$3,p\n");
        TrainingData encoded = data.encode(Precision.FLOAT32);
        int red = encoded.encoding().inputs().indexOf("colour = red");
        int blue = encoded.encoding().inputs().indexOf("colour = blue");
        for (int i = 0; i < 2; i++) {
            for (int k = blue; k <= red; k++) {
                assertThat(encoded.dev().input(i, k)).isZero();
            }
        }
    }

    /** All numbers that come from the training set, as one text. */
    private static String learnt(TrainingData data) {
        StringBuilder text = new StringBuilder();
        InputEncoding encoding = data.encoding();
        for (FeatureColumn column : encoding.columns()) {
            text.append(column.name()).append(column.kind()).append(column.format());
            text.append(
                    column.encoder() instanceof OneHot words
                            ? words.words() + " " + words.others() + words.missing()
                            : column.encoder().toString());
        }
        text.append(encoding.inputs()).append(data.train().targets());
        for (int i = 0; i < data.train().size(); i++) {
            for (int k = 0; k < encoding.shape().inputs(); k++) {
                text.append(' ').append(data.train().input(i, k));
            }
        }
        return text.toString();
    }

    private static IntFunction<String> poisoned(IntFunction<String> cell, String poison) {
        return i -> i % 5 < 3 ? cell.apply(i) : poison;
    }

    private Sheet split(boolean isPoisoned) {
        IntFunction<String> a = i -> i % 9 + ".5";
        IntFunction<String> b = i -> i % 4 == 0 ? "" : Integer.toString(i * i % 77);
        IntFunction<String> colour = i -> i % 11 == 0 ? "rare" + i : i % 2 == 0 ? "red" : "blue";
        IntFunction<String> day = i -> "2024-03-%02d".formatted(1 + i % 28);
        IntFunction<String> y = i -> i % 13 * i % 17 + ".25";
        return new Sheet(folder, 100)
                .with("a", isPoisoned ? poisoned(a, "1e30") : a)
                .with("b", isPoisoned ? poisoned(b, "-77777777") : b)
                .with("colour", isPoisoned ? i -> i % 5 < 3 ? colour.apply(i) : "new" + i % 7 : colour)
                .with("day", isPoisoned ? poisoned(day, "1066-10-14") : day)
                .with("part", i -> i % 5 < 3 ? "train" : i % 5 == 3 ? "dev" : "test")
                .with("y", isPoisoned ? poisoned(y, "-123456789.5") : y);
    }

    /** Whatever dev and test set contain, nothing that is learnt from the training set changes. */
    @ParameterizedTest
    @EnumSource
    void nothingOfOtherSetsReachesAnEncoder(NumberScaling scaling) {
        for (TargetScaling target : TargetScaling.values()) {
            if (target == TargetScaling.LOG) {
                continue; // the poison is no label for it
            }
            List<TrainingData> both = List.of(false, true).stream()
                    .map(isPoisoned -> split(isPoisoned)
                            .load(spec ->
                                    spec.withSet("part").withNormalize(scaling).withTarget(target))
                            .encode(Precision.FLOAT32))
                    .toList();
            assertThat(learnt(both.get(1))).isEqualTo(learnt(both.get(0)));
            assertThat(both.get(1).dev().label(0)).isEqualTo(-123456789.5);
        }
    }

    @Test
    void nothingOfOtherSetsReachesAWeight() {
        String[] weights = new String[2];
        for (boolean isPoisoned : new boolean[] {false, true}) {
            DataSpec spec = DataSpec.csv(split(isPoisoned).file("t.csv"), "y").withSet("part");
            TrainingResult result = Trainer.builder()
                    .data(spec)
                    .hidden(8, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                    .output(new TestPlugins.Linear(), new TestPlugins.XavierNormal())
                    .optimizer(new TestPlugins.Adam())
                    .epochs(5)
                    .batchSize(16)
                    .build()
                    .train();
            weights[isPoisoned ? 1 : 0] = result.weightsSha256();
        }
        assertThat(weights[1]).isEqualTo(weights[0]);
    }

    @Test
    void rowsThatAreInTwoSetsAreCounted() {
        RawData data = new Sheet(folder, 100)
                .with("x", i -> Integer.toString(i % 5 == 4 ? i - 1 : i))
                .with("colour", "red", "blue", "green", "green", "green")
                .with("y", i -> (i % 5 == 4 ? i - 1 : i) * 37 % 101 < 50 ? "a" : "b")
                .with("part", i -> i % 5 < 4 ? "train" : i < 50 ? "dev" : "test")
                .load(spec -> spec.withSet("part"));
        assertThat(data.report().notes())
                .containsExactly(
                        "10 rows of the dev set are also in the training set",
                        "10 rows of the test set are also in the training set");
        RawData apart = new Sheet(folder, 100)
                .with("x", i -> Integer.toString(i))
                .with("x2", i -> Integer.toString(i * i))
                .with("part", i -> i % 5 < 4 ? "train" : "dev")
                .load(spec -> spec.withSet("part").withIgnore("x"));
        assertThat(apart.report().notes()).isEmpty();
    }

    @Test
    void aFeatureThatTellsTheLabelIsNamed() {
        Sheet sheet = new Sheet(folder, 200)
                .with("x", i -> Integer.toString(i * 7919 % 104729))
                .with("reason", i -> i % 3 == 0 ? "cancelled by phone" : i % 3 == 1 ? "renewed" : "")
                .with("y", i -> i % 3 == 0 ? "left" : "stays");
        assertThat(sheet.load().report().notes())
                .containsExactly("the feature 'reason' predicts the label almost by itself; if it is not known when you"
                        + " predict, leave it out with data.ignore");
        Sheet prices = new Sheet(folder, 200)
                .with("x", i -> Integer.toString(i * 7919 % 104729))
                .with("cents", i -> Integer.toString(100 * (i * 31 % 997)))
                .with("y", i -> i * 31 % 997 + ".5");
        assertThat(prices.load().report().notes())
                .singleElement()
                .asString()
                .startsWith("the feature 'cents' predicts the label almost by itself");
        assertThat(new Sheet(folder, 200)
                        .with("x", i -> Integer.toString(i * 7919 % 104729))
                        .load()
                        .report()
                        .notes())
                .isEmpty();
    }

    /** A network of float32 gets the numbers that the generator would have given in float32. */
    @Test
    void generatedNumbersAreRoundedBeforeTheyAreScaled() {
        DataSpec spec = DataSpec.generated(new Moons(100, 0.1, 1));
        RawData rounded = RawData.load(spec, Precision.FLOAT32, new RandomStreams(1));
        RawData exact = RawData.load(spec, Precision.FLOAT64, new RandomStreams(1));
        double[] numbers = Sheet.numbers(rounded.train(), "x1");
        double[] all = Sheet.numbers(exact.train(), "x1");
        for (int i = 0; i < numbers.length; i++) {
            assertThat(numbers[i]).isEqualTo((double) (float) all[i]);
        }
        assertThat(numbers).isNotEqualTo(all);
    }

    /** A weight of 2 is a second copy of the row. */
    @Test
    void weightsAreRepeatedRows() throws IOException {
        StringBuilder weighted = new StringBuilder("a,b,w,y\n");
        StringBuilder repeated = new StringBuilder("a,b,y\n");
        for (int i = 0; i < 40; i++) {
            double a = Math.sin(i);
            double b = Math.cos(3 * i);
            String y = a + b > 0.3 ? "p" : "q";
            weighted.append("%s,%s,%d,%s\n".formatted(a, b, i % 4, y));
            repeated.append("%s,%s,%s\n".formatted(a, b, y).repeat(i % 4));
        }
        TrainingResult one = train(weighted.toString(), spec -> spec.withWeight("w"));
        TrainingResult other = train(repeated.toString(), spec -> spec);
        for (double[] row : new double[][] {{0.1, 0.2}, {-1, 1}, {0.7, -0.9}}) {
            Table table = Table.of(List.of("a", "b"), new double[][] {row});
            double p = probability(one, table);
            assertThat(p).isCloseTo(probability(other, table), within(1e-12));
            assertThat(p).isNotCloseTo(0.5, within(1e-3));
        }
        assertThat(one.train().values().get("cost"))
                .isCloseTo(other.train().values().get("cost"), within(1e-12));
        assertThat(one.train().values().get("accuracy"))
                .isEqualTo(other.train().values().get("accuracy"));
    }

    private static double probability(TrainingResult result, Table table) {
        return result.model()
                .predict(table.number(0, "a"), table.number(0, "b"))
                .probability("q");
    }

    private TrainingResult train(String csv, UnaryOperator<DataSpec> change) throws IOException {
        Path file = Files.writeString(folder.resolve("w.csv"), csv);
        return Trainer.builder()
                .precision(Precision.FLOAT64)
                .data(change.apply(DataSpec.csv(file, "y").withSplit("none").withNormalize(false)))
                .hidden(5, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Plain())
                .learningRate(0.5)
                .epochs(30)
                .batchSize(BatchSize.ALL)
                .build()
                .train();
    }
}
