package io.descent.core.random;

import io.descent.api.ActivationMask;
import io.descent.api.Progress;
import io.descent.api.WeightMask;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The streams of a run that reproduces a NumPy program. */
final class NumpyStreams extends RandomStreams {
    private final long initializationSeed;
    private final long shuffleSeed;
    private final long maskSeed;

    NumpyStreams(long seed, RandomSpec spec) {
        super(seed);
        initializationSeed = require("initialization-seed", spec.initializationSeed(), seed);
        shuffleSeed = require("shuffle-seed", spec.shuffleSeed(), seed);
        maskSeed = require("mask-seed", spec.maskSeed(), seed);
    }

    private static long require(String key, @Nullable Long given, long otherwise) {
        long seed = given != null ? given : otherwise;
        if (seed >>> Integer.SIZE != 0) {
            throw new InvalidInputException(
                    "random.%s is %d; with the source numpy-legacy it must be from 0 to 4294967295"
                            .formatted(key, seed));
        }
        return seed;
    }

    @Override
    public IntFunction<PortableRandom> initialization(int part) {
        NumpyRandom random = new NumpyRandom((initializationSeed + part) & 0xffff_ffffL);
        return layer -> random;
    }

    @Override
    public int[] order(int epoch, int n) {
        return new NumpyRandom((shuffleSeed + 1 + epoch) & 0xffff_ffffL).permutation(n);
    }

    @Override
    public Masks masks() {
        NumpyRandom random = new NumpyRandom(maskSeed);
        return new Masks() {
            private @Nullable Progress progress;

            @Override
            public void begin(int step, Progress of) {
                progress = of;
                random.restart(maskSeed);
            }

            /** Draws unit by unit, which is the order of NumPy programs that keep one example per column. */
            @Override
            public List<Runnable> prepare(ActivationMask mask, ArrayTensor values, int layer, int index) {
                int units = values.columns();
                ArrayTensor transposed = ArrayTensor.zeros(values.precision(), units, values.rows());
                return List.of(() -> {
                    mask.fill(transposed, random, Objects.requireNonNull(progress));
                    for (int i = 0; i < values.rows(); i++) {
                        for (int j = 0; j < units; j++) {
                            values.set(i, j, transposed.get(j, i));
                        }
                    }
                });
            }

            @Override
            public Runnable prepareWeights(WeightMask mask, ArrayTensor values, int layer, int index) {
                return () -> mask.fill(values, random, Objects.requireNonNull(progress));
            }
        };
    }
}
