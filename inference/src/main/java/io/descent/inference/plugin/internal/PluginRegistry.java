package io.descent.inference.plugin.internal;

import io.descent.api.Activation;
import io.descent.api.Augmentation;
import io.descent.api.DataSource;
import io.descent.api.Initializer;
import io.descent.api.Listener;
import io.descent.api.Loss;
import io.descent.api.LrSchedule;
import io.descent.api.Metric;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.Regularizer;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All plugins that were found, by kind and name. Immutable. */
public final class PluginRegistry {
    /** The artifacts of the plugins that come with Descent, by kind and name. */
    private static final Properties BUILT_IN = builtIn();

    /** The kinds that a plugin folder may contain: those of the API. */
    public static final List<Class<? extends Plugin>> API_KINDS = List.of(
            Activation.class,
            Initializer.class,
            Optimizer.class,
            LrSchedule.class,
            Regularizer.class,
            Loss.class,
            Metric.class,
            DataSource.class,
            Augmentation.class,
            Listener.class);

    /** Problems that are shown. */
    private static final int MOST_PROBLEMS = 20;

    private final Map<Class<? extends Plugin>, SortedMap<String, PluginInfo>> kinds = new LinkedHashMap<>();
    private final Map<Class<? extends Plugin>, Map<String, String>> ambiguous = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * Registers plugins.
     *
     * @param kinds the service types, in the order in which they are shown
     * @param plugins by kind; invalid ones are left out and explained by {@link #problems}
     */
    public PluginRegistry(
            Collection<Class<? extends Plugin>> kinds, Map<Class<? extends Plugin>, ? extends Collection<?>> plugins) {
        this(kinds, plugins, new IdentityHashMap<>(), LoadingGuard.NONE);
    }

    private PluginRegistry(
            Collection<Class<? extends Plugin>> kinds,
            Map<Class<? extends Plugin>, ? extends Collection<?>> plugins,
            IdentityHashMap<Plugin, PluginInfo> known,
            LoadingGuard guard) {
        for (Class<? extends Plugin> kind : kinds) {
            this.kinds.put(kind, new TreeMap<>());
            ambiguous.put(kind, new LinkedHashMap<>());
            for (Object instance : plugins.get(kind) == null ? List.of() : plugins.get(kind)) {
                Plugin plugin = kind.cast(instance);
                PluginInfo info = known.get(plugin);
                if (info != null && info.kind() == kind) {
                    add(info);
                } else {
                    register(kind, plugin, guard);
                }
            }
        }
    }

    /**
     * Finds plugins with {@link ServiceLoader}. Those that cannot be loaded are left out and explained by {@link
     * #problems}.
     *
     * @param loader sees the plugins of the class path
     * @param kinds the kinds to find on the class path
     * @param folders plugin folders, which contain jars, and folders of jars, with plugins of the API's kinds; each jar
     *     or folder of jars is isolated from everything else
     * @throws InvalidInputException if a plugin folder does not exist
     */
    public static PluginRegistry load(
            ClassLoader loader, Collection<Class<? extends Plugin>> kinds, List<Path> folders) {
        return load(loader, kinds, folders, LoadingGuard.NONE);
    }

    /**
     * Finds plugins as {@link #load(ClassLoader, Collection, List)} does.
     *
     * @param guard runs the code of the plugins
     */
    public static PluginRegistry load(
            ClassLoader loader, Collection<Class<? extends Plugin>> kinds, List<Path> folders, LoadingGuard guard) {
        List<Class<? extends Plugin>> open =
                kinds.stream().filter(API_KINDS::contains).toList();
        List<String> problems = new ArrayList<>();
        Map<Class<? extends Plugin>, List<Plugin>> found = new LinkedHashMap<>();
        find(PluginSource.classPath(loader), kinds, found, problems, guard);
        Set<Path> different = new LinkedHashSet<>();
        folders.forEach(folder -> different.add(folder.toAbsolutePath().normalize()));
        for (Path folder : different) {
            for (PluginSource source : PluginSource.in(folder, API_KINDS, problems::add)) {
                find(source, open, found, problems, guard);
            }
        }
        PluginRegistry registry = new PluginRegistry(kinds, found, new IdentityHashMap<>(), guard);
        registry.problems.addAll(0, problems);
        return registry;
    }

    private static void find(
            PluginSource source,
            Collection<Class<? extends Plugin>> kinds,
            Map<Class<? extends Plugin>, List<Plugin>> found,
            List<String> problems,
            LoadingGuard guard) {
        for (Class<? extends Plugin> kind : kinds) {
            List<Plugin> all = found.computeIfAbsent(kind, k -> new ArrayList<>());
            if (!source.find(kind, problems::add, guard, all)) {
                return;
            }
        }
    }

    private void register(Class<? extends Plugin> kind, Plugin plugin, LoadingGuard guard) {
        Class<? extends Plugin> type = plugin.getClass();
        String what = "%s: %s %s".formatted(PluginOrigin.of(type).place(), Names.kind(kind), type.getName());
        List<String> wrong = new ArrayList<>();
        String name = null;
        try {
            name = guard.call(
                            PluginOrigin.of(type).place(),
                            () -> Optional.ofNullable(PluginInspection.inspect(kind, plugin, wrong)))
                    .orElse(null);
        } catch (LoadingTimeout e) {
            problems.add("%s failed to give its name and hyperparameters: %s".formatted(what, e.getMessage()));
            return; // its thread may still add problems
        } catch (Throwable e) {
            String remedy = LoadingFailure.explainLinkage(e);
            wrong.add("failed to give its name and hyperparameters: " + PluginFailure.describe(e)
                    + (remedy == null ? "" : ": " + remedy));
        }
        wrong.forEach(problem -> problems.add(what + " " + problem));
        if (!wrong.isEmpty() || name == null) {
            return;
        }
        add(new PluginInfo(kind, name, plugin));
    }

    private void add(PluginInfo info) {
        Class<? extends Plugin> kind = info.kind();
        String name = info.name();
        Map<String, String> twice = Objects.requireNonNull(ambiguous.get(kind));
        PluginInfo former = requireMap(kind).putIfAbsent(name, info);
        if (former != null) {
            String problem = "duplicate %s '%s': %s and %s; rename yours, or remove one of the jars"
                    .formatted(
                            Names.kind(kind),
                            name,
                            describe(former.prototype().getClass()),
                            describe(info.prototype().getClass()));
            problems.add(problem);
            twice.put(name, problem);
        }
    }

    /**
     * A registry of these plugins and others.
     *
     * @param all by kind, including those of this registry
     * @throws InvalidInputException if one of the others is not a valid plugin
     */
    public PluginRegistry with(Map<Class<? extends Plugin>, ? extends Collection<?>> all) {
        IdentityHashMap<Plugin, PluginInfo> known = new IdentityHashMap<>();
        kinds.values().forEach(infos -> infos.values().forEach(info -> known.put(info.prototype(), info)));
        PluginRegistry registry = new PluginRegistry(kinds.keySet(), all, known, LoadingGuard.NONE);
        if (!registry.problems.isEmpty()) {
            throw InvalidInputException.of("plugins", registry.problems);
        }
        registry.problems.addAll(problems);
        ambiguous.forEach((kind, names) -> registry.ambiguous.put(kind, Map.copyOf(names)));
        return registry;
    }

    private static String describe(Class<?> type) {
        return "%s (%s)".formatted(type.getName(), PluginOrigin.of(type).place());
    }

    private SortedMap<String, PluginInfo> requireMap(Class<? extends Plugin> kind) {
        return Objects.requireNonNull(kinds.get(kind));
    }

    /** One line for each plugin that was found but cannot be used: the reason and what to do. */
    public List<String> problems() {
        return Collections.unmodifiableList(problems);
    }

    /** The first of the {@link #problems}, and a line that counts the others. */
    public List<String> firstProblems() {
        return first(problems);
    }

    /** The first lines of a list, and one that counts the others. */
    public static List<String> first(List<String> lines) {
        if (lines.size() <= MOST_PROBLEMS) {
            return List.copyOf(lines);
        }
        List<String> first = new ArrayList<>(lines.subList(0, MOST_PROBLEMS - 1));
        first.add("... and %d more".formatted(lines.size() - MOST_PROBLEMS + 1));
        return first;
    }

    /** The plugins of plugin folders. */
    public List<PluginInfo> dropped() {
        return all().stream()
                .filter(info -> isDropped(info.prototype().getClass().getClassLoader()))
                .toList();
    }

    private static boolean isDropped(@Nullable ClassLoader loader) {
        return loader != null && loader.getParent() instanceof ApiLoader;
    }

    /** Where a class of a plugin folder was loaded from; null for any other class. */
    public @Nullable PluginOrigin origin(String className) {
        for (PluginInfo info : dropped()) {
            ClassLoader loader = info.prototype().getClass().getClassLoader();
            try {
                Class<?> type = Class.forName(className, false, loader);
                if (type.getClassLoader() == loader) {
                    return PluginOrigin.of(type);
                }
            } catch (ClassNotFoundException | LinkageError e) {
                // not a class of this plugin
            }
        }
        return null;
    }

    /** Every plugin, by kind and then by name. */
    public List<PluginInfo> all() {
        return kinds.keySet().stream().flatMap(kind -> ofKind(kind).stream()).toList();
    }

    /**
     * Whether a class is named in a service file that its own class loader sees, so that other programs can find it.
     */
    public static boolean isRegistered(Class<? extends Plugin> type) {
        try {
            return PluginSource.services(PluginInfo.kindOf(type), type.getClassLoader()).stream()
                    .anyMatch(provider -> provider.type() == type);
        } catch (ServiceConfigurationError e) {
            return false;
        }
    }

    /** The prototypes of a kind in the order of their names. */
    public <P extends Plugin> List<P> instances(Class<P> kind) {
        return ofKind(kind).stream().map(info -> kind.cast(info.prototype())).toList();
    }

    /** The kinds of plugins. */
    public Collection<Class<? extends Plugin>> kinds() {
        return Collections.unmodifiableSet(kinds.keySet());
    }

    /** The plugins of a kind in the order of their names, without those that share a name. */
    public Collection<PluginInfo> ofKind(Class<?> kind) {
        Map<String, String> twice = ambiguous.getOrDefault(kind, Map.of());
        return kinds.getOrDefault(kind, Collections.emptySortedMap()).values().stream()
                .filter(info -> !twice.containsKey(info.name()))
                .toList();
    }

    /**
     * A plugin by kind and name; null if there is none.
     *
     * @throws InvalidInputException if several plugins share the name
     */
    public @Nullable PluginInfo find(Class<?> kind, String name) {
        SortedMap<String, PluginInfo> byName = kinds.get(kind);
        String twice = ambiguous.getOrDefault(kind, Map.of()).get(name);
        if (twice != null) {
            throw new InvalidInputException(twice);
        }
        return byName == null ? null : byName.get(name);
    }

    /**
     * A plugin with its default hyperparameters.
     *
     * @throws InvalidInputException if the name is unknown, or several plugins share it
     */
    public <P extends Plugin> P require(Class<P> kind, String name) {
        PluginInfo info = find(kind, name);
        if (info == null) {
            throw new InvalidInputException(unknown(kind, name));
        }
        return kind.cast(info.prototype());
    }

    /** The message for a plugin that was not found. */
    public String unknown(Class<?> kind, String name) {
        String artifact = BUILT_IN.getProperty(Names.kind(kind) + "." + name);
        List<String> names = ofKind(kind).stream().map(PluginInfo::name).toList();
        return "unknown %s '%s'%s; known: %s"
                .formatted(
                        Names.words(kind),
                        name,
                        artifact == null
                                ? Nearest.suggestion(name, names)
                                : ": it is in the artifact io.descent:%s, which is not on the class path; add it"
                                        .formatted(artifact),
                        names.isEmpty() ? "none (is the jar on the class path?)" : String.join(", ", names));
    }

    private static Properties builtIn() {
        Properties properties = new Properties();
        try (InputStream in = PluginRegistry.class.getResourceAsStream("built-in.properties")) {
            properties.load(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
