package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.core.random.RandomSource;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a training set is divided. */
class FoldTest {
    private static final RandomStreams STREAMS = new RandomStreams(1);

    private static double[] numbers(int n) {
        return IntStream.range(0, n).mapToDouble(i -> i * i % 11 / 4.0).toArray();
    }

    /** Rows whose label is given. */
    private static RawExamples rows(List<String> labels) {
        Table table = Table.builder()
                .column("x", numbers(labels.size()))
                .column("y", labels)
                .build();
        return RawData.of(DataSpec.memory("y").withSplit("none"), table, null, null, STREAMS)
                .train();
    }

    private static List<String> labels(int ofA, int ofB) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < ofA + ofB; i++) {
            labels.add(i < ofA ? "a" : "b");
        }
        return labels;
    }

    private static RawExamples with(DataSpec spec, Table table) {
        return RawData.of(spec.withSplit("none"), table, null, null, STREAMS).train();
    }

    private static void requireWhole(List<Fold> folds, int k, int rows) {
        for (int from = 0; from < folds.size(); from += k) {
            int[] all = folds.subList(from, from + k).stream()
                    .flatMapToInt(fold -> Arrays.stream(fold.heldOut()))
                    .sorted()
                    .toArray();
            assertThat(all).isEqualTo(IntStream.range(0, rows).toArray());
        }
        for (Fold fold : folds) {
            int[] both = IntStream.concat(Arrays.stream(fold.train()), Arrays.stream(fold.heldOut()))
                    .sorted()
                    .toArray();
            assertThat(both).isEqualTo(IntStream.range(0, rows).toArray());
        }
    }

    @Test
    void everyRowIsHeldOutOnceAndClassesAreDealtEvenly() {
        RawExamples train = rows(labels(23, 14));
        List<Fold> folds = Fold.divide(train, 5, 2, STREAMS);
        assertThat(folds).hasSize(10);
        requireWhole(folds, 5, 37);
        for (Fold fold : folds) {
            long ofA = Arrays.stream(fold.heldOut()).filter(row -> row < 23).count();
            assertThat(ofA).isBetween(4L, 5L);
            assertThat(fold.heldOut().length - ofA).isBetween(2L, 3L);
            assertThat(fold.heldOut().length).isBetween(7, 8);
        }
        assertThat(folds.get(0).heldOut()).isNotEqualTo(folds.get(5).heldOut());
    }

    @Test
    void theDivisionDependsOnTheSeedAlone() {
        RawExamples train = rows(labels(6, 4));
        assertThat(heldOut(Fold.divide(train, 3, 1, STREAMS))).isEqualTo(GOLDEN);
        assertThat(heldOut(Fold.divide(
                        train, 3, 1, RandomStreams.of(1, new RandomSpec(RandomSource.NUMPY_LEGACY, 3L, 4L, 5L)))))
                .isEqualTo(GOLDEN);
        assertThat(heldOut(Fold.divide(train, 3, 1, new RandomStreams(2)))).isNotEqualTo(GOLDEN);
    }

    private static final List<List<Integer>> GOLDEN = List.of(List.of(2, 5, 6, 9), List.of(0, 1, 7), List.of(3, 4, 8));

    private static List<List<Integer>> heldOut(List<Fold> folds) {
        return folds.stream()
                .map(fold -> Arrays.stream(fold.heldOut()).boxed().toList())
                .toList();
    }

    @Test
    void groupsStayWholeAndPartsAreBalanced() {
        int n = 60;
        List<String> group = new ArrayList<>();
        List<String> label = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            group.add("g" + i * i % 17);
            label.add(i % 3 == 0 ? "a" : "b");
        }
        Table table = Table.builder()
                .column("x", numbers(n))
                .column("who", group)
                .column("y", label)
                .build();
        List<Fold> folds = Fold.divide(with(DataSpec.memory("y").withGroup("who"), table), 4, 3, STREAMS);
        requireWhole(folds, 4, n);
        for (Fold fold : folds) {
            assertThat(Arrays.stream(fold.heldOut()).mapToObj(group::get).toList())
                    .doesNotContainAnyElementsOf(
                            Arrays.stream(fold.train()).mapToObj(group::get).toList());
            assertThat(fold.heldOut().length).isBetween(11, 19);
        }
        assertThatThrownBy(() -> Fold.divide(with(DataSpec.memory("y").withGroup("who"), table), 10, 1, STREAMS))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the training set has 9 groups, too few for 10 folds");
    }

    @Test
    void byTimeOnlyLaterRowsAreHeldOut() {
        double[] time = {5, 1, 9, 3, 3, 7, 2, 8, 4, 6, 10, 11};
        Table table = Table.builder()
                .column("when", time)
                .column("x", numbers(12))
                .column("y", new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
                .build();
        List<Fold> folds = Fold.divide(with(DataSpec.memory("y").withTime("when"), table), 3, 1, STREAMS);
        // four blocks by time: 1 2 3 3 | 4 5 | 6 7 8 | 9 10 11; rows of the same time stay together
        assertThat(heldOut(folds)).isEqualTo(List.of(List.of(0, 8), List.of(5, 7, 9), List.of(2, 10, 11)));
        assertThat(folds.get(0).train()).containsExactly(1, 3, 4, 6);
        assertThat(folds.get(2).train()).containsExactly(0, 1, 3, 4, 5, 6, 7, 8, 9);
        for (Fold fold : folds) {
            assertThat(Arrays.stream(fold.train())
                            .mapToDouble(row -> time[row])
                            .max()
                            .getAsDouble())
                    .isLessThan(Arrays.stream(fold.heldOut())
                            .mapToDouble(row -> time[row])
                            .min()
                            .getAsDouble());
        }
        assertThatThrownBy(() -> Fold.divide(with(DataSpec.memory("y").withTime("when"), table), 11, 1, STREAMS))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("12 rows, many of the same time, cannot be cut into 12 blocks by time");
    }

    @Test
    void tooFewRowsAreRefusedAndRareClassesAreNamed() {
        assertThatThrownBy(() -> Fold.divide(rows(labels(2, 1)), 4, 1, STREAMS))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("3 training examples cannot be divided into 4 folds");
        RawExamples rare = rows(labels(20, 2));
        assertThat(Fold.rareClasses(rare, 3)).containsExactly("b");
        assertThat(Fold.rareClasses(rare, 2)).isEmpty();
        assertThat(Fold.divide(rare, 3, 1, STREAMS)).hasSize(3);
    }
}
