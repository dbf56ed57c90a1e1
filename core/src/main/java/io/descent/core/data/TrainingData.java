package io.descent.core.data;

import io.descent.inference.network.internal.Normalization;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;

import io.descent.inference.problem.InvalidInputException;
import io.descent.core.random.RandomStreams;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.spec.Precision;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The examples of one run.
 *
 * @param train what is learnt from, at least one example
 * @param dev what decisions are made on; null if there is none
 * @param test what is looked at in the end; null if there is none
 * @param normalization what has been applied to all of them
 */
public record TrainingData(
        DataSet train, @Nullable DataSet dev, @Nullable DataSet test, Normalization normalization) {
    /** The meaning of features and label. */
    public Schema schema() {
        return train.schema();
    }

    /**
     * Examples from arrays, not normalised and not divided.
     *
     * @param features an array an example
     * @param labels for each example the index of its class, or its value
     * @param precision the format to keep them in
     * @throws InvalidInputException if a row has another length than the schema, a number is not finite, or a label is no class
     */
    public static DataSet of(Schema schema, double[][] features, double[] labels, Precision precision) {
        int columns = schema.features().size();
        ArrayTensor table = ArrayTensor.zeros(precision, features.length, columns);
        for (int i = 0; i < features.length; i++) {
            if (features[i].length != columns) {
                throw new InvalidInputException(
                        "example %d has %d features, the schema %d".formatted(i, features[i].length, columns));
            }
            for (int j = 0; j < columns; j++) {
                table.set(i, j, features[i][j]);
            }
        }
        for (int i = 0; i < labels.length; i++) {
            double label = labels[i];
            boolean isClass = label >= 0 && label < schema.classes().size() && label == Math.rint(label);
            if (schema.task() == Task.CLASSIFICATION ? !isClass : !Double.isFinite(label)) {
                throw new InvalidInputException("example %d: the label %s is %s"
                        .formatted(
                                i,
                                label,
                                schema.task() == Task.CLASSIFICATION
                                        ? "no index of " + schema.classes().size() + " classes"
                                        : "not a finite number"));
            }
        }
        int bad = table.firstNonFinite();
        if (bad >= 0) {
            throw new InvalidInputException("example %d: feature '%s' is not a finite number"
                    .formatted(bad / columns, schema.features().get(bad % columns)));
        }
        return new DataSet(schema, table, labels);
    }

    /**
     * Reads, divides and normalises the examples.
     *
     * @param spec where they come from
     * @param precision the format to keep features in
     * @param streams the division depends on them
     * @throws InvalidInputException if files or division do not fit
     */
    public static TrainingData load(DataSpec spec, Precision precision, RandomStreams streams) {
        TrainingData raw = loadRaw(spec, precision, streams);
        return spec.normalize() ? raw.normalized() : raw;
    }

    /** The same as {@link #load} without normalisation: the numbers of the source. */
    public static TrainingData loadRaw(DataSpec spec, Precision precision, RandomStreams streams) {
        DataSet first = first(spec, precision);
        DataSet dev = null;
        DataSet test = null;
        if (spec.dev() != null) {
            dev = readFor(spec.dev(), first.schema(), true, precision);
        }
        if (spec.test() != null) {
            test = readFor(spec.test(), first.schema(), true, precision);
        }
        if (spec.directory() != null && IdxFile.hasTestImages(spec.directory())) {
            if (spec.split() != null && spec.split().test() > 0) {
                throw new InvalidInputException("data.split %s: the test set has files of its own in %s; leave it out"
                        .formatted(spec.split(), spec.directory()));
            }
            Path images = IdxFile.in(spec.directory(), "t10k-images-idx3-ubyte");
            test = IdxFile.conform(
                    images,
                    IdxFile.read(images, IdxFile.in(spec.directory(), "t10k-labels-idx1-ubyte"), precision),
                    first.schema());
        }
        if (spec.split() == null || spec.split().isNone()) {
            return of(first, dev, test);
        }
        TrainingData divided = divided(first, spec.split().forSize(first.size(), spec.hasTestApart()), streams);
        return of(divided.train, divided.dev == null ? dev : divided.dev, divided.test == null ? test : divided.test);
    }

    private static DataSet first(DataSpec spec, Precision precision) {
        if (spec.generator() != null) {
            return spec.generator().generate(precision);
        }
        if (spec.directory() != null) {
            return IdxFile.read(
                    IdxFile.in(spec.directory(), "train-images-idx3-ubyte"),
                    IdxFile.in(spec.directory(), "train-labels-idx1-ubyte"),
                    precision);
        }
        Path csv = spec.file() != null ? spec.file() : Objects.requireNonNull(spec.train());
        return new CsvFile(csv).read(Objects.requireNonNull(spec.label()), spec.ignore(), spec.task(), precision);
    }

    /**
     * Reads examples for a network that exists: a CSV file, or IDX images.
     *
     * @param schema what the network was trained on
     * @param labelled whether labels are needed; without them every label is 0
     */
    public static DataSet readFor(Path file, Schema schema, boolean labelled, Precision precision) {
        return IdxFile.isImages(file)
                ? IdxFile.read(file, schema, labelled, precision)
                : new CsvFile(file).read(schema, labelled, precision);
    }

    private static void requireClasses(DataSet train) {
        if (train.schema().task() != Task.CLASSIFICATION) {
            return;
        }
        for (int i = 1; i < train.size(); i++) {
            if (train.label(i) != train.label(0)) {
                return;
            }
        }
        throw new InvalidInputException(
                "all %d examples of the training set have the label '%s'; a classifier needs at least two classes"
                        .formatted(train.size(), train.schema().classes().get((int) train.label(0))));
    }

    /**
     * Divides examples at random, each class by its share.
     *
     * @param streams the division depends on them
     * @throws InvalidInputException if there are too few examples, or only one class
     */
    public static TrainingData divided(DataSet all, SplitRatio ratio, RandomStreams streams) {
        @Nullable DataSet[] parts = Splitter.split(all, ratio, streams.split());
        return of(Objects.requireNonNull(parts[0]), parts[1], parts[2]);
    }

    private static TrainingData of(DataSet train, @Nullable DataSet dev, @Nullable DataSet test) {
        requireClasses(train);
        return new TrainingData(
                train,
                dev,
                test,
                Normalization.identity(train.schema().features().size()));
    }

    /** The same for those who may not see the test set. */
    public TrainingData withoutTest() {
        return new TrainingData(train, dev, null, normalization);
    }

    /** The same, every feature normalised by mean and deviation of the training set; overwrites the features in place. */
    public TrainingData normalized() {
        Normalization learnt = Normalization.learn(train);
        // parts of one table share its memory: normalise each table once
        train.normalizeTable(learnt);
        if (dev != null && !dev.sharesTableWith(train)) {
            dev.normalizeTable(learnt);
        }
        if (test != null && !test.sharesTableWith(train)) {
            test.normalizeTable(learnt);
        }
        return new TrainingData(train, dev, test, learnt);
    }
}
