package io.descent.core.config.internal;

import io.descent.inference.config.internal.Node;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads YAML 1.2 into trees of nodes, and writes maps as YAML. */
public final class Yaml {
    private static final DumpSettings BLOCKS = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .build();

    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(Limits.EXPERIMENT_BYTES).build();

    private final String label;
    /** The nodes that aliases refer to; empty while a node is being read, to detect an alias that contains itself. */
    private final IdentityHashMap<org.snakeyaml.engine.v2.nodes.Node, Optional<Read>> read = new IdentityHashMap<>();

    private long aliasedValues;
    private long aliasedCharacters;

    private Yaml(String label) {
        this.label = label;
    }

    /**
     * A node that has been read.
     *
     * @param values in it, as often as aliases repeat them
     * @param characters of these values
     * @param depth of lists and sections within each other; 0 for a scalar
     */
    private record Read(Node node, long values, long characters, int depth) {}

    /** Writes maps, lists and scalars as YAML. */
    public static String text(Map<String, ?> map) {
        return new Dump(BLOCKS).dumpToString(map);
    }

    /**
     * Parses a YAML text.
     *
     * @param label names the text in places and messages
     * @throws InvalidInputException if it is not valid YAML, exceeds a limit, or an alias contains itself
     */
    public static Node read(String label, String text) {
        requireShortLines(label, text);
        try {
            Parser events = new LimitedEvents(label, new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text)));
            org.snakeyaml.engine.v2.nodes.Node node = new Composer(SETTINGS, events)
                    .getSingleNode()
                    .orElseThrow(() -> new InvalidInputException(label + ": is empty"));
            return new Yaml(label).read(node).node;
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ")
                    .orElse("");
            throw new InvalidInputException("%s: %snot valid YAML: %s".formatted(label, line, e.getProblem()), e);
        } catch (YamlEngineException e) {
            throw new InvalidInputException(label + ": not valid YAML: " + e.getMessage(), e);
        }
    }

    /** The parser takes long for long lines, whatever they contain. */
    private static void requireShortLines(String label, String text) {
        int line = 1;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                begin = i + 1;
            } else if (i - begin >= Limits.YAML_TEXT) {
                throw new InvalidInputException("%s: line %d: has more than %d characters; write it in several lines"
                        .formatted(label, line, Limits.YAML_TEXT));
            }
        }
    }

    private Read read(org.snakeyaml.engine.v2.nodes.Node node) {
        Optional<Read> known = read.get(node);
        if (known != null) {
            return aliased(node, known.orElseThrow(() -> problem(node, "an alias contains itself")));
        }
        read.put(node, Optional.empty());
        Read made = make(node);
        read.put(node, Optional.of(made));
        return made;
    }

    /** Counts what an alias repeats. */
    private Read aliased(org.snakeyaml.engine.v2.nodes.Node node, Read known) {
        aliasedValues += known.values;
        aliasedCharacters += known.characters;
        if (aliasedValues > Limits.ALIASED_VALUES || aliasedCharacters > Limits.ALIASED_CHARACTERS) {
            throw problem(
                    node,
                    "aliases repeat this until the text has more than %d values or %d characters; write less, or without aliases"
                            .formatted(Limits.ALIASED_VALUES, Limits.ALIASED_CHARACTERS));
        }
        return known;
    }

    private Read make(org.snakeyaml.engine.v2.nodes.Node node) {
        if (node instanceof MappingNode mapping) {
            List<Node.Entry> entries = new ArrayList<>();
            Sum sum = new Sum();
            for (NodeTuple tuple : mapping.getValue()) {
                Read key = read(tuple.getKeyNode());
                Read value = read(tuple.getValueNode());
                sum.add(key);
                sum.add(value);
                entries.add(new Node.Entry(key.node, value.node));
            }
            return sum.read(node, new Node.Section(entries, place(node)));
        }
        if (node instanceof SequenceNode sequence) {
            List<Node> elements = new ArrayList<>();
            Sum sum = new Sum();
            for (org.snakeyaml.engine.v2.nodes.Node element : sequence.getValue()) {
                Read value = read(element);
                sum.add(value);
                elements.add(value.node);
            }
            return sum.read(node, new Node.Sequence(elements, place(node)));
        }
        ScalarNode scalar = (ScalarNode) node;
        return new Read(
                new Node.Text(scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN, place(node)),
                1,
                scalar.getValue().length(),
                0);
    }

    /** What a list or section contains, with what its aliases repeat. */
    private final class Sum {
        private long values = 1;
        private long characters;
        private int depth;

        void add(Read part) {
            values += part.values;
            characters += part.characters;
            depth = Math.max(depth, part.depth);
        }

        Read read(org.snakeyaml.engine.v2.nodes.Node node, Node made) {
            if (depth >= Limits.NESTING) {
                throw problem(node, LimitedEvents.TOO_DEEP);
            }
            return new Read(made, values, characters, depth + 1);
        }
    }

    private InvalidInputException problem(org.snakeyaml.engine.v2.nodes.Node node, String text) {
        return new InvalidInputException(
                "%s: line %d: %s".formatted(label, place(node).line(), text));
    }

    private Node.Place place(org.snakeyaml.engine.v2.nodes.Node node) {
        return new Node.Place(
                label, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
    }
}
