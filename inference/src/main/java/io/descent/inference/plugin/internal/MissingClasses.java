package io.descent.inference.plugin.internal;

import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A class that a plugin in a folder refers to and that is missing from its jars, from the JDK and from {@code
 * io.descent.api}. Java would report it only when the code runs.
 *
 * @param place the jar, or the folder of jars
 * @param user the class that refers to it
 * @param missing the missing class, the first of its package
 * @param isNeeded false if the plugin does not reach the reference, or if the user handles missing classes: it may then
 *     be harmless
 */
public record MissingClasses(String place, String user, String missing, boolean isNeeded) {
    /** A class that refers to one of these handles a missing library. */
    private static final Set<String> GUARDS = Set.of(
            NoClassDefFoundError.class.getName(), LinkageError.class.getName(), ClassNotFoundException.class.getName());

    /**
     * Reads the class files of all plugins in a folder, without loading them. Reports one class per plugin and missing
     * package. It checks every class of the jar that registers the plugin, and those classes of the libraries that the
     * plugin reaches.
     *
     * @param folder contains jars, and folders of jars
     * @throws InvalidInputException if the folder does not exist, or a jar cannot be read
     */
    public static List<MissingClasses> in(Path folder) {
        List<MissingClasses> found = new ArrayList<>();
        Path place = folder.toAbsolutePath().normalize();
        for (PluginSource source : PluginSource.in(place, PluginRegistry.API_KINDS, problem -> {})) {
            try {
                found.addAll(of(source));
            } catch (IOException e) {
                throw new InvalidInputException(source.place() + ": cannot be read: " + e.getMessage(), e);
            }
        }
        return found;
    }

    private static Collection<MissingClasses> of(PluginSource source) throws IOException {
        Map<String, ClassFile> all = new TreeMap<>();
        Set<String> own = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        for (Path jar : source.jars()) {
            JarClasses classes = new JarClasses(jar);
            classes.classes().forEach(all::putIfAbsent); // the first jar wins, as in a class loader
            if (!classes.services().isEmpty()) {
                open.addAll(classes.services());
                own.addAll(classes.classes().keySet());
            }
        }
        Set<String> reached = new HashSet<>();
        while (!open.isEmpty()) {
            String name = open.pop();
            ClassFile type = all.get(name);
            if (type != null && reached.add(name)) {
                open.addAll(type.references());
            }
        }
        Map<String, Boolean> isThere = new HashMap<>();
        Map<String, MissingClasses> byPackage = new TreeMap<>();
        for (ClassFile user : all.values()) {
            boolean isReached = reached.contains(user.name());
            if (!isReached && !own.contains(user.name())) {
                continue;
            }
            boolean isNeeded = isReached
                    && own.contains(user.name())
                    && user.references().stream().noneMatch(GUARDS::contains);
            for (String name : user.references()) {
                if (!all.containsKey(name) && !isThere.computeIfAbsent(name, n -> ApiLoader.find(n) != null)) {
                    byPackage.merge(
                            name.substring(0, name.lastIndexOf('.') + 1),
                            new MissingClasses(source.place(), user.name(), name, isNeeded && !isOfJava(name)),
                            (first, next) -> next.isNeeded() && !first.isNeeded() ? next : first);
                }
            }
        }
        return byPackage.values();
    }

    /** Whether a class belongs to a newer Java, which libraries use only if it exists. */
    private static boolean isOfJava(String name) {
        return name.startsWith("java.");
    }

    /** One line that says what is missing and what to do. */
    public String text() {
        String subject = "%s: %s%s"
                .formatted(place, JarClasses.shown(user), isNeeded ? "" : ", which the plugin may never run,");
        String name = JarClasses.shown(missing);
        if (missing.startsWith(ApiLoader.API)) {
            return "%s needs %s, which is not in this version of descent-api; build it against the version in use"
                    .formatted(subject, name);
        }
        if (isOfJava(missing)) {
            return "%s needs %s, which Java %d does not have; compile it with --release 17"
                    .formatted(subject, name, Runtime.version().feature());
        }
        if (missing.startsWith("io.descent.")) {
            return "%s needs %s, but plugins see only io.descent.api; remove that reference".formatted(subject, name);
        }
        return "%s needs %s, which is not in %s"
                .formatted(
                        subject,
                        name,
                        PluginSource.isJar(place)
                                ? "the jar; bundle that library, or put both jars into one subfolder"
                                : "the jars of this folder; put that library there too");
    }
}
