package io.descent.core.config.internal;

import io.descent.inference.config.internal.Binder;
import io.descent.inference.config.internal.Node;
import io.descent.inference.config.internal.Problems;
import io.descent.inference.file.internal.InputFile;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parsed experiment file with overrides applied, not yet bound to records.
 *
 * @param label name of the file in messages
 * @param directory the folder that paths in the file are relative to
 * @param root the tree of nodes
 * @param misplaced messages about overrides that could not be applied
 */
public record YamlFile(String label, Path directory, Node root, List<String> misplaced) {
    /**
     * Parses a file.
     *
     * @param overrides such as {@code training.epochs=3}, applied in this order; paths in them are relative to the
     *     current folder
     * @throws InvalidInputException if it cannot be read or is not valid YAML
     */
    public static YamlFile read(Path file, List<String> overrides) {
        Path parent = file.toAbsolutePath().getParent();
        return of(
                file.toString(),
                InputFile.text(file, Limits.EXPERIMENT_BYTES),
                parent == null ? file.toAbsolutePath() : parent,
                overrides);
    }

    /** Parses a text. */
    public static YamlFile of(String label, String text, Path directory, List<String> overrides) {
        return of(label, Yaml.read(label, text), directory, overrides);
    }

    /** Applies overrides to a tree that comes from no file. */
    public static YamlFile of(String label, Node tree, Path directory, List<String> overrides) {
        Node root = tree;
        List<String> misplaced = new ArrayList<>();
        for (String override : overrides) {
            try {
                root = Overrides.apply(root, override);
            } catch (InvalidInputException e) {
                misplaced.addAll(e.problems());
            }
        }
        return new YamlFile(label, directory, root, misplaced);
    }

    /** The value of a top-level key; null if the key is absent. */
    public @Nullable Node section(String key) {
        return root instanceof Node.Section section
                ? section.entries().stream()
                        .filter(entry -> entry.is(key))
                        .map(Node.Entry::value)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** A copy without a top-level key. */
    public YamlFile without(String key) {
        if (!(root instanceof Node.Section section)) {
            return this;
        }
        List<Node.Entry> others =
                section.entries().stream().filter(entry -> !entry.is(key)).toList();
        return new YamlFile(label, directory, new Node.Section(others, root.place()), misplaced);
    }

    /** Creates a binder for nodes of this file. */
    public Binder binder(Problems problems, PluginRegistry registry) {
        return new Binder(
                registry,
                problems,
                node -> node.place().source().equals(label)
                        ? directory
                        : Path.of("").toAbsolutePath());
    }

    /**
     * Binds the file to a record.
     *
     * @throws InvalidInputException with every problem of the file, each with its line
     */
    public <R extends Record> R bind(Class<R> type, PluginRegistry registry) {
        Problems problems = new Problems(label);
        return require(binder(problems, registry).file(root, type), problems);
    }

    /**
     * Returns what was read from this file, if there are no problems.
     *
     * @throws InvalidInputException if it is null or there are problems
     */
    public <T> T require(@Nullable T found, Problems problems) {
        List<String> all = new ArrayList<>(problems.texts());
        all.addAll(misplaced);
        if (found == null || !all.isEmpty()) {
            throw InvalidInputException.of(label, all);
        }
        return found;
    }
}
