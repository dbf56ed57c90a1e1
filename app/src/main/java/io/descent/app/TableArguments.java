package io.descent.app;

import io.descent.core.config.internal.YamlFile;
import io.descent.core.data.ColumnChoice;
import io.descent.core.data.DataReport;
import io.descent.core.data.DataSpec;
import io.descent.core.data.TableDescription;
import io.descent.core.data.TableFormat;
import io.descent.core.data.TableStream;
import io.descent.inference.config.internal.Node;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ColumnKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what to learn from a table, in place of an experiment file. */
final class TableArguments {
    private static final String DATA = "data";
    private static final int LONGEST_LIST = 400;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "The column to predict. Repeat it to predict several columns of numbers.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--dev", paramLabel = "FILE", description = "The table of the dev set.")
    private @Nullable Path dev;

    @Option(names = "--test", paramLabel = "FILE", description = "The table of the test set.")
    private @Nullable Path test;

    @Option(
            names = "--positive",
            paramLabel = "CLASS",
            description = "The class that precision and recall are about, if there are two.")
    private @Nullable String positive;

    @Mixin
    private final FormatArguments format = new FormatArguments();

    @Option(
            names = "--columns",
            paramLabel = "NAME=KIND",
            description = "What a column is: numeric, categorical, boolean, date, 'date PATTERN' or ignore; or how its"
                    + " numbers are scaled: standardize, robust, quantile, min-max or none. Repeat for more columns.")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--ignore", paramLabel = "COLUMN", description = "A column to leave out. Repeat for more columns.")
    private List<String> ignored = new ArrayList<>();

    @Option(names = "--weight", paramLabel = "COLUMN", description = "The column with the weight of each row.")
    private @Nullable String weight;

    @Option(
            names = "--group",
            paramLabel = "COLUMN",
            description = "Rows with the same cell in this column are in the same set.")
    private @Nullable String group;

    @Option(
            names = "--time",
            paramLabel = "COLUMN",
            description = "The earliest rows by this column are the training set, the latest ones the test set.")
    private @Nullable String time;

    @Option(
            names = "--set-column",
            paramLabel = "COLUMN",
            description = "The column that says train, dev or test for each row.")
    private @Nullable String set;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "classification or regression. Default: what the label looks like.")
    private @Nullable String task;

    @Option(
            names = "--target",
            paramLabel = "SCALING",
            description = "How a label of numbers is scaled for training: standardize, log, quantile or none.")
    private @Nullable String target;

    @Option(
            names = "--split",
            paramLabel = "RATIO",
            description = "Shares of train, dev and test set. Default: 60/20/20; 80/20 if --test names a table.")
    private @Nullable String split;

    private List<GivenOption> given() {
        List<GivenOption> given = new ArrayList<>();
        if (!labels.isEmpty()) {
            if (labels.size() == 1) {
                GivenOption.add(given, "--label", "label", labels.get(0));
            } else {
                GivenOption.add(given, "--label", "label", labels);
            }
        }
        GivenOption.add(given, "--dev", "dev", dev == null ? null : dev.toString());
        GivenOption.add(given, "--test", "test", test == null ? null : test.toString());
        GivenOption.add(given, "--positive", "positive", positive);
        given.addAll(format.given());
        if (!columns.isEmpty()) {
            given.add(new GivenOption("--columns", "columns", GivenOption.section(columns())));
        }
        GivenOption.add(given, "--ignore", "ignore", ignored);
        GivenOption.add(given, "--weight", "weight", weight);
        GivenOption.add(given, "--group", "group", group);
        GivenOption.add(given, "--time", "time", time);
        GivenOption.add(given, "--set-column", "set", set);
        GivenOption.addWord(given, "--task", "task", task);
        GivenOption.addWord(given, "--target", "target", target);
        GivenOption.addWord(given, "--split", "split", split);
        return given;
    }

    private List<GivenOption> columns() {
        List<GivenOption> chosen = new ArrayList<>();
        for (String each : columns) {
            int equals = each.lastIndexOf('='); // kinds contain none, names may
            if (equals < 1) {
                throw new InvalidInputException(
                        "--columns %s: expected NAME=KIND, for instance --columns zip=categorical".formatted(each));
            }
            GivenOption.add(chosen, "--columns", each.substring(0, equals), each.substring(equals + 1));
        }
        return chosen;
    }

    /** Whether a label is given. */
    private boolean hasLabel() {
        return !labels.isEmpty();
    }

    /**
     * Rejects all of these options for an experiment file.
     *
     * @throws InvalidInputException that names the first one and the key to set
     */
    void requireNone(Path experiment) {
        for (GivenOption each : given()) {
            throw new InvalidInputException(
                    "%s is for tables, but %s is an experiment file; set the key data.%s in it, or say --set data.%s=%s"
                            .formatted(
                                    each.option(),
                                    experiment,
                                    each.key(),
                                    each.key(),
                                    each.value().compact()));
        }
    }

    /**
     * Rejects all of these options for a model.
     *
     * @throws InvalidInputException that names the first one
     */
    void requireNoneFor(Path model) {
        for (GivenOption each : given()) {
            throw new InvalidInputException("%s is for tables, but %s is a folder".formatted(each.option(), model));
        }
    }

    /** What is found in a table. Without a label, every column could be a feature. */
    DataReport report(Path file, PluginRegistry registry) {
        if (hasLabel()) {
            return TableDescription.of(spec(file, registry));
        }
        Set<String> allowed = new HashSet<>(List.of("columns", "ignore"));
        format.given().forEach(each -> allowed.add(each.key()));
        Map<String, ColumnChoice> choices = new TreeMap<>();
        for (GivenOption each : given()) {
            if (!allowed.contains(each.key())) {
                throw new InvalidInputException(each.option() + " needs --label");
            }
        }
        for (GivenOption each : columns()) {
            try {
                choices.put(each.key(), ColumnChoice.parse(each.value().compact()));
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException(
                        "--columns %s=%s: %s".formatted(each.key(), each.value().compact(), e.getMessage()), e);
            }
        }
        ignored.forEach(name -> choices.put(name, ColumnChoice.of(ColumnKind.IGNORE)));
        return TableDescription.of(file, format(file, registry), choices);
    }

    /** How the table is written. */
    private TableFormat format(Path file, PluginRegistry registry) {
        return format.format(file, registry);
    }

    /** The options for a table whose label may be left out, as the section {@code data} of an experiment file. */
    private Node.Section data(Path file) {
        boolean isSeveral = dev != null || test != null;
        List<GivenOption> data = new ArrayList<>();
        GivenOption.add(data, "", isSeveral ? "train" : "file", file.toString());
        data.addAll(given());
        if (test != null && dev == null && split == null && set == null) {
            GivenOption.add(data, "", "split", "80/20");
        }
        return GivenOption.section(data);
    }

    /**
     * The table with what the user says about it.
     *
     * @throws InvalidInputException if an option is invalid, or there is no label
     */
    private DataSpec spec(Path file, PluginRegistry registry) {
        requireLabel(file, registry);
        return YamlFile.of(file.toString(), data(file), Path.of(""), List.of()).bind(DataSpec.class, registry);
    }

    /**
     * The experiment for a table: what the user says about it. The recipe for tables chooses everything else.
     *
     * @param overrides such as {@code training.epochs=3}
     * @throws InvalidInputException if there is no label
     */
    YamlFile experiment(Path file, List<String> overrides, PluginRegistry registry) {
        requireLabel(file, registry);
        Node root = new Node.Section(List.of(new Node.Entry(GivenOption.text(DATA), data(file))), Node.Place.NOWHERE);
        return YamlFile.of(file.toString(), root, Path.of(""), overrides);
    }

    private void requireLabel(Path file, PluginRegistry registry) {
        if (hasLabel()) {
            return;
        }
        TableStream table = TableStream.of(file, format(file, registry));
        String names = String.join(", ", table.columns());
        throw new InvalidInputException("%s: which column is to be predicted? Say --label NAME; columns: %s"
                .formatted(
                        table.place(),
                        names.length() > LONGEST_LIST ? names.substring(0, LONGEST_LIST) + "..." : names));
    }
}
