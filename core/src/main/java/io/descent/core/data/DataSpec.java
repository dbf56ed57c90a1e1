package io.descent.core.data;

import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Task;

import io.descent.inference.spec.Default;
import io.descent.inference.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where examples come from: the {@code data} section of an experiment file. Exactly one of {@code file}, {@code train},
 * {@code directory} and {@code generator} is given.
 *
 * @param file a CSV file to be divided
 * @param train a CSV file with the training set
 * @param dev a CSV file with the dev set; only beside {@code train}
 * @param test a CSV file with the test set; only beside {@code train}
 * @param directory a folder with {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte} and, for the test set,
 *     {@code t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte}, plain or gzipped
 * @param generator makes examples
 * @param label name of the label's column in CSV files
 * @param ignore columns of CSV files that are neither features nor label
 * @param task what the label is; null to find out
 * @param split how the one source is divided; null for 60/20/20 of a file or a generator, and for no division of files that
 *     are parts already
 * @param image how features make an image; null if they do not, or where files of images tell
 * @param normalize whether features are normalised by mean and deviation of the training set
 */
public record DataSpec(
        @Default("null") @Nullable Path file,
        @Default("null") @Nullable Path train,
        @Default("null") @Nullable Path dev,
        @Default("null") @Nullable Path test,
        @Default("null") @Nullable Path directory,
        @Default("null") @Nullable Generator generator,
        @Default("null") @Nullable String label,
        @Default("[]") List<String> ignore,
        @Default("null") @Nullable Task task,
        @Default("null") @Nullable SplitRatio split,
        @Default("null") @Nullable ImageShape image,
        @Default("true") boolean normalize) {
    private static final SplitRatio USUAL = new SplitRatio(60, 20, 20);

    /**
     * Checks what goes with what.
     *
     * @throws IllegalArgumentException if the sources contradict each other or something is missing
     */
    public DataSpec {
        ignore = List.copyOf(ignore);
        long sources = Stream.of(file, train, directory, generator)
                .filter(Objects::nonNull)
                .count();
        if (sources != 1) {
            throw new IllegalArgumentException(
                    (sources == 0 ? "no examples are named" : "examples are named more than once")
                            + "; give one of file, train, directory, generator");
        }
        boolean csv = file != null || train != null;
        if (csv && label == null) {
            throw new IllegalArgumentException("the name of the label's column is missing; add label: NAME");
        }
        if (!csv && (label != null || !ignore.isEmpty() || task != null)) {
            throw new IllegalArgumentException("label, ignore and task are for CSV files only");
        }
        if (train == null && (dev != null || test != null)) {
            throw new IllegalArgumentException("dev and test are files that go with train");
        }
        if (csv && ignore.contains(label)) {
            throw new IllegalArgumentException("the label '" + label + "' cannot be ignored");
        }
        if (split == null) {
            split = file != null || generator != null ? USUAL : SplitRatio.NONE;
        }
        if ((dev != null && (split.dev() > 0 || split.isAutomatic())) || (test != null && split.test() > 0)) {
            throw new IllegalArgumentException("split " + split
                    + " would divide off a part that has a file of its own; leave it out of the split");
        }
    }

    /** A CSV file, divided 60/20/20. */
    public static DataSpec csv(Path file, String label) {
        return new DataSpec(file, null, null, null, null, null, label, List.of(), null, null, null, true);
    }

    /** CSV files for train, dev and test set; the last two may be null. */
    public static DataSpec csvParts(Path train, @Nullable Path dev, @Nullable Path test, String label) {
        return new DataSpec(null, train, dev, test, null, null, label, List.of(), null, null, null, true);
    }

    /** A folder of the MNIST family. */
    public static DataSpec idx(Path directory) {
        return new DataSpec(null, null, null, null, directory, null, null, List.of(), null, null, null, true);
    }

    /** Examples that are made, divided 60/20/20. */
    public static DataSpec generated(Generator generator) {
        return new DataSpec(null, null, null, null, null, generator, null, List.of(), null, null, null, true);
    }

    /** The same with another division, such as {@code 80/10/10} or {@code none}. */
    public DataSpec withSplit(String ratio) {
        return new DataSpec(
                file,
                train,
                dev,
                test,
                directory,
                generator,
                label,
                ignore,
                task,
                SplitRatio.parse(ratio),
                image,
                normalize);
    }

    /** The same with every choice made that was left open: the task and the split follow from the data. */
    public DataSpec resolved(TrainingData found) {
        Task foundTask = file == null && train == null ? task : found.schema().task();
        ImageShape shape = image == null && directory != null ? IdxFile.shape(directory) : image;
        int features = found.schema().features().size();
        if (shape != null && shape.size() != features) {
            throw new InvalidInputException(
                    "data.image %s has %d pixels, but there are %d features".formatted(shape, shape.size(), features));
        }
        SplitRatio ratio = split;
        if (ratio != null && ratio.isAutomatic()) {
            int divided = found.train().size() + size(found.dev()) + (hasTestApart() ? 0 : size(found.test()));
            ratio = ratio.forSize(divided, hasTestApart());
        }
        return new DataSpec(
                file, train, dev, test, directory, generator, label, ignore, foundTask, ratio, shape, normalize);
    }

    /** The same with features that make an image. */
    public DataSpec withImage(ImageShape shape) {
        return new DataSpec(file, train, dev, test, directory, generator, label, ignore, task, split, shape, normalize);
    }

    private static int size(@Nullable DataSet set) {
        return set == null ? 0 : set.size();
    }

    /** Whether the test set has a file of its own. */
    boolean hasTestApart() {
        return test != null || (directory != null && IdxFile.hasTestImages(directory));
    }

    /** The same with or without normalisation. */
    public DataSpec withNormalize(boolean wanted) {
        return new DataSpec(file, train, dev, test, directory, generator, label, ignore, task, split, image, wanted);
    }
}
