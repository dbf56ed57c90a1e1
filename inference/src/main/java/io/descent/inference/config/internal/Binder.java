package io.descent.inference.config.internal;

import io.descent.api.Plugin;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.Entries;
import io.descent.inference.spec.Shorthand;
import io.descent.inference.spec.Texts;
import io.descent.inference.text.internal.Decimal;
import io.descent.inference.text.internal.Nearest;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds records from nodes. A key in kebab-case is a component. A plugin is its name, or a map from its name to its
 * hyperparameters. {@code true} stands for a section with all its defaults, {@code false} for no section. A component
 * of the type {@link Node} receives the node as it is. After a problem the binder returns null and continues, so that
 * one pass finds every problem.
 */
public final class Binder {
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,30}");
    private static final Pattern KEY = Pattern.compile("\\d{1,9}");
    private static final int DEEPEST = 30;
    private static final int LONGEST_SHOWN = 60;

    private final PluginRegistry registry;
    private final Problems problems;
    private final Function<Node, Path> baseDirectory;
    private int depth;

    /**
     * Creates a binder.
     *
     * @param baseDirectory the folder that a relative path in a node starts from
     */
    public Binder(PluginRegistry registry, Problems problems, Function<Node, Path> baseDirectory) {
        this.registry = registry;
        this.problems = problems;
        this.baseDirectory = baseDirectory;
    }

    /** Reads the root of a file into a record; null after a problem. */
    public <R extends Record> @Nullable R file(Node root, Class<R> type) {
        if (root instanceof Node.Section) {
            return section(root, type, "");
        }
        problems.add(root, "file", "expected sections of keys and values");
        return null;
    }

    /** Reads a record whose defaults are declared with {@link Default}; null after a problem. */
    public <R extends Record> @Nullable R section(Node node, Class<R> type, String path) {
        return record(node, type, null, path);
    }

    private <R extends Record> @Nullable R record(Node node, Class<R> type, @Nullable Object prototype, String path) {
        if (!(node instanceof Node.Section mapping)) {
            problems.add(node, path, "found " + describe(node) + ", expected a section of keys and values");
            return null;
        }
        int before = problems.count();
        List<HyperparameterInfo> infos = HyperparameterInfo.of(type, prototype);
        Map<String, Node> given = entries(mapping, HyperparameterInfo.flat(infos), prototype != null, path);
        return record(node, type, prototype, infos, given, path, before);
    }

    private <R extends Record> @Nullable R record(
            Node node,
            Class<R> type,
            @Nullable Object prototype,
            List<HyperparameterInfo> infos,
            Map<String, Node> given,
            String path,
            int before) {
        @Nullable Object[] arguments = new @Nullable Object[infos.size()];
        for (int i = 0; i < arguments.length; i++) {
            HyperparameterInfo info = infos.get(i);
            String key = path.isEmpty() ? info.key() : path + "." + info.key();
            Node value = given.get(info.key());
            Default otherwise = info.component().getAnnotation(Default.class);
            if (info.isFlat()) {
                Class<? extends Record> inner = info.recordType();
                arguments[i] =
                        record(node, inner, null, HyperparameterInfo.of(inner, null), given, path, problems.count());
            } else if (value != null) {
                arguments[i] = isNull(value) && info.isOptional() ? null : value(value, info.type(), info, key);
            } else if (prototype != null) {
                arguments[i] = info.value();
            } else if (otherwise == null) {
                problems.add(node, key, "is missing");
            } else if (!info.isOptional()) {
                arguments[i] = value(literal(otherwise.value()), info.type(), info, key);
            }
        }
        return problems.count() > before ? null : construct(node, type, arguments, path);
    }

    private <R extends Record> @Nullable R construct(
            Node node, Class<R> type, @Nullable Object[] arguments, String path) {
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            constructor.trySetAccessible(); // a record need not be public to be a section
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getTargetException();
            problems.add(
                    node,
                    path,
                    cause instanceof IllegalArgumentException
                            ? String.valueOf(cause.getMessage())
                            : "its constructor failed: " + cause);
        } catch (ReflectiveOperationException e) {
            problems.add(node, path, "cannot be created: " + e);
        }
        return null;
    }

    /** The nodes by key. Unknown and duplicate keys are problems. */
    private Map<String, Node> entries(
            Node.Section mapping, List<HyperparameterInfo> infos, boolean showDefaults, String path) {
        Map<String, Node> given = new HashMap<>();
        Set<String> known = infos.stream().map(HyperparameterInfo::key).collect(Collectors.toCollection(HashSet::new));
        for (Node.Entry tuple : mapping.entries()) {
            String key = tuple.key() instanceof Node.Text scalar ? scalar.text() : describe(tuple.key());
            String full = path.isEmpty() ? key : path + "." + key;
            if (!known.contains(key)) {
                String allowed = infos.stream()
                        .map(i -> showDefaults ? i.key() + " (default " + i.valueText() + ")" : i.key())
                        .collect(Collectors.joining(", "));
                problems.add(
                        tuple.key(),
                        full,
                        "unknown key%s; allowed here: %s"
                                .formatted(Nearest.suggestion(key, known), allowed.isEmpty() ? "none" : allowed));
            } else if (given.put(key, tuple.value()) != null) {
                problems.add(tuple.key(), full, "duplicate key");
            }
        }
        return given;
    }

    private @Nullable Object value(Node node, Type type, HyperparameterInfo info, String path) {
        if (depth > DEEPEST) {
            problems.add(node, path, "is nested too deeply");
            return null;
        }
        depth++;
        try {
            if (type instanceof ParameterizedType generic) {
                if (generic.getRawType() == SortedMap.class && generic.getActualTypeArguments()[0] == String.class) {
                    return named(node, generic.getActualTypeArguments()[1], info, path);
                }
                return generic.getRawType() == SortedMap.class
                        ? map(node, info, path)
                        : list(node, generic.getActualTypeArguments()[0], info, path);
            }
            Class<?> raw = (Class<?>) type;
            if (raw == Node.class) {
                return node;
            }
            if (Plugin.class.isAssignableFrom(raw)) {
                return plugin(node, raw.asSubclass(Plugin.class), path);
            }
            if (raw == Texts.class && node instanceof Node.Sequence) {
                return texts(node, info, path);
            }
            if (Entries.class.isAssignableFrom(raw) && node instanceof Node.Section section) {
                return entries(section, raw, info, path);
            }
            Method parse = parseMethod(raw);
            boolean isShort = Shorthand.class.isAssignableFrom(raw);
            if (isShort && isPlain(node, "false") && info.isOptional()) {
                return null;
            }
            if (raw.isRecord() && (parse == null || (isShort && node instanceof Node.Section))) {
                if (isPlain(node, "false") && info.isOptional()) {
                    return null;
                }
                if (isPlain(node, "true")) {
                    return record(literal("{}"), raw.asSubclass(Record.class), null, path);
                }
                return record(node, raw.asSubclass(Record.class), null, path);
            }
            if (!(node instanceof Node.Text scalar) || isNull(node)) {
                problems.add(node, path, "found %s, expected %s".formatted(describe(node), expected(raw, info)));
                return null;
            }
            return parse != null ? parsed(scalar, parse, path) : scalar(scalar, raw, info, path);
        } finally {
            depth--;
        }
    }

    private @Nullable List<Object> list(Node node, Type elementType, HyperparameterInfo info, String path) {
        if (!(node instanceof Node.Sequence sequence)) {
            problems.add(node, path, "found " + describe(node) + ", expected a list");
            return null;
        }
        List<Object> values = new ArrayList<>();
        int before = problems.count();
        for (int i = 0; i < sequence.elements().size(); i++) {
            Object value = value(sequence.elements().get(i), elementType, info, path + "[" + i + "]");
            if (value != null) {
                values.add(value);
            }
        }
        return problems.count() > before ? null : values;
    }

    private @Nullable Texts texts(Node node, HyperparameterInfo info, String path) {
        List<Object> all = list(node, String.class, info, path);
        try {
            return all == null
                    ? null
                    : new Texts(all.stream().map(String.class::cast).toList());
        } catch (IllegalArgumentException e) {
            problems.add(node, path, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** A map from names to values. */
    private @Nullable SortedMap<String, Object> named(Node node, Type valueType, HyperparameterInfo info, String path) {
        if (!(node instanceof Node.Section section)) {
            problems.add(node, path, "found " + describe(node) + ", expected a map such as {NAME: VALUE}");
            return null;
        }
        int before = problems.count();
        SortedMap<String, Object> map = new TreeMap<>();
        for (Node.Entry entry : section.entries()) {
            String name = entry.key() instanceof Node.Text text
                    ? text.text()
                    : entry.key().compact();
            Object value = value(entry.value(), valueType, info, path + "." + name);
            if (value != null && map.put(name, value) != null) {
                problems.add(entry.key(), path + "." + name, "duplicate key");
            }
        }
        return problems.count() > before ? null : map;
    }

    private @Nullable Object entries(Node.Section section, Class<?> type, HyperparameterInfo info, String path) {
        int before = problems.count();
        SortedMap<String, Double> map = new TreeMap<>();
        for (Node.Entry entry : section.entries()) {
            String name = entry.key().compact();
            Object number = value(entry.value(), double.class, info, path + "." + name);
            if (number != null && map.put(name, (Double) number) != null) {
                problems.add(entry.key(), path + "." + name, "duplicate key");
            }
        }
        if (problems.count() > before) {
            return null;
        }
        try {
            return type.getMethod("of", SortedMap.class).invoke(null, map);
        } catch (InvocationTargetException e) {
            problems.add(section, path, String.valueOf(e.getTargetException().getMessage()));
        } catch (ReflectiveOperationException e) {
            problems.add(section, path, "cannot be read: " + e);
        }
        return null;
    }

    /** A map from whole numbers to numbers that lie in the range. */
    private @Nullable SortedMap<Integer, Double> map(Node node, HyperparameterInfo info, String path) {
        if (!(node instanceof Node.Section mapping)) {
            problems.add(node, path, "found " + describe(node) + ", expected a map such as {0: 0.1, 10: 0.01}");
            return null;
        }
        int before = problems.count();
        SortedMap<Integer, Double> map = new TreeMap<>();
        for (Node.Entry tuple : mapping.entries()) {
            Node key = tuple.key();
            if (!(key instanceof Node.Text scalar)
                    || !KEY.matcher(scalar.text()).matches()) {
                problems.add(key, path, "found the key %s, expected a whole number".formatted(describe(key)));
                continue;
            }
            String place = path + "." + scalar.text();
            Object number = value(tuple.value(), double.class, info, place);
            if (number != null && map.put(Integer.valueOf(scalar.text()), (Double) number) != null) {
                problems.add(key, place, "duplicate key");
            }
        }
        return problems.count() > before ? null : map;
    }

    /**
     * Reads a plugin of a kind: its name, or a section with its name as the only key and its hyperparameters as the
     * value.
     */
    public @Nullable Plugin plugin(Node node, Class<? extends Plugin> kind, String path) {
        Node nameNode = node;
        Node hyperparameters = null;
        if (node instanceof Node.Section mapping) {
            if (mapping.entries().size() != 1) {
                String names =
                        mapping.entries().stream().map(t -> describe(t.key())).collect(Collectors.joining(", "));
                problems.add(
                        node,
                        path,
                        "expected %s: a name, or one name with its hyperparameters; found %s"
                                .formatted(Names.aKind(kind), names.isEmpty() ? "an empty section" : names));
                return null;
            }
            nameNode = mapping.entries().get(0).key();
            hyperparameters = mapping.entries().get(0).value();
        }
        if (!(nameNode instanceof Node.Text scalar) || isNull(nameNode)) {
            problems.add(node, path, "found %s, expected %s".formatted(describe(node), Names.aKind(kind)));
            return null;
        }
        PluginInfo info;
        try {
            info = registry.find(kind, scalar.text());
        } catch (InvalidInputException e) {
            problems.add(nameNode, path, String.join("; ", e.problems()));
            return null;
        }
        if (info == null) {
            problems.add(nameNode, path, registry.unknown(kind, scalar.text()));
            return null;
        }
        if (hyperparameters == null || isNull(hyperparameters)) {
            return info.prototype();
        }
        Class<? extends Record> type = info.prototype().getClass().asSubclass(Record.class);
        return (Plugin) record(hyperparameters, type, info.prototype(), path + "." + info.name());
    }

    private static final ClassValue<Optional<Method>> PARSE_METHODS = new ClassValue<>() {
        @Override
        protected Optional<Method> computeValue(Class<?> type) {
            return Arrays.stream(type.getMethods())
                    .filter(m -> m.getName().equals("parse")
                            && Modifier.isStatic(m.getModifiers())
                            && m.getReturnType() == type
                            && Arrays.equals(m.getParameterTypes(), new Class<?>[] {String.class}))
                    .findFirst();
        }
    };

    /** The static method {@code parse(String)} of a type; null if the type has none. */
    public static @Nullable Method parseMethod(Class<?> type) {
        return PARSE_METHODS.get(type).orElse(null);
    }

    private @Nullable Object parsed(Node.Text scalar, Method parse, String path) {
        try {
            return parse.invoke(null, scalar.text());
        } catch (InvocationTargetException e) {
            problems.add(scalar, path, String.valueOf(e.getTargetException().getMessage()));
        } catch (IllegalAccessException e) {
            problems.add(scalar, path, "cannot be read: " + e);
        }
        return null;
    }

    private @Nullable Object scalar(Node.Text node, Class<?> type, HyperparameterInfo info, String path) {
        String text = node.text();
        boolean plain = node.plain();
        Object value = null;
        if (type == String.class) {
            return text;
        } else if (type == Path.class) {
            value = path(node, text);
        } else if (type == boolean.class && plain && (text.equals("true") || text.equals("false"))) {
            value = text.equals("true");
        } else if ((type == double.class || type == Double.class) && plain) {
            double number = Decimal.parse(text);
            value = info.allows(number) ? number : null;
        } else if (isWhole(type) && plain && WHOLE.matcher(text).matches()) {
            value = whole(text, type, info);
        } else if (type.isEnum()) {
            value = Arrays.stream(type.getEnumConstants())
                    .filter(c -> Names.kebab(((Enum<?>) c).name()).equals(text))
                    .findFirst()
                    .orElse(null);
        }
        if (value == null) {
            problems.add(node, path, "found %s, expected %s".formatted(describe(node), expected(type, info)));
        }
        return value;
    }

    private @Nullable Path path(Node node, String text) {
        try {
            if (text.equals(RecordWriter.STANDARD_INPUT)) {
                return Path.of(text);
            }
            return text.isBlank()
                    ? null
                    : baseDirectory.apply(node).resolve(text).normalize();
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static @Nullable Object whole(String text, Class<?> type, HyperparameterInfo info) {
        try {
            long number = Long.parseLong(text);
            if (!info.allows((double) number) || (!isLong(type) && number != (int) number)) {
                return null;
            }
            return isLong(type) ? (Object) number : (Object) (int) number;
        } catch (NumberFormatException e) {
            return null; // exceeds the range of long
        }
    }

    private static boolean isLong(Class<?> type) {
        return type == long.class || type == Long.class;
    }

    private static boolean isWhole(Class<?> type) {
        return type == int.class || type == Integer.class || isLong(type);
    }

    private static String expected(Class<?> type, HyperparameterInfo info) {
        String range = info.range().isEmpty() ? "" : " " + info.range();
        if (type == double.class || type == Double.class) {
            return "a number" + range;
        }
        if (isWhole(type)) {
            return "a whole number" + (range.isEmpty() && !isLong(type) ? " of at most 2147483647" : range);
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(c -> Names.kebab(((Enum<?>) c).name()))
                    .collect(Collectors.joining(" or "));
        }
        return type == Path.class ? "a path" : "a text";
    }

    /** The node for the value of a {@link Default}. */
    private static Node literal(String value) {
        return switch (value) {
            case "{}" -> new Node.Section(List.of(), Node.Place.NOWHERE);
            case "[]" -> new Node.Sequence(List.of(), Node.Place.NOWHERE);
            default -> new Node.Text(value, true, Node.Place.NOWHERE);
        };
    }

    private static boolean isNull(Node node) {
        return node instanceof Node.Text scalar && scalar.isNull();
    }

    private static boolean isPlain(Node node, String text) {
        return node instanceof Node.Text scalar
                && scalar.plain()
                && scalar.text().equals(text);
    }

    private static String describe(Node node) {
        if (node instanceof Node.Text scalar) {
            String text = scalar.text();
            String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
            if (!scalar.plain()) {
                return "the text \"" + shown + "\" in quotes";
            }
            return isNull(node) ? "nothing" : "'" + shown + "'";
        }
        return node instanceof Node.Sequence ? "a list" : "a section";
    }
}
