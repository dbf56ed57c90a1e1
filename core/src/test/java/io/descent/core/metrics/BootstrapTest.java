package io.descent.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.core.TestMetrics;
import io.descent.inference.parallel.internal.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final MetricSet NONE = new MetricSet(List.of());

    /** A label that is a value, or a class. */
    private record Given(List<String> classes, double largest) implements Labels {
        @Override
        public int columns() {
            return 1;
        }

        @Override
        public double smallest() {
            return 0;
        }
    }

    private static final Labels VALUES = new Given(List.of(), 9);
    private static final Labels CLASSES = new Given(List.of("no", "yes"), 1);

    /** A set of which only the costs matter. */
    private static PredictedSet costs(double[] costs, double @Nullable [] weights, int @Nullable [] groups) {
        double[] zeros = new double[costs.length];
        return new PredictedSet(
                List.of(PredictedExamples.ofValues(VALUES, zeros, zeros, 1, 0, weights)), List.of("y"), costs, groups);
    }

    private static Bootstrap bootstrap() {
        return new Bootstrap(new Workers(1));
    }

    private static Interval cost(Bootstrap bootstrap, PredictedSet set) {
        return Objects.requireNonNull(bootstrap.intervals(set, NONE).of("cost"));
    }

    @Test
    void resamplesAreThoseOfAnIndependentImplementation() {
        // numpy.quantile and std(ddof=1) of means over 1,000 resamples, drawn by xoshiro256++ written in Python
        double[] costs = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3.5};
        Interval interval = cost(bootstrap(), costs(costs, null, null));
        assertThat(interval.low()).isCloseTo(2.5, within(1e-12));
        assertThat(interval.high()).isCloseTo(5.45, within(1e-12));
        assertThat(interval.standardError()).isCloseTo(0.7658589295032734, within(1e-12));
        double[] weights = {1, 2, 1, 1, 0, 1, 3, 1, 1, 1};
        Interval weighted = cost(bootstrap(), costs(costs, weights, null));
        assertThat(weighted.low()).isCloseTo(2.03328125, within(1e-12));
        assertThat(weighted.high()).isCloseTo(5.214484126984127, within(1e-12));
        assertThat(weighted.standardError()).isCloseTo(0.829368380241933, within(1e-12));
    }

    @Test
    void intervalOfAMeanIsNearlyNormal() {
        SplittableRandom random = new SplittableRandom(3);
        double[] costs = random.doubles(900).toArray();
        double mean = Arrays.stream(costs).sum() / costs.length;
        double variance = Arrays.stream(costs).map(c -> (c - mean) * (c - mean)).sum() / costs.length;
        double error = Math.sqrt(variance / costs.length);
        Interval interval = cost(bootstrap(), costs(costs, null, null));
        // the error of the estimate from 1,000 resamples is about 1 / sqrt(2,000) for the spread, 3 times that for an
        // end
        assertThat(interval.standardError()).isCloseTo(error, within(0.07 * error));
        assertThat(interval.low()).isCloseTo(mean - 1.96 * error, within(0.2 * error));
        assertThat(interval.high()).isCloseTo(mean + 1.96 * error, within(0.2 * error));
    }

    @Test
    void wholeGroupsAreDrawn() {
        double[] costs = new double[100];
        int[] groups = new int[100];
        for (int i = 0; i < 100; i++) {
            groups[i] = 4 + i % 2;
            costs[i] = i % 2;
        }
        Intervals grouped = bootstrap().intervals(costs(costs, null, groups), NONE);
        assertThat(grouped.units()).isEqualTo(2);
        assertThat(grouped.grouped()).isTrue();
        // both groups the same with probability 1/2: means 0, 0.5 and 1 with a standard deviation of sqrt(1/8)
        assertThat(grouped.of("cost"))
                .satisfies(interval -> assertThat(interval.low()).isEqualTo(0))
                .satisfies(interval -> assertThat(interval.high()).isEqualTo(1))
                .satisfies(
                        interval -> assertThat(interval.standardError()).isCloseTo(Math.sqrt(1 / 8.0), within(0.02)));
        Interval rows = cost(bootstrap(), costs(costs, null, null));
        assertThat(rows.standardError()).isCloseTo(0.05, within(0.005));
    }

    /** The weights of some rows, if all of them were drawn. */
    public record NeedsRows(int rows) implements Metric {
        @Override
        public boolean largerIsBetter() {
            return true;
        }

        @Override
        public @Nullable Double of(Predictions predictions) {
            double sum = 0;
            for (int i = 0; i < rows; i++) {
                if (predictions.weight(i) == 0) {
                    return null;
                }
                sum += predictions.weight(i);
            }
            return sum;
        }
    }

    @Test
    void undefinedResamplesAreLeftOut() {
        PredictedSet set = costs(new double[50], null, null);
        // a row is drawn with probability 1 - 1/e; if it is, its expected count is e / (e - 1) = 1.58
        Interval often = Objects.requireNonNull(bootstrap()
                .intervals(set, new MetricSet(List.of(new NeedsRows(1))))
                .of("needs-rows"));
        assertThat(often.low()).isEqualTo(1);
        assertThat(often.high()).isBetween(3.0, 4.0);
        assertThat(bootstrap()
                        .intervals(set, new MetricSet(List.of(new NeedsRows(2))))
                        .of("needs-rows"))
                .isNull();
    }

    private static PredictedSet classes(long seed, int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] label = new double[rows];
        double[] p = new double[2 * rows];
        for (int i = 0; i < rows; i++) {
            label[i] = i % 2;
            p[2 * i + 1] = random.nextDouble();
            p[2 * i] = 1 - p[2 * i + 1];
        }
        return PredictedSet.of(PredictedExamples.ofClasses(CLASSES, label, p, null), null);
    }

    @Test
    void differencesArePaired() {
        MetricSet metrics = new MetricSet(List.of(new TestMetrics.Accuracy(), new TestMetrics.F1()));
        PredictedSet one = classes(1, 200);
        Intervals same = bootstrap().differences(one, metrics, one, metrics);
        assertThat(same.byMetric())
                .containsOnlyKeys("accuracy", "f1")
                .allSatisfy((metric, interval) -> assertThat(interval).isEqualTo(new Interval(0, 0, 0)));
        Intervals differ = bootstrap().differences(one, metrics, classes(2, 200), metrics);
        Interval accuracy = Objects.requireNonNull(differ.of("accuracy"));
        // two random guesses: the difference of a row is -1, 0 or 1 with variance 1/2
        assertThat(accuracy.standardError()).isCloseTo(Math.sqrt(0.5 / 200), within(0.007));
        assertThatThrownBy(() -> bootstrap().differences(one, metrics, classes(1, 199), metrics))
                .hasMessage("the two sets have different rows");
    }

    @Test
    void threadsDoNotChangeABit() {
        MetricSet metrics = new MetricSet(List.of(new TestMetrics.Accuracy(), new TestMetrics.F1()));
        PredictedSet set = classes(5, 333);
        Intervals expected = bootstrap().intervals(set, metrics);
        for (int threads : new int[] {2, 3, 8}) {
            try (Workers workers = new Workers(threads)) {
                assertThat(new Bootstrap(workers).intervals(set, metrics)).isEqualTo(expected);
            }
        }
    }

    @Test
    void manyRowsAreResampledLessOften() {
        assertThat(Bootstrap.resamples(1)).isEqualTo(1000);
        assertThat(Bootstrap.resamples(200_000)).isEqualTo(1000);
        assertThat(Bootstrap.resamples(400_000)).isEqualTo(500);
        assertThat(Bootstrap.resamples(100_000_000)).isEqualTo(200);
    }
}
