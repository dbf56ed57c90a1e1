package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.app.picture.Drawing;
import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/run-folder.md lists every file of a run, and every key of the JSON files. */
class RunFolderDocTest {
    private static final String DOCUMENT = "docs/run-folder.md";

    @TempDir
    Path folder;

    @Test
    void theExampleLeavesTheseFilesWithTheseKeys() throws IOException {
        Path run = folder.resolve("runs/iris");
        good("train", EXAMPLES.resolve("iris.yaml"), "--quiet", "--out", run, "--set", "training.watch=layers");
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> listed = DocCode.blocks(DOCUMENT, "checked by RunFolderDocTest", "text")
                    .get(0)
                    .lines()
                    .filter(file -> Drawing.POSSIBLE || !file.endsWith(".png"))
                    .toList();
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString().replace('\\', '/')))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
        Map<String, Object> result = CommandLineRun.result(run);
        requireNamed(result);
        requireNamed((Map<?, ?>) result.get("diagnosis"));
        Map<String, Object> epoch =
                Json.read(Files.readAllLines(run.resolve("metrics.jsonl")).get(0));
        assertThat(epoch.keySet())
                .containsExactlyInAnyOrder(
                        "epoch", "learningRate", "seconds", "evaluationSeconds", "train", "dev", "layers", "crc32c");
        requireNamed((Map<?, ?>) ((List<?>) epoch.get("layers")).get(0));
    }

    private static void requireNamed(Map<?, ?> json) throws IOException {
        String page = Files.readString(EXAMPLES.resolveSibling(DOCUMENT));
        assertThat(json.keySet()).allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }
}
