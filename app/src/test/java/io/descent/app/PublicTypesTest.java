package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.training.Trainer;
import io.descent.inference.Model;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/java.md lists exactly the public types outside of {@code .internal} packages. */
class PublicTypesTest {
    private static final Pattern LIST = Pattern.compile("<!-- types -->\n(.*?)<!-- end -->", Pattern.DOTALL);

    @Test
    void theDocumentListsThePublicTypes() throws Exception {
        SortedMap<String, SortedSet<String>> types = new TreeMap<>();
        for (Class<?> module : List.of(Model.class, Trainer.class)) {
            for (String name : classNames(module)) {
                Class<?> type = Class.forName(name, false, getClass().getClassLoader());
                if (isPublic(type) && !type.getPackageName().endsWith(".internal")) {
                    String shown =
                            name.substring(type.getPackageName().length() + 1).replace('$', '.');
                    types.computeIfAbsent(type.getPackageName(), p -> new TreeSet<>())
                            .add(shown);
                }
            }
        }
        StringBuilder list = new StringBuilder();
        for (Map.Entry<String, SortedSet<String>> each : types.entrySet()) {
            list.append(wrapped("* `%s`: %s".formatted(each.getKey(), String.join(", ", each.getValue()))));
        }
        var found = LIST.matcher(Files.readString(CommandLineRun.EXAMPLES.resolveSibling("docs/java.md")));
        assertThat(found.find()).isTrue();
        assertThat(found.group(1)).isEqualTo(list.toString());
    }

    private static boolean isPublic(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getDeclaringClass()) {
            if (!Modifier.isPublic(each.getModifiers()) || each.isAnonymousClass() || each.isLocalClass()) {
                return false;
            }
        }
        return true;
    }

    private static List<String> classNames(Class<?> ofModule) throws Exception {
        Path place = Path.of(
                ofModule.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            return classNames(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
            return classNames(jar.getPath("/"));
        }
    }

    private static List<String> classNames(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .collect(Collectors.toList());
        }
    }

    /** Wraps names into lines of at most 120 columns. */
    private static String wrapped(String text) {
        StringBuilder lines = new StringBuilder();
        String line = "";
        for (String word : text.split(" ", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (longer.length() > 120) {
                lines.append(line).append('\n');
                longer = "  " + word;
            }
            line = longer;
        }
        return lines.append(line).append('\n').toString();
    }
}
