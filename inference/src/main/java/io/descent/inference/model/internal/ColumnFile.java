package io.descent.inference.model.internal;

import io.descent.inference.config.internal.Node;
import io.descent.inference.config.internal.RecordReader;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.spec.Default;
import io.descent.inference.table.internal.CellFormat;
import io.descent.inference.table.internal.ColumnEncoder;
import io.descent.inference.table.internal.DateFormat;
import io.descent.inference.table.internal.DateParts;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.Indicators;
import io.descent.inference.table.internal.NumberFormat;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.table.internal.Truth;
import io.descent.inference.table.internal.TruthFormat;
import io.descent.inference.text.internal.Nearest;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes and reads the columns of a model: formats, encoders and scalings are a name, or a map from a name to what
 * belongs to it, as plugins are.
 */
final class ColumnFile {
    private static final int LONGEST = 60;

    private final Path file;
    private final PluginRegistry registry;

    /**
     * Reads parts of a file.
     *
     * @param file for messages
     */
    ColumnFile(Path file, PluginRegistry registry) {
        this.file = file;
        this.registry = registry;
    }

    /** Numbers with a number for missing cells, as in files. */
    record Numbers(
            Node scaling,
            double fill,
            @Default("false") boolean indicator,
            @Default("false") boolean float32) {}

    /** Words, as in files. */
    record Words(
            List<String> words,
            @Default("false") boolean others,
            @Default("false") boolean missing) {}

    /** A few words with the scaling of each input, as in files. */
    record Few(List<String> words, @Default("false") boolean others, List<Node> scalings) {}

    /** A scaling with a range, as in files. */
    record Range(Node scaling, double low, double high) {}

    /** Quantiles, as in files. */
    record Quantiles(List<Double> quantiles) {}

