package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples train to the same bits as in earlier versions: if a hash changes, results have changed. */
class HashesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "digits, 04faef3d6f06f1a8c8102e2b81dd19a29aabe44d83b3b8b4e5144412ca34d406",
        "moons, 0d9ade9bf44c4a28e3f590d265d9c7370f544ecf857e1b830d097174cc972326",
        "regression, 064df6c63a55a0070dc7fbcbc43529e13cc1be2e19b7060468dc0c7e736ba530"
    })
    void weightsStayTheSameToTheBit(String example, String sha256) throws IOException {
        Path run = folder.resolve(example);
        good("train", EXAMPLES.resolve(example + ".yaml"), "--threads", 2, "--quiet", "--no-pictures", "--out", run);
        assertThat(CommandLineRun.sha(run)).isEqualTo(sha256);
    }
}
