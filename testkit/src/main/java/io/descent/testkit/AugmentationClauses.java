package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Augmentation;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Clauses for augmentations. */
final class AugmentationClauses {
    private static final int SEEDS = 200;

    private final Augmentation augmentation;

    AugmentationClauses(Augmentation augmentation) {
        this.augmentation = augmentation;
    }

    List<Clause> all() {
        return List.of(
                new Clause("leaves every feature finite, for examples of every size", this::isFinite),
                new Clause("changes some examples", this::changes),
                new Clause("depends only on its random stream", this::isRepeatable),
                new Clause("uses an image if needsImage() is true, and only then", this::usesImages),
                new Clause("keeps no example", this::keepsNothing),
                new Clause("may be used by several threads", this::isThreadSafe));
    }

    /** Positive features, as pixels are. */
    private GivenExample usual() {
        return example(
                8,
                8,
                Arrays.stream(Numbers.normal(1, 64)).map(x -> 1 + Math.abs(x)).toArray());
    }

    private GivenExample example(int height, int width, double... values) {
        return augmentation.needsImage() ? GivenExample.image(height, width, values) : GivenExample.of(values);
    }

    private double[] apply(GivenExample example, long seed) {
        augmentation.apply(example, Numbers.random(seed));
        example.close();
        return example.values();
    }

    private void isFinite() {
        List<Supplier<GivenExample>> examples = List.of(
                this::usual,
                () -> example(1, 1, 3),
                () -> example(1, 6, 1, 2, 3, 4, 5, 6),
                () -> example(5, 1, 1, 2, 3, 4, 5),
                () -> example(2, 3, new double[6]),
                () -> example(2, 2, 1e6, -1e6, 1e-6, -3));
        for (Supplier<GivenExample> example : examples) {
            int size = example.get().size();
            for (int seed = 0; seed < SEEDS; seed++) {
                Numbers.requireFinite(apply(example.get(), seed), "a feature of an example of size " + size);
            }
        }
    }

    private void changes() {
        double[] before = usual().values();
        if (IntStream.range(0, SEEDS).allMatch(seed -> Arrays.equals(before, apply(usual(), seed)))) {
            fail("it changes none of %d examples; give plugin() hyperparameters with which it does something"
                    .formatted(SEEDS));
        }
    }

    private void isRepeatable() {
        double[][] first = results();
        apply(example(2, 2, 1, 2, 3, 4), 1);
        double[][] second = results();
        for (int seed = 0; seed < SEEDS; seed++) {
            Numbers.requireSame(
                    first[seed],
                    second[seed],
                    "the same stream gives a different change: draw from the given stream only and keep no state");
        }
        boolean isAlike = Arrays.stream(first).allMatch(each -> Arrays.equals(each, first[0]));
        if (isAlike && !Arrays.equals(first[0], usual().values())) {
            fail("%d streams give the same change: draw from the given stream".formatted(SEEDS));
        }
    }

    private double[][] results() {
        return IntStream.range(0, SEEDS).mapToObj(seed -> apply(usual(), seed)).toArray(double[][]::new);
    }

    private void usesImages() {
        boolean usesImage = false;
        for (int seed = 0; seed < SEEDS; seed++) {
            GivenExample example = usual();
            apply(example, seed);
            usesImage |= example.usesImage();
        }
        if (augmentation.needsImage() && !usesImage) {
            fail(
                    "needsImage() returns true, but it calls none of height, width, resample, shift and flip: return false, so that it can be used with all features");
        }
    }

    /** An example fails if it is used after the call that it was made for. */
    private void keepsNothing() {
        for (int seed = 0; seed < SEEDS; seed++) {
            apply(seed % 2 == 0 ? usual() : example(2, 2, 1, 2, 3, 4), seed);
        }
    }

    private void isThreadSafe() {
        Numbers.requireThreadSafe(
                () -> Arrays.stream(results()).flatMapToDouble(Arrays::stream).toArray());
    }
}
