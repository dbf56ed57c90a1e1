package io.descent.core.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** The problems of one experiment file, each with its place. */
final class Problems {
    private record Problem(int line, String text) {}

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    /** Collects problems of the nodes that were read under the given label; nodes of other labels are named by them. */
    Problems(String file) {
        this.file = file;
    }

    void add(Node node, String path, String text) {
        Optional<Mark> mark = node.getStartMark();
        Optional<Mark> inFile = mark.filter(m -> m.getName().equals(file));
        String line = inFile.map(m -> "line " + (m.getLine() + 1)).orElse("");
        boolean overridden = mark.isPresent() && mark.get().getName().startsWith(Overrides.LABEL);
        String key = overridden ? Overrides.LABEL + path : path;
        String place = Stream.of(line, key).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
        found.add(new Problem(
                inFile.map(Mark::getLine).orElse(Integer.MAX_VALUE), place.isEmpty() ? text : place + ": " + text));
    }

    int count() {
        return found.size();
    }

    /** All problems in the order of their lines. */
    List<String> texts() {
        return found.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(Problem::text)
                .toList();
    }
}
