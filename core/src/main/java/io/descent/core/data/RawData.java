package io.descent.core.data;

import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.Scaling;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Raw examples, split into train, dev and test set. Immutable. {@link #encode} prepares them for a network.
 *
 * @param train the training set, at least one example
 * @param dev the dev set, for decisions; null if there is none
 * @param test the test set, for the final evaluation; null if there is none
 * @param spec how to encode them
 * @param report what was found in the table, before it is known how the columns are encoded
 */
public record RawData(
        RawExamples train,
        @Nullable RawExamples dev,
        @Nullable RawExamples test,
        DataSpec spec,
        DataReport report) {
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

    /** Sets that are encoded by default: numbers and labels with values are standardised. */
    public RawData(RawExamples train, @Nullable RawExamples dev, @Nullable RawExamples test) {
        this(train, dev, test, DataSpec.memory(train.schema().labels().get(0)), DataReport.NONE);
    }

    /** The meaning of features and label. */
    public Schema schema() {
        return train.schema();
    }

    /**
     * Reads and splits examples.
     *
     * @param spec source of the examples
     * @param precision generated examples are rounded to it
     * @param streams for splitting at random
     * @throws InvalidInputException if the files or the split are invalid
     */
    public static RawData load(DataSpec spec, Precision precision, RandomStreams streams) {
        return load(spec, precision, streams, TableProgress.NONE);
    }

    /**
     * Reads and splits examples.
     *
     * @param progress told how far the tables have been read
     */
    public static RawData load(DataSpec spec, Precision precision, RandomStreams streams, TableProgress progress) {
        if (spec.memory()) {
            throw new InvalidInputException(
                    "data: a program passed the examples of this experiment in memory; give a file, or train from Java");
        }
        if (spec.directory() != null) {
            return images(spec, spec.directory(), streams);
        }
        if (spec.source() != null) {
            SourceReader reader = SourceReader.of(spec.source());
            List<String> labels = spec.labels().isEmpty() ? List.of(reader.label()) : spec.labels();
            boolean round = spec.source() instanceof Generator && precision == Precision.FLOAT32;
            return new Loading(spec, streams).load(reader, labels, null, null, round);
        }
        return new Loading(spec, streams)
                .load(
                        input(Objects.requireNonNullElse(spec.file(), spec.train()), spec, progress),
                        spec.labels(),
                        spec.dev() == null ? null : input(spec.dev(), spec, progress),
                        spec.test() == null ? null : input(spec.test(), spec, progress),
                        false);
    }

    private static TableInput input(@Nullable Path file, DataSpec spec, TableProgress progress) {
        return SourceReader.of(
                TableFile.of(Objects.requireNonNull(file), spec.format()).withProgress(progress));
    }

    /**
     * Splits examples in memory.
     *
     * @param spec how to split
     * @param train the training set, from which other sets are split off
     * @param dev null for none
     * @param test null for none
     * @param streams for splitting at random
     * @throws InvalidInputException if the tables or the split are invalid
     */
    public static RawData of(
            DataSpec spec, Table train, @Nullable Table dev, @Nullable Table test, RandomStreams streams) {
        SplitRatio split = spec.split();
        if ((dev != null && (split.dev() > 0 || split.isAutomatic()))
                || (test != null && (split.test() > 0 || split.isAutomatic()))) {
            throw new InvalidInputException(
                    "data.split %s would split off a set that has a table of its own".formatted(split));
        }
        return new Loading(spec, streams)
                .load(
                        train.input(),
                        spec.labels(),
                        dev == null ? null : dev.input(),
                        test == null ? null : test.input(),
                        false);
    }

    private static RawData images(DataSpec spec, Path directory, RandomStreams streams) {
        Path images = IdxFile.in(directory, TRAIN_IMAGES);
        RawExamples first = ordered(
                        IdxFile.read(images, IdxFile.in(directory, "train-labels-idx1-ubyte")), spec, streams)
                .withImage(spec.image());
        RawExamples test = null;
        if (IdxFile.hasTestImages(directory)) {
            if (spec.split().test() > 0) {
                throw new InvalidInputException(
                        "data.split %s: the test set already has its own files in %s; remove it from the split"
                                .formatted(spec.split(), directory));
            }
            Path testImages = IdxFile.in(directory, TEST_IMAGES);
            test = ordered(
                    IdxFile.conform(
                            testImages,
                            IdxFile.read(testImages, IdxFile.in(directory, "t10k-labels-idx1-ubyte")),
                            first.schema()),
                    spec,
                    streams);
        }
        if (spec.split().isNone()) {
            return new RawData(first, null, test, spec, DataReport.NONE);
        }
        SplitRatio ratio = spec.split().forSize(first.size(), test != null);
        @Nullable RawExamples[] parts = Splitter.parts(first, Splitter.split(first, ratio, streams.split()));
        return new RawData(
                Objects.requireNonNull(parts[0]), parts[1], parts[2] == null ? test : parts[2], spec, DataReport.NONE);
    }

    private static RawExamples ordered(RawExamples images, DataSpec spec, RandomStreams streams) {
        return spec.isByContent()
                ? images.select(ContentOrder.of(images, Roles.NONE.of(images.table()), streams.contentSeed()))
                : images;
    }

    /** Reads a training set and splits it, or reads the other sets. */
    private static final class Loading {
        private final DataSpec spec;
        private final RandomStreams streams;
        private final TableLoader loader;

        Loading(DataSpec spec, RandomStreams streams) {
            this.spec = spec;
            this.streams = streams;
            this.loader = new TableLoader(spec);
        }

        RawData load(
                TableInput input,
                List<String> labels,
                @Nullable TableInput devInput,
                @Nullable TableInput testInput,
                boolean round) {
            TypedTable first = ordered(loader.read(input, labels, round));
            RawExamples all = first.weighted().withRoles(first.roles()).withImage(spec.image());
            List<String> notes = loader.notes();
            KnownColumns known = KnownColumns.of(first, spec.format().missingMarkers());
            TypedTable dev = other(devInput, known, notes);
            TypedTable test = other(testInput, known, notes);
            requireApart(first, dev, test);
            @Nullable RawExamples[] parts = parts(first, all, test != null);
            RawExamples devSet = dev == null ? parts[1] : dev.weighted().withRoles(dev.roles());
            RawExamples testSet = test == null ? parts[2] : test.weighted();
            RawExamples train = parts[0];
            if (train == null) {
                throw new InvalidInputException("%s: the training set is empty; the column '%s' says train in no row"
                        .formatted(input.place(), spec.set()));
            }
            notes.addAll(Suspicions.of(train, devSet, testSet));
            DataReport report = new DataReport(Columns.reports(all, labels, Roles.of(spec), loader.columns()), notes);
            return new RawData(train, devSet, testSet, spec, report);
        }

        private @Nullable TypedTable other(@Nullable TableInput input, KnownColumns known, List<String> notes) {
            return input == null
                    ? null
                    : ordered(known.read(input, true, Roles.of(spec).ofOtherSets(), notes));
        }

        private TypedTable ordered(TypedTable table) {
            return spec.isByContent() ? table.byContent(streams.contentSeed()) : table;
        }

        private @Nullable RawExamples[] parts(TypedTable first, RawExamples all, boolean testApart) {
            if (spec.set() != null) {
                return Splitter.parts(all, first.roles().sets());
            }
            if (spec.split().isNone()) {
                return new @Nullable RawExamples[] {all, null, null};
            }
            SplitRatio ratio = spec.split().forSize(all.size(), testApart);
            int[] partOf = spec.group() != null
                    ? Splitter.byGroup(first.roles().groups(), ratio, streams.split())
                    : spec.time() != null
                            ? Splitter.byTime(first.roles().times(), ratio)
                            : Splitter.split(all, ratio, streams.split());
            return Splitter.parts(all, partOf);
        }

        /** Rejects a group that is in two files. */
        private void requireApart(TypedTable train, @Nullable TypedTable dev, @Nullable TypedTable test) {
            if (spec.group() == null) {
                return;
            }
            Set<String> names = new HashSet<>(train.roles().groupNames());
            for (TypedTable other : new @Nullable TypedTable[] {dev, test}) {
                for (String group :
                        other == null ? List.<String>of() : other.roles().groupNames()) {
                    if (names.contains(group)) {
                        throw new InvalidInputException(
                                "data.group %s: the group '%s' is in two sets; expected every group in only one of them"
                                        .formatted(spec.group(), Excerpt.of(group, 40)));
                    }
                }
                if (other != null) {
                    names.addAll(other.roles().groupNames());
                }
            }
        }
    }

    /**
     * Reads examples for an existing network from a table or IDX images.
     *
     * @param schema the schema of the training set
     * @param encoding what turns its features into inputs
     * @param format how the table is written
     * @param labelled whether to read labels; otherwise every label is 0
     * @throws InvalidInputException if the file cannot be read or lacks a column
     */
    public static RawExamples read(
            Path file, Schema schema, InputEncoding encoding, TableFormat format, boolean labelled) {
        return IdxFile.isImages(file)
                ? IdxFile.read(file, schema, labelled)
                : KnownColumns.of(schema, encoding, format).read(SourceReader.of(TableFile.of(file, format)), labelled);
    }

    /** Whether a file contains images in the IDX format. */
    public static boolean isImages(Path file) {
        return IdxFile.isImages(file);
    }

    /** Rejects a training set of a single class. */
    static void requireClasses(RawExamples train) {
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

    /** These sets with the dev set in the training set, after its own examples. */
    public RawData withDevInTrain() {
        return dev == null ? this : new RawData(train.with(dev), null, test, spec, report);
    }

    /** These sets with another training set, and without the test set. */
    public RawData withTrain(RawExamples other) {
        return new RawData(other, dev, null, spec, report);
    }

    /**
     * Encodes the examples for a network.
     *
     * @param normalize whether numbers are scaled to mean 0 and standard deviation 1
     * @param precision the format of the encoded features
     */
    public TrainingData encode(boolean normalize, Precision precision) {
        return new RawData(train, dev, test, spec.withNormalize(normalize), report).encode(precision);
    }

    /**
     * Encodes the examples for a network. Everything that is learnt for it is learnt on the training set.
     *
     * @param precision the format of the encoded features
     * @throws InvalidInputException if a number is too large to be encoded
     */
    public TrainingData encode(Precision precision) {
        InputEncoding encoding = train.fit(spec);
        List<Scaling> targets = train.fitTargets(spec);
        return new TrainingData(
                train.encode(encoding, targets, precision),
                dev == null ? null : dev.encode(encoding, targets, precision),
                test == null ? null : test.encode(encoding, targets, precision),
                Columns.encoded(report, encoding),
                Columns.choices(report, encoding, spec));
    }

    /**
     * Encodes a part of the training set for a network of its own. Everything that is learnt is learnt on this part;
     * the kinds of the columns and the classes are those of the whole training set.
     *
     * @param part positions in the training set
     * @param heldOut positions in the training set; they become the dev set
     */
    public TrainingData encode(int[] part, int[] heldOut, Precision precision) {
        RawExamples own = train.select(part);
        InputEncoding encoding = own.fit(spec);
        List<Scaling> targets = own.fitTargets(spec);
        return new TrainingData(
                own.encode(encoding, targets, precision),
                train.select(heldOut).encode(encoding, targets, precision),
                null,
                Columns.encoded(report, encoding),
                Columns.choices(report, encoding, spec));
    }
}
