package io.descent.inference.config.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The problems of one file, each with its place. */
public final class Problems {
    /** Begins the source of values that were given on the command line. */
    public static final String OVERRIDE = "--set ";

    private record Problem(int line, String text) {}

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    /** Collects problems of the nodes that were read from the given source; nodes of other sources are named by them. */
    public Problems(String file) {
        this.file = file;
    }

    /** Adds a problem of a node, which stands for a key such as {@code training.epochs}. */
    public void add(Node node, String path, String text) {
        Node.Place place = node.place();
        boolean inFile = place.source().equals(file) && place.line() > 0;
        String line = inFile ? "line " + place.line() : "";
        String key = place.source().startsWith(OVERRIDE) ? OVERRIDE + path : path;
        String where = Stream.of(line, key).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
        found.add(new Problem(
                inFile ? place.line() : Integer.MAX_VALUE, where.isEmpty() ? text : where + ": " + text));
    }

    /** How many there are. */
    public int count() {
        return found.size();
    }

    /** All problems in the order of their lines. */
    public List<String> texts() {
        return found.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(Problem::text)
                .toList();
    }
}
