package io.descent.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.ActivationMask;
import io.descent.api.Progress;
import io.descent.api.Tensor;
import io.descent.core.network.internal.FirstStep;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.random.MersenneTwister;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyRandomTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 123456789, Integer.MAX_VALUE})
    void outputsAreThoseOfTheMersenneTwister(int seed) {
        MersenneTwister reference = new MersenneTwister();
        reference.setSeed(seed);
        NumpyRandom random = new NumpyRandom(seed);
        for (int i = 0; i < 2000; i++) {
            assertThat(random.nextInt()).isEqualTo(reference.nextInt());
        }
    }

    @Test
    void boundedNumbersTakeTheLowestBits() {
        NumpyRandom bits = new NumpyRandom(9);
        NumpyRandom bounded = new NumpyRandom(9);
        for (int i = 0; i < 100; i++) {
            int value;
            do {
                value = bits.nextInt() & 7;
            } while (value >= 5);
            assertThat(bounded.nextInt(5)).isEqualTo(value);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> bounded.nextInt(0));
    }

    @Test
    void longsAreTwoOutputs() {
        NumpyRandom halves = new NumpyRandom(9);
        long expected = (long) halves.nextInt() << 32 | Integer.toUnsignedLong(halves.nextInt());
        assertThat(new NumpyRandom(9).nextLong()).isEqualTo(expected);
    }

    @Test
    void seedsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NumpyRandom(-1))
                .withMessageContaining("4294967295");
        assertThatThrownBy(() -> RandomStreams.of(1, new RandomSpec(RandomSource.NUMPY_LEGACY, null, 1L << 32, null)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("random.shuffle-seed is 4294967296");
        assertThatThrownBy(() -> RandomStreams.of(-5, new RandomSpec(RandomSource.NUMPY_LEGACY, null, null, null)))
                .hasMessageContaining("random.initialization-seed is -5");
    }

    @Test
    void layersShareOneStreamOfInitialWeights() {
        RandomStreams streams = RandomStreams.of(1, new RandomSpec(RandomSource.NUMPY_LEGACY, 3L, null, null));
        NumpyRandom reference = new NumpyRandom(3);
        IntFunction<PortableRandom> layers = streams.initialization();
        assertThat(layers.apply(1).nextGaussian()).isEqualTo(reference.nextGaussian());
        assertThat(layers.apply(2).nextGaussian()).isEqualTo(reference.nextGaussian());
        assertThat(streams.initialization().apply(1).nextGaussian()).isEqualTo(new NumpyRandom(3).nextGaussian());
    }

    @Test
    void theShuffleSeedIsRaisedBeforeEveryEpoch() {
        RandomStreams streams = RandomStreams.of(1, new RandomSpec(RandomSource.NUMPY_LEGACY, null, 10L, null));
        assertThat(streams.order(0, 30)).isEqualTo(new NumpyRandom(11).permutation(30));
        assertThat(streams.order(4, 30)).isEqualTo(new NumpyRandom(15).permutation(30));
    }

    private record Uniform() implements ActivationMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            mask.fill(random::nextDouble);
        }
    }

    /** The order of a program that keeps one example per column: unit by unit, one layer after the other. */
    @Test
    void masksAreDrawnAnewUnitByUnit() {
        Masks masks = RandomStreams.of(1, new RandomSpec(RandomSource.NUMPY_LEGACY, null, null, 7L))
                .masks();
        ArrayTensor first = ArrayTensor.zeros(Precision.FLOAT64, 2, 3);
        ArrayTensor second = ArrayTensor.zeros(Precision.FLOAT64, 2, 1);
        List<Runnable> fillFirst = masks.prepare(new Uniform(), first, 1, 0);
        List<Runnable> fillSecond = masks.prepare(new Uniform(), second, 2, 0);
        for (int step = 0; step < 2; step++) {
            masks.begin(step, FirstStep.PROGRESS);
            fillFirst.forEach(Runnable::run);
            fillSecond.forEach(Runnable::run);
            NumpyRandom reference = new NumpyRandom(7);
            for (int unit = 0; unit < 3; unit++) {
                assertThat(first.get(0, unit)).isEqualTo(reference.nextDouble());
                assertThat(first.get(1, unit)).isEqualTo(reference.nextDouble());
            }
            assertThat(second.get(0, 0)).isEqualTo(reference.nextDouble());
            assertThat(second.get(1, 0)).isEqualTo(reference.nextDouble());
        }
    }
}
