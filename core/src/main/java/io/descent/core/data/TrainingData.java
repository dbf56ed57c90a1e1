package io.descent.core.data;

import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.Normalization;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The examples of one training, ready for its network. Immutable: several trainings may share it.
 *
 * @param train what is learnt from, at least one example
 * @param dev what decisions are made on; null if there is none
 * @param test what is looked at in the end; null if there is none
 * @param normalization what was applied to the raw features of all of them
 */
public record TrainingData(
        Examples train, @Nullable Examples dev, @Nullable Examples test, Normalization normalization) {
    /** The meaning of features and label. */
    public Schema schema() {
        return train.schema();
    }

    /** Schema and sizes. */
    public DataSummary summary() {
        return new DataSummary(schema(), train.size(), DataSummary.size(dev), DataSummary.size(test));
    }

    /**
     * Reads, divides and normalises examples.
     *
     * @param spec where they come from
     * @param precision the format to keep them in
     * @param streams the division depends on them
     * @throws InvalidInputException if files or division do not fit
     */
    public static TrainingData load(DataSpec spec, Precision precision, RandomStreams streams) {
        return RawData.load(spec, precision, streams).encode(spec.normalize(), precision);
    }

    /** The same for those who may not see the test set. */
    public TrainingData withoutTest() {
        return new TrainingData(train, dev, null, normalization);
    }
}