    /** A column as in files. A table can have a million columns, so the map is made whenever it is read. */
    static Map<String, Object> write(FeatureColumn column) {
        return new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                return map(column).entrySet();
            }
        };
    }

    private static Map<String, Object> map(FeatureColumn column) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", column.name());
        map.put("kind", Names.kebab(column.kind().name()));
        if (column.format() instanceof NumberFormat number) {
            if (!number.equals(NumberFormat.PLAIN)) {
                map.put("format", Map.of("number", RecordWriter.map(number)));
            }
        } else if (column.format() instanceof DateFormat date) {
            map.put("format", Map.of("date", RecordWriter.map(date)));
        } else if (column.format() instanceof TruthFormat truth) {
            map.put("format", Map.of("truth", RecordWriter.map(truth)));
        }
        map.put("encoder", write(column.encoder()));
        return map;
    }

    private static Object write(ColumnEncoder encoder) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (encoder instanceof Scaled scaled) {
            map.put("scaling", write(scaled.scaling()));
            map.put("fill", scaled.fill());
            if (scaled.indicator()) {
                map.put("indicator", true);
            }
            if (scaled.float32()) {
                map.put("float32", true);
            }
            return Map.of("scaled", map);
        }
        if (encoder instanceof OneHot words) {
            map.put("words", words.words());
            if (words.others()) {
                map.put("others", true);
            }
            if (words.missing()) {
                map.put("missing", true);
            }
            return Map.of("one-hot", map);
        }
        if (encoder instanceof Indicators indicators) {
            map.put("words", indicators.words().words());
            if (indicators.words().others()) {
                map.put("others", true);
            }
            map.put(
                    "scalings",
                    indicators.scalings().stream().map(ColumnFile::write).toList());
            return Map.of("indicators", map);
        }
        return encoder instanceof DateParts dates
                ? Map.of("date-parts", RecordWriter.map(dates))
                : Map.of("truth", RecordWriter.map((Truth) encoder));
    }

    /** A scaling as in files. */
    static Object write(Scaling scaling) {
        if (scaling instanceof Scaling.None || scaling instanceof Scaling.Zero) {
            return Scaling.name(scaling);
        }
        if (scaling instanceof Scaling.Clamped clamped) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("scaling", write(clamped.scaling()));
            map.put("low", clamped.low());
            map.put("high", clamped.high());
            return Map.of("clamped", map);
        }
        if (scaling instanceof Scaling.Quantile quantile) {
            return Map.of("quantile", Map.of("quantiles", quantile.quantiles()));
        }
        return Map.of(Scaling.name(scaling), RecordWriter.map((Record) scaling));
    }

    /**
     * Makes a column.
     *
     * @throws InvalidInputException if a part of it is unknown or invalid
     */
    FeatureColumn column(ColumnDescription found) {
        try {
            CellFormat format = null;
            if (found.format() != null) {
                format = format(found.format());
            } else if (found.kind() != ColumnKind.CATEGORICAL) {
                format = NumberFormat.PLAIN;
            }
            return new FeatureColumn(found.name(), found.kind(), format, encoder(found.encoder()));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("%s: column '%s': %s".formatted(file, found.name(), e.getMessage()), e);
        }
    }

    private CellFormat format(Node node) {
        Named named = named(node, "format", List.of("number", "date", "truth"));
        return switch (named.name) {
            case "number" -> read(named, NumberFormat.class);
            case "date" -> read(named, DateFormat.class);
            default -> read(named, TruthFormat.class);
        };
    }

    private ColumnEncoder encoder(Node node) {
        Named named = named(node, "encoder", List.of("scaled", "truth", "date-parts", "indicators", "one-hot"));
        return switch (named.name) {
            case "scaled" -> {
                Numbers numbers = read(named, Numbers.class);
                yield new Scaled(scaling(numbers.scaling), numbers.fill, numbers.indicator, numbers.float32);
            }
            case "truth" -> read(named, Truth.class);
            case "date-parts" -> read(named, DateParts.class);
            case "indicators" -> {
                Few few = read(named, Few.class);
                yield new Indicators(
                        new OneHot(few.words, few.others, false),
                        few.scalings.stream().map(this::scaling).toList());
            }
            default -> {
                Words words = read(named, Words.class);
                yield new OneHot(words.words, words.others, words.missing);
            }
        };
    }

    /**
     * Makes a scaling.
     *
     * @throws InvalidInputException if it is unknown or invalid
     */
    Scaling scaling(Node node) {
        Named named = named(
                node,
                "scaling",
                List.of("none", "zero", "standardize", "robust", "min-max", "quantile", "log", "clamped"));
        try {
            return switch (named.name) {
                case "none" -> read(named, Scaling.None.class);
                case "zero" -> read(named, Scaling.Zero.class);
                case "standardize" -> read(named, Scaling.Standardize.class);
                case "robust" -> read(named, Scaling.Robust.class);
                case "min-max" -> read(named, Scaling.MinMax.class);
                case "log" -> read(named, Scaling.Log.class);
                case "clamped" -> {
                    Range range = read(named, Range.class);
                    yield new Scaling.Clamped(scaling(range.scaling), range.low, range.high);
                }
                default ->
                    new Scaling.Quantile(read(named, Quantiles.class).quantiles.stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray());
            };
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "%s: line %d: %s".formatted(file, node.place().line(), e.getMessage()), e);
        }
    }

    /** A name and what belongs to it. */
    private record Named(String name, Node content) {}

    private Named named(Node node, String what, List<String> known) {
        Node name = node;
        Node content = new Node.Section(List.of(), node.place());
        if (node instanceof Node.Section section && section.entries().size() == 1) {
            name = section.entries().get(0).key();
            content = section.entries().get(0).value();
        }
        String text = name.compact();
        if (!(name instanceof Node.Text) || !known.contains(text)) {
            throw new InvalidInputException("%s: line %d: unknown %s '%s'%s; known: %s"
                    .formatted(
                            file,
                            node.place().line(),
                            what,
                            text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text,
                            Nearest.suggestion(text, known),
                            String.join(", ", known)));
        }
        return new Named(text, content);
    }

    private <R extends Record> R read(Named named, Class<R> type) {
        return RecordReader.json(file, named.content, type, registry);
    }
}
