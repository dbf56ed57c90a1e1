package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SumTest {
    private static double exact(double... numbers) {
        Sum sum = Sum.of(true);
        for (double each : numbers) {
            sum.add(each);
        }
        return sum.value();
    }

    private static double rounded(double... numbers) {
        BigDecimal sum = BigDecimal.ZERO;
        for (double each : numbers) {
            sum = sum.add(new BigDecimal(each));
        }
        return Double.parseDouble(sum.toString()); // the JDK's parser rounds correctly
    }

    @Test
    void anExactSumIsTheRoundedOneOfAllBits() {
        Random random = new Random(4);
        for (int k = 0; k < 2000; k++) {
            int spread = 1 + random.nextInt(400);
            int around = random.nextInt(1300) - 800;
            double[] numbers = DoubleStream.generate(
                            () -> (random.nextDouble() - 0.5) * Math.pow(2, around + random.nextInt(spread)))
                    .limit(1 + random.nextInt(40))
                    .toArray();
            assertThat(exact(numbers)).as("%s", Arrays.toString(numbers)).isEqualTo(rounded(numbers));
        }
    }

    @Test
    void nothingIsLostBetweenTheLargestAndTheSmallestNumbers() {
        double tiny = Double.MIN_VALUE;
        double huge = Double.MAX_VALUE;
        assertThat(exact()).isZero();
        assertThat(exact(-0.0, 0.0)).isZero();
        assertThat(exact(huge, tiny, -huge)).isEqualTo(tiny);
        assertThat(exact(huge, huge, -huge)).isEqualTo(huge);
        assertThat(exact(-tiny, -tiny, -tiny)).isEqualTo(-3 * tiny);
        assertThat(exact(Double.MIN_NORMAL, -tiny)).isEqualTo(Double.MIN_NORMAL - tiny);
        assertThat(exact(1e100, 1, -1e100)).isEqualTo(1);
        assertThat(exact(1, 0x1p-53)).isEqualTo(1); // half an ulp goes to the even neighbour
        assertThat(exact(1, 0x1p-53, tiny)).isEqualTo(1 + 0x1p-52);
        assertThat(exact(-1, -0x1p-53, -tiny)).isEqualTo(-1 - 0x1p-52);
        assertThat(exact(huge, huge)).isInfinite();
        assertThat(exact(1, Double.NaN)).isNaN();
        assertThat(exact(1, Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(exact(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)).isNaN();
    }

    @Test
    void theOrderOfTheNumbersDoesNotMatter() {
        List<Double> numbers = new ArrayList<>();
        Random random = new Random(9);
        for (int i = 0; i < 1000; i++) {
            numbers.add(random.nextGaussian() * Math.pow(10, random.nextInt(20)));
        }
        double first = EncoderFitting.standardize(array(numbers), true).deviation();
        double running = EncoderFitting.standardize(array(numbers), false).deviation();
        boolean differs = false;
        for (int k = 0; k < 20; k++) {
            Collections.shuffle(numbers, random);
            assertThat(EncoderFitting.standardize(array(numbers), true).deviation())
                    .isEqualTo(first);
            differs |= EncoderFitting.standardize(array(numbers), false).deviation() != running;
        }
        assertThat(differs).as("a running sum depends on it").isTrue();
    }

    private static double[] array(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
