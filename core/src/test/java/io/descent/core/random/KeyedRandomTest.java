package io.descent.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.ActivationMask;
import io.descent.api.Progress;
import io.descent.api.Tensor;
import io.descent.core.network.internal.FirstStep;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class KeyedRandomTest {
    private static final double UNLIKELY = 1e-4;

    private final PortableRandom random = new RandomStreams(1).generator();

    private static void assertDistribution(RealDistribution expected, DoubleSupplier numbers) {
        double[] sample = new double[5000];
        Arrays.setAll(sample, i -> numbers.getAsDouble());
        assertThat(new KolmogorovSmirnovTest().kolmogorovSmirnovTest(expected, sample))
                .isGreaterThan(UNLIKELY);
    }

    @Test
    void numbersFollowTheirDistributions() {
        assertDistribution(new UniformRealDistribution(0, 1), random::nextDouble);
        assertDistribution(new UniformRealDistribution(0, 1), random::nextFloat);
        assertDistribution(new UniformRealDistribution(0, 3), () -> random.nextDouble(3));
        assertDistribution(new UniformRealDistribution(-2, 5), () -> random.nextDouble(-2, 5));
        assertDistribution(new UniformRealDistribution(0, 3), () -> random.nextFloat(3));
        assertDistribution(new UniformRealDistribution(-2, 5), () -> random.nextFloat(-2, 5));
        assertDistribution(new NormalDistribution(0, 1), random::nextGaussian);
        assertDistribution(new NormalDistribution(3, 2), () -> random.nextGaussian(3, 2));
        assertDistribution(new ExponentialDistribution(1), random::nextExponential);
    }

    @Test
    void boundedNumbersAreEquallyLikely() {
        long[] counts = new long[7];
        long[] shifted = new long[7];
        for (int i = 0; i < 70_000; i++) {
            counts[random.nextInt(7)]++;
            shifted[(int) random.nextLong(-3, 4) + 3]++;
        }
        double[] expected = new double[7];
        Arrays.fill(expected, 10_000);
        assertThat(new ChiSquareTest().chiSquareTest(expected, counts)).isGreaterThan(UNLIKELY);
        assertThat(new ChiSquareTest().chiSquareTest(expected, shifted)).isGreaterThan(UNLIKELY);
    }

    @Test
    void extremeBounds() {
        assertThat(random.nextInt(1)).isZero();
        assertThat(random.nextLong(Long.MIN_VALUE, Long.MAX_VALUE)).isLessThan(Long.MAX_VALUE);
        assertThat(random.nextInt(5, 6)).isEqualTo(5);
        assertThat(random.nextDouble(1, Math.nextUp(1.0))).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> random.nextInt(0));
        assertThatIllegalArgumentException().isThrownBy(() -> random.nextInt(3, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> random.nextDouble(0));
        assertThatIllegalArgumentException().isThrownBy(() -> random.nextDouble(0, Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException().isThrownBy(() -> random.nextGaussian(0, -1));
    }

    @Test
    void bitsAndBytesAreBalanced() {
        int heads = 0;
        byte[] bytes = new byte[10_000];
        random.nextBytes(bytes);
        int ones = 0;
        for (byte b : bytes) {
            heads += random.nextBoolean() ? 1 : 0;
            ones += Integer.bitCount(b & 0xff);
        }
        assertThat(heads / 10_000.0).isCloseTo(0.5, within(0.02));
        assertThat(ones / 80_000.0).isCloseTo(0.5, within(0.01));
    }

    @Test
    void permutationHoldsEveryNumberOnce() {
        int[] permutation = random.permutation(100);
        assertThat(permutation).doesNotHaveDuplicates().isNotEqualTo(sorted(permutation));
        assertThat(sorted(permutation)).startsWith(0, 1, 2).endsWith(98, 99);
        assertThat(random.permutation(0)).isEmpty();
    }

    private static int[] sorted(int[] array) {
        int[] copy = array.clone();
        Arrays.sort(copy);
        return copy;
    }

    @Test
    void streamDependsOnItsKeyAndOnNothingElse() {
        RandomStreams streams = new RandomStreams(5);
        long first = streams.initialization().apply(1).nextLong();
        streams.order(0, 10);
        assertThat(streams.initialization().apply(1).nextLong()).isEqualTo(first);
        assertThat(new RandomStreams(5).initialization().apply(1).nextLong()).isEqualTo(first);
        assertThat(new long[] {
                    first,
                    streams.initialization().apply(2).nextLong(),
                    new RandomStreams(6).initialization().apply(1).nextLong(),
                    streams.split().nextLong(),
                    streams.generator().nextLong(),
                    streams.sample(0).nextLong(),
                    streams.sample(1).nextLong()
                })
                .doesNotHaveDuplicates();
        assertThat(streams.order(0, 50)).isEqualTo(streams.order(0, 50)).isNotEqualTo(streams.order(1, 50));
    }

    @Test
    void purposesCanHaveSeedsOfTheirOwn() {
        RandomStreams streams = RandomStreams.of(5, new RandomSpec(RandomSource.KEYED, 7L, 8L, 9L));
        assertThat(streams.initialization().apply(1).nextLong())
                .isEqualTo(new RandomStreams(7).initialization().apply(1).nextLong());
        assertThat(streams.order(3, 20)).isEqualTo(new RandomStreams(8).order(3, 20));
        assertThat(noise(streams.masks(), 0, 1, 0)).isEqualTo(noise(new RandomStreams(9).masks(), 0, 1, 0));
        assertThat(streams.split().nextLong())
                .isEqualTo(new RandomStreams(5).split().nextLong());
    }

    /** A mask with one row per block of rows. */
    private static List<Double> noise(Masks masks, int step, int layer, int index) {
        ArrayTensor values = ArrayTensor.zeros(Precision.FLOAT64, 33, 1);
        List<Runnable> fillers = masks.prepare(new Noise(), values, layer, index);
        masks.begin(step, FirstStep.PROGRESS);
        fillers.forEach(Runnable::run);
        return List.of(values.get(0, 0), values.get(31, 0), values.get(32, 0));
    }

    private record Noise() implements ActivationMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            mask.fill(random::nextGaussian);
        }
    }

    @Test
    void masksDependOnStepLayerIndexAndBlockOfRows() {
        Masks masks = new RandomStreams(5).masks();
        List<Double> first = noise(masks, 3, 1, 0);
        assertThat(first).doesNotHaveDuplicates();
        assertThat(noise(masks, 3, 1, 0)).isEqualTo(first);
        assertThat(noise(masks, 4, 1, 0)).doesNotContainAnyElementsOf(first);
        assertThat(noise(masks, 3, 2, 0)).doesNotContainAnyElementsOf(first);
        assertThat(noise(masks, 3, 1, 1)).doesNotContainAnyElementsOf(first);
    }
}
