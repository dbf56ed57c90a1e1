package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.core.config.internal.YamlFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands behind {@code --set}: lines such as {@code training.epochs=3}. */
class OverrideFuzzTest {
    private static final String EXPERIMENT = experiment();

    private static String experiment() {
        try {
            return Files.readString(Path.of("..", "examples", "digits.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "training.epochs=3\ntraining.optimizer.adam.beta1=0.5",
                        "network.hidden[0].units=4\nnetwork.hidden[1]={units: 3, activation: tanh}",
                        "training.regularizers=[]\ndata.split=none")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "yaml.dict")
    @FuzzTest
    void override(byte[] input) throws IOException {
        List<String> overrides =
                new String(input, StandardCharsets.UTF_8).lines().toList();
        Promise.keep(
                input.length,
                () -> Trained.READER.read(YamlFile.of("experiment.yaml", EXPERIMENT, Path.of(""), overrides)));
    }
}
