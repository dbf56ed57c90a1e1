package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitterTest {
    /** Examples with one feature: the number of the example. */
    private static RawExamples numbered(int[] classSizes) {
        int n = Arrays.stream(classSizes).sum();
        double[] features = new double[n];
        double[] labels = new double[n];
        int row = 0;
        for (int c = 0; c < classSizes.length; c++) {
            for (int i = 0; i < classSizes[c]; i++, row++) {
                features[row] = row;
                labels[row] = c;
            }
        }
        List<String> names = IntStream.range(0, classSizes.length)
                .mapToObj(Integer::toString)
                .toList();
        Task task = classSizes.length == 1 ? Task.REGRESSION : Task.CLASSIFICATION;
        return NumberRows.of(
                new Schema(List.of("x"), "y", task, names),
                Table.builder().column("x", features).build(),
                labels);
    }

    private static RawExamples[] split(RawExamples data, String ratio, long seed) {
        return Splitter.parts(data, Splitter.split(data, SplitRatio.parse(ratio), new RandomStreams(seed).split()));
    }

    @ParameterizedTest
    @CsvSource({
        "70/30, 10, 7, 3, 0", "70/30, 101, 71, 30, 0", "70/30, 10000, 7000, 3000, 0",
        "60/20/20, 10, 6, 2, 2", "60/20/20, 101, 61, 20, 20", "60/20/20, 10000, 6000, 2000, 2000",
        "98/1/1, 101, 99, 1, 1", "98/1/1, 10000, 9800, 100, 100", "80/0/20, 10, 8, 0, 2"
    })
    void sizesAreExact(String ratio, int n, int train, int dev, int test) {
        assertThat(SplitRatio.parse(ratio).counts(n)).containsExactly(train, dev, test);
        RawExamples[] parts = split(numbered(new int[] {n / 3, n - n / 3}), ratio, 1);
        assertThat(parts[0].size()).isEqualTo(train);
        assertThat(parts[1] == null ? 0 : parts[1].size()).isEqualTo(dev);
        assertThat(parts[2] == null ? 0 : parts[2].size()).isEqualTo(test);
    }

    @Test
    void partsAreDisjointCompleteAndInOrder() {
        RawExamples[] parts = split(numbered(new int[] {40, 61}), "60/20/20", 3);
        Set<Double> seen = new HashSet<>();
        for (RawExamples part : parts) {
            for (int i = 0; i < part.size(); i++) {
                assertThat(seen.add(part.feature(i, 0))).isTrue();
                assertThat(i == 0 || part.feature(i, 0) > part.feature(i - 1, 0))
                        .isTrue();
            }
        }
        assertThat(seen).hasSize(101);
    }

    @Test
    void everyClassHasItsShareWithinOneExample() {
        Random random = new Random(5);
        for (int round = 0; round < 300; round++) {
            int[] classes = random.ints(2 + random.nextInt(12), 1, 60).toArray();
            int n = Arrays.stream(classes).sum();
            int[] sizes = new SplitRatio(1 + random.nextInt(90), random.nextInt(50), random.nextInt(50)).counts(n);
            int[][] table = Splitter.apportion(classes, sizes);
            for (int p = 0; p < sizes.length; p++) {
                int sum = 0;
                for (int c = 0; c < classes.length; c++) {
                    double exact = (double) classes[c] * sizes[p] / n;
                    assertThat(Math.abs(table[c][p] - exact)).isLessThan(1);
                    sum += table[c][p];
                }
                assertThat(sum).isEqualTo(sizes[p]);
            }
            for (int c = 0; c < classes.length; c++) {
                assertThat(Arrays.stream(table[c]).sum()).isEqualTo(classes[c]);
            }
        }
    }

    @Test
    void divisionDependsOnTheSeedAndNothingElse() {
        RawExamples data = numbered(new int[] {50, 50});
        assertThat(features(split(data, "60/20/20", 1)[1])).isEqualTo(features(split(data, "60/20/20", 1)[1]));
        assertThat(features(split(data, "60/20/20", 1)[1])).isNotEqualTo(features(split(data, "60/20/20", 2)[1]));
    }

    private static List<Double> features(RawExamples data) {
        return IntStream.range(0, data.size()).mapToObj(i -> data.feature(i, 0)).toList();
    }

    @Test
    void valuesAreDividedToo() {
        assertThat(split(numbered(new int[] {100}), "60/20/20", 1)[2].size()).isEqualTo(20);
    }

    @Test
    void partThatWouldBeEmptyIsRefused() {
        assertThatThrownBy(() -> split(numbered(new int[] {5, 5}), "98/1/1", 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("data.split 98/1/1: 10 examples are too few; the dev set would be empty");
    }

    @ParameterizedTest
    @CsvSource({
        "10, 60/20/20, 80/20/0",
        "10000, 60/20/20, 80/20/0",
        "10001, 80/10/10, 90/10/0",
        "100000, 80/10/10, 90/10/0",
        "1000000, 98/1/1, 99/1/0",
        "1000001, 99.5/0.25/0.25, 99.75/0.25/0"
    })
    void largeSetsNeedSmallShares(int examples, String whole, String testApart) {
        assertThat(SplitRatio.AUTO.forSize(examples, false)).hasToString(whole);
        assertThat(SplitRatio.AUTO.forSize(examples, true)).hasToString(testApart);
        assertThat(SplitRatio.NONE.forSize(examples, false)).isEqualTo(SplitRatio.NONE);
    }

    @Test
    void ratiosAreReadAndWritten() {
        for (String text : List.of("auto", "60/20/20", "80/20/0", "99.5/0.5/0", "none")) {
            assertThat(SplitRatio.parse(text)).hasToString(text);
        }
        assertThat(SplitRatio.parse("80/20")).isEqualTo(new SplitRatio(80, 20, 0));
        for (String bad : List.of("", "60", "60/20/10/10", "a/b", "0/50/50", "-1/2", "60//20", "1e5/2", "NaN/1")) {
            assertThatIllegalArgumentException().as(bad).isThrownBy(() -> SplitRatio.parse(bad));
        }
    }
}
