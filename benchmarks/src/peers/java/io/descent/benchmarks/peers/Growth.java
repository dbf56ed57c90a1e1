package io.descent.benchmarks.peers;

import io.descent.benchmarks.DescentTrainer;
import io.descent.benchmarks.GeneratedExamples;
import io.descent.benchmarks.Net;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.spec.Precision;
import io.descent.core.training.EpochReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Measures a step against width, depth and batch, and an epoch against rows. One size varies, the others are fixed. */
final class Growth {
    private static final int WIDTH = 256;
    private static final int DEPTH = 2;
    private static final int BATCH = 128;
    private static final int CLASSES = 10;
    private static final int STEPS = 20;

    private final Options options;

    Growth(Options options) {
        this.options = options;
    }

    void measure() {
        // warms up the JIT compiler
        epoch(WIDTH, DEPTH, BATCH, STEPS * BATCH);
        for (int width = 64; width <= 2048; width *= 2) {
            print("width", width, epoch(width, DEPTH, BATCH, STEPS * BATCH) / STEPS);
        }
        for (int depth = 1; depth <= 16; depth *= 2) {
            print("depth", depth, epoch(WIDTH, depth, BATCH, STEPS * BATCH) / STEPS);
        }
        for (int batch = 16; batch <= 2048; batch *= 2) {
            print("batch", batch, epoch(WIDTH, DEPTH, batch, STEPS * batch) / STEPS);
        }
        for (int rows = 4000; rows <= 128_000; rows *= 2) {
            print("rows", rows, epoch(WIDTH, DEPTH, BATCH, rows));
        }
    }

    private static void print(String what, int size, double seconds) {
        Turn.print(what, Integer.toString(size), seconds);
    }

    /** Returns the median time of an epoch of a network whose inputs and hidden layers have the same width. */
    private double epoch(int width, int depth, int batch, int rows) {
        Random random = new Random(1);
        float[][] features = GeneratedExamples.features(width, rows, random);
        double[] labels = random.ints(rows, 0, CLASSES).asDoubleStream().toArray();
        List<String> names = IntStream.range(0, width).mapToObj(i -> "x" + i).toList();
        List<String> classes = IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList();
        RawExamples train =
                GeneratedExamples.of(new Schema(names, "y", Task.CLASSIFICATION, classes), features, labels);
        List<Integer> widths = new ArrayList<>(Collections.nCopies(depth + 1, width));
        widths.add(CLASSES);
        int epochs = options.warmUps + options.epochs;
        double[] seconds = DescentTrainer.of(
                        new Net(widths, batch),
                        new RawData(train, null, null).encode(false, Precision.FLOAT32),
                        Precision.FLOAT32,
                        options.threads)
                .epochs(epochs)
                .reportEvery(epochs)
                .build()
                .train()
                .history()
                .stream()
                .skip(options.warmUps)
                .mapToDouble(EpochReport::seconds)
                .toArray();
        return Spread.of(seconds).median();
    }
}
