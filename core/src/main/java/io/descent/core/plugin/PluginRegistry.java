package io.descent.core.plugin;

import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.core.problem.InvalidInputException;
import io.descent.core.problem.Nearest;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All plugins that were found, by kind and name. Immutable. */
public final class PluginRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(PluginRegistry.class);

    private final Map<Class<? extends Plugin>, SortedMap<String, PluginInfo>> kinds = new LinkedHashMap<>();

    /**
     * Registers plugins.
     *
     * @param kinds the service types, in the order in which they are shown
     * @param plugins by kind
     * @throws InvalidInputException if two plugins of one kind have one name, or if a plugin is not a record or its name is
     *     not valid; all such faults in one report
     */
    public PluginRegistry(
            Collection<Class<? extends Plugin>> kinds, Map<Class<? extends Plugin>, ? extends Collection<?>> plugins) {
        List<String> problems = new ArrayList<>();
        for (Class<? extends Plugin> kind : kinds) {
            SortedMap<String, PluginInfo> byName = new TreeMap<>();
            for (Object instance : plugins.get(kind) == null ? List.of() : plugins.get(kind)) {
                register(kind, kind.cast(instance), byName, problems);
            }
            this.kinds.put(kind, Collections.unmodifiableSortedMap(byName));
        }
        if (!problems.isEmpty()) {
            throw InvalidInputException.of("plugins", problems);
        }
    }

    /**
     * Finds plugins by {@link ServiceLoader}. A service that cannot be loaded is logged and left out.
     *
     * @param loader sees the plugins' jars
     */
    public static PluginRegistry load(ClassLoader loader, Collection<Class<? extends Plugin>> kinds) {
        Map<Class<? extends Plugin>, List<Plugin>> found = new LinkedHashMap<>();
        for (Class<? extends Plugin> kind : kinds) {
            found.put(kind, services(kind, loader));
        }
        return new PluginRegistry(kinds, found);
    }

    private static List<Plugin> services(Class<? extends Plugin> kind, ClassLoader loader) {
        List<Plugin> services = new ArrayList<>();
        Iterator<? extends Plugin> iterator = ServiceLoader.load(kind, loader).iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return services;
                }
                services.add(iterator.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                LOG.warn("{} could not be loaded and is left out: {}", Names.aKind(kind), e.toString());
            }
        }
    }

    private static void register(
            Class<? extends Plugin> kind, Plugin plugin, SortedMap<String, PluginInfo> byName, List<String> problems) {
        String origin = origin(plugin.getClass());
        String what = "%s %s (%s)".formatted(Names.kind(kind), plugin.getClass().getName(), origin);
        if (!plugin.getClass().isRecord()) {
            problems.add(what + ": a plugin must be a record");
            return;
        }
        String name;
        try {
            name = plugin.name();
        } catch (RuntimeException e) {
            problems.add(what + ": name() failed: " + e);
            return;
        }
        for (HyperparameterInfo info : HyperparameterInfo.of(plugin.getClass().asSubclass(Record.class), null)) {
            if (!info.isSettable()) {
                problems.add(
                        "%s: the hyperparameter %s has the type %s; allowed are double, int, long, boolean, String,"
                                        .formatted(
                                                what,
                                                info.key(),
                                                info.component().getType().getSimpleName())
                                + " an enum, SortedMap<Integer, Double>, or a kind of plugin");
            }
        }
        if (plugin instanceof Optimizer optimizer) {
            checkSlots(optimizer, what, problems);
        }
        if (!Names.isValid(name)) {
            problems.add(
                    what + ": '" + name + "' is not a valid name; allowed are lower-case words of letters and digits"
                            + " joined by hyphens, beginning with a letter, at most 40 characters");
            return;
        }
        PluginInfo former = byName.putIfAbsent(name, new PluginInfo(kind, name, plugin, origin));
        if (former != null) {
            problems.add("two plugins are called '%s': %s and %s %s (%s); remove one of the jars"
                    .formatted(
                            name,
                            what,
                            Names.kind(kind),
                            former.prototype().getClass().getName(),
                            former.origin()));
        }
    }

    private static void checkSlots(Optimizer optimizer, String what, List<String> problems) {
        List<String> slots = optimizer.slots();
        if (slots.stream().distinct().count() != slots.size()
                || !slots.stream().allMatch(slot -> slot.matches("[A-Za-z0-9_]{1,40}"))) {
            problems.add(what + ": slots " + slots
                    + " must have different names of letters, digits and underscores, at most 40 characters");
        }
    }

    private static String origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return "unknown place";
        }
        try {
            return Path.of(source.getLocation().toURI()).toString();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return source.getLocation().toString();
        }
    }

    /** Every plugin, by kind and then by name. */
    public List<PluginInfo> all() {
        return kinds.values().stream().flatMap(m -> m.values().stream()).toList();
    }

    /** The kinds of plugins. */
    public Collection<Class<? extends Plugin>> kinds() {
        return Collections.unmodifiableSet(kinds.keySet());
    }

    /** The plugins of a kind in the order of their names. */
    public Collection<PluginInfo> ofKind(Class<?> kind) {
        SortedMap<String, PluginInfo> byName = kinds.get(kind);
        return byName == null ? List.of() : byName.values();
    }

    /** A plugin by kind and name; null if there is none. */
    public @Nullable PluginInfo find(Class<?> kind, String name) {
        SortedMap<String, PluginInfo> byName = kinds.get(kind);
        return byName == null ? null : byName.get(name);
    }

    /**
     * A plugin with its default hyperparameters.
     *
     * @throws InvalidInputException if there is none of that name
     */
    public <P extends Plugin> P require(Class<P> kind, String name) {
        PluginInfo info = find(kind, name);
        if (info == null) {
            throw new InvalidInputException(unknown(kind, name));
        }
        return kind.cast(info.prototype());
    }

    /** What to tell a user who asks for a plugin that is not there. */
    public String unknown(Class<?> kind, String name) {
        List<String> names = ofKind(kind).stream()
                .map(PluginInfo::name)
                .sorted(Comparator.naturalOrder())
                .toList();
        return "there is no %s '%s'%s; known: %s"
                .formatted(
                        Names.kind(kind),
                        name,
                        Nearest.suggestion(name, names),
                        names.isEmpty() ? "none (is its jar on the class path?)" : String.join(", ", names));
    }
}
