package io.descent.core.experiment;

import io.descent.inference.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Changes an experiment before it is read: {@code training.epochs=3}, {@code network.hidden[0].units=32}. */
final class Overrides {
    /** Begins the label under which the value of an override is read. */
    static final String LABEL = "--set ";

    private static final Pattern PATH =
            Pattern.compile("[^.\\[\\]\\s]{1,100}(\\.[^.\\[\\]\\s]{1,100}|\\[\\d{1,9}]){0,30}");

    private Overrides() {}

    /**
     * Applies one override.
     *
     * @throws InvalidInputException if it has no {@code =} or leads to a place that cannot be
     */
    static Node apply(Node root, String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new InvalidInputException(LABEL + override + ": expected key=value, for instance training.epochs=3");
        }
        String path = override.substring(0, equals).strip();
        Node value = ExperimentFile.compose(LABEL + path, override.substring(equals + 1));
        if (!isPath(path)) {
            throw new InvalidInputException(
                    LABEL + path + ": is no key; write for instance training.epochs or network.hidden[0].units");
        }
        return put(root, path, value);
    }

    /**
     * Puts something in the place of what a key has.
     *
     * @throws InvalidInputException if the key leads to a place that cannot be
     */
    static Node put(Node root, String path, Node value) {
        return set(root, keys(path), 0, value, path);
    }

    /** Whether a text has the form of a key. */
    static boolean isPath(String path) {
        return PATH.matcher(path).matches();
    }

    /** The parts of a key, positions in lists among them. */
    static String[] keys(String path) {
        return path.replace("[", ".").replace("]", "").split("\\.", -1);
    }

    private static Node set(Node node, String[] keys, int depth, Node value, String path) {
        if (depth == keys.length) {
            return value;
        }
        String key = keys[depth];
        if (node instanceof SequenceNode sequence) {
            return setElement(sequence, keys, depth, value, path);
        }
        if (node instanceof ScalarNode scalar
                && (scalar.getValue().equals(key) || scalar.getValue().isEmpty())) {
            node = emptyMapping(node); // a plugin's bare name, or nothing, makes room for what belongs to it
        }
        if (!(node instanceof MappingNode mapping)) {
            throw new InvalidInputException(
                    "%s%s: '%s' does not lead anywhere; what stands before it is no section with such a key"
                            .formatted(LABEL, path, key));
        }
        List<NodeTuple> tuples = new ArrayList<>();
        boolean replaced = false;
        for (NodeTuple tuple : mapping.getValue()) {
            if (!replaced
                    && tuple.getKeyNode() instanceof ScalarNode scalar
                    && scalar.getValue().equals(key)) {
                tuples.add(new NodeTuple(tuple.getKeyNode(), set(tuple.getValueNode(), keys, depth + 1, value, path)));
                replaced = true;
            } else {
                tuples.add(tuple);
            }
        }
        if (!replaced) {
            Node keyNode =
                    new ScalarNode(Tag.STR, true, key, ScalarStyle.PLAIN, value.getStartMark(), value.getEndMark());
            tuples.add(new NodeTuple(keyNode, set(emptyMapping(value), keys, depth + 1, value, path)));
        }
        return new MappingNode(
                mapping.getTag(), true, tuples, mapping.getFlowStyle(), mapping.getStartMark(), mapping.getEndMark());
    }

    private static Node setElement(SequenceNode sequence, String[] keys, int depth, Node value, String path) {
        List<Node> elements = new ArrayList<>(sequence.getValue());
        Optional<Integer> index = index(keys[depth], elements.size());
        if (index.isEmpty()) {
            throw new InvalidInputException("%s%s: '%s' is no position in a list of %d, counted from 0"
                    .formatted(LABEL, path, keys[depth], elements.size()));
        }
        elements.set(index.get(), set(elements.get(index.get()), keys, depth + 1, value, path));
        return new SequenceNode(
                sequence.getTag(),
                true,
                elements,
                sequence.getFlowStyle(),
                sequence.getStartMark(),
                sequence.getEndMark());
    }

    private static Optional<Integer> index(String text, int size) {
        return text.matches("\\d{1,9}") && Integer.parseInt(text) < size
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }

    private static MappingNode emptyMapping(Node at) {
        return new MappingNode(Tag.MAP, true, List.of(), FlowStyle.BLOCK, at.getStartMark(), at.getEndMark());
    }
}
