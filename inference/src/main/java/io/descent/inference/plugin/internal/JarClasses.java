package io.descent.inference.plugin.internal;

import io.descent.api.Plugin;
import io.descent.inference.file.internal.Archives;
import io.descent.inference.text.internal.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The class files and service files of a jar, read without loading any class. */
final class JarClasses {
    private static final String CLASS = ".class";
    private static final int LONGEST_NAME = 200;

    private final Map<String, ClassFile> classes = new TreeMap<>();
    private final Set<String> services = new TreeSet<>();

    JarClasses(Path jar) throws IOException {
        try (JarFile file = Archives.jar(jar)) {
            for (JarEntry entry : file.versionedStream().toList()) {
                String name = entry.getName();
                if (name.endsWith(CLASS) && !name.endsWith("module-info.class")) {
                    readClass(file, entry);
                } else if (name.startsWith(PluginSource.SERVICES + ApiLoader.API)) {
                    readService(file, entry);
                }
            }
        }
    }

    /** A name from a jar in a message. There, a name may have 64 KiB and any characters. */
    static String shown(String name) {
        return Printable.line(name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name);
    }

    private void readClass(JarFile file, JarEntry entry) {
        try (InputStream in = file.getInputStream(entry)) {
            ClassFile read = ClassFile.read(in);
            classes.put(read.name(), read);
        } catch (IOException e) { // loading the class will tell the user why
            return;
        }
    }

    private void readService(JarFile file, JarEntry entry) throws IOException {
        try (InputStream in = file.getInputStream(entry)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .forEach(services::add);
        }
    }

    /** The class files by class name. */
    Map<String, ClassFile> classes() {
        return classes;
    }

    /** The classes named by service files of the API. */
    Set<String> services() {
        return services;
    }

    /** The concrete classes that implement a kind of plugin, directly or through a class or interface of this jar. */
    List<String> implementors(Class<? extends Plugin> kind) {
        return classes.values().stream()
                .filter(type -> type.isConcrete() && isA(kind, type))
                .map(ClassFile::name)
                .toList();
    }

    private boolean isA(Class<? extends Plugin> kind, ClassFile type) {
        Set<String> seen = new HashSet<>();
        Deque<String> parents = new ArrayDeque<>(type.parents());
        while (!parents.isEmpty()) {
            String parent = parents.pop();
            if (!seen.add(parent)) {
                continue;
            }
            Class<?> shared = parent.startsWith(ApiLoader.API) ? ApiLoader.find(parent) : null;
            if (shared != null && kind.isAssignableFrom(shared)) {
                return true;
            }
            ClassFile own = classes.get(parent);
            if (own != null) {
                parents.addAll(own.parents());
            }
        }
        return false;
    }
}
