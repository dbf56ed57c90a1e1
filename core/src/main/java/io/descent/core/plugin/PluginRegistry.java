package io.descent.core.plugin;

import io.descent.api.Plugin;
import io.descent.core.problem.InvalidInputException;
import io.descent.core.problem.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All plugins that were found, by kind and name. Immutable. */
public final class PluginRegistry {
    /** The artifacts of the plugins that come with Descent, by kind and name. */
    private static final Properties BUILT_IN = builtIn();

    private final Map<Class<? extends Plugin>, SortedMap<String, PluginInfo>> kinds = new LinkedHashMap<>();
    private final Map<Class<? extends Plugin>, Map<String, String>> ambiguous = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * Registers plugins.
     *
     * @param kinds the service types, in the order in which they are shown
     * @param plugins by kind; those that are no valid plugins are left out and explained by {@link #problems}
     */
    public PluginRegistry(
            Collection<Class<? extends Plugin>> kinds, Map<Class<? extends Plugin>, ? extends Collection<?>> plugins) {
        for (Class<? extends Plugin> kind : kinds) {
            this.kinds.put(kind, new TreeMap<>());
            ambiguous.put(kind, new LinkedHashMap<>());
            for (Object instance : plugins.get(kind) == null ? List.of() : plugins.get(kind)) {
                register(kind, kind.cast(instance));
            }
        }
    }

    /**
     * Finds plugins by {@link ServiceLoader}. What cannot be loaded is left out and explained by {@link #problems}.
     *
     * @param loader sees the plugins of the class path
     * @param kinds what to find there
     * @param folders hold jars, and folders of jars, with more plugins of the kinds of the API, each jar or folder apart from
     *     everything else
     * @throws InvalidInputException if there is no such folder
     */
    public static PluginRegistry load(
            ClassLoader loader, Collection<Class<? extends Plugin>> kinds, List<Path> folders) {
        List<Class<? extends Plugin>> open = open(kinds);
        List<String> problems = new ArrayList<>();
        Map<Class<? extends Plugin>, List<Plugin>> found = new LinkedHashMap<>();
        find(PluginSource.classPath(loader), kinds, found, problems);
        Set<Path> different = new LinkedHashSet<>();
        folders.forEach(folder -> different.add(folder.toAbsolutePath().normalize()));
        for (Path folder : different) {
            for (PluginSource source : PluginSource.in(folder, open, problems::add)) {
                find(source, open, found, problems);
            }
        }
        PluginRegistry registry = new PluginRegistry(kinds, found);
        registry.problems.addAll(0, problems);
        return registry;
    }

    /** The kinds of the API, which folders may hold. */
    static List<Class<? extends Plugin>> open(Collection<Class<? extends Plugin>> kinds) {
        return kinds.stream()
                .filter(kind -> kind.getPackageName().equals(Plugin.class.getPackageName()))
                .toList();
    }

    private static void find(
            PluginSource source,
            Collection<Class<? extends Plugin>> kinds,
            Map<Class<? extends Plugin>, List<Plugin>> found,
            List<String> problems) {
        for (Class<? extends Plugin> kind : kinds) {
            found.computeIfAbsent(kind, k -> new ArrayList<>()).addAll(source.find(kind, problems::add));
        }
    }

    private void register(Class<? extends Plugin> kind, Plugin plugin) {
        Class<? extends Plugin> type = plugin.getClass();
        String what = "%s: %s %s".formatted(PluginOrigin.of(type).place(), Names.kind(kind), type.getName());
        List<String> wrong = new ArrayList<>();
        String name = null;
        try {
            name = PluginInspection.inspect(kind, plugin, wrong);
        } catch (Throwable e) {
            String remedy = LoadingFailure.explainLinkage(e);
            wrong.add("could not be asked for its name and hyperparameters: " + PluginException.describe(e)
                    + (remedy == null ? "" : ": " + remedy));
        }
        wrong.forEach(problem -> problems.add(what + " " + problem));
        if (!wrong.isEmpty() || name == null) {
            return;
        }
        Map<String, String> twice = Objects.requireNonNull(ambiguous.get(kind));
        PluginInfo former = requireMap(kind).putIfAbsent(name, new PluginInfo(kind, name, plugin));
        if (former != null) {
            String problem = "two plugins are %s '%s': %s and %s; give yours another name, or remove one of the jars"
                    .formatted(
                            Names.aKind(kind), name, describe(former.prototype().getClass()), describe(type));
            problems.add(problem);
            twice.put(name, problem);
        }
    }

    /**
     * These plugins and others.
     *
     * @param all by kind, those of this registry included
     * @throws InvalidInputException if one of the others is no valid plugin
     */
    public PluginRegistry with(Map<Class<? extends Plugin>, ? extends Collection<?>> all) {
        PluginRegistry registry = new PluginRegistry(kinds.keySet(), all);
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

    /** What was found but cannot be used, and what to do about it, a line each. */
    public List<String> problems() {
        return Collections.unmodifiableList(problems);
    }

    /** Every plugin, by kind and then by name. */
    public List<PluginInfo> all() {
        return kinds.keySet().stream().flatMap(kind -> ofKind(kind).stream()).toList();
    }

    /** The kinds of plugins. */
    public Collection<Class<? extends Plugin>> kinds() {
        return Collections.unmodifiableSet(kinds.keySet());
    }

    /** The plugins of a kind in the order of their names, without those whose name is that of another. */
    public Collection<PluginInfo> ofKind(Class<?> kind) {
        Map<String, String> twice = ambiguous.getOrDefault(kind, Map.of());
        return kinds.getOrDefault(kind, Collections.emptySortedMap()).values().stream()
                .filter(info -> !twice.containsKey(info.name()))
                .toList();
    }

    /**
     * A plugin by kind and name; null if there is none.
     *
     * @throws InvalidInputException if there are two
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
        String artifact = BUILT_IN.getProperty(Names.kind(kind) + "." + name);
        List<String> names = ofKind(kind).stream().map(PluginInfo::name).toList();
        return "there is no %s '%s'%s; known: %s"
                .formatted(
                        Names.kind(kind),
                        name,
                        artifact == null
                                ? Nearest.suggestion(name, names)
                                : " here: it is in the artifact io.descent:%s, which is not on the class path; add it"
                                        .formatted(artifact),
                        names.isEmpty() ? "none (is a jar with one on the class path?)" : String.join(", ", names));
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
