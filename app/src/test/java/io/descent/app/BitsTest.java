package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.sha;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The weights depend only on the experiment: every backend, number of threads and machine gives the same bits. */
class BitsTest {
    private static final String NORMALISED = """
            seed: 3
            data: {generator: {moons: {examples: 1500, noise: 0.2}}, split: 80/20}
            network:
              hidden:
                - {units: 200, activation: gelu, batch-norm: true, regularizers: [{dropout: {keep-prob: 0.8}}]}
                - {units: 65, activation: tanh, regularizers: [{gaussian-dropout: {keep-prob: 0.9}}]}
            training:
              epochs: 3
              batch-size: 200
              optimizer: lamb
              clip-norm: 1
              regularizers: [{elastic-net: {l1: 0.01, l2: 0.1}}]
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "digits, float32, 515fec37a23ad2ef7241e684eb61b7da4fbef52122ac13b61e5af657c5097839",
        "digits, float64, 1c19132a1efdc859ae37332b26ce0f0fff68081664ff7dbb30984e25763e6e78",
        "normalised, float32, 06cbcc664651c86adbeab12d68724abea4bab91a8e75ddb70531c38fca9bb15f",
        "normalised, float64, 6aa4e108e81f1cdcb5be319f0c76d666b6c7dc2fbef73030637c7fffc88ab360"
    })
    void weightsAreTheSameOnEveryBackendAndNumberOfThreads(String name, String precision, String want)
            throws IOException {
        Path yaml = EXAMPLES.resolve(name + ".yaml");
        if (name.equals("normalised")) {
            yaml = Files.writeString(folder.resolve("normalised.yaml"), NORMALISED);
        }
        for (String backend : List.of("scalar", "simd")) {
            for (int threads : new int[] {1, 2, 3, 8}) {
                Path run = folder.resolve(backend + threads);
                List<Object> arguments =
                        new ArrayList<>(List.of("train", yaml, "--set", "training.epochs=3", "--quiet"));
                arguments.addAll(List.of("--precision", precision, "--backend", backend, "--threads", threads));
                arguments.addAll(List.of("--no-pictures", "--out", run));
                good(arguments.toArray());
                assertThat(sha(run)).as("%s on %d threads", backend, threads).isEqualTo(want);
            }
        }
    }
}
