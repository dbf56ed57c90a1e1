package io.descent.core.tune;

import io.descent.core.config.internal.Overrides;
import io.descent.core.search.ChoiceRange;
import io.descent.core.search.Dimension;
import io.descent.core.search.Dimension.Condition;
import io.descent.core.search.NumberRange;
import io.descent.core.search.NumberRange.Scale;
import io.descent.core.search.Range;
import io.descent.inference.config.internal.Node;
import io.descent.inference.config.internal.Problems;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.text.internal.Decimal;
import io.descent.inference.text.internal.Nearest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code search.space}: keys of the experiment, each with a range or with a structure that contains ranges. */
final class SpaceReader {
    private static final String CHOICE = "choice";
    private static final String LAYERS = "layers";
    private static final String EACH = "each";
    private static final String AUTO = "auto";
    private static final int DEEPEST = 20;
    private static final Map<String, Scale> SCALES =
            Arrays.stream(Scale.values()).collect(Collectors.toMap(Scale::toString, scale -> scale));

    private final PluginRegistry registry;
    private final Problems problems;
    private final List<Dimension> dimensions = new ArrayList<>();
    private final List<Node> places = new ArrayList<>();
    private final Deque<String> options = new ArrayDeque<>();
    private final Set<String> names = new HashSet<>();
    private boolean isFull;
    private int depth;

    SpaceReader(PluginRegistry registry, Problems problems) {
        this.registry = registry;
        this.problems = problems;
    }

    /** The dimensions found. */
    List<Dimension> dimensions() {
        return dimensions;
    }

    /** The position of each dimension in the file. */
    List<Node> places() {
        return places;
    }

    /** Returns the template to put at each key. */
    Map<String, Template> read(Node node) {
        Map<String, Template> parts = new LinkedHashMap<>();
        if (!(node instanceof Node.Section mapping) || mapping.entries().isEmpty()) {
            problems.add(
                    node,
                    "search.space",
                    "expected keys of the experiment, each with a range, such as training.learning-rate: {log: [0.0001, 1]}");
            return parts;
        }
        double values = expanded(mapping);
        if (values > Limits.SEARCHED_VALUES) {
            problems.add(
                    node,
                    "search.space",
                    "describes %.0f keys and values once every layer has its own; the limit is %d; nest no layers in layers, and search fewer hyperparameters of each layer"
                            .formatted(values, Limits.SEARCHED_VALUES));
            return parts;
        }
        for (Node.Entry tuple : mapping.entries()) {
            String key = tuple.key().compact();
            if (!Overrides.isPath(key)) {
                problems.add(
                        tuple.key(),
                        at(key),
                        "is not a valid key; write for example training.learning-rate or network.hidden[0].units");
            } else if (isFixed(key)) {
                problems.add(
                        tuple.key(), at(key), "cannot be searched, because it decides what trials are compared by");
            } else {
                int before = dimensions.size();
                int found = problems.count();
                Template template = template(key, tuple.value(), null);
                if (dimensions.size() == before && problems.count() == found) {
                    problems.add(
                            tuple.value(),
                            at(key),
                            "contains no range; move %s to the experiment itself, or search over several values with {choice: [...]}"
                                    .formatted(tuple.value().compact()));
                }
                if (parts.put(key, template) != null) {
                    problems.add(tuple.key(), at(key), "duplicate key");
                }
            }
        }
        return parts;
    }

    /** The number of nodes once {@code each} is repeated for every layer, computed without repeating it. */
    private static double expanded(Node node) {
        double count = 1;
        if (node instanceof Node.Sequence list) {
            for (Node element : list.elements()) {
                count += expanded(element);
            }
        } else if (node instanceof Node.Section section) {
            double layers = 1;
            for (Node.Entry entry : section.entries()) {
                if (entry.is(LAYERS) && entry.value() instanceof Node.Sequence list) {
                    double[] bounds = bounds(list);
                    layers = bounds == null ? 1 : Math.max(1, Math.min(bounds[1], Limits.SEARCHED_LAYERS));
                }
            }
            for (Node.Entry entry : section.entries()) {
                count += expanded(entry.value()) * (entry.is(EACH) ? layers : 1);
            }
        }
        return count;
    }

