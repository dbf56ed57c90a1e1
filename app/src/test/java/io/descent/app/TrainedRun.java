package io.descent.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a training must give again after it was interrupted: everything but times and checksums.
 *
 * @param lines of {@code metrics.jsonl}
 */
record TrainedRun(
        Object sha256,
        Object modelEpoch,
        Object epochs,
        Object outcome,
        Object metrics,
        Object warnings,
        List<String> lines) {
    static TrainedRun read(Path run) throws IOException {
        Map<String, Object> result = CommandLineRun.result(run);
        return new TrainedRun(
                result.get("weightsSha256"),
                result.get("modelEpoch"),
                result.get("epochs"),
                result.get("outcome"),
                result.get("metrics"),
                result.get("warnings"),
                lines(run));
    }

    /** The lines of the metrics, without times and checksums. */
    static List<String> lines(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> line.replaceAll("\"(seconds|evaluationSeconds)\":[-+.0-9E]+|\"crc32c\":\"[0-9a-f]+\"", ""))
                .toList();
    }
}
