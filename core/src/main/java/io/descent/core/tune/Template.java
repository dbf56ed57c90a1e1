package io.descent.core.tune;

import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A part of an experiment in which some values are still open. */
sealed interface Template {
    /**
     * The part.
     *
     * @param values of the dimensions that matter, by name
     */
    Node render(Map<String, Object> values);

    /** What is as the file has it. */
    record Fixed(Node node) implements Template {
        @Override
        public Node render(Map<String, Object> values) {
            return node;
        }
    }

    /** A number or a word. */
    record Value(String dimension) implements Template {
        @Override
        public Node render(Map<String, Object> values) {
            Object value = Objects.requireNonNull(values.get(dimension));
            String text = value instanceof Double number ? Decimal.text(number) : value.toString();
            return new ScalarNode(Tag.STR, true, text, ScalarStyle.PLAIN, Optional.empty(), Optional.empty());
        }
    }

    /** One of several parts, by the label of a choice. */
    record Options(String dimension, Map<String, Template> options) implements Template {
        @Override
        public Node render(Map<String, Object> values) {
            String chosen = (String) Objects.requireNonNull(values.get(dimension));
            return Objects.requireNonNull(options.get(chosen)).render(values);
        }
    }

    /** Keys and values. */
    record Section(List<Node> keys, List<Template> parts, Optional<Mark> mark) implements Template {
        @Override
        public Node render(Map<String, Object> values) {
            List<NodeTuple> tuples = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                tuples.add(new NodeTuple(keys.get(i), parts.get(i).render(values)));
            }
            return new MappingNode(Tag.MAP, true, tuples, FlowStyle.FLOW, mark, mark);
        }
    }

    /**
     * A list.
     *
     * @param length the dimension that says how many of the parts there are; null for all
     */
    record Sequence(@Nullable String length, List<Template> parts, Optional<Mark> mark) implements Template {
        @Override
        public Node render(Map<String, Object> values) {
            int count = length == null ? parts.size() : (Integer) Objects.requireNonNull(values.get(length));
            List<Node> nodes = parts.subList(0, count).stream()
                    .map(part -> part.render(values))
                    .toList();
            return new SequenceNode(Tag.SEQ, true, nodes, FlowStyle.FLOW, mark, mark);
        }
    }

    /** A node on one line, as files may have it. */
    static String compact(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream()
                    .map(tuple -> compact(tuple.getKeyNode()) + ": " + compact(tuple.getValueNode()))
                    .reduce((a, b) -> a + ", " + b)
                    .map(inner -> "{" + inner + "}")
                    .orElse("{}");
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(Template::compact).toList().toString();
        }
        return node instanceof ScalarNode scalar ? scalar.getValue() : node.toString();
    }
}
