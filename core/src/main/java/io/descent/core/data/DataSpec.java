package io.descent.core.data;

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
 * {@code train}, {@code directory} and {@code generator} is given.
 *
 * @param file a CSV file to split
 * @param train a CSV file with the training set
 * @param dev a CSV file with the dev set; requires {@code train}
 * @param test a CSV file with the test set; requires {@code train}
 * @param directory a folder with {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte} and, for the test
 *     set, {@code t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte}, plain or gzipped
 * @param generator generates the examples
 * @param memory whether a program passed the examples in memory; recorded with the run, which cannot be repeated from
 *     its file
 * @param label name of the label column in CSV files
 * @param ignore columns of CSV files that are neither features nor label
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
        @Default("null") @Nullable Generator generator,
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
        long sources = Stream.of(file, train, directory, generator)
                        .filter(Objects::nonNull)
                        .count()
                + (memory ? 1 : 0);
        if (sources != 1) {
            throw new IllegalArgumentException(
                    (sources == 0 ? "no source of examples" : "more than one source of examples")
                            + "; give exactly one of file, train, directory, generator");
        }
        boolean isTable = file != null || train != null || memory;
        if (isTable && label == null) {
            throw new IllegalArgumentException("the name of the label column is missing; add label: NAME");
        }
        if (!isTable && (label != null || !ignore.isEmpty() || task != null)) {
            throw new IllegalArgumentException("label, ignore and task are for CSV files only");
        }
        if (train == null && (dev != null || test != null)) {
            throw new IllegalArgumentException("dev and test require train");
        }
        if (isTable && ignore.contains(label)) {
            throw new IllegalArgumentException("the label '" + label + "' cannot be ignored");
        }
        if (split == null) {
            split = file != null || generator != null || memory ? USUAL : SplitRatio.NONE;
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
        return new DataSpec(file, null, null, null, null, null, false, label, List.of(), null, null, null, true);
    }

    /** CSV files for train, dev and test set; the last two may be null. */
    public static DataSpec csvParts(Path train, @Nullable Path dev, @Nullable Path test, String label) {
        return new DataSpec(null, train, dev, test, null, null, false, label, List.of(), null, null, null, true);
    }

    /** A folder with IDX files of the MNIST family. */
    public static DataSpec idx(Path directory) {
        return new DataSpec(null, null, null, null, directory, null, false, null, List.of(), null, null, null, true);
    }

    /** Generated examples, split 60/20/20. */
    public static DataSpec generated(Generator generator) {
        return new DataSpec(null, null, null, null, null, generator, false, null, List.of(), null, null, null, true);
    }

    /** Tables in memory. The first one is split 60/20/20. */
    public static DataSpec memory(String label) {
        return new DataSpec(null, null, null, null, null, null, true, label, List.of(), null, null, null, true);
    }

    /** A copy with another split, such as {@code 80/10/10} or {@code none}. */
    public DataSpec withSplit(String ratio) {
        return with(ignore, task, SplitRatio.parse(ratio), image, normalize);
    }

    /** A copy whose features form an image. */
    public DataSpec withImage(ImageShape shape) {
        return with(ignore, task, split, shape, normalize);
    }

    /** A copy with or without normalisation. */
    public DataSpec withNormalize(boolean wanted) {
        return with(ignore, task, split, image, wanted);
    }

    /** A copy that ignores these columns. */
    public DataSpec withIgnore(String... columns) {
        return with(List.of(columns), task, split, image, normalize);
    }

    /** A copy with a label of the given kind. */
    public DataSpec withTask(Task wanted) {
        return with(ignore, wanted, split, image, normalize);
    }

    /** A copy with all defaults filled in: task, image and automatic split follow from the data. */
    public DataSpec resolved(DataSummary found) {
        Task foundTask = label == null ? null : found.schema().task();
        boolean testApart = test != null || (directory != null && IdxFile.hasTestImages(directory));
        int divided = found.train() + found.dev() + (testApart ? 0 : found.test());
        return with(
                ignore,
                foundTask,
                split().forSize(divided, testApart),
                found.schema().image(),
                normalize);
    }

    private DataSpec with(
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
                generator,
                memory,
                label,
                newIgnore,
                newTask,
                newSplit,
                newImage,
                newNormalize);
    }
}
