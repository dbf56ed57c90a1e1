package io.descent.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** A jar with an optimizer of a stranger. */
final class PluginJar {
    private static final String SOURCE = """
            package stranger;
            import io.descent.api.*;
            public record Stranger(double factor) implements Optimizer {
                public Stranger() { this(1); }
                @Override public Tensor toDirection(Tensor gradient, Step step) { return gradient.scale(factor); }
            }
            """;

    private PluginJar() {}

    /** Makes the jar. */
    static Path of(Path plugins, Path classes) throws IOException {
        Path source = Files.createDirectories(classes.resolve("stranger")).resolve("Stranger.java");
        Files.writeString(source, SOURCE);
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-parameters",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        if (failed != 0) {
            throw new IOException("the plugin cannot be compiled");
        }
        Path jar = plugins.resolve("stranger.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("stranger/Stranger.class"));
            Files.copy(classes.resolve("stranger/Stranger.class"), out);
            out.putNextEntry(new JarEntry("META-INF/services/io.descent.api.Optimizer"));
            out.write("stranger.Stranger\n".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }
}
