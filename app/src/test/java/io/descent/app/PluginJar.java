package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Plugin;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Builds plugin jars from source. */
final class PluginJar {
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> resources = new LinkedHashMap<>();
    private final List<String> left = new ArrayList<>();
    private int classFileVersion;

    /** A jar with an optimizer with the given body, registered as a service. */
    static PluginJar optimizer(String type, String body) {
        return new PluginJar().with(type, optimizerSource(type, "", body)).service("Optimizer", "example." + type);
    }

    /** The source of an optimizer in the package example. */
    static String optimizerSource(String type, String components, String body) {
        return """
                package example;
                import io.descent.api.*;
                import java.util.*;
                public record %s(%s) implements Optimizer {
                    %s
                }
                """.formatted(type, components, body);
    }

    /** The method that every optimizer needs. */
    static String direction(String statements) {
        return "public Tensor toDirection(Tensor gradient, Step step) { " + statements + " }";
    }

    PluginJar with(String type, String source) {
        sources.put(type, source);
        return this;
    }

    PluginJar service(String kind, String types) {
        return resource("META-INF/services/io.descent.api." + kind, types + "\n");
    }

    PluginJar resource(String path, String text) {
        resources.put(path, text);
        return this;
    }

    /** Adds a class that is compiled but left out of the jar. */
    PluginJar leaveOut(String path) {
        left.add(path);
        return this;
    }

    /** Pretends that another version of Java compiled the classes. */
    PluginJar classFileVersion(int version) {
        classFileVersion = version;
        return this;
    }

    /** Writes the jar. */
    Path build(Path folder, String name) throws IOException {
        Path classes = Files.createTempDirectory("classes");
        compile(classes);
        Path jar = Files.createDirectories(folder).resolve(name);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "1.2.3");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
                String entry = classes.relativize(each).toString().replace('\\', '/');
                if (!left.contains(entry)) {
                    byte[] bytes = Files.readAllBytes(each);
                    if (classFileVersion > 0) {
                        bytes[6] = (byte) (classFileVersion >>> 8);
                        bytes[7] = (byte) classFileVersion;
                    }
                    put(out, entry, bytes);
                }
            }
            for (Map.Entry<String, String> resource : resources.entrySet()) {
                put(out, resource.getKey(), resource.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private static void put(JarOutputStream out, String entry, byte[] bytes) throws IOException {
        out.putNextEntry(new JarEntry(entry));
        out.write(bytes);
        out.closeEntry();
    }

    private void compile(Path classes) throws IOException {
        if (sources.isEmpty()) {
            return;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            manager.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            Path api = Path.of(Plugin.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            manager.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(api));
            List<JavaFileObject> files = new ArrayList<>();
            sources.forEach((type, source) -> files.add(source(type, source)));
            boolean done = compiler.getTask(
                            messages, manager, null, List.of("--release", "17", "-proc:none"), null, files)
                    .call();
            assertThat(done).as(messages.toString()).isTrue();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static JavaFileObject source(String type, String source) {
        return new SimpleJavaFileObject(
                URI.create("string:///" + type.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }
}
