package io.descent.inference.config.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Parses JSON into a tree of nodes. */
final class JsonNodes {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonParser json;
    private final String label;

    private JsonNodes(JsonParser json, String label) {
        this.json = json;
        this.label = label;
    }

    /**
     * Parses a text.
     *
     * @param label name of the text in places and messages
     * @throws InvalidInputException if it is not JSON
     */
    static Node read(String label, String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonNodes nodes = new JsonNodes(parser, label);
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
        return json.currentTokenLocation().getLineNr();
    }

    private Node.Place place() {
        return new Node.Place(label, line());
    }

    private Node node() throws IOException {
        Node.Place place = place();
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                List<Node.Entry> entries = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    Node key = new Node.Text(json.currentName(), false, place());
                    json.nextToken();
                    entries.add(new Node.Entry(key, node()));
                }
                yield new Node.Section(entries, place);
            }
            case START_ARRAY -> {
                List<Node> elements = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(node());
                }
                yield new Node.Sequence(elements, place);
            }
            case VALUE_STRING -> new Node.Text(json.getText(), false, place);
            default -> new Node.Text(json.getText(), true, place);
        };
    }
}
