package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/evaluation.md print the numbers that it shows. */
class EvaluationDocTest {
    @TempDir
    Path folder;

    @Test
    void theNumbersAreThoseOfTheCommands() throws IOException {
        List<String> shown = DocCode.blocks("docs/evaluation.md", "checked by EvaluationDocTest", "text");
        Path file = EXAMPLES.resolve("breast-cancer.yaml");
        Path bc = folder.resolve("bc");
        Path linear = folder.resolve("linear");
        good("train", file, "--quiet", "--no-pictures", "--out", bc);
        good("train", file, "--quiet", "--no-pictures", "--set", "network.hidden=[]", "--out", linear);
        assertThat(good("evaluate", bc, "--metric", "auc").out()).contains(shown.get(0));
        assertThat(good("compare", bc, linear, "--out", folder.resolve("c.png")).out())
                .contains(shown.get(1));
        assertThat(good("importance", bc, "--out", folder.resolve("i.png")).out())
                .startsWith(shown.get(2));
    }
}
