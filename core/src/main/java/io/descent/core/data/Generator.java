package io.descent.core.data;

import io.descent.api.DataSource;
import io.descent.api.Rows;
import io.descent.core.random.PortableRandom;
import io.descent.core.random.RandomStreams;
import java.util.List;

/**
 * Examples of several classes with two features, {@code x1} and {@code x2}. They depend on the generator's own seed,
 * not on the seed of the experiment. Example i belongs to class i modulo the number of classes.
 */
sealed interface Generator extends DataSource permits Blobs, Circles, Moons, Spirals {
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

    @Override
    default List<String> columns() {
        return List.of("x1", "x2", "class");
    }

    @Override
    default String label() {
        return "class";
    }

    @Override
    default void read(Rows rows) {
        PortableRandom random = new RandomStreams(seed()).generator();
        double[] point = new double[2];
        for (int i = 0; i < examples(); i++) {
            int label = i % classes();
            place(label, random.nextDouble(), point);
            rows.number(point[0] + noise() * random.nextGaussian());
            rows.number(point[1] + noise() * random.nextGaussian());
            rows.number(label).endRow();
        }
    }
}
