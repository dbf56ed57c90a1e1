package io.descent.benchmarks.peers;

import io.descent.benchmarks.Workload;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What to measure, and how long. */
final class Options {
    @Option(names = "--only", split = ",", paramLabel = "PART", description = "${COMPLETION-CANDIDATES}; all unless given")
    List<Part> parts = List.of(Part.values());

    @Option(names = "--report-only", description = "measure nothing, make the Markdown of what is kept")
    boolean reportOnly;

    @Option(names = "--workloads", split = ",", paramLabel = "NAME", description = "nets to train; all unless given")
    List<Workload> workloads = List.of(Workload.values());

    @Option(names = "--contenders", split = ",", paramLabel = "NAME", description = "all of the part unless given")
    @Nullable List<String> contenders;

    @Option(names = "--rounds", paramLabel = "N", description = "turns of each contender, 3 unless given")
    int rounds = 3;

    @Option(names = "--epochs", paramLabel = "N", description = "measured in each turn, 5 unless given")
    int epochs = 5;

    @Option(names = "--warm-ups", paramLabel = "N", description = "epochs before those, 2 unless given")
    int warmUps = 2;

    @Option(names = "--rows", paramLabel = "N", description = "of the training set at most; all unless given")
    int rows = Integer.MAX_VALUE;

    @Option(names = "--threads", paramLabel = "N", description = "of training and prediction, 2 unless given")
    int threads = 2;

    @Option(names = "--seconds", paramLabel = "S", description = "for one reading of a product or a prediction, 0.1 unless given")
    double seconds = 0.1;

    @Option(names = "--results", paramLabel = "DIR", description = "where readings are kept")
    Path results = Path.of("benchmarks", "target", "results");

    @Option(names = "--out", paramLabel = "FILE", description = "Markdown made of all readings that are kept")
    @Nullable Path out;

    @Option(names = "--openblas", hidden = true, description = "jars of OpenBLAS, apart from the class path")
    Path openBlas = Path.of("benchmarks", "target", "openblas");

    @Option(names = "--seed", hidden = true, description = "of a child: its round")
    long seed = 1;

    @Option(names = "--child", hidden = true, arity = "3", description = "part, subject, contender")
    @Nullable List<String> child;

    /** Those of a part who are to take part. */
    List<String> contendersOf(Part part) {
        return contenders == null
                ? part.contenders()
                : part.contenders().stream()
                        .filter(Objects.requireNonNull(contenders)::contains)
                        .toList();
    }
}
