package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples in docs/search.md as a user would paste them. */
class SearchDocTest {
    private static final String DOCUMENT = "docs/search.md";
    private static final String MARK = "run by SearchDocTest";

    @TempDir
    Path folder;

    @Test
    void theExperimentCanBeTuned() throws IOException {
        Path file = Files.writeString(
                folder.resolve("doc.yaml"),
                DocCode.blocks(DOCUMENT, MARK, "yaml").get(0));
        good("tune", file, "--out", folder.resolve("study"), "--no-pictures", "--quiet");
        assertThat(folder.resolve("study/best.yaml")).exists();
    }

    @Test
    void theProgramSearches() throws Exception {
        DocCode.compile(folder, List.of("""
                package example;

                import io.descent.activations.*;
                import io.descent.core.data.*;
                import io.descent.core.random.RandomStreams;
                import io.descent.core.search.*;
                import io.descent.core.search.NumberRange.Scale;
                import io.descent.inference.spec.Precision;
                import io.descent.core.training.*;
                import io.descent.initializers.*;
                import io.descent.optimizers.*;
                import java.util.Map;

                public class Program {
                    public static StudyResult run() {
                        TrainingData data = TrainingData.load(
                                DataSpec.generated(new Moons()), Precision.FLOAT32, new RandomStreams(1));
                %s
                        return result;
                    }
                }
                """.formatted(
                DocCode.blocks(DOCUMENT, MARK, "java").get(0).replace("System.out.println", "String.valueOf"))));
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            Object result = loader.loadClass("example.Program").getMethod("run").invoke(null);
            assertThat(result.getClass().getMethod("best").invoke(result).toString())
                    .contains("Trial[number=");
        }
    }
}
