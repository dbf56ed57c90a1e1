package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Optimizer;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.testkit.Contracts;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compiles and runs the code in docs/plugins.md and examples/lion-plugin. */
class PluginsDocTest {
    @TempDir
    private Path folder;

    private static List<String> blocks(String mark) throws IOException {
        return DocCode.blocks("docs/plugins.md", mark + " by PluginsDocTest", "java");
    }

    @Test
    void optimizersKeepTheirContracts() throws Throwable {
        List<String> sources = new ArrayList<>(blocks("compiled"));
        assertThat(sources).hasSize(4);
        Path lion = EXAMPLES.resolve("lion-plugin/src/main/java/org/example/lion/Lion.java");
        assertThat(Files.readAllLines(lion)).hasSizeLessThanOrEqualTo(30);
        sources.add(Files.readString(lion));
        DocCode.compile(folder, sources);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            for (String type : List.of(
                    "com.example.SignDescent", "com.example.HeavyBall", "com.example.Blend", "org.example.lion.Lion")) {
                Optimizer optimizer =
                        (Optimizer) loader.loadClass(type).getConstructor().newInstance();
                for (var clause : Contracts.of(optimizer)) {
                    clause.test().execute();
                }
            }
        }
    }

    /** The page shows what {@code descent new} writes, whose contract NewCommandTest runs. */
    @ParameterizedTest
    @CsvSource({"loss, log-cosh, LogCosh", "metric, kappa, Kappa", "data-source, chessboard, Chessboard"})
    void thePageShowsWhatNewProjectsHold(String kind, String name, String type) throws IOException {
        good("new", kind, name, "--directory", folder);
        assertThat(folder.resolve("src/main/java/com/example/" + type + ".java"))
                .content()
                .isEqualTo(DocCode.blocks("docs/plugins.md", "written by descent new " + kind + " " + name, "java")
                        .get(0));
    }

    /** Which kinds exist. */
    @Test
    void thePageListsEveryKind() throws IOException {
        String page = Files.readString(EXAMPLES.resolveSibling("docs/plugins.md"));
        for (NewCommand.Kind kind : NewCommand.Kind.values()) {
            assertThat(page).contains("| `" + kind + "` | `");
        }
        for (Class<?> kind : PluginRegistry.API_KINDS) {
            assertThat(page)
                    .containsPattern("(\\| `" + kind.getSimpleName() + "` \\||registered as `" + kind.getName() + "`)");
        }
    }

    /** A program with its own data source, source of random numbers, listener and metric. */
    @Test
    void modulesReplacePieces() throws Exception {
        String program = blocks("run").get(0);
        assertThat(program.lines()).hasSizeLessThanOrEqualTo(20);
        DocCode.compile(folder, List.of("""
                package example;

                import com.google.inject.*;
                import com.google.inject.multibindings.*;
                import io.descent.api.*;
                import io.descent.core.data.*;
                import io.descent.core.experiment.*;
                import io.descent.core.metrics.*;
                import io.descent.core.random.*;
                import io.descent.core.training.*;
                import io.descent.core.wiring.*;
                import java.nio.file.Path;
                import java.util.*;

                public class Program {
                    static int steps;

                    public static Map<String, Double> run(ClassLoader loader, Path file) {
                        %s
                        Map<String, Double> values = new TreeMap<>(result.test().values());
                        values.put("steps", (double) steps);
                        return values;
                    }

                    public record Ring(int examples) implements DataSource {
                        public Ring() { this(100); }
                        public List<String> columns() { return List.of("x1", "x2", "class"); }
                        public String label() { return "class"; }
                        public void read(Rows rows) {
                            for (int i = 0; i < examples; i++) {
                                double radius = 1 + i %% 2;
                                rows.number(radius * StrictMath.cos(i)).number(radius * StrictMath.sin(i));
                                rows.text(i %% 2 == 0 ? "inner" : "outer").endRow();
                            }
                        }
                    }

                    static class OwnGenerator extends KeyedGenerator {
                        private long state;
                        protected KeyedGenerator restart(long seed, int purpose, int a, int b, int c, int d) {
                            state = seed * 31 + purpose * 1009L + a * 31L + b * 17L + c * 13L + d;
                            forget();
                            return this;
                        }
                        public long nextLong() {
                            state = state * 6364136223846793005L + 1442695040888963407L;
                            return state ^ state >>> 29;
                        }
                    }

                    static class Counter implements TrainingListener {
                        public void onStep(TrainingRun run) { steps++; }
                    }

                    public record ShareOfOnes() implements Metric {
                        public boolean largerIsBetter() { return true; }
                        public Double of(Predictions predictions) {
                            double ones = 0;
                            for (int i = 0; i < predictions.size(); i++) {
                                ones += predictions.predictedClass(i);
                            }
                            return ones / predictions.size();
                        }
                    }
                }
                """.formatted(program)));
        Path yaml = Files.writeString(folder.resolve("e.yaml"), """
                data: {source: {ring: {}}, split: 60/20/20}
                network: {hidden: [{units: 4}]}
                training: {epochs: 5, batch-size: 20}
                metrics: [share-of-ones]
                """);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            Object values = loader.loadClass("example.Program")
                    .getMethod("run", ClassLoader.class, Path.class)
                    .invoke(null, loader, yaml);
            Map<?, ?> metrics = (Map<?, ?>) values;
            assertThat((Double) metrics.get("share-of-ones")).isBetween(0.0, 1.0);
            assertThat(metrics.get("steps")).isEqualTo(15.0);
            assertThat(metrics.get("accuracy")).isNotNull();
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** A fat jar contains Descent and a plugin, with merged service files. */
    @Test
    void pluginsOfAFatJarAreFound() throws Exception {
        Path jar = PluginJar.optimizer("Merged", PluginJar.direction("return gradient;"))
                .service("Optimizer", "io.descent.optimizers.Adam\nexample.Merged")
                .build(folder, "program.jar");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
            var registry = io.descent.core.wiring.PluginsModule.find(loader, List.of());
            assertThat(registry.problems()).isEmpty();
            assertThat(registry.find(Optimizer.class, "merged")).isNotNull();
            assertThat(registry.find(Optimizer.class, "adam")).isNotNull();
        }
    }

    @Test
    void theApiIsSmall() throws Exception {
        Path api = Path.of(Optimizer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(api)) {
            long size = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            assertThat(size).isPositive().isLessThan(60_000);
        }
        assertThat(EXAMPLES.resolveSibling("api/pom.xml")).content().doesNotContain("<dependency>");
    }
}
