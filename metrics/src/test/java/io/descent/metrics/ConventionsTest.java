package io.descent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Conventions of single metrics, with numbers that can be computed by hand. */
class ConventionsTest {
    private static final double[] UNIT = {1, 1, 1, 1};

    /** Predictions of the second of two classes. */
    private static GivenPredictions binary(double[] y, double... p) {
        return weighted(y, UNIT, p);
    }

    private static GivenPredictions weighted(double[] y, double[] weights, double... p) {
        return GivenPredictions.ofClasses(2, y, weights, rows(p));
    }

    private static GivenPredictions values(double[] y, double[] weights, double... v) {
        return GivenPredictions.ofValues(y, weights, rows(v));
    }

    private static double[][] rows(double... column) {
        double[][] rows = new double[column.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {column[i]};
        }
        return rows;
    }

    private static double[] of(double... numbers) {
        return numbers;
    }

    @Test
    void aTieIsHalfAPairOfTheArea() {
        assertThat(new Auc().of(binary(of(0, 1, 0, 1), 0.2, 0.2, 0.2, 0.2))).isEqualTo(0.5);
        assertThat(new Auc().of(binary(of(0, 1, 0, 1), 0.2, 0.2, 0.1, 0.9))).isEqualTo(3.5 / 4);
        assertThat(new Auc().of(binary(of(0, 1, 0, 1), 0.1, 0.4, 0.2, 0.3))).isEqualTo(1);
        assertThat(new Auc().of(binary(of(0, 1, 0, 1), 0.9, 0.1, 0.8, 0.3))).isEqualTo(0);
    }

    @Test
    void theAreaWeighsPairs() {
        // pairs: (0.6 above 0.5) 2 * 3, (0.6 above 0.1) 2 * 1, (0.3 above 0.1) 4 * 1, of 6 * 4
        assertThat(new Auc().of(weighted(of(0, 1, 0, 1), of(3, 2, 1, 4), 0.5, 0.6, 0.1, 0.3)))
                .isEqualTo(12.0 / 24);
    }

    @Test
    void zeroAndMinusZeroAreTheSameProbability() {
        assertThat(new Auc().of(binary(of(0, 1, 0, 1), -0.0, 0.0, 0.0, -0.0))).isEqualTo(0.5);
    }

    @Test
    void averagePrecisionAddsSteps() {
        // thresholds 0.9 (precision 1, recall 1/2) and 0.3, which two examples share (precision 2/3, recall 1)
        assertThat(new AveragePrecision().of(binary(of(0, 1, 1, 0), 0.3, 0.9, 0.3, 0.1)))
                .isCloseTo((1 + 2 / 3.0) / 2, within(1e-15));
    }

    @Test
    void oneExampleCostsAtMostThirtySixNats() {
        double worst = -StrictMath.log(StrictMath.pow(2, -52));
        assertThat(worst).isCloseTo(36.04, within(0.01));
        assertThat(new LogLoss().of(binary(of(1, 0, 1, 0), 0, 1, 0, 1))).isEqualTo(worst);
        assertThat(new LogLoss().of(binary(of(1, 0, 1, 0), 1, 0, 1, 0))).isBetween(2.2e-16, 2.3e-16);
    }

    @Test
    void brierAddsClassesOnlyIfThereAreMoreThanTwo() {
        assertThat(new Brier().of(binary(of(1, 0, 1, 0), 0.5, 0.5, 0.5, 0.5))).isEqualTo(0.25);
        assertThat(new Brier().of(GivenPredictions.ofClasses(3, of(0), of(1), of(0, 1, 0))))
                .isEqualTo(2);
    }

    @Test
    void theLowerBoundOfABinBelongsToTheBinBelow() {
        // (0.5, 1] of two bins: confidence 0.75 and 0.875; [0, 0.5]: confidence 0.5, right in one of two
        assertThat(new ExpectedCalibrationError(2).of(binary(of(1, 0, 1, 0), 0.75, 0.125, 0.5, 0.5)))
                .isEqualTo((0.25 + 0.125) / 4);
        assertThat(new ExpectedCalibrationError(1).of(binary(of(1, 0, 1, 1), 0.75, 0.125, 0.5, 0.5)))
                .isEqualTo(Math.abs(0.25 + 0.125 - 0.5 - 0.5) / 4);
    }

    @Test
    void binsOfEqualMassKeepEqualConfidencesTogether() {
        ExpectedCalibrationError two = new ExpectedCalibrationError(2, ExpectedCalibrationError.Binning.EQUAL_MASS);
        // confidences 0.625, 0.75, 0.875 and 0.9375, all but the second right: two in each bin
        assertThat(two.of(binary(of(1, 0, 1, 1), 0.9375, 0.75, 0.625, 0.875)))
                .isEqualTo((0.625 + 0.75 - 1 + (0.0625 + 0.125)) / 4);
        // confidence 0.625 three times: its middle is in the lower bin
        assertThat(two.of(binary(of(1, 1, 0, 1), 0.625, 0.625, 0.625, 0.875))).isEqualTo((2 - 3 * 0.625 + 0.125) / 4);
    }

