package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.core.data.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A table of one JSON object per line, described and read for a training on its last column. */
class JsonLinesFuzzTest {
    static Stream<byte[]> seeds() {
        return TableSeeds.jsonLines();
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "json.dict")
    @FuzzTest
    void jsonLines(byte[] input) throws IOException {
        Path file = Scratch.file("table.jsonl", input);
        DelimitedTableFuzzTest.read(input, file, TableFormat.DEFAULT);
    }
}
