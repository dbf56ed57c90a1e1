package io.descent.spark;

import io.descent.core.config.internal.Overrides;
import io.descent.core.config.internal.Yaml;
import io.descent.core.config.internal.YamlFile;
import io.descent.core.data.RowOrder;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.inference.config.internal.Node;
import io.descent.inference.problem.InvalidInputException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a training: an experiment as text, whose source of examples is replaced by a DataFrame.
 *
 * @param experiment YAML as in an experiment file; empty for the recipe of tables
 * @param labels the label columns
 * @param task classification, regression, or null to find it
 * @param weight the column of weights; null for none
 * @param overrides such as {@code training.epochs=3}, in this order
 */
record Settings(
        String experiment,
        List<String> labels,
        @Nullable String task,
        @Nullable String weight,
        List<String> overrides) implements Serializable {
    private static final String NAME = "experiment";
    private static final String DATA = "data";
    private static final Set<String> SOURCES =
            Set.of("file", "train", "dev", "test", "directory", "source", "generator", "memory");
    private static final String USUAL_SPLIT = "80/20";
    private static final Node NOTHING = new Node.Section(List.of(), Node.Place.NOWHERE);

    /** A copy with one more override. */
    Settings with(String override) {
        List<String> all = new ArrayList<>(overrides);
        all.add(override);
        return new Settings(experiment, labels, task, weight, all);
    }

    /** Reads the experiment. */
    Experiment read(ExperimentFile reader) {
        Experiment asked = reader.read(yaml());
        if (asked.data().order() != RowOrder.CONTENT) {
            throw new InvalidInputException(
                    "data.order: the rows of a DataFrame have no order but that of their content; remove the key");
        }
        return asked;
    }

    /** The experiment as a tree. */
    YamlFile yaml() {
        Node given = experiment.isBlank() ? NOTHING : Yaml.read(NAME, experiment);
        Node root = withoutSources(given);
        if (root.find("training", "shards") instanceof Node.Text count && !count.isNull()) {
            root = Overrides.put(root, "training.shards", NOTHING);
            root = Overrides.put(root, "training.shards.count", count);
        }
        root = Overrides.put(root, "data.memory", word("true"));
        root = Overrides.put(root, "data.order", word("content"));
        root = Overrides.put(
                root,
                "data.label",
                labels.size() == 1
                        ? text(labels.get(0))
                        : new Node.Sequence(labels.stream().map(Settings::text).toList(), Node.Place.NOWHERE));
        if (weight != null) {
            root = Overrides.put(root, "data.weight", text(weight));
        }
        if (task != null && root.find(DATA, "task") == null) {
            root = Overrides.put(root, "data.task", word(task));
        }
        if (root.find(DATA, "split") == null && root.find(DATA, "set") == null) {
            root = Overrides.put(root, "data.split", word(USUAL_SPLIT));
        }
        return YamlFile.of(NAME, root, Path.of("").toAbsolutePath(), overrides);
    }

    private static Node word(String text) {
        return new Node.Text(text, true, Node.Place.NOWHERE);
    }

    private static Node text(String text) {
        return new Node.Text(text, false, Node.Place.NOWHERE);
    }

    private static Node withoutSources(Node root) {
        if (!(root instanceof Node.Section section) || !(root.find(DATA) instanceof Node.Section data)) {
            return root;
        }
        List<Node.Entry> kept = new ArrayList<>();
        for (Node.Entry entry : data.entries()) {
            if (SOURCES.stream().noneMatch(entry::is)) {
                kept.add(entry);
            }
        }
        return new Node.Section(
                section.entries().stream()
                        .map(entry -> entry.is(DATA)
                                ? new Node.Entry(entry.key(), new Node.Section(kept, data.place()))
                                : entry)
                        .toList(),
                section.place());
    }
}
