package io.descent.core.data;

import io.descent.api.DataSource;
import io.descent.core.config.internal.Records;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.Flat;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Task;
import io.descent.inference.spec.Texts;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The source of the examples: the {@code data} section of an experiment file. Exactly one of {@code file},
 * {@code train}, {@code directory} and {@code source} is given.
 *
 * @param file a table to split: a file, a path whose name is a pattern, or {@code -} for standard input
 * @param train a table with the training set
 * @param dev a table with the dev set; requires {@code train}
 * @param test a table with the test set; requires {@code train}
 * @param directory a folder with {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte} and, for the test
 *     set, {@code t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte}, plain or gzipped
 * @param source a plugin that supplies the examples
 * @param generator the former key of {@code source}: moons, circles, blobs or spirals, whose label is a class; the
 *     constructor turns it into {@code source} and null
 * @param memory whether a program passed the examples in memory; recorded with the run, which cannot be repeated from
 *     its file
 * @param format how the files are written
 * @param label name of the label column, or several names of columns with numbers; null for that of the source
 * @param positive the class that metrics such as precision count as positive, if there are two; null for the second one
 * @param ignore columns that are neither features nor label
 * @param columns what the user says about columns, by name; everything else is found from their cells
 * @param weight the column with the weight of each example; null for equal weights
 * @param group the column whose cells must not be in two sets; null for none
 * @param time the column by which the table is split: the earliest rows are the training set; null to split at random
 * @param set the column whose cells say train, dev or test; null for none
 * @param task kind of the label; null to detect it
 * @param target how labels with values are scaled; null to standardise them if the loss allows it
 * @param split how a single table is split; null for the default: 60/20/20, or no split if the files are already split
 * @param image shape of the image that the features form; null if they form none, or to take it from the image files
 * @param normalize how numbers are scaled
 * @param categories which words get an input of their own
 * @param clamp whether predictions of values stay within those of the training set
 * @param order what decides the order of the rows; null for that of the source
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
        @Flat @Default("{}") TableFormat format,
        @Default("null") @Nullable Texts label,
        @Default("null") @Nullable String positive,
        @Default("[]") List<String> ignore,
        @Default("{}") SortedMap<String, ColumnChoice> columns,
        @Default("null") @Nullable String weight,
        @Default("null") @Nullable String group,
        @Default("null") @Nullable String time,
        @Default("null") @Nullable String set,
        @Default("null") @Nullable Task task,
        @Default("null") @Nullable TargetScaling target,
        @Default("null") @Nullable SplitRatio split,
        @Default("null") @Nullable ImageShape image,
        @Default("true") NumberScaling normalize,
        @Default("{}") Categories categories,
        @Default("false") boolean clamp,
        @Default("null") @Nullable RowOrder order)
        implements Serializable {
    private static final SplitRatio USUAL = new SplitRatio(60, 20, 20);

    /**
     * Checks which components are combined.
     *
     * @throws IllegalArgumentException if the sources contradict each other or something is missing
     */
    public DataSpec {
        ignore = List.copyOf(ignore);
        columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
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
        if (directory != null && (label != null || !ignore.isEmpty() || !columns.isEmpty() || task != null)) {
            throw new IllegalArgumentException("label, ignore, columns and task are not for images");
        }
        if (directory != null && Stream.of(weight, group, time, set, positive).anyMatch(Objects::nonNull)) {
            throw new IllegalArgumentException("weight, group, time, set and positive are not for images");
        }
        if (train == null && (dev != null || test != null)) {
            throw new IllegalArgumentException("dev and test require train");
        }
        requireRoles(label, ignore, columns, weight, group, time, set);
        if (split == null) {
            split = (file != null || source != null || memory) && set == null ? USUAL : SplitRatio.NONE;
        }
        if (set != null && !split.isNone()) {
            throw new IllegalArgumentException("set says which rows are train, dev and test; remove split");
        }
        if ((dev != null && (split.dev() > 0 || split.isAutomatic())) || (test != null && split.test() > 0)) {
            throw new IllegalArgumentException(
                    "split " + split + " takes a part that already has its own file; remove that part from the split");
        }
        if (set != null && (dev != null || test != null)) {
            throw new IllegalArgumentException("set says which rows are train, dev and test; remove dev and test");
        }
        if (time != null && group != null) {
            throw new IllegalArgumentException("time and group cannot both decide how the table is split");
        }
    }

    private static void requireRoles(
            @Nullable Texts label,
            List<String> ignore,
            SortedMap<String, ColumnChoice> columns,
            @Nullable String weight,
            @Nullable String group,
            @Nullable String time,
            @Nullable String set) {
        List<String> labels = label == null ? List.of() : label.all();
        for (String name : labels) {
            if (ignore.contains(name) || columns.containsKey(name)) {
                throw new IllegalArgumentException(
                        ignore.contains(name)
                                ? "the label '" + name + "' cannot be ignored"
                                : "columns is for features; remove the label '" + name + "', or say task");
            }
        }
        Set<String> used = new TreeSet<>(labels);
        for (String name :
                Stream.of(weight, group, time, set).filter(Objects::nonNull).toList()) {
            if (!used.add(name)) {
                throw new IllegalArgumentException(
                        "the column '%s' cannot be two of label, weight, group, time and set".formatted(name));
            }
        }
    }

    /** How a single table is split. */
    @Override
    public SplitRatio split() {
        return Objects.requireNonNull(split); // set by the constructor
    }

    /** The names of the label columns; empty to use that of the source. */
    List<String> labels() {
        return label == null ? List.of() : label.all();
    }

    /** A table in a file, split 60/20/20. */
    public static DataSpec csv(Path file, String label) {
        return from(file, null, null, null, null, null, null, label);
    }

    /** Tables in files for train, dev and test set; the last two may be null. */
    public static DataSpec csvParts(Path train, @Nullable Path dev, @Nullable Path test, String label) {
        return from(null, train, dev, test, null, null, null, label);
    }

    /** The default for everything but source and label. */
    private static DataSpec from(
            @Nullable Path file,
            @Nullable Path train,
            @Nullable Path dev,
            @Nullable Path test,
            @Nullable Path directory,
            @Nullable DataSource source,
            @Nullable DataSource generator,
            @Nullable String label) {
        boolean memory = file == null && train == null && label != null;
        return new DataSpec(
                file,
                train,
                dev,
                test,
                directory,
                source,
                generator,
                memory,
                TableFormat.DEFAULT,
                label == null ? null : Texts.parse(label),
                null,
                List.of(),
                Collections.emptySortedMap(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                NumberScaling.STANDARDIZE,
                Categories.USUAL,
                false,
                null);
    }

    /** Stands in {@code data.columns} for all columns that are not named there. */
    static final String OTHERS = "*";

    /** What is said about a column; null for nothing. */
    static @Nullable ColumnChoice choice(Map<String, ColumnChoice> columns, String name) {
        ColumnChoice choice = columns.get(name);
        return choice != null ? choice : columns.get(OTHERS);
    }

    /** A folder with IDX files of the MNIST family. */
    public static DataSpec idx(Path directory) {
        return from(null, null, null, null, directory, null, null, null);
    }

    /** The examples of a data source, split 60/20/20. Its own label column is the label unless {@link #withLabel}. */
    public static DataSpec of(DataSource source) {
        return from(null, null, null, null, null, source, null, null);
    }

    /** Examples of moons, circles, blobs or spirals, split 60/20/20. The label is a class. */
    public static DataSpec generated(DataSource generator) {
        return from(null, null, null, null, null, null, generator, null);
    }

    /** Tables in memory. The first one is split 60/20/20. */
    public static DataSpec memory(String label) {
        return from(null, null, null, null, null, null, null, label);
    }

    /** A copy with another split, such as {@code 80/10/10} or {@code none}. */
    public DataSpec withSplit(String ratio) {
        return with("split", SplitRatio.parse(ratio));
    }

    /** A copy whose features form an image. */
    public DataSpec withImage(ImageShape shape) {
        return with("image", shape);
    }

    /** A copy with or without normalisation to mean 0 and standard deviation 1. */
    public DataSpec withNormalize(boolean wanted) {
        return withNormalize(wanted ? NumberScaling.STANDARDIZE : NumberScaling.NONE);
    }

    /** A copy with another scaling of numbers. */
    public DataSpec withNormalize(NumberScaling scaling) {
        return with("normalize", scaling);
    }

    /** A copy with another label column, or several columns of numbers. */
    public DataSpec withLabel(String... names) {
        return with("label", new Texts(List.of(names)));
    }

    /** A copy with another positive class. */
    public DataSpec withPositive(String name) {
        return with("positive", name);
    }

    /** A copy that ignores these columns. */
    public DataSpec withIgnore(String... names) {
        return with("ignore", List.of(names));
    }

    /** A copy that says what one more column is. */
    public DataSpec withColumn(String name, ColumnChoice choice) {
        SortedMap<String, ColumnChoice> all = new TreeMap<>(columns);
        all.put(name, choice);
        return with("columns", all);
    }

    /** A copy that says what these columns are. */
    DataSpec withColumns(Map<String, ColumnChoice> choices) {
        return with("columns", new TreeMap<>(choices));
    }

    /** A copy for files that are written in another way. */
    public DataSpec withFormat(TableFormat wanted) {
        return with("format", wanted);
    }

    /** A copy with a column of weights. */
    public DataSpec withWeight(String column) {
        return with("weight", column);
    }

    /** A copy in which rows with the same cell in a column are in the same set. */
    public DataSpec withGroup(String column) {
        return with("group", column);
    }

    /** A copy that is split by time. */
    public DataSpec withTime(String column) {
        return with("time", column);
    }

    /** A copy in which a column says which set a row belongs to. */
    public DataSpec withSet(String column) {
        return with("split", SplitRatio.NONE).with("set", column);
    }

    /** A copy with a label of the given kind. */
    public DataSpec withTask(Task wanted) {
        return with("task", wanted);
    }

    /** A copy with another scaling of labels with values. */
    public DataSpec withTarget(TargetScaling wanted) {
        return with("target", wanted);
    }

    /** A copy in which predictions of values stay within those of the training set, or need not. */
    public DataSpec withClamp(boolean wanted) {
        return with("clamp", wanted);
    }

    /** A copy with other rules for rare words. */
    public DataSpec withCategories(Categories wanted) {
        return with("categories", wanted);
    }

    /** A copy with another order of the rows. */
    public DataSpec withOrder(RowOrder wanted) {
        return with("order", wanted);
    }

    /** The columns with the weight, the group, the time and the set of each row, as far as there are any. */
    public List<String> roles() {
        return Stream.of(weight, group, time, set).filter(Objects::nonNull).toList();
    }

    /** Whether the cells of the rows decide their order. */
    boolean isByContent() {
        return order == RowOrder.CONTENT;
    }

    /** A copy with all defaults filled in: kinds of columns, task, image and automatic split follow from the data. */
    public DataSpec resolved(DataSummary found) {
        boolean testApart = test != null || (directory != null && IdxFile.hasTestImages(directory));
        int divided = found.train() + found.dev() + (testApart ? 0 : found.test());
        DataSpec resolved = with("split", split().forSize(divided, testApart))
                .with("image", found.schema().image());
        if (directory != null) {
            return resolved;
        }
        boolean isRegression = found.schema().task() == Task.REGRESSION;
        if (!isRegression && target != null && target != TargetScaling.NONE) {
            throw new InvalidInputException(
                    "data.target: the label '%s' is a class; if it is a number to predict, say data.task: regression"
                            .formatted(found.schema().label()));
        }
        if (isRegression && positive != null) {
            throw new InvalidInputException("data.positive '%s': the label '%s' is a number, not one of two classes"
                    .formatted(positive, found.schema().label()));
        }
        return resolved.with("label", new Texts(found.schema().labels()))
                .with("target", isRegression ? Objects.requireNonNullElse(target, TargetScaling.STANDARDIZE) : null)
                .with("task", found.schema().task())
                .with("columns", found.columns());
    }

    /** A copy in which one component is different. */
    private DataSpec with(String component, @Nullable Object value) {
        return Records.with(this, component, value);
    }
}
