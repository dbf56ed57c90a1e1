package io.descent.inference.config.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Collects the problems of one file, each with its place. */
public final class Problems {
    /** Prefix of the source of a value that was given on the command line. */
    public static final String OVERRIDE = "--set ";

    private record Problem(int line, String text) {}

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    /**
     * Starts without problems.
     *
     * @param file the source whose nodes are reported with their line
     */
    public Problems(String file) {
        this.file = file;
    }

    /**
     * Adds a problem of a node.
     *
     * @param path the key that the node belongs to, such as {@code training.epochs}
     */
    public void add(Node node, String path, String text) {
        Node.Place place = node.place();
        boolean inFile = place.source().equals(file) && place.line() > 0;
        String line = inFile ? "line " + place.line() : "";
        String key = place.source().startsWith(OVERRIDE) ? OVERRIDE + path : path;
        String where = Stream.of(line, key).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
        found.add(new Problem(inFile ? place.line() : Integer.MAX_VALUE, where.isEmpty() ? text : where + ": " + text));
    }

    /** Number of problems. */
    public int count() {
        return found.size();
    }

    /** All problems in line order. */
    public List<String> texts() {
        return found.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(Problem::text)
                .toList();
    }
}
