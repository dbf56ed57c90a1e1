package io.descent.core.config.internal;

import io.descent.inference.config.internal.Node;
import io.descent.inference.config.internal.Problems;
import io.descent.inference.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Applies overrides to the tree of an experiment file: {@code training.epochs=3}, {@code network.hidden[0].units=32}.
 */
public final class Overrides {
    private static final Pattern PATH =
            Pattern.compile("[^.\\[\\]\\s]{1,100}(\\.[^.\\[\\]\\s]{1,100}|\\[\\d{1,9}]){0,30}");

    private Overrides() {}

    /**
     * Applies one override.
     *
     * @throws InvalidInputException if it has no {@code =} or its key does not fit the file
     */
    static Node apply(Node root, String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new InvalidInputException(
                    Problems.OVERRIDE + override + ": expected key=value, for instance training.epochs=3");
        }
        String path = override.substring(0, equals).strip();
        Node value = Yaml.read(Problems.OVERRIDE + path, override.substring(equals + 1));
        if (!isPath(path)) {
            throw new InvalidInputException(Problems.OVERRIDE + path
                    + ": not a valid key; write for instance training.epochs or network.hidden[0].units");
        }
        return put(root, path, value);
    }

    /**
     * Replaces the value of a key, or adds the key.
     *
     * @throws InvalidInputException if the key does not fit the tree
     */
    public static Node put(Node root, String path, Node value) {
        return set(root, keys(path), 0, value, path);
    }

    /** Whether a text has the form of a key. */
    public static boolean isPath(String path) {
        return PATH.matcher(path).matches();
    }

    /** The parts of a key, including positions in lists. */
    public static String[] keys(String path) {
        return path.replace("[", ".").replace("]", "").split("\\.", -1);
    }

    private static Node set(Node node, String[] keys, int depth, Node value, String path) {
        if (depth == keys.length) {
            return value;
        }
        String key = keys[depth];
        if (node instanceof Node.Sequence sequence) {
            return setElement(sequence, keys, depth, value, path);
        }
        if (node instanceof Node.Text text
                && (text.text().equals(key) || text.text().isEmpty())) {
            // a plugin's bare name becomes a section for its hyperparameters
            node = new Node.Section(List.of(), node.place());
        }
        if (!(node instanceof Node.Section section)) {
            throw new InvalidInputException("%s%s: cannot set '%s' here, because its parent is not a section"
                    .formatted(Problems.OVERRIDE, path, key));
        }
        List<Node.Entry> entries = new ArrayList<>();
        boolean replaced = false;
        for (Node.Entry entry : section.entries()) {
            if (!replaced && entry.is(key)) {
                entries.add(new Node.Entry(entry.key(), set(entry.value(), keys, depth + 1, value, path)));
                replaced = true;
            } else {
                entries.add(entry);
            }
        }
        if (!replaced) {
            Node empty = new Node.Section(List.of(), value.place());
            entries.add(
                    new Node.Entry(new Node.Text(key, true, value.place()), set(empty, keys, depth + 1, value, path)));
        }
        return new Node.Section(entries, section.place());
    }

    private static Node setElement(Node.Sequence sequence, String[] keys, int depth, Node value, String path) {
        List<Node> elements = new ArrayList<>(sequence.elements());
        String key = keys[depth];
        int index = key.matches("\\d{1,9}") ? Integer.parseInt(key) : elements.size();
        if (index >= elements.size()) {
            throw new InvalidInputException("%s%s: '%s' is not a position in a list of %d, counted from 0"
                    .formatted(Problems.OVERRIDE, path, key, elements.size()));
        }
        elements.set(index, set(elements.get(index), keys, depth + 1, value, path));
        return new Node.Sequence(elements, sequence.place());
    }
}
