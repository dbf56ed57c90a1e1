package io.descent.inference.config.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;

/**
 * Parses JSON into a tree of nodes. In long lists, such as the columns of a model, the objects are parsed again whenever
 * they are used, because the nodes of a million columns would not fit in memory.
 */
final class JsonNodes {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().streamReadConstraints(Json.CONSTRAINTS).build();

    /** Objects of a list after so many elements are read later. */
    private static final int FEW = 1_000;

    private final JsonParser json;
    private final String label;
    private final String text;
    /** What the parser's first character is in the text. */
    private final int begin;
    /** The line of the parser's first character. */
    private final int firstLine;
    /** Whether objects within the outermost one are read later. */
    private final boolean later;

    private int depth;
    private Node.Place place;

    private JsonNodes(JsonParser json, String label, String text, int begin, int firstLine, boolean later) {
        this.json = json;
        this.label = label;
        this.text = text;
        this.begin = begin;
        this.firstLine = firstLine;
        this.later = later;
        place = new Node.Place(label, firstLine);
    }

    /**
     * Parses a text.
     *
     * @param label name of the text in places and messages
     * @throws InvalidInputException if it is not JSON
     */
    static Node read(String label, String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonNodes nodes = new JsonNodes(parser, label, text, 0, 1, false);
            if (parser.nextToken() == null) {
                throw new InvalidInputException(label + ": is empty");
            }
            Node node = nodes.node();
            if (parser.nextToken() != null) {
                throw new InvalidInputException(
                        "%s: line %d: expected the end of the file".formatted(label, nodes.line()));
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    "%s: line %d: is not valid JSON: %s"
                            .formatted(
                                    label,
                                    e.getLocation() == null
                                            ? 1
                                            : e.getLocation().getLineNr(),
                                    e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new InvalidInputException(label + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private int line() {
        return firstLine - 1 + json.currentTokenLocation().getLineNr();
    }

    private Node.Place place() {
        int line = line();
        if (line != place.line()) {
            place = new Node.Place(label, line);
        }
        return place;
    }

    private Node node() throws IOException {
        Node.Place from = place();
        return switch (json.currentToken()) {
            case START_OBJECT -> later && depth > 0 ? laterRead(from) : new Node.Section(entries(), from);
            case START_ARRAY -> {
                List<Node> elements = new ArrayList<>();
                depth++;
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(
                            elements.size() >= FEW && json.currentToken() == JsonToken.START_OBJECT
                                    ? laterRead(place())
                                    : node());
                }
                depth--;
                yield new Node.Sequence(elements, from);
            }
            case VALUE_STRING -> new Node.Text(json.getText(), false, from);
            default -> new Node.Text(json.getText(), true, from);
        };
    }

    /** The keys and values of the object whose beginning has been read. */
    private List<Node.Entry> entries() throws IOException {
        List<Node.Entry> entries = new ArrayList<>();
        depth++;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            Node key = new Node.Text(json.currentName(), false, place());
            json.nextToken();
            entries.add(new Node.Entry(key, node()));
        }
        depth--;
        return entries;
    }

    /** Skips an object, which checks that it is valid, and remembers where it is. */
    private Node laterRead(Node.Place from) throws IOException {
        int start = begin + (int) json.currentTokenLocation().getCharOffset();
        json.skipChildren();
        int end = begin + (int) json.currentTokenLocation().getCharOffset() + 1;
        return new Node.Section(new Later(text, start, end, from), from);
    }

    /** The keys and values of an object in a text. */
    private static final class Later extends AbstractList<Node.Entry> implements Node.LaterRead {
        private final String text;
        private final int start;
        private final int end;
        private final Node.Place place;

        Later(String text, int start, int end, Node.Place place) {
            this.text = text;
            this.start = start;
            this.end = end;
            this.place = place;
        }

        private List<Node.Entry> read() {
            try (JsonParser parser = FACTORY.createParser(text.substring(start, end))) {
                parser.nextToken();
                return new JsonNodes(parser, place.source(), text, start, place.line(), true).entries();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // was read before
            }
        }

        @Override
        public Node.Entry get(int index) {
            return read().get(index);
        }

        @Override
        public int size() {
            return read().size();
        }

        @Override
        public Iterator<Node.Entry> iterator() {
            return read().iterator();
        }

        @Override
        public Spliterator<Node.Entry> spliterator() {
            return read().spliterator();
        }

        @Override
        public boolean isEmpty() {
            return size() == 0;
        }
    }
}
