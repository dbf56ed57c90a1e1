package io.descent.benchmarks.peers;

import io.descent.benchmarks.Workload;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What to measure, and for how long. */
final class Options {
    @Option(names = "--only", split = ",", paramLabel = "PART", description = "${COMPLETION-CANDIDATES}; all by default")
    List<Part> parts = List.of(Part.values());

    @Option(names = "--report-only", description = "measure nothing; generate the Markdown from stored readings")
    boolean reportOnly;

    @Option(names = "--workloads", split = ",", paramLabel = "NAME", description = "networks to train; all by default")
    List<Workload> workloads = List.of(Workload.values());

    @Option(names = "--contenders", split = ",", paramLabel = "NAME", description = "contenders to run; all of each part by default")
    @Nullable List<String> contenders;

    @Option(names = "--rounds", paramLabel = "N", description = "turns of each contender; 3 by default")
    int rounds = 3;

    @Option(names = "--epochs", paramLabel = "N", description = "epochs measured in each turn; 5 by default")
    int epochs = 5;

    @Option(names = "--warm-ups", paramLabel = "N", description = "warm-up epochs in each turn; 2 by default")
    int warmUps = 2;

    @Option(names = "--rows", paramLabel = "N", description = "maximum number of rows of the training set; all by default")
    int rows = Integer.MAX_VALUE;

    @Option(names = "--threads", paramLabel = "N", description = "threads for training and prediction; 2 by default")
    int threads = 2;

    @Option(names = "--seconds", paramLabel = "S", description = "length of one reading of a product or a prediction; 0.1 by default")
    double seconds = 0.1;

    @Option(names = "--results", paramLabel = "DIR", description = "folder of the stored readings")
    Path results = Path.of("benchmarks", "target", "results");

    @Option(names = "--out", paramLabel = "FILE", description = "Markdown file to generate from all stored readings")
    @Nullable Path out;

    @Option(names = "--openblas", hidden = true, description = "folder of the OpenBLAS jars, which are not on the class path")
    Path openBlas = Path.of("benchmarks", "target", "openblas");

    @Option(names = "--seed", hidden = true, description = "round of a child process")
    long seed = 1;

    @Option(names = "--child", hidden = true, arity = "3", description = "part, subject, contender")
    @Nullable List<String> child;

    /** Returns the selected contenders of a part. */
    List<String> contendersOf(Part part) {
        return contenders == null
                ? part.contenders()
                : part.contenders().stream()
                        .filter(Objects.requireNonNull(contenders)::contains)
                        .toList();
    }
}
