package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.core.search.Study;
import io.descent.core.tune.StudySpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The file of a study, up to the first proposals of its strategy. */
class SearchFuzzTest {
    static Stream<byte[]> seeds() throws IOException {
        return YamlSeeds.all().filter(bytes -> new String(bytes, StandardCharsets.UTF_8).contains("\nsearch:"));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "yaml.dict")
    @FuzzTest
    void search(byte[] input) throws IOException {
        Path file = Scratch.file("study.yaml", input);
        Promise.keep(input.length, () -> {
            StudySpec spec = StudySpec.read(file, List.of(), Trained.READER);
            spec.definition();
            Study.of(spec.space(), assignment -> {
                        throw new IllegalStateException("nothing is evaluated");
                    })
                    .strategy(spec.strategy())
                    .trials(spec.trials())
                    .epochs(spec.base().training().epochs())
                    .repeats(spec.repeats())
                    .check();
        });
    }
}
