package io.descent.core.tune;

import io.descent.inference.config.internal.Node;
import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A part of an experiment in which some values are placeholders. */
sealed interface Template {
    /**
     * Returns the part with values filled in.
     *
     * @param values the values of the active dimensions, by name
     */
    Node render(Map<String, Object> values);

    /** A part without placeholders. */
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
            return new Node.Text(text, true, Node.Place.NOWHERE);
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
    record Section(List<Node> keys, List<Template> parts, Node.Place place) implements Template {
        @Override
        public Node render(Map<String, Object> values) {
            List<Node.Entry> entries = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                entries.add(new Node.Entry(keys.get(i), parts.get(i).render(values)));
            }
            return new Node.Section(entries, place);
        }
    }

    /**
     * A list.
     *
     * @param length the dimension that determines how many of the parts to use; null for all
     */
    record Sequence(@Nullable String length, List<Template> parts, Node.Place place) implements Template {
        @Override
        public Node render(Map<String, Object> values) {
            int count = length == null ? parts.size() : (Integer) Objects.requireNonNull(values.get(length));
            List<Node> nodes = parts.subList(0, count).stream()
                    .map(part -> part.render(values))
                    .toList();
            return new Node.Sequence(nodes, place);
        }
    }
}
