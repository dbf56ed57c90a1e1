package io.descent.core.importance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Labels;
import io.descent.core.importance.Importance;
import io.descent.core.importance.Importance.Dependence;
import io.descent.core.importance.Importance.OfColumn;
import io.descent.core.importance.Importance.Point;
import io.descent.core.metrics.PredictedExamples;
import io.descent.core.metrics.PredictedSet;
import io.descent.core.random.RandomStreams;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermutationsTest {
    private static final Labels VALUE = labels(List.of());
    private static final Labels CLASSES = labels(List.of("no", "yes"));

    private static Labels labels(List<String> classes) {
        return new Labels() {
            @Override
            public List<String> classes() {
                return classes;
            }

            @Override
            public int columns() {
                return 1;
            }

            @Override
            public double smallest() {
                return 0;
            }

            @Override
            public double largest() {
                return 1;
            }
        };
    }

    /**
     * Rows with a number x, a number that the model ignores, and a word.
     *
     * @param predict the value, or the probability of the second class, for the three cells of a row
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares rows
    private record Rows(double[][] table, double[] label, Labels labels, ToDoubleFunction<double[]> predict)
            implements ColumnRows, ColumnRows.Cells {
        private static final List<String> NAMES = List.of("x", "noise", "word");
        private static final List<String> WORDS = List.of("blue", "green", "red");

        @Override
        public Cells cells() {
            return this;
        }

        @Override
        public PredictedSet predict(int column, int[] from) {
            double[] outputs = IntStream.range(0, from.length)
                    .mapToDouble(i -> {
                        double[] row = table[i].clone();
                        if (column >= 0) {
                            row[column] = table[from[i]][column];
                        }
                        return predict.applyAsDouble(row);
                    })
                    .toArray();
            double[] first = Arrays.copyOf(label, from.length);
            PredictedExamples predicted = labels.classes().isEmpty()
                    ? PredictedExamples.ofValues(labels, first, outputs, 1, 0, null)
                    : PredictedExamples.ofClasses(
                            labels,
                            first,
                            Arrays.stream(outputs)
                                    .flatMap(p -> Arrays.stream(new double[] {1 - p, p}))
                                    .toArray(),
                            null);
            return new PredictedSet(List.of(predicted), List.of("y"), null, null);
        }

        @Override
        public int rows() {
            return table.length;
        }

        @Override
        public int columns() {
            return 3;
        }

        @Override
        public String name(int column) {
            return NAMES.get(column);
        }

        @Override
        public boolean isOrdered(int column) {
            return column < 2;
        }

        @Override
        public double number(int row, int column) {
            return table[row][column];
        }

        @Override
        public String text(int row, int column) {
            double cell = table[row][column];
            return Double.isNaN(cell) ? "" : column < 2 ? String.valueOf(cell) : WORDS.get((int) cell);
        }
    }

    private static double[][] cells(int rows) {
        SplittableRandom random = new SplittableRandom(1);
        double[][] cells = new double[rows][];
        for (int i = 0; i < rows; i++) {
            int word = i % 6;
            cells[i] = new double[] {
                random.nextDouble(), random.nextDouble(), word < 3 ? 0 : word < 5 ? 2 : i == 5 ? Double.NaN : 1
            };
        }
        return cells;
    }

    private static Importance of(Rows rows) {
        return Permutations.of(rows, "dev", new RandomStreams(1), 1);
    }

    private static OfColumn column(Importance importance, String name) {
        return importance.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void linearModelHasTheKnownImportanceAndSlope() {
        double[][] cells = cells(3000);
        double[] label = Arrays.stream(cells).mapToDouble(row -> 3 * row[0] - 1).toArray();
        Importance importance = of(new Rows(cells, label, VALUE, row -> 3 * row[0] - 1));
        assertThat(importance.metric()).isEqualTo("rmse");
        assertThat(importance.value()).isZero();
        // a permuted cell differs by the difference of two uniform numbers: rmse 3 sqrt(2 / 12)
        assertThat(importance.columns().get(0).name()).isEqualTo("x");
        assertThat(importance.columns().get(0).mean()).isCloseTo(3 / Math.sqrt(6), within(0.02));
        assertThat(importance.columns().get(0).standardDeviation()).isBetween(1e-4, 0.03);
        assertThat(column(importance, "noise")).isEqualTo(new OfColumn("noise", 0, 0));
        Dependence x = importance.dependence().get(0);
        assertThat(x.rows()).isEqualTo(1000);
        assertThat(x.outputs()).containsExactly("y");
        assertThat(x.points()).hasSize(20);
        for (Point point : x.points()) {
            assertThat(point.means().get(0)).isCloseTo(3 * point.number() - 1, within(1e-12));
        }
        double[] sorted =
                Arrays.stream(cells).mapToDouble(row -> row[0]).sorted().toArray();
        assertThat(x.points().get(0).number()).isEqualTo(sorted[0]);
        assertThat(x.points().get(19).number()).isEqualTo(sorted[2999]);
        assertThat(x.points().get(10).number()).isEqualTo(sorted[(int) Math.round(10 * 2999 / 19.0)]);
    }

    @Test
    void wordsOfAClassifierAreComparedByFrequency() {
        double[][] cells = cells(600);
        ToDoubleFunction<double[]> model = row -> row[2] == 0 ? 0.9 : row[2] == 2 ? 0.2 : 0.5;
        double[] label =
                Arrays.stream(cells).mapToDouble(row -> row[2] == 0 ? 1 : 0).toArray();
        Importance importance = of(new Rows(cells, label, CLASSES, model));
        assertThat(importance.metric()).isEqualTo("log-loss");
        assertThat(importance.value())
                .isCloseTo(-(Math.log(0.9) / 2 + Math.log(0.8) / 3 + Math.log(0.5) / 6), within(1e-12));
        assertThat(importance.columns().get(0).name()).isEqualTo("word");
        assertThat(importance.columns().get(0).mean()).isGreaterThan(0.3);
        Dependence word = importance.dependence().get(0);
        assertThat(word.points().stream().map(Point::cell)).containsExactly("blue", "red", "green", "");
        assertThat(word.points().stream().map(point -> point.means().get(1)))
                .allSatisfy(mean -> assertThat(mean).isBetween(0.19, 0.91));
        assertThat(word.points().get(0).means().get(1)).isCloseTo(0.9, within(1e-12));
        assertThat(word.points().get(1).means().get(0)).isCloseTo(0.8, within(1e-12));
        assertThat(word.points()).allSatisfy(point -> assertThat(point.number()).isNull());
    }

    @Test
    void cellsThatAreMostlyEqualHavePointsElsewhere() {
        double[][] cells = cells(500);
        for (int i = 0; i < 460; i++) {
            cells[i][0] = 0;
        }
        Dependence x = of(new Rows(cells, new double[500], VALUE, row -> row[0])).dependence().stream()
                .filter(each -> each.column().equals("x"))
                .findFirst()
                .orElseThrow();
        assertThat(x.points()).hasSize(20);
        assertThat(x.points().get(0).number()).isZero();
        assertThat(x.points().get(1).number()).isPositive();
    }

    @Test
    void rowsAreDrawnIfThereAreMany() {
        RandomStreams streams = new RandomStreams(1);
        assertThat(Permutations.rows(5000, 10, streams, 1)).hasSize(5000);
        int[] some = Permutations.rows(9000, 10, streams, 1);
        assertThat(some).hasSize(5000).isSorted().doesNotHaveDuplicates();
        assertThat(Permutations.rows(9000, 10, streams, 1)).isEqualTo(some);
        assertThat(Permutations.rows(9000, 10, streams, 2)).isNotEqualTo(some);
        assertThat(Permutations.rows(9000, 100, streams, 1)).hasSize(2000);
        assertThat(Permutations.rows(9000, 10_000, streams, 1)).hasSize(500);
    }
}
