package io.descent.core.augment;

import io.descent.api.Augmentation;
import io.descent.core.random.PortableRandom;
import io.descent.core.random.RandomStreams;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.problem.PluginException;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.table.internal.Scaling;
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
    private final AugmentedExample example;
    private final RandomStreams streams;
    private final PortableRandom random;

    /**
     * Creates an augmenter.
     *
     * @param units of the dense inputs; augmentations see these in the units of their source
     * @param shape of the images; null if the features are not pixels
     * @throws IllegalArgumentException if an augmentation needs images and {@code shape} is null
     */
    public Augmenter(
            List<Augmentation> augmentations,
            List<Scaling.Standardize> units,
            @Nullable ImageShape shape,
            RandomStreams streams) {
        for (Augmentation augmentation : augmentations) {
            if (needsImage(augmentation) && shape == null) {
                throw new IllegalArgumentException(
                        PluginName.of(augmentation) + " needs images, but the shape of the images is unknown");
            }
        }
        this.augmentations = List.copyOf(augmentations);
        this.mean = units.stream().mapToDouble(Scaling.Standardize::mean).toArray();
        this.deviation =
                units.stream().mapToDouble(Scaling.Standardize::deviation).toArray();
        this.example = new AugmentedExample(deviation, shape);
        this.streams = streams;
        this.random = streams.augmentationStream();
    }

    /**
     * Whether an augmentation needs the pixels of an image.
     *
     * @throws PluginException if the plugin fails
     */
    public static boolean needsImage(Augmentation augmentation) {
        try {
            return augmentation.needsImage();
        } catch (Throwable e) {
            throw PluginFailure.of(augmentation, null, e);
        }
    }

    /**
     * Augments a mini-batch.
     *
     * @param order of the examples in the epoch
     * @param from where in the order the mini-batch begins
     * @param epoch from 0
     * @param x the features, normalised (examples x features)
     * @throws PluginException if an augmentation throws, or leaves a feature that is not finite in the precision of
     *     {@code x}
     */
    public void apply(int[] order, int from, int epoch, ArrayTensor x) {
        double largest = x.precision() == Precision.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        for (int i = 0; !augmentations.isEmpty() && i < x.rows(); i++) {
            for (int j = 0; j < mean.length; j++) {
                example.values[j] = x.get(i, j) * deviation[j] + mean[j];
            }
            for (int k = 0; k < augmentations.size(); k++) {
                streams.augmentation(random, epoch, order[from + i], k);
                apply(augmentations.get(k), order[from + i], largest);
            }
            for (int j = 0; j < mean.length; j++) {
                x.set(i, j, (example.values[j] - mean[j]) / deviation[j]);
            }
        }
    }

    private void apply(Augmentation augmentation, int position, double largest) {
        try {
            augmentation.apply(example, random);
        } catch (Throwable e) {
            throw PluginFailure.of(augmentation, place(position), e);
        }
        for (int j = 0; j < mean.length; j++) {
            double normalised = (example.values[j] - mean[j]) / deviation[j];
            if (!(Math.abs(normalised) <= largest)) {
                throw PluginFailure.of(
                        augmentation,
                        place(position),
                        "it set feature %d (from 0) to %s; features must stay finite%s"
                                .formatted(
                                        j,
                                        example.values[j],
                                        Double.isFinite(normalised) ? " in the precision of the network" : ""));
            }
        }
    }

    private static String place(int position) {
        return "training example " + position + " (from 0)";
    }
}
