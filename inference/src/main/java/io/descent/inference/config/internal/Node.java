package io.descent.inference.config.internal;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A value in an experiment or model file, with its place. Immutable; the same for files of any syntax. */
public sealed interface Node {
    /** Where the node begins. */
    Place place();

    /**
     * A position in a text.
     *
     * @param source name of the text: a file, or {@code --set KEY}
     * @param line line number from 1; 0 if unknown
     */
    record Place(String source, int line) {
        /** The place of nodes that come from no text, such as defaults. */
        public static final Place NOWHERE = new Place("", 0);
    }

    /**
     * A number, a text, or no value.
     *
     * @param text as written, without quotes
     * @param plain whether it is written without quotes
     */
    record Text(String text, boolean plain, Place place) implements Node {
        /** Whether the node stands for no value. */
        public boolean isNull() {
            return plain && (text.isEmpty() || text.equals("null") || text.equals("~"));
        }
    }

    /** Keys and values in the order of the file. */
    record Section(List<Entry> entries, Place place) implements Node {
        /** Copies the list. */
        public Section {
            entries = entries instanceof LaterRead ? entries : List.copyOf(entries);
        }
    }

    /** A list. */
    record Sequence(List<Node> elements, Place place) implements Node {
        /** Copies the list. */
        public Sequence {
            elements = elements instanceof LaterRead ? elements : List.copyOf(elements);
        }
    }

    /** A list that never changes and is read from its text whenever it is used, which takes less memory. */
    interface LaterRead {}

    /** A key and its value. */
    record Entry(Node key, Node value) {
        /** Whether the key has this name. */
        public boolean is(String name) {
            return key instanceof Text text && text.text.equals(name);
        }
    }

    /**
     * The value of a key within sections.
     *
     * @param keys from the outermost section to the innermost
     * @return null if a key is missing, or what should contain it is no section
     */
    default @Nullable Node find(String... keys) {
        @Nullable Node found = this;
        for (String key : keys) {
            found = found instanceof Section section
                    ? section.entries.stream()
                            .filter(entry -> entry.is(key))
                            .findFirst()
                            .map(Entry::value)
                            .orElse(null)
                    : null;
        }
        return found;
    }

    /**
     * The node as maps, lists, numbers, booleans and texts.
     *
     * @throws IllegalArgumentException if there is no value
     */
    default Object content() {
        if (this instanceof Section section) {
            Map<String, Object> map = new LinkedHashMap<>();
            section.entries.forEach(entry -> map.put(entry.key.compact(), entry.value.content()));
            return map;
        }
        if (this instanceof Sequence sequence) {
            return sequence.elements.stream().map(Node::content).toList();
        }
        Text text = (Text) this;
        if (!text.plain) {
            return text.text;
        }
        if (text.isNull()) {
            throw new IllegalArgumentException("found null, expected a value");
        }
        return text.text.equals("true") || text.text.equals("false")
                ? (Object) Boolean.valueOf(text.text)
                : new BigDecimal(text.text);
    }

    /** The node as text on one line. */
    default String compact() {
        if (this instanceof Section section) {
            return section.entries.stream()
                    .map(entry -> entry.key.compact() + ": " + entry.value.compact())
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (this instanceof Sequence sequence) {
            return sequence.elements.stream().map(Node::compact).toList().toString();
        }
        return ((Text) this).text;
    }
}
