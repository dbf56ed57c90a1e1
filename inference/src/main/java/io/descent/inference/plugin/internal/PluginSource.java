package io.descent.inference.plugin.internal;

import io.descent.api.Plugin;
import io.descent.api.Regularizer;
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
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Something that may hold plugins: the class path, or what was dropped into a folder of plugins, a jar or a folder of jars.
 * What is dropped in sees the JDK and {@code io.descent.api} beside itself, nothing else.
 *
 * @param place what problems are about
 * @param jars what was dropped in; none for the class path
 * @param loader finds services and classes
 */
record PluginSource(String place, List<Path> jars, ClassLoader loader) {
    static final String SERVICES = "META-INF/services/";

    static PluginSource classPath(ClassLoader loader) {
        return new PluginSource("class path", List.of(), loader);
    }

    /**
     * What was dropped into a folder, in the order of the names.
     *
     * @param problems is told what cannot hold plugins and why, a line each
     * @throws InvalidInputException if there is no such folder
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
                    ? "is a folder that is named as a jar is; put the jar itself here, or name the folder otherwise"
                    : jars.isEmpty() ? "holds no jar; put the plugin's jar and those that it needs into it" : null;
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
                    folder + ": is no folder of plugins that can be read; name one that holds jars", e);
        }
    }

    private static URLClassLoader loader(List<Path> jars) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), new ApiLoader());
    }

    /** Why these jars cannot hold plugins; null if they seem to. */
    private static @Nullable String problem(
            List<Path> jars, boolean isFolder, Collection<Class<? extends Plugin>> kinds) throws IOException {
        boolean named = false;
        for (Path jar : jars) {
            if (Files.size(jar) == 0) {
                return name(jar) + " is empty; copy it again";
            }
            try (JarFile file = new JarFile(jar.toFile())) {
                for (String service : file.stream()
                        .map(JarEntry::getName)
                        .filter(entry -> entry.startsWith(SERVICES + ApiLoader.API))
                        .map(entry -> entry.substring(SERVICES.length()))
                        .toList()) {
                    if (kinds.stream().noneMatch(kind -> kind.getName().equals(service))) {
                        return "%s%s names no kind of plugin that this version knows; %s"
                                .formatted(SERVICES, service, remedy(service));
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

    /** Why there is no service file in jars: it was forgotten, or there is nothing to name. */
    private static String unnamed(List<Path> jars, boolean isFolder, Collection<Class<? extends Plugin>> kinds)
            throws IOException {
        for (Path jar : jars) {
            JarClasses classes = new JarClasses(jar);
            for (Class<? extends Plugin> kind : kinds) {
                List<String> types = classes.implementors(kind);
                if (!types.isEmpty()) {
                    return "names no plugin; add a file %s%s that holds the line %s"
                            .formatted(SERVICES, kind.getName(), String.join(" and the line ", types));
                }
            }
        }
        return isFolder
                ? "holds libraries without plugins; put the jar of the plugin into it too"
                : "is a library without plugins; put it beside the plugin that needs it, in a folder of their own";
    }

    private static String remedy(String service) {
        boolean isRegularizer = service.endsWith(".WeightPenalty") || service.endsWith(".ActivationMask");
        return "register it as "
                + (isRegularizer ? Regularizer.class.getName() : "one of the interfaces of io.descent.api");
    }

    /**
     * Plugins of one kind.
     *
     * @param problems is told which cannot be loaded and why, a line each
     */
    <P extends Plugin> List<P> find(Class<P> kind, Consumer<String> problems) {
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        thread.setContextClassLoader(loader); // the application's own is none of their business
        try {
            return load(kind, problems);
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    /** The services of a kind; kinds are not known before, so that the descriptor of this module cannot name them. */
    static <P extends Plugin> ServiceLoader<P> services(Class<P> kind, ClassLoader loader) {
        PluginSource.class.getModule().addUses(kind);
        return ServiceLoader.load(kind, loader);
    }

    private <P extends Plugin> List<P> load(Class<P> kind, Consumer<String> problems) {
        List<P> found = new ArrayList<>();
        Iterator<P> iterator = services(kind, loader).iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return found;
                }
                found.add(iterator.next());
            } catch (Throwable e) { // whatever a constructor throws; a broken service file throws a
                // ServiceConfigurationError
                problems.accept("%s: %s".formatted(place, LoadingFailure.explain(Names.aKind(kind), e)));
            }
        }
    }
}
