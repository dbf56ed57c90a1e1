package io.descent.benchmarks;

import io.descent.core.data.RawExamples;
import io.descent.core.data.Table;
import io.descent.inference.spec.Schema;
import java.util.Random;

/** Generates examples with features from the standard normal distribution. */
public final class GeneratedExamples {
    private GeneratedExamples() {}

    /** Generates features example by example; returns one array per feature. */
    public static float[][] features(int features, int rows, Random random) {
        float[][] columns = new float[features][rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < features; j++) {
                columns[j][i] = (float) random.nextGaussian();
            }
        }
        return columns;
    }

    /**
     * Returns examples of a schema.
     *
     * @param features one array per feature
     * @param labels the value or the index of the class, which is also its name, of each example
     */
    public static RawExamples of(Schema schema, float[][] features, double[] labels) {
        Table.Builder table = Table.builder();
        for (int j = 0; j < features.length; j++) {
            table.column(schema.features().get(j), features[j]);
        }
        table.column(schema.label(), labels);
        return RawExamples.of(table.build(), schema, true);
    }
}