    /**
     * Whether a key is fixed: seeds belong to the study, and with different examples values would not be comparable.
     */
    private static boolean isFixed(String key) {
        String[] keys = Overrides.keys(key);
        return switch (keys[0]) {
            case "seed", "random", "search", "diagnosis" -> true;
            case "data" ->
                keys.length < 2 || !List.of("normalize", "ignore", "image").contains(keys[1]);
            default -> false;
        };
    }

    private static String at(String path) {
        return "search.space " + path;
    }

    private Template template(String path, Node node, @Nullable Condition condition) {
        if (++depth > DEEPEST) {
            problems.add(node, at(path), "is nested too deeply");
            depth--;
            return new Template.Fixed(node);
        }
        try {
            if (node instanceof Node.Text scalar && scalar.text().equals(AUTO)) {
                return automatic(path, node, condition);
            }
            if (node instanceof Node.Section mapping) {
                return mapping(path, mapping, condition);
            }
            if (node instanceof Node.Sequence list && takesOneValue(path)) {
                return choice(path, list, condition);
            }
            if (node instanceof Node.Sequence sequence) {
                List<Template> parts = new ArrayList<>();
                for (int i = 0; i < sequence.elements().size(); i++) {
                    parts.add(template(path + "[" + i + "]", sequence.elements().get(i), condition));
                }
                return new Template.Sequence(null, parts, node.place());
            }
            return new Template.Fixed(node);
        } finally {
            depth--;
        }
    }

    /** Whether a key has a single value, so that a list can only mean several values to try. */
    private boolean takesOneValue(String path) {
        try {
            return new KeyPath(registry, path).find().type() instanceof Class<?>;
        } catch (IllegalArgumentException e) {
            return false; // an element of a list, or a key that the experiment itself will reject
        }
    }

    private Template mapping(String path, Node.Section mapping, @Nullable Condition condition) {
        Map<String, Node> entries = new LinkedHashMap<>();
        mapping.entries().forEach(tuple -> entries.put(tuple.key().compact(), tuple.value()));
        if (entries.containsKey(LAYERS) || entries.containsKey(EACH)) {
            return layers(path, mapping, entries, condition);
        }
        String only = entries.keySet().stream().findFirst().orElse("");
        Node value = entries.get(only);
        if (entries.size() == 1 && value instanceof Node.Sequence list) {
            if (only.equals(CHOICE)) {
                return choice(path, list, condition);
            }
            if (SCALES.containsKey(only)) {
                return number(path, SCALES.get(only), list, condition);
            }
            if (bounds(list) != null && !takesOneValue(path + "." + only)) {
                List<String> known = Stream.concat(SCALES.keySet().stream(), Stream.of(CHOICE))
                        .sorted()
                        .toList();
                problems.add(
                        mapping,
                        at(path),
                        "unknown scale '%s'%s; known: %s, and the word auto"
                                .formatted(only, Nearest.suggestion(only, known), String.join(", ", known)));
                return new Template.Fixed(mapping);
            }
        }
        List<Node> keys = new ArrayList<>();
        List<Template> parts = new ArrayList<>();
        for (Node.Entry tuple : mapping.entries()) {
            keys.add(tuple.key());
            parts.add(template(path + "." + tuple.key().compact(), tuple.value(), condition));
        }
        return new Template.Section(keys, parts, mapping.place());
    }

    private Template automatic(String path, Node node, @Nullable Condition condition) {
        try {
            return new Template.Value(add(path, AutoRange.of(new KeyPath(registry, path).find()), node, condition));
        } catch (IllegalArgumentException e) {
            problems.add(node, at(path), String.valueOf(e.getMessage()));
            return new Template.Fixed(node);
        }
    }

    private Template number(String path, Scale scale, Node.Sequence list, @Nullable Condition condition) {
        double[] bounds = bounds(list);
        if (bounds == null) {
            problems.add(
                    list,
                    at(path),
                    "found %s, expected two numbers, the smallest and the largest".formatted(list.compact()));
            return new Template.Fixed(list);
        }
        try {
            return new Template.Value(add(path, new NumberRange(scale, bounds[0], bounds[1]), list, condition));
        } catch (IllegalArgumentException e) {
            problems.add(list, at(path), String.valueOf(e.getMessage()));
            return new Template.Fixed(list);
        }
    }

