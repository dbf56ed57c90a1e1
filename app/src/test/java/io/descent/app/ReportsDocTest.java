package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/reports.md says of TensorBoard, MLflow and model cards. */
class ReportsDocTest {
    @TempDir
    Path folder;

    @Test
    void theProgramCompiles() throws IOException {
        String block = DocCode.blocks("docs/reports.md", "checked by ReportsDocTest", "java")
                .get(0);
        DocCode.compile(folder, List.of("""
                import io.descent.core.data.Table;
                import io.descent.core.training.*;
                import io.descent.tracking.*;
                import java.net.URI;
                import java.nio.file.Path;

                class Tracked {
                    static void train(Table wine) {
                        %s
                    }
                }
                """.formatted(block)));
    }

    @Test
    void aServerThatIsNotThereDoesNotEndTheTraining() throws IOException {
        Path logs = folder.resolve("logs");
        Path run = folder.resolve("run");
        good(
                "train",
                EXAMPLES.resolve("iris.yaml"),
                "--tensorboard",
                logs,
                "--mlflow",
                "http://127.0.0.1:9",
                "--quiet",
                "--no-pictures",
                "--set",
                "training.watch=layers",
                "--set",
                "training.epochs=3",
                "--out",
                run);
        try (Stream<Path> files = Files.list(logs)) {
            assertThat(files.toList())
                    .hasSize(1)
                    .allSatisfy(file -> assertThat(Files.size(file)).isGreaterThan(1000));
        }
        assertThat(Files.readString(run.resolve("model-card.md")))
                .contains("# run\n", "## Intended use", "| test | accuracy | ", "weights, SHA-256");
    }

    @Test
    void aModelCardMayBeEdited() throws IOException {
        Path run = folder.resolve("edited");
        good(
                "train",
                EXAMPLES.resolve("iris.yaml"),
                "--quiet",
                "--no-pictures",
                "--set",
                "training.epochs=2",
                "--out",
                run);
        Files.writeString(run.resolve("model-card.md"), "for botanists\n");
        assertThat(good("verify", run).out()).doesNotContain("damaged");
        good("evaluate", run);
        good(
                "train",
                EXAMPLES.resolve("iris.yaml"),
                "--quiet",
                "--overwrite",
                "--set",
                "training.epochs=2",
                "--out",
                run);
        assertThat(Files.readString(run.resolve("model-card.md"))).contains("## Intended use");
    }
}
