package io.descent.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentationProcessorTest {
    /** The processor knows the interface by its name alone, so this one serves. */
    private static final String API = "package io.descent.api; public interface Plugin {}";

    private static final String OPTIMIZER = "package a; public interface Optimizer extends io.descent.api.Plugin {}";

    @TempDir
    private Path classes;

    /** Compiles sources, each with one top-level type, and returns the resources by name. */
    private Map<String, String> compile(String... sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            manager.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            manager.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(classes));
            List<JavaFileObject> files = new ArrayList<>();
            Arrays.asList(sources).forEach(text -> files.add(source(text)));
            var task = compiler.getTask(null, manager, null, List.of("--release", "17", "-Werror"), null, files);
            task.setProcessors(List.of(new DocumentationProcessor()));
            assertThat(task.call()).isTrue();
        }
        return resources();
    }

    private Map<String, String> resources() throws IOException {
        Map<String, String> all = new TreeMap<>();
        Path folder = classes.resolve("META-INF/descent/docs");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    all.put(file.getFileName().toString(), Files.readString(file));
                }
            }
        }
        return all;
    }

    private static JavaFileObject source(String text) {
        String type = text.replaceFirst("(?s).*?public \\w+ (\\w+).*", "$1");
        return new SimpleJavaFileObject(URI.create("string:///" + type + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private String text(String comment) throws IOException {
        return compile(API, OPTIMIZER, comment + "\npublic record Mine(double keepProb) implements a.Optimizer {}")
                .get("Mine.txt");
    }

    @Test
    void aFormulaIsWrittenInOneLineForEachParagraph() throws IOException {
        assertThat(text("""
                        /**
                         * Mine (Doe 2020, equation 3): {@code v = beta v + (1 - beta) g},
                         * where rho_t &gt; 4 &amp; v &#60; {@link java.util.Map.Entry#getKey(int, int) its
                         * key}.
                         *
                         * <p>The <b>second</b> paragraph, after {@link a.Optimizer}, {@link #keepProb}
                         * and {@linkplain Mine#Mine(double)}.
                         */
                        """)).isEqualTo("""
                        Mine (Doe 2020, equation 3): v = beta v + (1 - beta) g, where rho_t > 4 & v < its key.

                        The second paragraph, after Optimizer, keepProb and Mine.Mine.
                        """);
    }

    @Test
    void listsAndPreformattedLinesKeepTheirLines() throws IOException {
        assertThat(text("""
                        /**
                         * Two rules:
                         * <ul>
                         *   <li>one that
                         *       is long
                         *   <li>another:
                         *     <ol>
                         *       <li>inner
                         *       <li>last
                         *     </ol>
                         * </ul>
                         * Code:
                         * <pre>{@code
                         * for (;;) {
                         *   x < y;
                         * }
                         * }</pre>
                         * End.<br>Really.
                         */
                        """)).isEqualTo("""
                        Two rules:

                        - one that is long
                        - another:
                          1. inner
                          2. last

                        Code:

                        \tfor (;;) {
                        \t  x < y;
                        \t}

                        End.
                        Really.
                        """);
    }

    @Test
    void formulasInHtmlStayReadable() throws IOException {
        assertThat(text("/** e<sup>-z</sup> + x<sup>2</sup> w<sub>i</sub>&middot;&lambda;&Sigma;&sigma;"
                        + "&omega; &le; &#x3b1; &unknown; a&b a < b <!-- hidden --> 5 <= 6,"
                        + " <a href=\"https://example.org/p.pdf\">Doe</a>. */"))
                .isEqualTo("e^(-z) + x^2 w_i\u00b7\u03bb\u03a3\u03c3\u03c9 \u2264 \u03b1 &unknown; a&b a < b 5 <= 6,"
                        + " Doe (https://example.org/p.pdf).\n");
    }

    @Test
    void componentsFollowTheText() throws IOException {
        assertThat(text("""
                        /**
                         * Keeps a share {@code {
                         * @param keepProb inside a tag
                         * }}.
                         *
                         * @param keepProb the share,
                         *     <em>not</em> the rate
                         * @param other not a component
                         * @see Object
                         */
                        """)).isEqualTo("""
                        Keeps a share { @param keepProb inside a tag }.

                        @param keepProb the share, not the rate
                        """);
    }

    @Test
    void onlyPublicRecordsThatArePluginsAreDocumented() throws IOException {
        assertThat(compile(
                        API,
                        OPTIMIZER,
                        "package b; /** Not a plugin. */ public record Other() {}",
                        "package b; /** Not a record. */ public class Old implements a.Optimizer {}",
                        "package b; /** Hidden. */ record Hidden() implements a.Optimizer {} /** x */ public class X {}",
                        "package b; public record Silent() implements a.Optimizer {}",
                        "package b; /** */ public record Empty() implements a.Optimizer {}",
                        "package b; public class Outer { /** Nested. */ public record In<T>() implements a.Optimizer {} }",
                        "package b; /** Direct. */ public record Direct() implements io.descent.api.Plugin {}"))
                .isEqualTo(Map.of("b.Outer$In.txt", "Nested.\n", "b.Direct.txt", "Direct.\n"));
    }

    @Test
    void aProjectWithoutTheApiIsLeftAlone() throws IOException {
        assertThat(compile("package b; /** A record. */ public record Plain() {}"))
                .isEmpty();
    }

    @Test
    void compilingOneSourceKeepsTheResourcesOfTheOthers() throws IOException {
        String first = "package b; /** First. */ public record First() implements a.Optimizer {}";
        String second = "package b; /** Second. */ public record Second() implements a.Optimizer {}";
        Map<String, String> all = compile(API, OPTIMIZER, first, second);
        assertThat(compile(API, OPTIMIZER, first, second)).isEqualTo(all).hasSize(2);
        assertThat(compile(second.replace("Second.", "Changed.")))
                .isEqualTo(Map.of("b.First.txt", "First.\n", "b.Second.txt", "Changed.\n"));
    }
}
