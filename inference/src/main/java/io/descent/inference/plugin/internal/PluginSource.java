package io.descent.inference.plugin.internal;

import io.descent.api.Plugin;
import io.descent.api.Regularizer;
import io.descent.inference.file.internal.Archives;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A source of plugins: the class path, or a jar or a folder of jars in a plugin folder. The classes of a plugin folder
 * see only their own jars, the JDK and {@code io.descent.api}.
 *
 * @param place name of the source in problems
 * @param jars the jars of the source; none for the class path
 * @param loader loads services and classes
 */
record PluginSource(String place, List<Path> jars, ClassLoader loader) {
    static final String SERVICES = "META-INF/services/";
    private static final int MOST_TYPES = 5;

    static PluginSource classPath(ClassLoader loader) {
        return new PluginSource("class path", List.of(), loader);
    }

    /**
     * The sources in a plugin folder, in the order of their names.
     *
     * @param problems receives one line for each entry that cannot contain plugins, with the reason
     * @throws InvalidInputException if the folder does not exist
     */
    static List<PluginSource> in(Path folder, Collection<Class<? extends Plugin>> kinds, Consumer<String> problems) {
        List<PluginSource> sources = new ArrayList<>();
        for (Path place : sorted(folder)) {
            String name = name(place);
            boolean isFolder = Files.isDirectory(place);
            if (name.startsWith(".") || (!isFolder && !isJar(name))) {
                continue;
            }
            if (isFolder && !Files.isReadable(place)) {
                problems.accept(place + ": cannot be read: permission denied");
                continue;
            }
            List<Path> jars = isFolder
                    ? sorted(place).stream().filter(file -> isJar(name(file))).toList()
                    : List.of(place);
            String problem = isFolder && isJar(name)
                    ? "is a folder with the name of a jar; put the jar itself here, or rename the folder"
                    : jars.isEmpty() ? "contains no jar; add the jars of the plugin and of its libraries" : null;
            try {
                problem = problem == null ? problem(jars, isFolder, kinds) : problem;
                if (problem == null) {
                    sources.add(new PluginSource(place.toString(), jars, loader(jars)));
                }
            } catch (IOException e) {
                problem = "cannot be read: " + e.getMessage();
            }
            if (problem != null) {
                problems.accept(place + ": " + problem);
            }
        }
        return sources;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    static boolean isJar(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".jar");
    }

    private static List<Path> sorted(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidInputException(
                    folder + ": cannot be read as a folder of plugins; name a folder that contains jars", e);
        }
    }

    private static URLClassLoader loader(List<Path> jars) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), new ApiLoader());
    }

    /** Why these jars cannot contain plugins; null if they seem to contain some. */
    private static @Nullable String problem(
            List<Path> jars, boolean isFolder, Collection<Class<? extends Plugin>> kinds) throws IOException {
        boolean named = false;
        for (Path jar : jars) {
            if (Files.size(jar) == 0) {
                return name(jar) + " is empty; copy it again";
            }
            try (JarFile file = Archives.jar(jar)) {
                for (String service : file.stream()
                        .map(JarEntry::getName)
                        .filter(entry -> entry.startsWith(SERVICES + ApiLoader.API))
                        .map(entry -> entry.substring(SERVICES.length()))
                        .toList()) {
                    if (kinds.stream().noneMatch(kind -> kind.getName().equals(service))) {
                        return "%s%s names an unknown kind of plugin; %s"
                                .formatted(SERVICES, JarClasses.shown(service), remedy(service));
                    }
                    named = true;
                }
            } catch (ZipException e) {
                return name(jar) + " is not a jar (" + e.getMessage()
                        + "); copy it again, or build it with mvn package";
            }
        }
        return named ? null : unnamed(jars, isFolder, kinds);
    }

    /** Why jars have no service file: it was forgotten, or there are no plugins to register. */
    private static String unnamed(List<Path> jars, boolean isFolder, Collection<Class<? extends Plugin>> kinds)
            throws IOException {
        for (Path jar : jars) {
            JarClasses classes = new JarClasses(jar);
            for (Class<? extends Plugin> kind : kinds) {
                List<String> types = classes.implementors(kind);
                if (!types.isEmpty()) {
                    String lines = types.stream()
                            .limit(MOST_TYPES)
                            .map(JarClasses::shown)
                            .collect(Collectors.joining(" and the line "));
                    return "registers no plugin; add a file %s%s with the line %s%s"
                            .formatted(
                                    SERVICES,
                                    kind.getName(),
                                    lines,
                                    types.size() > MOST_TYPES
                                            ? " and %,d more".formatted(types.size() - MOST_TYPES)
                                            : "");
                }
            }
        }
        return isFolder
                ? "contains libraries without plugins; add the jar of the plugin"
                : "is a library without plugins; put it into one subfolder with the plugin that needs it";
    }

    private static String remedy(String service) {
        boolean isRegularizer = Stream.of("WeightPenalty", "ActivationMask", "WeightMask", "WeightConstraint")
                .anyMatch(each -> service.endsWith("." + each));
        return "register it as "
                + (isRegularizer ? Regularizer.class.getName() : "one of the interfaces of io.descent.api");
    }

    /**
     * Loads the plugins of one kind.
     *
     * @param problems receives one line for each plugin that cannot be loaded, with the reason
     * @param guard runs the code of the plugins
     * @param found receives the plugins
     * @return false if code has not returned, after which no more of this source should be loaded
     */
    boolean find(
            Class<? extends Plugin> kind, Consumer<String> problems, LoadingGuard guard, List<? super Plugin> found) {
        Iterator<? extends ServiceLoader.Provider<? extends Plugin>> iterator =
                services(kind, loader).stream().iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return true;
                }
                ServiceLoader.Provider<? extends Plugin> provider = iterator.next(); // its code has not run yet
                String jar = PluginOrigin.of(provider.type()).place();
                found.add(guard.call(jar, () -> inContext(provider)));
            } catch (LoadingTimeout e) {
                problems.accept("%s: %s".formatted(place, LoadingFailure.explain(Names.aKind(kind), e)));
                return false;
            } catch (Throwable e) {
                // a constructor may throw anything; a broken service file throws a ServiceConfigurationError
                problems.accept("%s: %s".formatted(place, LoadingFailure.explain(Names.aKind(kind), e)));
            }
        }
    }

    private <P extends Plugin> P inContext(ServiceLoader.Provider<P> provider) {
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        thread.setContextClassLoader(loader); // hides the application's class loader
        try {
            return provider.get();
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    /**
     * The services of a kind. Other modules define kinds too, so this module's descriptor cannot declare all of them.
     */
    static <P extends Plugin> ServiceLoader<P> services(Class<P> kind, ClassLoader loader) {
        PluginSource.class.getModule().addUses(kind);
        return ServiceLoader.load(kind, loader);
    }
}
