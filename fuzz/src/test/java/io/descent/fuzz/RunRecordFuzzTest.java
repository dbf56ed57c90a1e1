package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.core.run.RunReader;
import io.descent.core.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code compare} and {@code verify} read: the metrics of the epochs of a run, a zero byte, its results. The
 * checksums of the lines and the manifest are right, or the manifest is that of a sound run, see {@link Seal}.
 */
class RunRecordFuzzTest {
    private static final String METRICS = "metrics.jsonl";
    private static final String RESULT = "result.json";

    static Stream<byte[]> seeds() throws IOException {
        byte[] metrics = Files.readAllBytes(Trained.RUN.resolve(METRICS));
        byte[] both = Scratch.join(metrics, Files.readAllBytes(Trained.RUN.resolve(RESULT)));
        return Stream.of(metrics, both, Seal.without(metrics), Seal.without(both));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "json.dict")
    @FuzzTest
    void runRecord(byte[] input) throws IOException {
        List<byte[]> parts = Scratch.split(Seal.content(input));
        Path folder = Scratch.folder("a-finished-run");
        Files.write(folder.resolve(METRICS), Seal.isWanted(input) ? Seal.lines(parts.get(0)) : parts.get(0));
        Files.write(
                folder.resolve(RESULT),
                parts.size() > 1 ? parts.get(1) : Files.readAllBytes(Trained.RUN.resolve(RESULT)));
        if (Seal.isWanted(input)) {
            Seal.folder(folder, METRICS, RESULT);
        } else {
            Files.write(folder.resolve("manifest.json"), Files.readAllBytes(Trained.RUN.resolve("manifest.json")));
        }
        Promise.keep(input.length, () -> RunRecord.read(folder));
        Promise.keep(
                input.length,
                () -> new RunReader(folder, Trained.READER).check().problems().forEach(Promise::message));
    }
}
