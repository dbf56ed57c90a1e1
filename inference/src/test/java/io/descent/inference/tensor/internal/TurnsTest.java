package io.descent.inference.tensor.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TurnsTest {
    @Test
    void cosinesAndSinesAreThoseOfTheStandardLibrary() {
        Random random = new Random(1);
        double[] u = new double[20_000];
        for (int i = 0; i < u.length; i++) {
            u[i] = (2 * random.nextDouble() - 1) * (i % 3 == 0 ? 0.5 : i % 3 == 1 ? 3 : 100);
        }
        double[] cosines = new double[u.length + 1];
        double[] sines = new double[u.length + 1];
        Turns.cos(u, u.length, cosines, 1);
        Turns.sin(u, u.length, sines, 1);
        for (int i = 0; i < u.length; i++) {
            double angle = 2 * Math.PI * (u[i] - Math.rint(u[i]));
            assertThat(cosines[i + 1]).isCloseTo(StrictMath.cos(angle), within(2e-15));
            assertThat(sines[i + 1]).isCloseTo(StrictMath.sin(angle), within(2e-15));
        }
    }

    @Test
    void wholeAndHalfTurnsAreExactEnough() {
        double[] u = {0, 1, -7, 0.5, -0.5, 0.25, 1e300, 4.5e15};
        double[] cosines = new double[u.length];
        Turns.cos(u, u.length, cosines, 0);
        double[] expected = {1, 1, 1, -1, -1, 0, 1, 1};
        for (int i = 0; i < u.length; i++) {
            assertThat(cosines[i]).isCloseTo(expected[i], within(1e-15));
        }
    }
}