    private static double @Nullable [] bounds(Node.Sequence list) {
        double[] bounds = list.elements().stream()
                .mapToDouble(bound -> bound instanceof Node.Text scalar ? Decimal.parse(scalar.text()) : Double.NaN)
                .filter(bound -> !Double.isNaN(bound))
                .toArray();
        return bounds.length == 2 && list.elements().size() == 2 ? bounds : null;
    }

    private Template choice(String path, Node.Sequence list, @Nullable Condition condition) {
        List<String> labels = labels(list.elements());
        int place = dimensions.size();
        String name;
        try {
            name = add(path, new ChoiceRange(labels), list, condition);
        } catch (IllegalArgumentException e) {
            problems.add(list, at(path), String.valueOf(e.getMessage()));
            return new Template.Fixed(list);
        }
        Map<String, Template> parts = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            options.push(labels.get(i));
            parts.put(labels.get(i), template(path, list.elements().get(i), new Condition(place, i, i)));
            options.pop();
        }
        return new Template.Options(name, parts);
    }

    /** The labels of options: words or names of plugins, or the complete option if that is ambiguous. */
    private static List<String> labels(List<Node> options) {
        List<String> labels = options.stream().map(SpaceReader::label).toList();
        List<String> result = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            String label = labels.get(i);
            long same = labels.stream().filter(label::equals).count();
            result.add(same == 1 ? label : options.get(i).compact());
        }
        return result;
    }

    private static String label(Node option) {
        if (option instanceof Node.Sequence list) {
            return list.elements().isEmpty()
                    ? "none"
                    : list.elements().stream().map(SpaceReader::label).collect(Collectors.joining("+"));
        }
        if (option instanceof Node.Section mapping && !mapping.entries().isEmpty()) {
            String first = mapping.entries().get(0).key().compact();
            return mapping.entries().size() == 1 || first.equals(LAYERS) ? first : option.compact();
        }
        return option.compact();
    }

    private Template layers(
            String path, Node.Section mapping, Map<String, Node> entries, @Nullable Condition condition) {
        Node each = entries.get(EACH);
        if (entries.size() != 2 || each == null || !(entries.get(LAYERS) instanceof Node.Sequence list)) {
            problems.add(mapping, at(path), "expected {layers: [LEAST, MOST], each: {units: ...}}");
            return new Template.Fixed(mapping);
        }
        int place = dimensions.size();
        Template count = number(path, Scale.INTEGER, list, condition);
        if (!(count instanceof Template.Value counted)) {
            return count;
        }
        if (dimensions.size() == place) {
            return count; // refused by add
        }
        NumberRange range = (NumberRange) dimensions.get(place).range();
        if (range.from() < 0 || range.to() > Limits.SEARCHED_LAYERS) {
            problems.add(list, at(path), "the number of layers must be from 0 to " + Limits.SEARCHED_LAYERS);
            return new Template.Fixed(list);
        }
        List<Template> parts = new ArrayList<>();
        for (int i = 0; i < range.to(); i++) {
            int fewest = Math.max(0, i + 1 - (int) range.from());
            parts.add(template(
                    path + "[" + i + "]",
                    each,
                    fewest == 0 ? condition : new Condition(place, fewest, range.size() - 1)));
        }
        return new Template.Sequence(counted.dimension(), parts, mapping.place());
    }

    /**
     * Adds a dimension and returns its name: the key, followed by the option of the enclosing choice if the key is
     * taken.
     */
    private String add(String path, Range range, Node node, @Nullable Condition condition) {
        String name = path;
        if (isTaken(name) && !options.isEmpty()) {
            name = path + "." + options.peek();
        }
        if (isTaken(name)) {
            problems.add(node, at(path), "is searched twice");
        } else if (dimensions.size() == Limits.SEARCHED) {
            if (!isFull) {
                problems.add(
                        node,
                        at(path),
                        "is one hyperparameter too many; at most %d can be searched".formatted(Limits.SEARCHED));
            }
            isFull = true;
        } else {
            names.add(name);
            dimensions.add(new Dimension(name, range, condition));
            places.add(node);
        }
        return name;
    }

    private boolean isTaken(String name) {
        return names.contains(name);
    }
}
