package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.wiring.PluginsModule;
import io.descent.inference.file.internal.Json;
import io.descent.inference.plugin.internal.Documentation;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.plugin.internal.PluginInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** {@code descent plugins NAME} prints what the doc comment of the class says. */
class PluginDocumentationTest {
    /** Tags of Javadoc, elements and character references of HTML. */
    private static final Pattern MARKUP = Pattern.compile("\\{@|</?[a-z]+[ >]|&(#\\w+|[a-z]+);|^\\s*\\* ");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyBuiltInPluginIsDocumented() {
        List<PluginInfo> plugins = PluginsModule.find(getClass().getClassLoader(), List.of()).all().stream()
                .filter(info -> info.prototype().getClass().getPackage() != PluginDocumentationTest.class.getPackage())
                .toList();
        assertThat(plugins).hasSizeGreaterThan(70);
        return plugins.stream()
                .map(info -> DynamicTest.dynamicTest(Names.kind(info.kind()) + " " + info.name(), () -> {
                    Documentation documentation = info.documentation();
                    assertThat(documentation).isNotNull();
                    String text = String.join("\n", documentation.lines());
                    assertThat(text).hasSizeGreaterThan(40).doesNotContainPattern(MARKUP);
                    assertThat(documentation.lines()).noneMatch(line -> line.contains("  ") && !line.startsWith("\t"));
                }));
    }

    @Test
    void theFormulaStandsBetweenTheJarAndTheHyperparameters() {
        String out = good("plugins", "adam").out().replaceAll("(?m)^(version|jar|SHA-256)( +).*$", "$1$2*");
        assertThat(out).isEqualTo("""
                        optimizer adam
                        class    io.descent.optimizers.Adam
                        version  *
                        jar      *
                        SHA-256  *

                        Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1): m = beta1 m + (1 - beta1) g; v = beta2 v +
                        (1 - beta2) g^2; m^ = m / (1 - beta1^t); v^ = v / (1 - beta2^t); direction = m^ / (sqrt(v^) +
                        epsilon).

                        g is the gradient and t the number of the step, from 1; m and v start at 0. epsilon is added outside
                        the square root, after bias correction.

                        hyperparameter  type    default  range                   help
                        beta1           number  0.9      at least 0 and below 1  decay rate of the average of gradients
                        beta2           number  0.999    at least 0 and below 1  decay rate of the average of squared gradients
                        epsilon         number  1.0E-8   above 0                 added to the denominator for numerical stability (outside the square root, after bias correction)
                        """);
    }

    @Test
    void paragraphsAreWrapped() {
        List<String> lines =
                good("plugins", "reduce-on-plateau").out().lines().skip(6).toList();
        List<String> text = lines.subList(0, lines.lastIndexOf(""));
        assertThat(text).hasSizeGreaterThan(6).contains("").allMatch(line -> line.length() <= 100);
        assertThat(text.get(0)).startsWith("Reduces the rate").hasSizeGreaterThan(90);
    }

    private PluginJar documented(String text) {
        return PluginJar.optimizer("Mine", PluginJar.direction("return gradient;"))
                .resource("META-INF/descent/docs/example.Mine.txt", text);
    }

    @Test
    void aDroppedInJarShowsItsOwnText() throws IOException {
        documented("Mine (Doe 2020): v = " + "v + g ".repeat(30).strip() + ".\n\n- one\n\n\tcode  {\n")
                .build(folder, "mine.jar");
        assertThat(good("plugins", "mine", "--plugins", folder).out().lines().skip(5))
                .startsWith(
                        "",
                        "Mine (Doe 2020): v = v + g v + g v + g v + g v + g v + g v + g v + g v + g v + g v + g v + g v + g v",
                        "+ g v + g v + g v + g v + g v + g v + g v + g v + g v + g v + g v + g v + g v + g v + g v + g v + g.",
                        "",
                        "- one",
                        "",
                        "    code  {",
                        "");
        Map<?, ?> json = (Map<?, ?>) ((List<?>) Json.read(good("plugins", "mine", "--json", "--plugins", folder)
                                .out())
                        .get("plugins"))
                .get(0);
        assertThat(json.get("documentation"))
                .asString()
                .startsWith("Mine (Doe 2020): v = v + g")
                .endsWith("\tcode  {");
    }

    @Test
    void aHostileJarCannotControlTheTerminal() throws IOException {
        documented("Mine\u001b[2J\u0007 is \u202enot\u009b nice.\n\n@param x\u001b \u001b]0;title\u0007\n")
                .with(
                        "Mine",
                        PluginJar.optimizerSource(
                                "Mine",
                                "@Hyperparameter(help = \"a\\u001b[31mb\") String text",
                                "public Mine() { this(\"\\u001b[32m\"); }" + PluginJar.direction("return gradient;")))
                .build(folder, "mine.jar");
        for (String out : List.of(
                good("plugins", "mine", "--plugins", folder).out(),
                good("plugins", "--plugins", folder).out(),
                good("plugins", "--json", "--plugins", folder).out())) {
            assertThat(out.replaceAll("[\r\n]", "").chars()).noneMatch(c -> Character.getType(c) == Character.CONTROL);
            assertThat(out).doesNotContain("\u202e").contains("[32m");
        }
    }

    @Test
    void aJarWithoutTextShowsTheRest() throws IOException {
        PluginJar.optimizer("Mine", PluginJar.direction("return gradient;")).build(folder, "mine.jar");
        assertThat(good("plugins", "mine", "--plugins", folder).out())
                .startsWith("optimizer mine\nclass    example.Mine\n")
                .endsWith("\n\nno hyperparameters\n")
                .hasLineCount(7);
    }

    @Test
    void linesBreakBetweenWordsAndItemsHang() {
        assertThat(Wrapped.lines("one two three four", 9)).containsExactly("one two", "three", "four");
        assertThat(Wrapped.lines("  - one two three", 11)).containsExactly("  - one two", "    three");
        assertThat(Wrapped.lines("12. one two", 7)).containsExactly("12. one", "    two");
        assertThat(Wrapped.lines("incomprehensibilities are long", 8))
                .containsExactly("incomprehensibilities", "are long");
        assertThat(Wrapped.lines("", 8)).containsExactly("");
        assertThat(Wrapped.lines("\ta  b c d e", 4)).containsExactly("    a  b c d e");
    }
}
