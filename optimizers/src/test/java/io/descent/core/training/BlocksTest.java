package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Optimizer;
import io.descent.inference.spec.Precision;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Element-wise optimizers give the same bits on blocks of any size. */
class BlocksTest {
    private static final int INPUTS = 61;
    private static final int UNITS = 37;
    private static final int ALL = (INPUTS + 1) * UNITS;

    static Stream<Optimizer> elementwise() {
        return ServiceLoader.load(Optimizer.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(Optimizer::elementwise);
    }

    @ParameterizedTest
    @MethodSource("elementwise")
    void blocksOfAnySizeGiveTheSameBits(Optimizer optimizer) {
        for (Precision precision : Precision.values()) {
            String inOne = walk(optimizer, precision, ALL);
            for (int size : new int[] {1, 3, 8, 64, 1000}) {
                assertThat(walk(optimizer, precision, size))
                        .as("blocks of %d, %s", size, precision)
                        .isEqualTo(inOne);
            }
        }
    }

    private static String walk(Optimizer optimizer, Precision precision, int blockSize) {
        Random random = new Random(1);
        Walk walk = new Walk(optimizer, precision, 0.01, INPUTS, UNITS, blockSize);
        walk.parameters().fill(random::nextGaussian);
        for (int t = 0; t < 10; t++) {
            walk.step(() -> random.nextInt(4) == 0 ? 0 : random.nextGaussian());
        }
        return walk.sha256();
    }
}
