package io.descent.core.augment;

import io.descent.core.random.PortableRandom;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.Normalization;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Augments the examples of mini-batches. The changes of an example depend on the seed, the epoch and its position in
 * the training set, not on the mini-batch that contains it.
 */
public final class Augmenter {
    private final List<Augmentation> augmentations;
    private final double[] mean;
    private final double[] deviation;
    private final Example example;
    private final RandomStreams streams;
    private final PortableRandom random;

    /**
     * Creates an augmenter.
     *
     * @param normalization of the features; augmentations see them in the units of their source
     * @param shape of the images; null if the features are not pixels
     * @throws IllegalArgumentException if an augmentation needs images and {@code shape} is null
     */
    public Augmenter(
            List<Augmentation> augmentations,
            Normalization normalization,
            @Nullable ImageShape shape,
            RandomStreams streams) {
        for (Augmentation augmentation : augmentations) {
            if (augmentation.needsImage() && shape == null) {
                throw new IllegalArgumentException(
                        augmentation.name() + " needs images, but the shape of the images is unknown");
            }
        }
        this.augmentations = List.copyOf(augmentations);
        this.mean = normalization.mean();
        this.deviation = normalization.deviation();
        this.example = new Example(deviation, shape);
        this.streams = streams;
        this.random = streams.augmentationStream();
    }

    /**
     * Augments a mini-batch.
     *
     * @param order of the examples in the epoch
     * @param from where in the order the mini-batch begins
     * @param epoch from 0
     * @param x the features, normalised (examples x features)
     */
    public void apply(int[] order, int from, int epoch, ArrayTensor x) {
        for (int i = 0; !augmentations.isEmpty() && i < x.rows(); i++) {
            for (int j = 0; j < mean.length; j++) {
                example.values[j] = x.get(i, j) * deviation[j] + mean[j];
            }
            for (int k = 0; k < augmentations.size(); k++) {
                streams.augmentation(random, epoch, order[from + i], k);
                augmentations.get(k).apply(example, random);
            }
            for (int j = 0; j < mean.length; j++) {
                x.set(i, j, (example.values[j] - mean[j]) / deviation[j]);
            }
        }
    }
}