    @Test
    void theFirstOfEquallyProbableClassesIsAmongTheTop() {
        double[] tie = of(0.25, 0.25, 0.25, 0.25);
        for (int k = 1; k <= 6; k++) {
            for (int y = 0; y < 4; y++) {
                assertThat(new TopK(k).of(GivenPredictions.ofClasses(4, of(y), of(1), tie)))
                        .isEqualTo(y < k ? 1 : 0);
            }
        }
    }

    @Test
    void theTopOneIsThePredictedClass() {
        for (int classes : new int[] {2, 3, 10}) {
            GivenPredictions predictions = GivenPredictions.random(classes, 500, 3);
            assertThat(new TopK(1).of(predictions)).isEqualTo(new Accuracy().of(predictions));
        }
    }

    @Test
    void macroLeavesOutClassesThatAreUndefined() {
        // c2 is never predicted, c1 is never a label
        GivenPredictions predictions =
                GivenPredictions.ofClasses(3, of(0, 0, 2, 0), UNIT, of(1, 0, 0), of(0, 1, 0), of(1, 0, 0), of(1, 0, 0));
        assertThat(new Precision().of(predictions)).isCloseTo((2 / 3.0 + 0) / 2, within(1e-15));
        assertThat(new Recall().of(predictions)).isCloseTo((2 / 3.0 + 0) / 2, within(1e-15));
        assertThat(new F1().of(predictions)).isCloseTo((2 / 3.0 + 0 + 0) / 3, within(1e-15));
        assertThat(new BalancedAccuracy().of(predictions)).isCloseTo((2 / 3.0 + 0) / 2, within(1e-15));
    }

    @Test
    void theMedianIsTheMeanOfTwoErrorsIfTheWeightSplitsInHalf() {
        double[] y = new double[4];
        MedianAbsoluteError median = new MedianAbsoluteError();
        assertThat(median.of(values(y, UNIT, 4, -1, 2, -8))).isEqualTo(3);
        assertThat(median.of(values(y, of(1, 1, 1, 0), 4, -1, 2, -8))).isEqualTo(2);
        assertThat(median.of(values(y, of(1, 1, 0, 2), 4, -1, 2, -8))).isEqualTo(6);
        assertThat(median.of(values(y, of(1, 1, 1, 3.5), 4, -1, 2, -8))).isEqualTo(8);
        assertThat(median.of(values(y, of(0.3, 0.1, 0.2, 0), 4, -1, 2, -8))).isEqualTo(3);
    }

    @Test
    void aLabelOfZeroLeavesThePercentageUndefinedIfItHasWeight() {
        assertThat(new Mape().of(values(of(0, 2, 4, 5), UNIT, 0, 2, 4, 5))).isNull();
        assertThat(new Mape().of(values(of(0, 2, 4, -5), of(0, 1, 1, 1), 9, 3, 4, -5)))
                .isCloseTo(0.5 / 3, within(1e-15));
    }

    @Test
    void equalLabelsHaveNoVarianceDespiteRounding() {
        double[] y = of(0.1, 0.1, 0.1, 0.1);
        double[] weights = of(0.1, 0.7, 0.3, 0.9);
        assertThat(new R2().of(values(y, weights, 0.1, 0.1, 0.1, 0.1))).isNull();
        assertThat(new ExplainedVariance().of(values(y, weights, 1, 2, 3, 4))).isNull();
    }

    @Test
    void anOffsetCostsR2ButNotExplainedVariance() {
        GivenPredictions predictions = values(of(1, 2, 3, 4), UNIT, 3, 4, 5, 6);
        assertThat(new R2().of(predictions)).isEqualTo(1 - 4 / 1.25);
        assertThat(new ExplainedVariance().of(predictions)).isEqualTo(1);
    }

    @Test
    void everyLevelHasItsOutputIfThereAreAsMany() {
        GivenPredictions quantiles = GivenPredictions.ofValues(of(4), of(1), of(2, 3, 8));
        assertThat(new Pinball(List.of(0.25, 0.5, 0.75)).of(quantiles))
                .isCloseTo((0.25 * 2 + 0.5 * 1 + 0.25 * 4) / 3, within(1e-15));
        assertThat(new Pinball(List.of(0.25, 0.75)).of(quantiles)).isCloseTo((0.25 + 0.75) / 2, within(1e-15));
        assertThat(new Pinball(List.of(0.25)).of(quantiles)).isEqualTo(0.25);
    }

    /** A quadratic algorithm would take hours. */
    @Test
    @Timeout(60)
    void aMillionExamplesAreRankedInNoTime() {
        int n = 1_000_000;
        Random random = new Random(5);
        double[] y = new double[n];
        double[] p = new double[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = random.nextInt(2);
            p[i] = random.nextDouble();
            weights[i] = 1 + random.nextInt(3);
        }
        assertThat(new Auc().of(weighted(y, weights, p))).isCloseTo(0.5, within(0.005));
        assertThat(new AveragePrecision().of(weighted(y, weights, p))).isCloseTo(0.5, within(0.005));
        assertThat(new MedianAbsoluteError().of(values(p, weights, new double[n])))
                .isCloseTo(0.5, within(0.005));
    }
}
