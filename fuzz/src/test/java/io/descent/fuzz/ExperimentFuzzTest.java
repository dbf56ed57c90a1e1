package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.core.data.DataSummary;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.ExperimentWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** An experiment file, read, resolved for a small table and written, without training. */
class ExperimentFuzzTest {
    private static final DataSummary DATA = Trained.summary();

    static Stream<byte[]> seeds() throws IOException {
        return YamlSeeds.all();
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "yaml.dict")
    @FuzzTest
    void experiment(byte[] input) throws IOException {
        ExperimentFile reader = Trained.READER;
        Path file = Scratch.file("experiment.yaml", input);
        Promise.keep(input.length, () -> {
            Experiment experiment = reader.read(file, List.of());
            ExperimentWriter.yaml(experiment.resolved(DATA, reader.registry()::require));
        });
    }
}
