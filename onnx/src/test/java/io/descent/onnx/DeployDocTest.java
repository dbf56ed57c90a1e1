package io.descent.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/deploy.md shows the code that the other tests use. */
class DeployDocTest {
    private static final String BEGIN = "    // begin of what the page shows\n";
    private static final String END = "    // end of what the page shows";

    @Test
    void theAdapterIsTheOneOfTheTests() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/descent/onnx/Cells.java"));
        String shown = source.substring(source.indexOf(BEGIN) + BEGIN.length(), source.indexOf(END))
                .stripTrailing()
                .replaceAll("(?m)^    ", "");
        assertThat(Files.readString(Path.of("../docs/deploy.md"))).contains("```java\n" + shown + "\n```");
    }
}
