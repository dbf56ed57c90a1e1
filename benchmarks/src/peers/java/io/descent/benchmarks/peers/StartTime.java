package io.descent.benchmarks.peers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Measures the time from the start of the command to the record of its first epoch. */
final class StartTime {
    private static final String EXAMPLE = "examples/moons.yaml";
    private static final int RUNS = 10;

    private StartTime() {}

    static void measure() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("descent-start");
        try {
            // builds Descent if necessary
            firstEpoch(folder.resolve("first"));
            for (int i = 0; i < RUNS; i++) {
                Turn.print(Report.DESCENT, "seconds", firstEpoch(folder.resolve("run-" + i)));
            }
        } finally {
            delete(folder);
        }
    }

    private static double firstEpoch(Path out) throws IOException, InterruptedException {
        Path metrics = out.resolve("metrics.jsonl");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(List.of("./descent", "train", EXAMPLE, "--out", out.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        File file = metrics.toFile();
        while (file.length() == 0 && process.isAlive()) {
            TimeUnit.MICROSECONDS.sleep(500);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.waitFor() != 0) {
            throw new IOException("./descent train " + EXAMPLE + " failed");
        }
        return seconds;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
