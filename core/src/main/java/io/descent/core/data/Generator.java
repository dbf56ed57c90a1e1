package io.descent.core.data;

import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;

import io.descent.api.Plugin;
import io.descent.core.random.PortableRandom;
import io.descent.core.random.RandomStreams;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes two-dimensional examples {@code x1}, {@code x2} of several classes. The examples depend on the generator's own seed,
 * not on that of the experiment. Class k gets every example whose number leaves the remainder k.
 */
public interface Generator extends Plugin {
    /** How many examples to make, at least the number of classes. */
    int examples();

    /** How many classes, at least 2. */
    int classes();

    /** Standard deviation of the normally distributed error added to both features. */
    double noise();

    /** What the examples depend on. */
    long seed();

    /**
     * Places one example, without noise.
     *
     * @param label its class, from 0
     * @param position where along the shape of its class, in [0, 1)
     * @param point receives x1 and x2
     */
    void place(int label, double position, double[] point);

    /** Makes the examples. */
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
        return new RawExamples(
                new Schema(List.of("x1", "x2"), "class", Task.CLASSIFICATION, names), table, labels);
    }
}
