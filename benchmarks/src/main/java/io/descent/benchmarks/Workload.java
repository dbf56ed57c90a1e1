package io.descent.benchmarks;

import io.descent.core.data.DataSet;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.inference.network.internal.Normalization;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.core.data.TrainingData;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.spec.Precision;
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
        TrainingData all = switch (this) {
            case FASHION, WIDE -> read(DataSpec.idx(fashion()).withNormalize(false));
            case SYNTHETIC -> synthetic(Math.min(rows, SYNTHETIC_ROWS));
            case TINY -> {
                DataSet moons = new Moons().generate(precision);
                yield new TrainingData(moons, null, moons, Normalization.identity(2));
            }
        };
        if (rows >= all.train().size()) {
            return all;
        }
        DataSet first = all.train().select(IntStream.range(0, rows).toArray());
        return new TrainingData(first, null, all.test(), all.normalization());
    }

    private TrainingData read(DataSpec spec) {
        return TrainingData.load(spec, precision, RandomStreams.of(1, RandomSpec.KEYED));
    }

    private static Path fashion() {
        String folder = System.getenv("DESCENT_DATA");
        if (folder == null) {
            throw new IllegalStateException(
                    "set the environment variable DESCENT_DATA to the folder that contains fashion-mnist/*.gz");
        }
        return Path.of(folder, "fashion-mnist");
    }

    private TrainingData synthetic(int rows) {
        Random random = new Random(1);
        int inputs = net.widths().get(0);
        DataSet train = ridges(inputs, rows, random);
        return new TrainingData(
                train, null, ridges(inputs, SYNTHETIC_TEST_ROWS, random), Normalization.identity(inputs));
    }

    /** Generates normal features; the label is a sum of sines of pairs of features, with noise 0.1. */
    private DataSet ridges(int inputs, int rows, Random random) {
        ArrayTensor features = ArrayTensor.zeros(precision, rows, inputs);
        features.fill(random::nextGaussian);
        double[] labels = new double[rows];
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int j = 0; j < inputs; j++) {
                sum += Math.sin(features.get(i, j) + features.get(i, (j + 1) % inputs));
            }
            labels[i] = sum / Math.sqrt(inputs) + 0.1 * random.nextGaussian();
        }
        List<String> names = IntStream.range(0, inputs).mapToObj(j -> "x" + j).toList();
        return new DataSet(new Schema(names, "y", Task.REGRESSION, List.of()), features, labels);
    }
}
