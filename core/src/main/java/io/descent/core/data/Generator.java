package io.descent.core.data;

import io.descent.api.Plugin;
import io.descent.core.random.PortableRandom;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Generates examples of several classes with two features, {@code x1} and {@code x2}. The examples depend on the
 * generator's own seed, not on the seed of the experiment. Example i belongs to class i modulo the number of classes.
 */
public interface Generator extends Plugin {
    /** Number of examples to generate, at least the number of classes. */
    int examples();

    /** Number of classes, at least 2. */
    int classes();

    /** Standard deviation of the normally distributed error added to both features. */
    double noise();

    /** The seed of the examples. */
    long seed();

    /**
     * Places one example, without noise.
     *
     * @param label its class, from 0
     * @param position along the shape of its class, in [0, 1)
     * @param point receives x1 and x2
     */
    void place(int label, double position, double[] point);

    /** Generates the examples. */
    default RawExamples generate() {
        PortableRandom random = new RandomStreams(seed()).generator();
        double[] x1 = new double[examples()];
        double[] x2 = new double[examples()];
        double[] labels = new double[examples()];
        double[] point = new double[2];
        for (int i = 0; i < labels.length; i++) {
            int label = i % classes();
            labels[i] = label;
            place(label, random.nextDouble(), point);
            x1[i] = point[0] + noise() * random.nextGaussian();
            x2[i] = point[1] + noise() * random.nextGaussian();
        }
        List<String> names =
                IntStream.range(0, classes()).mapToObj(Integer::toString).toList();
        Table table = Table.builder().column("x1", x1).column("x2", x2).build();
        return new RawExamples(new Schema(List.of("x1", "x2"), "class", Task.CLASSIFICATION, names), table, labels);
    }
}
