package io.descent.core.config.internal;

import io.descent.inference.config.internal.Node;
import io.descent.inference.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads YAML 1.2 into trees of nodes, and writes maps as YAML. */
public final class Yaml {
    private static final DumpSettings BLOCKS = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .build();

    private final String label;
    /** The nodes that aliases refer to; empty while a node is being read, to detect an alias that contains itself. */
    private final IdentityHashMap<org.snakeyaml.engine.v2.nodes.Node, Optional<Node>> read = new IdentityHashMap<>();

    private Yaml(String label) {
        this.label = label;
    }

    /** Writes maps, lists and scalars as YAML. */
    public static String text(Map<String, ?> map) {
        return new Dump(BLOCKS).dumpToString(map);
    }

    /**
     * Parses a YAML text.
     *
     * @param label names the text in places and messages
     * @throws InvalidInputException if it is not valid YAML, or an alias contains itself
     */
    public static Node read(String label, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(label)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        try {
            org.snakeyaml.engine.v2.nodes.Node node = new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new InvalidInputException(label + ": is empty"));
            return new Yaml(label).node(node);
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ")
                    .orElse("");
            throw new InvalidInputException("%s: %snot valid YAML: %s".formatted(label, line, e.getProblem()), e);
        } catch (YamlEngineException e) {
            throw new InvalidInputException(label + ": not valid YAML: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new InvalidInputException(label + ": is nested too deeply", e);
        }
    }

    private Node node(org.snakeyaml.engine.v2.nodes.Node node) {
        Optional<Node> known = read.get(node);
        if (known != null) {
            return known.orElseThrow(() -> new InvalidInputException("%s: line %d: an alias contains itself"
                    .formatted(label, place(node).line())));
        }
        read.put(node, Optional.empty());
        Node made = make(node);
        read.put(node, Optional.of(made));
        return made;
    }

    private Node make(org.snakeyaml.engine.v2.nodes.Node node) {
        if (node instanceof MappingNode mapping) {
            List<Node.Entry> entries = new ArrayList<>();
            for (NodeTuple tuple : mapping.getValue()) {
                entries.add(new Node.Entry(node(tuple.getKeyNode()), node(tuple.getValueNode())));
            }
            return new Node.Section(entries, place(node));
        }
        if (node instanceof SequenceNode sequence) {
            List<Node> elements = new ArrayList<>();
            for (org.snakeyaml.engine.v2.nodes.Node element : sequence.getValue()) {
                elements.add(node(element));
            }
            return new Node.Sequence(elements, place(node));
        }
        ScalarNode scalar = (ScalarNode) node;
        return new Node.Text(scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN, place(node));
    }

    private Node.Place place(org.snakeyaml.engine.v2.nodes.Node node) {
        return new Node.Place(
                label, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
    }
}
