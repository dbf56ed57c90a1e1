package io.descent.core.data;

import io.descent.api.DataSource;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The source of the examples: the {@code data} section of an experiment file. Exactly one of {@code file},
 * {@code train}, {@code directory} and {@code source} is given.
 *
 * @param file a CSV file to split
 * @param train a CSV file with the training set
 * @param dev a CSV file with the dev set; requires {@code train}
 * @param test a CSV file with the test set; requires {@code train}
 * @param directory a folder with {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte} and, for the test
 *     set, {@code t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte}, plain or gzipped
 * @param source a plugin that supplies the examples
 * @param generator the former key of {@code source}: moons, circles, blobs or spirals, whose label is a class; the
 *     constructor turns it into {@code source} and null
 * @param memory whether a program passed the examples in memory; recorded with the run, which cannot be repeated from
 *     its file
 * @param label name of the label column; null for that of the source
 * @param ignore columns that are neither features nor label
 * @param task kind of the label; null to detect it
 * @param split how a single source is split; null for the default: 60/20/20, or no split if the files are already split
 * @param image shape of the image that the features form; null if they form none, or to take it from the image files
 * @param normalize whether features are normalised by mean and standard deviation of the training set
 */
public record DataSpec(
        @Default("null") @Nullable Path file,
        @Default("null") @Nullable Path train,
        @Default("null") @Nullable Path dev,
        @Default("null") @Nullable Path test,
        @Default("null") @Nullable Path directory,
        @Default("null") @Nullable DataSource source,
        @Default("null") @Nullable DataSource generator,
        @Default("false") boolean memory,
        @Default("null") @Nullable String label,
        @Default("[]") List<String> ignore,
        @Default("null") @Nullable Task task,
        @Default("null") @Nullable SplitRatio split,
        @Default("null") @Nullable ImageShape image,
        @Default("true") boolean normalize) {
    private static final SplitRatio USUAL = new SplitRatio(60, 20, 20);

    /**
     * Checks which components are combined.
     *
     * @throws IllegalArgumentException if the sources contradict each other or something is missing
     */
    public DataSpec {
        ignore = List.copyOf(ignore);
        long sources = Stream.of(file, train, directory, source, generator)
                        .filter(Objects::nonNull)
                        .count()
                + (memory ? 1 : 0);
        if (sources != 1) {
            throw new IllegalArgumentException(
                    (sources == 0 ? "no source of examples" : "more than one source of examples")
                            + "; give exactly one of file, train, directory, source");
        }
        if (generator != null) {
            if (!(generator instanceof Generator)) {
                throw new IllegalArgumentException(
                        "generator does not take %s; write source instead".formatted(generator.name()));
            }
            source = generator;
            generator = null;
        }
        if (source instanceof Generator && label == null && task == null) {
            task = Task.CLASSIFICATION;
        }
        if (source != null && !(source instanceof Record)) {
            throw new IllegalArgumentException(
                    "%s is not a record, so that the experiment could not be written to a file; make it a record, or read it with Table.of"
                            .formatted(source.getClass().getName()));
        }
        boolean isTable = file != null || train != null || memory;
        if (isTable && label == null) {
            throw new IllegalArgumentException("the name of the label column is missing; add label: NAME");
        }
        if (directory != null && (label != null || !ignore.isEmpty() || task != null)) {
            throw new IllegalArgumentException("label, ignore and task are not for images");
        }
        if (train == null && (dev != null || test != null)) {
            throw new IllegalArgumentException("dev and test require train");
        }
        if (label != null && ignore.contains(label)) {
            throw new IllegalArgumentException("the label '" + label + "' cannot be ignored");
        }
        if (split == null) {
            split = file != null || source != null || memory ? USUAL : SplitRatio.NONE;
        }
        if ((dev != null && (split.dev() > 0 || split.isAutomatic())) || (test != null && split.test() > 0)) {
            throw new IllegalArgumentException(
                    "split " + split + " takes a part that already has its own file; remove that part from the split");
        }
    }

    /** How a single source is split. */
    @Override
    public SplitRatio split() {
        return Objects.requireNonNull(split); // set by the constructor
    }

    /** The name of the label column. */
    String requireLabel() {
        return Objects.requireNonNull(label); // the constructor requires it for tables
    }

    /** A CSV file, split 60/20/20. */
    public static DataSpec csv(Path file, String label) {
        return new DataSpec(file, null, null, null, null, null, null, false, label, List.of(), null, null, null, true);
    }

    /** CSV files for train, dev and test set; the last two may be null. */
    public static DataSpec csvParts(Path train, @Nullable Path dev, @Nullable Path test, String label) {
        return new DataSpec(null, train, dev, test, null, null, null, false, label, List.of(), null, null, null, true);
    }

    /** A folder with IDX files of the MNIST family. */
    public static DataSpec idx(Path directory) {
        return new DataSpec(
                null, null, null, null, directory, null, null, false, null, List.of(), null, null, null, true);
    }

    /** The examples of a data source, split 60/20/20. Its own label column is the label unless {@link #withLabel}. */
    public static DataSpec of(DataSource source) {
        return new DataSpec(null, null, null, null, null, source, null, false, null, List.of(), null, null, null, true);
    }

    /** Examples of moons, circles, blobs or spirals, split 60/20/20. The label is a class. */
    public static DataSpec generated(DataSource generator) {
        return new DataSpec(
                null, null, null, null, null, null, generator, false, null, List.of(), null, null, null, true);
    }

    /** Tables in memory. The first one is split 60/20/20. */
    public static DataSpec memory(String label) {
        return new DataSpec(null, null, null, null, null, null, null, true, label, List.of(), null, null, null, true);
    }

    /** A copy with another split, such as {@code 80/10/10} or {@code none}. */
    public DataSpec withSplit(String ratio) {
        return with(label, ignore, task, SplitRatio.parse(ratio), image, normalize);
    }

    /** A copy whose features form an image. */
    public DataSpec withImage(ImageShape shape) {
        return with(label, ignore, task, split, shape, normalize);
    }

    /** A copy with or without normalisation. */
    public DataSpec withNormalize(boolean wanted) {
        return with(label, ignore, task, split, image, wanted);
    }

    /** A copy with another label column. */
    public DataSpec withLabel(String column) {
        return with(column, ignore, task, split, image, normalize);
    }

    /** A copy that ignores these columns. */
    public DataSpec withIgnore(String... columns) {
        return with(label, List.of(columns), task, split, image, normalize);
    }

    /** A copy with a label of the given kind. */
    public DataSpec withTask(Task wanted) {
        return with(label, ignore, wanted, split, image, normalize);
    }

    /** A copy with all defaults filled in: task, image and automatic split follow from the data. */
    public DataSpec resolved(DataSummary found) {
        boolean isTable = directory == null;
        boolean testApart = test != null || (directory != null && IdxFile.hasTestImages(directory));
        int divided = found.train() + found.dev() + (testApart ? 0 : found.test());
        return with(
                isTable ? found.schema().label() : null,
                ignore,
                isTable ? found.schema().task() : null,
                split().forSize(divided, testApart),
                found.schema().image(),
                normalize);
    }

    private DataSpec with(
            @Nullable String newLabel,
            List<String> newIgnore,
            @Nullable Task newTask,
            @Nullable SplitRatio newSplit,
            @Nullable ImageShape newImage,
            boolean newNormalize) {
        return new DataSpec(
                file,
                train,
                dev,
                test,
                directory,
                source,
                null,
                memory,
                newLabel,
                newIgnore,
                newTask,
                newSplit,
                newImage,
                newNormalize);
    }
}
