package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the label of a table is, rule by rule. */
class LabelKindsTest {
    @TempDir
    Path folder;

    private Sheet sheet(int rows, String... labels) {
        return new Sheet(folder, rows).with("x", i -> Integer.toString(i * i)).with("y", labels);
    }

    private static double[] labels(RawExamples examples) {
        return IntStream.range(0, examples.size()).mapToDouble(examples::label).toArray();
    }

    private static List<String> classes(RawData data) {
        return data.schema().classes();
    }

    @Test
    void wordsAreClassesInTheOrderOfTheAlphabet() {
        RawData data = sheet(6, "b", " a ", "C").load();
        assertThat(classes(data)).containsExactly("C", "a", "b");
        assertThat(labels(data.train())).containsExactly(2, 1, 0, 2, 1, 0);
    }

    @Test
    void equalNumbersAreOneClass() {
        RawData data = sheet(8, "1", "1.0", "\"1\"", "2", "1e0", "+2").load();
        // the sheet doubles quotes, so that the third label has them
        assertThat(classes(sheet(8, "1", "1.0", "2", "1e0", "+2").load())).containsExactly("1", "2");
        assertThat(classes(data)).containsExactly("\"1\"", "1", "2");
    }

    @Test
    void quotedNumbersAreTheSameClass() throws IOException {
        Path file = Files.writeString(folder.resolve("t.csv"), "x,y\n1,1\n2,\"1\"\n3,1.0\n4,\"2\"\n");
        RawData data = RawData.load(DataSpec.csv(file, "y").withSplit("none"), Precision.FLOAT32, new RandomStreams(1));
        assertThat(classes(data)).containsExactly("1", "2");
        assertThat(labels(data.train())).containsExactly(0, 0, 0, 1);
    }

    @Test
    void trueAndFalseInSeveralSpellingsAreTwoClasses() {
        assertThat(classes(sheet(8, "TRUE", "True", "FALSE", "False").load())).containsExactly("false", "true");
        assertThat(labels(sheet(4, "TRUE", "True", "FALSE", "False").load().train()))
                .containsExactly(1, 1, 0, 0);
        assertThat(classes(sheet(8, "Yes", "no", "NO").load())).containsExactly("no", "yes");
        assertThat(classes(sheet(8, "TRUE", "FALSE").load()))
                .as("one spelling is kept")
                .containsExactly("FALSE", "TRUE");
        assertThat(classes(sheet(8, "T", "t", "maybe").load())).containsExactly("T", "maybe", "t");
    }

    /** A label does not go through double. */
    @Test
    void largeWholeNumbersAreDifferentClasses() {
        RawData data = sheet(8, "9007199254740993", "9007199254740992").load();
        assertThat(classes(data)).containsExactly("9007199254740992", "9007199254740993");
        assertThat(labels(data.train())).startsWith(1, 0, 1, 0);
        RawData mixed =
                sheet(9, "9007199254740993", "9007199254740992", "unknown").load();
        assertThat(classes(mixed)).containsExactly("9007199254740992", "9007199254740993", "unknown");
    }

    @Test
    void postcodesKeepTheirZeros() {
        assertThat(classes(sheet(8, "01234", "98765").load())).containsExactly("01234", "98765");
        assertThat(classes(sheet(8, "98765", "01234", "1234").load())).containsExactly("01234", "1234", "98765");
        RawData many = new Sheet(folder, 200)
                .with("x", i -> Integer.toString(i * i))
                .with("y", i -> "%05d".formatted(i % 50 * 700))
                .load();
        assertThat(classes(many)).hasSize(50).startsWith("00000", "00700");
    }

    @Test
    void numbersWithAWordAmongThemAreClasses() {
        RawData data = new Sheet(folder, 200)
                .with("x", i -> Integer.toString(i * i))
                .with("y", i -> i == 150 ? "other" : Integer.toString(i % 4))
                .load();
        assertThat(data.schema().task()).isEqualTo(Task.CLASSIFICATION);
        assertThat(classes(data)).containsExactly("0", "1", "2", "3", "other");
        assertThat(data.train().label(150)).isEqualTo(4);
    }

