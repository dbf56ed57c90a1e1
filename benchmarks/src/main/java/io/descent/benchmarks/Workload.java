package io.descent.benchmarks;

import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.data.TrainingData;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A network and the data it is trained on. */
public enum Workload {
    /** Fashion-MNIST, a small network. */
    FASHION(Net.of(128, 784, 256, 128, 10), Precision.FLOAT32, 1),
    /** Fashion-MNIST, a wide network. */
    WIDE(Net.of(256, 784, 1024, 1024, 10), Precision.FLOAT32, 1),
    /** A regression with a million rows. */
    SYNTHETIC(Net.of(1024, 28, 300, 300, 300, 1), Precision.FLOAT32, 1),
    /** 300 points of two moons; almost all of the time is overhead. */
    TINY(Net.of(64, 2, 5, 2, 1), Precision.FLOAT64, 1000);

    private static final int SYNTHETIC_ROWS = 1_000_000;
    private static final int SYNTHETIC_TEST_ROWS = 100_000;

    private final Net net;
    private final Precision precision;
    private final int passes;

    Workload(Net net, Precision precision, int passes) {
        this.net = net;
        this.precision = precision;
        this.passes = passes;
    }

    /** Returns the network; it uses relu and Adam with learning rate 0.001. */
    public Net net() {
        return net;
    }

    /** Returns the precision. */
    public Precision precision() {
        return precision;
    }

    /** Returns the number of epochs that are timed together. */
    public int passes() {
        return passes;
    }

    /**
     * Reads or generates the data, without a dev set.
     *
     * @param rows the maximum number of rows of the training set
     */
    public TrainingData load(int rows) {
        RawData all = switch (this) {
            case FASHION, WIDE ->
                RawData.load(DataSpec.idx(fashion()), precision, RandomStreams.of(1, RandomSpec.KEYED));
            case SYNTHETIC -> synthetic(Math.min(rows, SYNTHETIC_ROWS));
            case TINY -> {
                RawExamples moons = RawData.load(
                                DataSpec.generated(new Moons()).withSplit("none"),
                                precision,
                                RandomStreams.of(1, RandomSpec.KEYED))
                        .train();
                yield new RawData(moons, null, moons);
            }
        };
        RawExamples train = all.train();
        if (rows < train.size()) {
            train = train.select(IntStream.range(0, rows).toArray());
        }
        return new RawData(train, null, all.test()).encode(false, precision);
    }

    private static Path fashion() {
        String folder = System.getenv("DESCENT_DATA");
        if (folder == null) {
            throw new IllegalStateException(
                    "set the environment variable DESCENT_DATA to the folder that contains fashion-mnist/*.gz");
        }
        return Path.of(folder, "fashion-mnist");
    }

    private RawData synthetic(int rows) {
        Random random = new Random(1);
        int inputs = net.widths().get(0);
        RawExamples train = ridges(inputs, rows, random);
        return new RawData(train, null, ridges(inputs, SYNTHETIC_TEST_ROWS, random));
    }

    /** Generates normal features; the label is a sum of sines of pairs of features, with noise 0.1. */
    private RawExamples ridges(int inputs, int rows, Random random) {
        float[][] features = GeneratedExamples.features(inputs, rows, random);
        double[] labels = new double[rows];
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int j = 0; j < inputs; j++) {
                sum += Math.sin((double) features[j][i] + features[(j + 1) % inputs][i]);
            }
            labels[i] = sum / Math.sqrt(inputs) + 0.1 * random.nextGaussian();
        }
        List<String> names = IntStream.range(0, inputs).mapToObj(j -> "x" + j).toList();
        return GeneratedExamples.of(new Schema(names, "y", Task.REGRESSION, List.of()), features, labels);
    }
}
