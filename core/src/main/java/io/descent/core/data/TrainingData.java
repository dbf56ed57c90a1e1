package io.descent.core.data;

import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.table.internal.InputEncoding;
import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The examples of a run, encoded for its network. Immutable: several runs may share it.
 *
 * @param train the training set, at least one example
 * @param dev the dev set, for decisions; null if there is none
 * @param test the test set, for the final evaluation; null if there is none
 * @param report what was found in the table
 * @param columns what a user would write to get the same columns again
 * @param raw the examples as they are in their source, for networks that are trained on parts of them; null if none
 *     are
 * @param whole the facts about all examples, if the training set is elsewhere and {@code train} is a sample; null
 *     otherwise
 */
public record TrainingData(
        Examples train,
        @Nullable Examples dev,
        @Nullable Examples test,
        DataReport report,
        SortedMap<String, ColumnChoice> columns,
        @Nullable RawData raw,
        @Nullable DataSummary whole) {
    /** Examples that are not encoded again. */
    public TrainingData(
            Examples train,
            @Nullable Examples dev,
            @Nullable Examples test,
            DataReport report,
            SortedMap<String, ColumnChoice> columns) {
        this(train, dev, test, report, columns, null, null);
    }

    /** Examples about whose source nothing is known. */
    public TrainingData(Examples train, @Nullable Examples dev, @Nullable Examples test) {
        this(train, dev, test, DataReport.NONE, Collections.emptySortedMap());
    }

    /** The meaning of features and label. */
    public Schema schema() {
        return train.schema();
    }

    /** What turned the features of all sets into inputs. */
    public InputEncoding encoding() {
        return train.encoding();
    }

    /** Schema, and the sizes of the sets that are in this process. */
    public DataSummary summaryHere() {
        return summary().of(train.size(), DataSummary.size(dev), DataSummary.size(test));
    }

    /** Schema and sizes. */
    public DataSummary summary() {
        if (whole != null) {
            return whole;
        }
        LabelSummary labels = train.summary();
        labels = dev == null ? labels : labels.with(dev.summary());
        return new DataSummary(
                schema(),
                labels,
                encoding().shape(),
                encoding().numbers(),
                columns,
                train.isScaled(),
                train.size(),
                DataSummary.size(dev),
                DataSummary.size(test));
    }

    /**
     * Reads, splits and encodes examples.
     *
     * @param spec source of the examples
     * @param precision the format of the encoded features
     * @param streams for splitting at random
     * @throws InvalidInputException if the files or the split are invalid
     */
    public static TrainingData load(DataSpec spec, Precision precision, RandomStreams streams) {
        return load(spec, precision, streams, TableProgress.NONE);
    }

    /**
     * Reads, splits and encodes examples.
     *
     * @param progress told how far the tables have been read
     * @throws InvalidInputException if the files or the split are invalid
     */
    public static TrainingData load(DataSpec spec, Precision precision, RandomStreams streams, TableProgress progress) {
        return RawData.load(spec, precision, streams, progress).encode(precision);
    }

    /** A copy without the test set, for code that must not see it. */
    public TrainingData withoutTest() {
        return new TrainingData(
                train, dev, null, report, columns, raw == null ? null : raw.withTrain(raw.train()), whole);
    }

    /** A copy that keeps the examples as they are in their source. */
    public TrainingData withRaw(RawData source) {
        return new TrainingData(train, dev, test, report, columns, source, whole);
    }

    /** A copy whose training set is a sample of one that is elsewhere. */
    TrainingData of(DataSummary summary) {
        return new TrainingData(train, dev, test, report, columns, raw, summary);
    }
}
