package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/calibration.md print what the page shows. */
class CalibrationDocTest {
    private static final String DOCUMENT = "docs/calibration.md";

    @TempDir
    Path folder;

    private String absolute(String argument) {
        if (argument.startsWith("runs/")) {
            return folder.resolve(argument).toString();
        }
        return argument.startsWith("examples/")
                ? EXAMPLES.resolveSibling(argument).toString()
                : argument;
    }

    @Test
    void theCommandsPrintWhatThePageShows() throws IOException {
        List<String> commands = DocCode.blocks(DOCUMENT, "run by CalibrationDocTest", "text");
        List<String> shown = DocCode.blocks(DOCUMENT, "checked by CalibrationDocTest", "text");
        assertThat(commands).hasSameSizeAs(shown);
        for (int i = 0; i < commands.size(); i++) {
            Object[] arguments = Stream.concat(
                            Arrays.stream(commands.get(i)
                                            .replace("\\\n", "")
                                            .strip()
                                            .split(" +"))
                                    .skip(1),
                            Stream.of("--threads", "2"))
                    .map(this::absolute)
                    .toArray();
            assertThat(good(arguments).out()).contains(shown.get(i));
        }
    }
}