    @Test
    void thePositiveClassIsTheSecond() {
        assertThat(classes(sheet(8, "no", "yes").load(spec -> spec.withPositive("no"))))
                .containsExactly("yes", "no");
        assertThat(labels(sheet(2, "no", "yes")
                        .load(spec -> spec.withPositive("no"))
                        .train()))
                .containsExactly(1, 0);
        assertThat(classes(sheet(8, "no", "yes").load(spec -> spec.withPositive("yes"))))
                .containsExactly("no", "yes");
        assertThat(classes(sheet(8, "1", "2.0").load(spec -> spec.withPositive("1.0"))))
                .containsExactly("2", "1");
        assertThatThrownBy(() -> sheet(8, "no", "yes").load(spec -> spec.withPositive("ja")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("data.positive 'ja': expected one of two classes; the label has no, yes");
        assertThatThrownBy(() -> sheet(9, "a", "b", "c").load(spec -> spec.withPositive("a")))
                .hasMessageContaining("expected one of two classes; the label has a, b, c");
    }

    @Test
    void rowsWithoutALabelAreLeftOutAndCounted() {
        Sheet sheet = sheet(10, "a", "b", "", "NA", " ");
        RawData data = sheet.load();
        assertThat(data.train().size()).isEqualTo(4);
        assertThat(Sheet.numbers(data.train(), "x")).containsExactly(0, 1, 25, 36);
        assertThat(data.report().notes())
                .containsExactly(folder.resolve("sheet.csv") + ": 6 rows without a label are left out");
        assertThat(sheet(10, "1.5", "2.5", "").load().train().size()).isEqualTo(7);
    }

    private RawData loadParts(Sheet train, String dev, String test) throws IOException {
        Path devFile = Files.writeString(folder.resolve("dev.csv"), dev);
        Path testFile = test == null ? null : Files.writeString(folder.resolve("test.csv"), test);
        return RawData.load(
                DataSpec.csvParts(train.file("train.csv"), devFile, testFile, "y"),
                Precision.FLOAT32,
                new RandomStreams(1));
    }

    @Test
    void rowsWithoutALabelInOtherFilesAreLeftOutAndCounted() throws IOException {
        RawData data = loadParts(sheet(8, "a", "b"), "x,y\n1,a\n2,\n3,?\n4,b\n", "x,y\n1,NaN\n5,b\n");
        assertThat(data.dev().size()).isEqualTo(2);
        assertThat(data.test().size()).isEqualTo(1);
        assertThat(data.report().notes())
                .startsWith(
                        folder.resolve("dev.csv") + ": 2 rows without a label are left out",
                        folder.resolve("test.csv") + ": 1 row without a label is left out");
    }

    /** The test set of the census of 1994 has ">50K." where its training set has ">50K". */
    @Test
    void labelsOfOtherFilesMayBeSpeltDifferently() throws IOException {
        RawData data = loadParts(sheet(8, "<=50K", ">50K"), "x,y\n1,>50K.\n2,<=50K.\n3,>50K\n", null);
        assertThat(labels(data.dev())).containsExactly(1, 0, 1);
        RawData numbers = loadParts(sheet(8, "1", "2"), "x,y\n1,2.0\n2,\"1\"\n3,2.\n", null);
        assertThat(labels(numbers.dev())).containsExactly(1, 0, 1);
        RawData truths = loadParts(sheet(8, "TRUE", "true", "FALSE"), "x,y\n1,True\n2,false\n", null);
        assertThat(labels(truths.dev())).containsExactly(1, 0);
        RawData codes = loadParts(sheet(8, "01234", "98765"), "x,y\n1,98765\n2,01234\n", null);
        assertThat(labels(codes.dev())).containsExactly(1, 0);
    }

    @Test
    void aLabelThatTrainingNeverSawIsNamedByFileAndLine() {
        assertThatThrownBy(() -> loadParts(sheet(8, "a", "b"), "x,y\n1,a\n", "x,y\n1,a\n\n2,zebra\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder.resolve("test.csv")
                        + ": line 4, column 'y': the label 'zebra' was never seen in training; known: a, b");
        assertThatThrownBy(() -> loadParts(sheet(8, "01234", "98765"), "x,y\n1,1234\n", null))
                .hasMessageContaining("the label '1234' was never seen in training; known: 01234, 98765");
    }

    @Test
    void aClassWithASingleRowIsTrained() {
        for (int seed = 1; seed <= 20; seed++) {
            Sheet sheet = new Sheet(folder, 100)
                    .with("x", i -> Integer.toString(i * i))
                    .with("y", i -> i == 42 ? "rare" : i % 2 == 0 ? "a" : "b");
            RandomStreams streams = new RandomStreams(seed);
            RawData data = RawData.load(DataSpec.csv(sheet.file("t.csv"), "y"), Precision.FLOAT32, streams);
            assertThat(labels(data.train())).contains(2);
            assertThat(data.train().size()).isEqualTo(60);
            assertThat(data.dev().size()).isEqualTo(20);
            assertThat(data.test().size()).isEqualTo(20);
        }
    }

    @Test
    void labelsWithValuesAreInTheNotationOfTheTable() {
        Sheet german = new Sheet(folder, 40)
                .with("x", i -> i + ",5")
                .with("y", i -> Integer.toString(1 + i / 10) + "." + (100 + i));
        RawData data = german.load();
        assertThat(data.schema().task()).isEqualTo(Task.REGRESSION);
        assertThat(labels(data.train())).startsWith(1100, 1101, 1102);
        Sheet dollars = new Sheet(folder, 40).with("x", i -> i * i + ".5").with("y", i -> "$" + (1 + i) + ",000.50");
        assertThat(labels(dollars.load().train())).startsWith(1000.5, 2000.5);
    }

    /** In a dev file alone, 1.234 could be anything. */
    @Test
    void labelsWithValuesInOtherFilesAreInTheNotationOfTheTrainingSet() throws IOException {
        Sheet german = new Sheet(folder, 40)
                .with("x", i -> i + ",5")
                .with("y", i -> Integer.toString(1 + i / 10) + "." + (100 + i));
        assertThat(labels(loadParts(german, "x,y\n\"1,5\",1.234\n", null).dev()))
                .containsExactly(1234);
        assertThatThrownBy(() -> loadParts(german, "x,y\n\"1,5\",1.234\n2,high\n", null))
                .hasMessageContaining("dev.csv: line 3, column 'y': the label 'high' is not a number");
    }

    @Test
    void severalLabelsAreValues() {
        Sheet sheet = new Sheet(folder, 6)
                .with("x", i -> Integer.toString(i * i))
                .with("a", i -> i == 4 ? "" : Integer.toString(10 * i))
                .with("b", i -> i + ".5");
        RawData data = sheet.load(spec -> spec.withLabel("b", "a").withIgnore("y"));
        assertThat(data.schema().labels()).containsExactly("b", "a");
        assertThat(data.schema().features()).containsExactly("x");
        assertThat(data.schema().task()).isEqualTo(Task.REGRESSION);
        assertThat(data.train().size()).as("a row needs every label").isEqualTo(5);
        assertThat(data.train().label(3)).isEqualTo(3.5);
        assertThat(data.train().label(3, 1)).isEqualTo(30);
        assertThat(data.train().label(4, 1)).isEqualTo(50);
        assertThatThrownBy(() -> sheet.load(spec -> spec.withLabel("b", "y").withIgnore("a")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("sheet.csv: line 2, column 'y': the label 'p' is not a number");
        assertThatThrownBy(() -> sheet.load(
                        spec -> spec.withLabel("a", "b").withIgnore("y").withTask(Task.CLASSIFICATION)))
                .hasMessage("data.task: several labels must be numbers; only one label can be a class");
        assertThatThrownBy(() -> sheet.load(spec -> spec.withLabel("a", "c").withIgnore("y")))
                .hasMessageContaining("the label column 'c' is missing");
    }

    @ParameterizedTest
    @EnumSource
    void targetsAreScaledForTrainingAndStayAsTheyAreElsewhere(TargetScaling how) {
        Sheet sheet = new Sheet(folder, 50)
                .with("x", i -> Integer.toString(i * i))
                .with("y", i -> (200_000 + 1_000 * (i * 7 % 50)) + ".5");
        Examples train = sheet.load(spec -> spec.withTarget(how))
                .encode(Precision.FLOAT64)
                .train();
        assertThat(train.label(3)).isEqualTo(221_000.5);
        Scaling scaling = train.targets().get(0);
        assertThat(Scaling.name(scaling)).isEqualTo(how.name().toLowerCase(Locale.ROOT));
        ArrayTensor batch = ArrayTensor.zeros(Precision.FLOAT64, 50, 1);
        train.copyLabels(IntStream.range(0, 50).toArray(), 0, 50, batch);
        double mean = 0;
        double square = 0;
        for (int i = 0; i < 50; i++) {
            assertThat(batch.get(i, 0)).isEqualTo(scaling.apply(train.label(i)));
            assertThat(scaling.invert(batch.get(i, 0))).isCloseTo(train.label(i), within(1e-3));
            mean += batch.get(i, 0) / 50;
            square += batch.get(i, 0) * batch.get(i, 0) / 50;
        }
        if (how == TargetScaling.NONE) {
            assertThat(mean).isCloseTo(224_500.5, within(1e-6));
        } else {
            assertThat(mean).isCloseTo(0, within(1e-9));
        }
        if (how == TargetScaling.STANDARDIZE || how == TargetScaling.LOG) {
            assertThat(square).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void targetsAreStandardisedUnlessSomethingElseIsSaid() {
        Sheet sheet =
                new Sheet(folder, 50).with("x", i -> Integer.toString(i * i)).with("y", i -> i + ".5");
        assertThat(sheet.load().encode(Precision.FLOAT32).train().targets())
                .singleElement()
                .isInstanceOf(Scaling.Standardize.class);
    }

    @Test
    void logarithmsNeedValuesAboveMinusOne() {
        Sheet sheet = new Sheet(folder, 50)
                .with("x", i -> Integer.toString(i * i))
                .with("y", i -> i == 0 ? "-0.5" : i + ".5");
        RawData data = sheet.load(spec -> spec.withTarget(TargetScaling.LOG));
        assertThat(data.encode(Precision.FLOAT32).train().targets())
                .singleElement()
                .isInstanceOf(Scaling.Log.class);
        Sheet negative = new Sheet(folder, 50)
                .with("x", i -> Integer.toString(i * i))
                .with("y", i -> i == 9 ? "-1.5" : i + ".5");
        assertThatThrownBy(() -> negative.load(spec -> spec.withTarget(TargetScaling.LOG))
                        .encode(Precision.FLOAT32))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("data.target log: the label 'y' has the value -1.5; expected values above -1");
    }

    @ParameterizedTest
    @CsvSource({"STANDARDIZE", "LOG", "QUANTILE"})
    void classesHaveNoScale(TargetScaling how) {
        RawData data = sheet(8, "a", "b").load(spec -> spec.withTarget(how));
        assertThatThrownBy(() ->
                        data.spec().resolved(data.encode(Precision.FLOAT32).summary()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("data.target: the label 'y' is a class; if it is a number to predict, say data.task:"
                        + " regression");
    }
}
