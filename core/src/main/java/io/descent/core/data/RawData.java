package io.descent.core.data;

import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Raw examples, split into train, dev and test set. Immutable. {@link #encode} prepares them for a network.
 *
 * @param train the training set, at least one example
 * @param dev the dev set, for decisions; null if there is none
 * @param test the test set, for the final evaluation; null if there is none
 */
public record RawData(
        RawExamples train,
        @Nullable RawExamples dev,
        @Nullable RawExamples test) {
    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";

    /**
     * Checks the classes.
     *
     * @throws InvalidInputException if the training set contains only one class
     */
    public RawData {
        requireClasses(train);
    }

    /** The meaning of features and label. */
    public Schema schema() {
        return train.schema();
    }

    /** Schema and sizes. */
    public DataSummary summary() {
        LabelSummary labels = train.summary();
        labels = dev == null ? labels : labels.with(dev.summary());
        return new DataSummary(schema(), labels, train.size(), DataSummary.size(dev), DataSummary.size(test));
    }

    /**
     * Reads and splits examples.
     *
     * @param spec source of the examples
     * @param precision the numbers must be finite in it
     * @param streams for splitting at random
     * @throws InvalidInputException if the files or the split are invalid
     */
    public static RawData load(DataSpec spec, Precision precision, RandomStreams streams) {
        RawExamples first = first(spec, precision);
        RawExamples dev = spec.dev() == null ? null : read(spec.dev(), first.schema(), true, precision);
        RawExamples test = spec.test() == null ? null : read(spec.test(), first.schema(), true, precision);
        Path directory = spec.directory();
        if (directory != null && IdxFile.hasTestImages(directory)) {
            if (spec.split().test() > 0) {
                throw new InvalidInputException(
                        "data.split %s: the test set already has its own files in %s; remove it from the split"
                                .formatted(spec.split(), directory));
            }
            Path images = IdxFile.in(directory, TEST_IMAGES);
            test = IdxFile.conform(
                    images, IdxFile.read(images, IdxFile.in(directory, "t10k-labels-idx1-ubyte")), first.schema());
        }
        return divided(spec, first, dev, test, streams);
    }

    /**
     * Splits examples in memory.
     *
     * @param spec how to split
     * @param train the training set, from which other sets are split off
     * @param dev null for none
     * @param test null for none
     * @param precision the numbers must be finite in it
     * @param streams for splitting at random
     * @throws InvalidInputException if the tables or the split are invalid
     */
    public static RawData of(
            DataSpec spec,
            Table train,
            @Nullable Table dev,
            @Nullable Table test,
            Precision precision,
            RandomStreams streams) {
        SplitRatio split = spec.split();
        if ((dev != null && (split.dev() > 0 || split.isAutomatic()))
                || (test != null && (split.test() > 0 || split.isAutomatic()))) {
            throw new InvalidInputException(
                    "data.split %s would split off a set that has a table of its own".formatted(split));
        }
        spec.ignore().forEach(train::column);
        RawExamples first =
                RawExamples.of(train, spec.requireLabel(), spec.ignore(), spec.task(), spec.image(), precision);
        return divided(
                spec,
                first,
                dev == null ? null : RawExamples.of(dev, first.schema(), true, precision),
                test == null ? null : RawExamples.of(test, first.schema(), true, precision),
                streams);
    }

    private static RawData divided(
            DataSpec spec,
            RawExamples first,
            @Nullable RawExamples dev,
            @Nullable RawExamples test,
            RandomStreams streams) {
        if (spec.split().isNone()) {
            return new RawData(first, dev, test);
        }
        RawData divided = divided(first, spec.split().forSize(first.size(), test != null), streams);
        return new RawData(
                divided.train, divided.dev == null ? dev : divided.dev, divided.test == null ? test : divided.test);
    }

    /**
     * Splits examples at random. Every part contains the classes in the same proportions.
     *
     * @param streams for splitting at random
     * @throws InvalidInputException if there are too few examples, or only one class
     */
    static RawData divided(RawExamples all, SplitRatio ratio, RandomStreams streams) {
        @Nullable RawExamples[] parts = Splitter.split(all, ratio, streams.split());
        return new RawData(Objects.requireNonNull(parts[0]), parts[1], parts[2]);
    }

    private static RawExamples first(DataSpec spec, Precision precision) {
        if (spec.memory()) {
            throw new InvalidInputException(
                    "data: a program passed the examples of this experiment in memory; give a file, or train from Java");
        }
        if (spec.source() != null) {
            SourceReader reader = new SourceReader(spec.source());
            return read(reader, spec, reader.label(spec.label()), precision);
        }
        if (spec.directory() != null) {
            Path images = IdxFile.in(spec.directory(), TRAIN_IMAGES);
            return IdxFile.read(images, IdxFile.in(spec.directory(), "train-labels-idx1-ubyte"))
                    .withImage(spec.image());
        }
        Path csv = spec.file() != null ? spec.file() : Objects.requireNonNull(spec.train());
        return read(CsvFile.reader(csv), spec, spec.requireLabel(), precision);
    }

    private static RawExamples read(SourceReader reader, DataSpec spec, String label, Precision precision) {
        if (spec.ignore().contains(label)) {
            throw new InvalidInputException("data.ignore: the label '" + label + "' cannot be ignored");
        }
        Table table = reader.read(header -> {
            header.require(label, "the label column");
            spec.ignore().forEach(name -> header.require(name, "the ignored column"));
            return name -> name.equals(label)
                    ? TableRows.Kind.TEXT
                    : spec.ignore().contains(name) ? TableRows.Kind.SKIP : TableRows.Kind.NUMBER;
        });
        return RawExamples.of(table, label, spec.ignore(), spec.task(), spec.image(), precision);
    }

    /**
     * Reads examples for an existing network from a CSV file or IDX images.
     *
     * @param schema the schema of the training set
     * @param labelled whether to read labels; otherwise every label is 0
     * @param precision the numbers must be finite in it
     * @throws InvalidInputException if the file cannot be read or lacks a column
     */
    public static RawExamples read(Path file, Schema schema, boolean labelled, Precision precision) {
        if (IdxFile.isImages(file)) {
            return IdxFile.read(file, schema, labelled);
        }
        Table table = CsvFile.reader(file).read(header -> {
            schema.features().forEach(name -> header.require(name, "the feature column"));
            if (labelled) {
                header.require(schema.label(), "the label column");
            }
            return name -> schema.features().contains(name)
                    ? TableRows.Kind.NUMBER
                    : labelled && name.equals(schema.label()) ? TableRows.Kind.TEXT : TableRows.Kind.SKIP;
        });
        return RawExamples.of(table, schema, labelled, precision);
    }

    private static void requireClasses(RawExamples train) {
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
     * Encodes the examples for a network.
     *
     * @param normalize whether every feature is normalised by mean and standard deviation of the training set
     * @param precision the format of the encoded features
     */
    public TrainingData encode(boolean normalize, Precision precision) {
        InputEncoding learnt = normalize ? train.standardization() : InputEncoding.unscaled(schema().features());
        return new TrainingData(
                train.encode(learnt, precision),
                dev == null ? null : dev.encode(learnt, precision),
                test == null ? null : test.encode(learnt, precision));
    }
}
