package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tables that were read wrongly once. */
class TablesOfStrangersTest {
    private static final RandomStreams STREAMS = RandomStreams.of(1, RandomSpec.KEYED);

    @Test
    void aCellThatIsMissingOnlyInTheDevSetOfATableOfNumbersGetsTheMedian() {
        Table train = Table.builder()
                .column("a", new double[] {1, 2, 9, 4})
                .column("y", List.of("p", "q", "p", "q"))
                .build();
        Table dev = Table.builder()
                .column("a", new double[] {Double.NaN, 3})
                .column("y", List.of("p", "q"))
                .build();
        TrainingData data = RawData.of(DataSpec.memory("y").withSplit("none"), train, dev, null, STREAMS)
                .encode(Precision.FLOAT64);
        assertThat(data.dev().input(0, 0)).isEqualTo(data.dev().input(1, 0));
    }

    @Test
    void aLabelWithCommasBetweenThousandsIsReadAsAFeatureWouldBe() {
        List<String> prices = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            prices.add("$%d,%03d".formatted(1 + i, 100 + 7 * i));
        }
        Table table = Table.builder()
                .column("a", IntStream.range(0, 40).mapToDouble(i -> i * 0.5).toArray())
                .column("price", prices)
                .build();
        RawExamples train = RawData.of(DataSpec.memory("price").withSplit("none"), table, null, null, STREAMS)
                .train();
        assertThat(train.label(0)).isEqualTo(1100);
        assertThat(train.label(39)).isEqualTo(40373);
    }

    @Test
    void smallClassesAreNotTestedInTheOrderOfTheirNames() {
        List<String> classes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            classes.add("c%02d".formatted(i / 2));
        }
        Table table = Table.builder()
                .column(
                        "a",
                        IntStream.range(0, 100).mapToDouble(i -> Math.sqrt(i)).toArray())
                .column("y", classes)
                .build();
        RawData data = RawData.of(DataSpec.memory("y"), table, null, null, STREAMS);
        TreeSet<Double> tested = new TreeSet<>();
        for (int i = 0; i < data.test().size(); i++) {
            tested.add(data.test().label(i));
        }
        assertThat(tested.last()).isGreaterThan(40);
        TreeSet<Double> trained = new TreeSet<>();
        for (int i = 0; i < data.train().size(); i++) {
            trained.add(data.train().label(i));
        }
        assertThat(trained).hasSize(50);
    }

    @Test
    void aNumberHasNoPositiveClass() {
        Table table = Table.builder()
                .column("a", new double[] {1, 2, 9, 4})
                .column("y", new double[] {0.5, 1.5, 2.5, 4.5})
                .build();
        DataSpec spec = DataSpec.memory("y").withSplit("none").withPositive("yes");
        TrainingData data = RawData.of(spec, table, null, null, STREAMS).encode(Precision.FLOAT64);
        assertThatThrownBy(() -> spec.resolved(data.summary()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("data.positive 'yes': the label 'y' is a number, not one of two classes");
    }
}
