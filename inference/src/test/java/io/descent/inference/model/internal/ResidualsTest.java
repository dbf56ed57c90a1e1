package io.descent.inference.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.inference.problem.InvalidInputException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResidualsTest {
    private static final double[] LEVELS = {0.1, 0.5, 0.8, 0.9, 0.95};

    private static Residuals upTo(int n) {
        return new Residuals(
                List.of(IntStream.rangeClosed(1, n).mapToDouble(i -> i).toArray()));
    }

    private static double halfWidth(int n, double level) {
        Residuals.Bounds bounds = upTo(n).bounds(level);
        assertThat(bounds.lower(1000)).isEqualTo(1000 - bounds.upper(0));
        return bounds.upper(0);
    }

    @Test
    void oneNetworkTakesTheResidualOfTheConformalRank() {
        assertThat(halfWidth(9, 0.9)).isEqualTo(9); // ceil(0.9 x 10)
        assertThat(halfWidth(10, 0.9)).isEqualTo(10); // ceil(9.9)
        assertThat(halfWidth(19, 0.9)).isEqualTo(18);
        assertThat(halfWidth(20, 0.9)).isEqualTo(19); // ceil(18.9)
        assertThat(halfWidth(99, 0.9)).isEqualTo(90);
        assertThat(halfWidth(99, 0.95)).isEqualTo(95);
        assertThat(halfWidth(999, 0.9)).isEqualTo(900);
        assertThat(halfWidth(1, 0.5)).isEqualTo(1);
    }

    /** In binary arithmetic, 0.7 x 10 and 0.57 x 100 are not whole. */
    @Test
    void ranksAreComputedInDecimals() {
        assertThat(0.57 * 100).isNotEqualTo(57);
        assertThat(halfWidth(99, 0.57)).isEqualTo(57);
        for (int percent = 1; percent < 100; percent++) {
            assertThat(halfWidth(99, percent / 100.0)).isEqualTo(percent);
        }
    }

    @Test
    void tooFewResidualsSayHowManyAreNeeded() {
        assertThatThrownBy(() -> upTo(8).bounds(0.9))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "intervals of the level 0.9 need at least 9 calibration examples, but the model has 8; ask for"
                                + " a level of at most 0.8888, or train with a larger dev set");
        assertThatThrownBy(() -> upTo(98).bounds(0.99)).hasMessageContaining("need at least 99 calibration examples");
        assertThatThrownBy(() -> new Residuals(List.of(new double[] {1}, new double[] {2})).bounds(0.9))
                .hasMessageEndingWith(
                        "the model has 2; ask for a level of at most 0.6666, or train with more examples");
        assertThat(upTo(99).bounds(0.99).upper(0)).isEqualTo(99);
        assertThatThrownBy(() -> upTo(9).bounds(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> upTo(9).bounds(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> upTo(9).bounds(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Barber et al. 2021, arXiv:1905.02928, section 3.1, written down: all sums are made and sorted. */
    @Test
    void intervalsOfFoldsAreThoseOfTheDefinition() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            int count = 1 + random.nextInt(6);
            int n = count + random.nextInt(60);
            double[] predictions = new double[n];
            double[] labels = new double[n];
            int[] folds = new int[n];
            for (int i = 0; i < n; i++) {
                folds[i] = i < count ? i : random.nextInt(count);
                // a coarse grid in every second round, for equal sums
                labels[i] = round % 2 == 0 ? random.nextInt(5) : random.nextDouble(-1e3, 1e3);
                predictions[i] = round % 2 == 0 ? random.nextInt(5) : labels[i] + random.nextDouble(-1, 1);
            }
            double[] members = new double[count];
            Arrays.setAll(members, k -> random.nextInt(3) - 1.0);
            Residuals residuals = Residuals.ofFolds(predictions, labels, folds, count);
            for (double level : LEVELS) {
                BigDecimal share = BigDecimal.valueOf(level);
                BigDecimal all = BigDecimal.valueOf(n + 1L);
                int high = share.multiply(all).setScale(0, RoundingMode.CEILING).intValueExact();
                int low = BigDecimal.ONE
                        .subtract(share)
                        .multiply(all)
                        .setScale(0, RoundingMode.FLOOR)
                        .intValueExact();
                if (high > n) {
                    assertThat(low).isZero();
                    assertThatThrownBy(() -> residuals.bounds(level)).isInstanceOf(InvalidInputException.class);
                    continue;
                }
                double[] lower = new double[n];
                double[] upper = new double[n];
                for (int i = 0; i < n; i++) {
                    double residual = Math.abs(labels[i] - predictions[i]);
                    lower[i] = members[folds[i]] - residual;
                    upper[i] = members[folds[i]] + residual;
                }
                Arrays.sort(lower);
                Arrays.sort(upper);
                assertThat(residuals.bounds(level).lower(members)).isEqualTo(lower[low - 1] + 0.0);
                assertThat(residuals.bounds(level).upper(members)).isEqualTo(upper[high - 1] + 0.0);
            }
        }
    }

    @Test
    void ninetyPercentOfNewValuesLieWithin() {
        SplittableRandom random = new SplittableRandom(5);
        int within = 0;
        int rounds = 400;
        int fresh = 50;
        for (int round = 0; round < rounds; round++) {
            double[] labels = new double[39];
            Arrays.setAll(labels, i -> skewed(random));
            Residuals.Bounds bounds = Residuals.of(new double[39], labels).bounds(0.9);
            for (int i = 0; i < fresh; i++) {
                double y = skewed(random);
                within += bounds.lower(0) <= y && y <= bounds.upper(0) ? 1 : 0;
            }
        }
        // 36 of 40: exactly 0.9 in expectation, with a standard error of about 0.0027
        assertThat((double) within / (rounds * fresh)).isBetween(0.891, 0.909);
    }

    private static double skewed(SplittableRandom random) {
        double u = random.nextDouble();
        return u * u * u * (random.nextBoolean() ? 10 : -1);
    }

    /** Each fold has a network that is wrong by a constant; new values are predicted by all of them. */
    @Test
    void atLeastNinetyPercentLieWithinTheIntervalsOfFolds() {
        SplittableRandom random = new SplittableRandom(6);
        double[] wrong = {-0.1, 0.02, 0.08, 0, 0.04};
        int within = 0;
        int fresh = 20_000;
        double[] labels = new double[500];
        int[] folds = new int[500];
        double[] predictions = new double[500];
        for (int i = 0; i < 500; i++) {
            labels[i] = random.nextDouble(-1, 1);
            folds[i] = i % 5;
            predictions[i] = wrong[i % 5];
        }
        Residuals.Bounds bounds =
                Residuals.ofFolds(predictions, labels, folds, 5).bounds(0.9);
        for (int i = 0; i < fresh; i++) {
            double y = random.nextDouble(-1, 1);
            within += bounds.lower(wrong) <= y && y <= bounds.upper(wrong) ? 1 : 0;
        }
        assertThat((double) within / fresh).isBetween(0.88, 0.95);
    }

    @Test
    void numbersThatAreNotSortedResidualsAreRefused() {
        List<List<double[]>> wrong = new ArrayList<>();
        wrong.add(List.of());
        wrong.add(List.of(new double[0]));
        wrong.add(List.of(new double[] {1, 0.5}));
        wrong.add(List.of(new double[] {-1, 0.5}));
        wrong.add(List.of(new double[] {0.5, Double.NaN}));
        wrong.add(List.of(new double[] {0.5, Double.POSITIVE_INFINITY}));
        wrong.add(List.of(new double[] {1}, new double[0]));
        for (List<double[]> folds : wrong) {
            assertThatThrownBy(() -> new Residuals(folds)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Residuals.ofFolds(new double[2], new double[2], new int[2], 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Residuals.of(new double[2], new double[3]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyFoldNeedsAPrediction() {
        Residuals two = new Residuals(List.of(new double[] {1, 2}, new double[] {3}));
        assertThatThrownBy(() -> two.bounds(0.5).upper(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 predictions for the networks of 2 folds");
        assertThat(two.bounds(0.5).upper(Double.NaN, 1)).isNaN();
    }
}
