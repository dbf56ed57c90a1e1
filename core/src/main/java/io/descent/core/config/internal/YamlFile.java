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
 * @param given the tree without overrides
 * @param overrides such as {@code training.epochs=3}, in the order in which they are applied
 */
public record YamlFile(
        String label, Path directory, Node root, List<String> misplaced, Node given, List<String> overrides) {
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
        List<String> misplaced = new ArrayList<>();
        Node root = override(tree, overrides, misplaced);
        return new YamlFile(label, directory, root, misplaced, tree, overrides);
    }

    /**
     * Applies the overrides to another tree.
     *
     * @param misplaced receives messages about those that could not be applied
     */
    public Node override(Node tree, List<String> misplaced) {
        return override(tree, overrides, misplaced);
    }

    private static Node override(Node tree, List<String> overrides, List<String> misplaced) {
        Node root = tree;
        for (String override : overrides) {
            try {
                root = Overrides.apply(root, override);
            } catch (InvalidInputException e) {
                misplaced.addAll(e.problems());
            }
        }
        return root;
    }

    /** The value of a top-level key; null if the key is absent. */
    public @Nullable Node section(String key) {
        return root.find(key);
    }

    /** A copy without a top-level key. */
    public YamlFile without(String key) {
        return new YamlFile(
                label,
                directory,
                without(root, key),
                misplaced,
                without(given, key),
                overrides.stream()
                        .filter(override -> !Overrides.keys(override.split("=", 2)[0].strip())[0].equals(key))
                        .toList());
    }

    private static Node without(Node tree, String key) {
        return tree instanceof Node.Section section
                ? new Node.Section(
                        section.entries().stream()
                                .filter(entry -> !entry.is(key))
                                .toList(),
                        tree.place())
                : tree;
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
