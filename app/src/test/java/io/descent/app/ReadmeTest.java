package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.sha;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples in the README as a user would paste them, and compares their output with it. */
class ReadmeTest {
    @TempDir
    Path folder;

    private static String block(String language) throws IOException {
        return DocCode.blocks("README.md", "run by ReadmeTest", language).get(0);
    }

    @Test
    void theFirstCommandPrintsTheTable() throws IOException {
        String printed = good("train", EXAMPLES.resolve("digits.yaml"), "--out", folder.resolve("digits"))
                .out();
        Matcher table = Pattern.compile("```\n( {17}train .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(EXAMPLES.resolveSibling("README.md")));
        assertThat(table.find()).isTrue();
        assertThat(printed.replace(System.lineSeparator(), "\n")).contains(table.group(1));
    }

    @Test
    void experimentTrains() throws IOException {
        String yaml = block("yaml");
        assertThat(yaml.lines()).hasSizeLessThanOrEqualTo(15);
        Path file = folder.resolve("readme.yaml");
        Files.writeString(
                file,
                yaml.replace(
                        "data/digits.csv", EXAMPLES.resolve("data/digits.csv").toString()));
        good("train", file, "--quiet", "--out", folder.resolve("run"));
        assertThat(CommandLineRun.metric(folder.resolve("run"), "test", "accuracy"))
                .isGreaterThan(0.95);
    }

    /** Compiles and runs the Java example, and compares it with the experiment file that has the same settings. */
    @Test
    void javaGivesTheWeightsOfTheExperiment() throws Exception {
        String java = block("java");
        assertThat(java.lines()).hasSizeLessThanOrEqualTo(10);
        DocCode.compile(folder, List.of("""
                import io.descent.activations.*;
                import io.descent.core.data.*;
                import io.descent.core.training.*;
                import io.descent.initializers.*;
                import io.descent.optimizers.*;
                import java.nio.file.Path;

                public class Example {
                    public static String run() {
                %s
                        return result.weightsSha256();
                    }
                }
                """.formatted(
                        java.replace("examples/data", EXAMPLES.resolve("data").toString())
                                .replace("Path.of(\"model\")", "Path.of(\"" + folder.resolve("model") + "\")")
                                .replace("System.out.println", "String.valueOf"))));
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            Object sha = loader.loadClass("Example").getMethod("run").invoke(null);
            Path yaml =
                    Files.writeString(folder.resolve("same.yaml"), """
                    data: {file: %s, label: digit}
                    network:
                      hidden:
                        - {units: 64}
                    training: {epochs: 30, batch-size: 32, learning-rate: 0.003}
                    """.formatted(EXAMPLES.resolve("data/digits.csv")));
            good("train", yaml, "--quiet", "--out", folder.resolve("run"));
            assertThat(sha).isEqualTo(sha(folder.resolve("run")));
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
        assertThat(folder.resolve("model/weights.safetensors")).exists();
    }
}
