package io.descent.core.calibration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.inference.model.internal.Calibration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TemperatureTest {
    /** Of ten examples with the probability 0.8, eight are right: nothing to learn. */
    @Test
    void calibratedProbabilitiesStay() {
        double[] p = new double[20];
        int[] y = new int[20];
        for (int i = 0; i < 20; i++) {
            p[i] = i < 10 ? 0.75 : 0.25;
            y[i] = i % 4 == 0 ^ i < 10 ? 1 : 0;
        }
        p[8] = 0.5; // 2 and 3 of 4 right at 0.75, as of 4 at 0.25: the other examples know nothing
        p[9] = 0.5;
        p[10] = 0.5;
        p[11] = 0.5;
        assertThat(Temperature.of(GivenProbabilities.ofTwo(p, y)).value()).isCloseTo(1, within(1e-12));
    }

    /** For p = 0.9 of which 3 of 4 are right, q = 0.75: 9^(1/T) = 3. */
    @Test
    void theClosedFormOfTwoProbabilities() {
        GivenProbabilities raw = GivenProbabilities.ofTwo(new double[] {0.9, 0.9, 0.9, 0.9}, 1, 1, 1, 0);
        assertThat(Temperature.of(raw).value()).isCloseTo(2, within(1e-12));
        GivenProbabilities unsure = GivenProbabilities.ofTwo(new double[] {0.6, 0.6, 0.6, 0.6}, 1, 1, 0, 1);
        assertThat(Temperature.of(unsure).value()).isCloseTo(Math.log(1.5) / Math.log(3), within(1e-12));
    }

    @Test
    void aWeightCountsAsCopies() {
        GivenProbabilities weighted =
                new GivenProbabilities(new double[][] {{0.1, 0.9}, {0.1, 0.9}}, new int[] {1, 0}, new double[] {3, 1});
        assertThat(Temperature.of(weighted).value()).isCloseTo(2, within(1e-12));
    }

    @Test
    void aDevSetWithoutMistakesKnowsNoTemperature() {
        Temperature found = Temperature.of(GivenProbabilities.ofTwo(new double[] {0.8, 0.7, 0.1}, 1, 1, 0));
        assertThat(found.value()).isEqualTo(1);
        assertThat(found.note()).startsWith("the temperature is left at 1: the dev set is so small or so easy");
    }

    @Test
    void probabilitiesWorseThanChanceGetTheLargestTemperature() {
        Temperature found = Temperature.of(GivenProbabilities.ofTwo(new double[] {0.8, 0.7, 0.1}, 0, 0, 1));
        assertThat(found.value()).isEqualTo(20);
        assertThat(found.note()).contains("no better than chance");
    }

    @Test
    void equalProbabilitiesStay() {
        assertThat(Temperature.of(GivenProbabilities.of(new double[][] {{0.25, 0.25, 0.25, 0.25}}, 2)))
                .isEqualTo(new Temperature(1, null));
    }

    @Test
    void theLossOfTheDevSetNeverGrows() {
        SplittableRandom random = new SplittableRandom(9);
        for (int round = 0; round < 300; round++) {
            int n = 1 + random.nextInt(30);
            double[] p = new double[n];
            int[] y = new int[n];
            for (int i = 0; i < n; i++) {
                p[i] = random.nextInt(6) / 5.0; // 0 and 1 too
                y[i] = random.nextInt(2);
            }
            GivenProbabilities raw = GivenProbabilities.ofTwo(p, y);
            double t = Temperature.of(raw).value();
            assertThat(t).isBetween(0.05, 20.0);
            assertThat(Reliability.logLoss(new CalibratedPredictions(raw, Calibration.NONE.withTemperature(t))))
                    .isLessThanOrEqualTo(Reliability.logLoss(raw));
        }
    }

    @Test
    void theReliabilityTableSaysHowOftenAConfidenceIsRight() {
        double[] p = new double[30];
        int[] y = new int[30];
        for (int i = 0; i < 30; i++) {
            p[i] = i < 15 ? 0.75 : 0.125;
            y[i] = i < 12 ? 1 : 0;
        }
        Reliability found = Reliability.of(GivenProbabilities.ofTwo(p, y));
        assertThat(found.bins()).containsExactly(new Reliability.Bin(0.75, 0.8, 15), new Reliability.Bin(0.875, 1, 15));
        assertThat(found.error()).isCloseTo((0.05 + 0.125) / 2, within(1e-15));
    }

    @Test
    void binsOfDistinctConfidencesHoldEquallyMany() {
        double[] p = new double[150];
        for (int i = 0; i < 150; i++) {
            p[i] = 0.5 + (i * 37 % 150) / 400.0;
        }
        Reliability found = Reliability.of(GivenProbabilities.ofTwo(p, new int[150]));
        assertThat(found.bins())
                .hasSize(15)
                .allSatisfy(bin -> assertThat(bin.examples()).isEqualTo(10));
    }
}
