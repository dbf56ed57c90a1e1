package io.descent.core.data;

import io.descent.api.DataSource;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Precision;

/** Generated examples, not split. */
public final class Generated {
    private Generated() {}

    public static RawExamples of(DataSource generator) {
        return RawData.load(DataSpec.generated(generator).withSplit("none"), Precision.FLOAT64, new RandomStreams(1))
                .train();
    }
}
