package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.descent.activations.Relu;
import io.descent.activations.Sigmoid;
import io.descent.activations.Softmax;
import io.descent.api.Labels;
import io.descent.api.Optimizer;
import io.descent.api.Regularizer;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.network.internal.TrainingPass;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.GoldenUpdate;
import io.descent.inference.network.internal.ForwardPass;
import io.descent.inference.network.internal.InputShape;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.Scalar;
import io.descent.initializers.GlorotNormal;
import io.descent.initializers.HeNormal;
import io.descent.losses.BinaryCrossEntropy;
import io.descent.losses.SoftmaxCrossEntropy;
import io.descent.optimizers.Adam;
import io.descent.optimizers.GradientDescent;
import io.descent.optimizers.Momentum;
import io.descent.regularizers.DropConnect;
import io.descent.regularizers.Dropout;
import io.descent.regularizers.L2;
import io.descent.simd.Simd;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One-hot blocks give the bits that the same inputs give as dense columns of zeros and ones; the sign of a zero aside. */
class OneHotInputsTest {
    private static final int CLASSES = 3;
    private static final int EXAMPLES = 150;
    private static final int BATCH = 64;
    private static final int EPOCHS = 3;
    private static final double RATE = 0.05;

    private record Classes(List<String> classes, int columns, double smallest, double largest) implements Labels {}

    /** Examples with dense inputs and one-hot blocks. */
    private static final class Data {
        final InputShape shape;
        /** (examples x dense inputs). */
        final double[][] dense;
        /** (examples x blocks), -1 where no input is active. */
        final int[][] categories;

        final int[] labels;

        private Data(InputShape shape, double[][] dense, int[][] categories, int[] labels) {
            this.shape = shape;
            this.dense = dense;
            this.categories = categories;
            this.labels = labels;
        }

        static Data random(int dense, int[] blocks, long seed) {
            Random random = new Random(seed);
            int inputs = dense + Arrays.stream(blocks).sum();
            double[][] x = new double[EXAMPLES][dense];
            int[][] categories = new int[EXAMPLES][blocks.length];
            int[] labels = new int[EXAMPLES];
            for (int i = 0; i < EXAMPLES; i++) {
                Arrays.setAll(x[i], j -> random.nextInt(5) == 0 ? 0 : random.nextGaussian());
                int first = dense;
                for (int b = 0; b < blocks.length; b++) {
                    categories[i][b] = random.nextInt(8) == 0 ? -1 : first + random.nextInt(blocks[b]);
                    first += blocks[b];
                }
                labels[i] = random.nextInt(CLASSES);
            }
            return new Data(new InputShape(dense, blocks.length, inputs), x, categories, labels);
        }

        void loadSparse(ArrayTensor x, int[] active, int from) {
            for (int i = 0; i < x.rows(); i++) {
                x.setRow(i, dense[from + i]);
                System.arraycopy(categories[from + i], 0, active, i * shape.blocks(), shape.blocks());
            }
        }

        void loadDense(ArrayTensor x, int from) {
            x.fill(0);
            for (int i = 0; i < x.rows(); i++) {
                for (int j = 0; j < shape.dense(); j++) {
                    x.set(i, j, dense[from + i][j]);
                }
                for (int c : categories[from + i]) {
                    if (c >= 0) {
                        x.set(i, c, 1);
                    }
                }
            }
        }
    }

    private record Setting(Optimizer optimizer, BatchNorm batchNorm, List<Regularizer> regularizers) {
        TrainableNetwork network(InputShape shape, Precision precision) {
            TrainableNetwork network = new TrainableNetwork(
                    shape,
                    List.of(
                            new LayerSpec(37, new Relu(), new HeNormal(), batchNorm, regularizers),
                            new LayerSpec(8, new Relu(), new HeNormal(), List.of()),
                            new LayerSpec(CLASSES, new Softmax(), new GlorotNormal(), List.of())),
                    precision);
            network.initialize(new RandomStreams(7));
            return network;
        }

        /** Trains for some epochs in mini-batches, of which the last one is smaller. */
        TrainableNetwork train(Data data, boolean sparse, Precision precision, Engine engine) {
            InputShape shape = sparse ? data.shape : new InputShape(data.shape.inputs());
            TrainableNetwork network = network(shape, precision);
            Criterion criterion = new Criterion(
                    new SoftmaxCrossEntropy(), new Softmax(), new Classes(List.of("a", "b", "c"), 1, 0, CLASSES - 1));
            ParameterVector gradients = new ParameterVector(network.parameters().layout(), precision, engine);
            gradients.flat().fill(17);
            GoldenUpdate update = new GoldenUpdate(optimizer, network.parameters(), gradients, RATE);
            List<TrainingPass> passes = new ArrayList<>();
            for (int rows : new int[] {BATCH, EXAMPLES % BATCH}) {
                passes.add(new TrainingPass(
                        network, criterion, rows, EXAMPLES, null, gradients, new RandomStreams(7), engine));
            }
            int step = 0;
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                for (int from = 0; from < EXAMPLES; from += BATCH) {
                    TrainingPass pass = passes.get(EXAMPLES - from < BATCH ? 1 : 0);
                    if (sparse) {
                        data.loadSparse(pass.x(), pass.categories(), from);
                    } else {
                        data.loadDense(pass.x(), from);
                    }
                    pass.y().fill(0);
                    for (int i = 0; i < pass.rows(); i++) {
                        pass.y().set(i, data.labels[from + i], 1);
                    }
                    boolean isZero = sparse && step > 0 && step != 4; // every now and then, the pass has to clear
                    pass.run(step, isZero);
                    step++;
                    if (sparse && step != 4) {
                        update.applyAndClear(step, RATE);
                    } else {
                        update.apply(step, RATE);
                    }
                    pass.updateStatistics();
                }
            }
            return network;
        }
    }

    static List<Arguments> settings() {
        BatchNorm norm = new BatchNorm(0.9, 1e-5);
        List<Setting> settings = List.of(
                new Setting(new GradientDescent(), null, List.of()),
                new Setting(new Adam(), null, List.of()),
                new Setting(new Adam(), null, List.of(new L2(0.1))),
                new Setting(new Momentum(), norm, List.of(new Dropout(0.8))),
                new Setting(new Adam(), null, List.of(new DropConnect(0.7), new L2(0.1))));
        List<Data> data = List.of(
                Data.random(5, new int[] {9}, 1),
                Data.random(17, new int[] {4, 1, 130}, 2),
                Data.random(0, new int[] {6, 20}, 3));
        List<Arguments> arguments = new ArrayList<>();
        for (Setting setting : settings) {
            for (Data one : data) {
                for (Precision precision : Precision.values()) {
                    arguments.add(Arguments.of(setting, one, precision));
                }
            }
        }
        return arguments;
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("settings")
    void trainingGivesTheBitsOfDenseInputs(Setting setting, Data data, Precision precision) {
        TrainableNetwork dense = setting.train(data, false, precision, Engine.plain());
        assertThat(dense.parameters().firstNonFinite()).isEmpty();
        for (Backend backend : List.of(new Scalar(), new Simd())) {
            for (int threads : new int[] {1, 2, 3, 8}) {
                try (Engine engine = new Engine(backend, threads)) {
                    TrainableNetwork sparse = setting.train(data, true, precision, engine);
                    assertSame(
                            sparse.parameters().flat(),
                            dense.parameters().flat(),
                            "%s, %d threads".formatted(backend, threads));
                }
            }
        }
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("settings")
    void predictionsHaveTheBitsOfDenseInputs(Setting setting, Data data, Precision precision) {
        Network network = setting.train(data, true, precision, Engine.plain()).network();
        Network dense = new Network(data.shape.inputs(), network.layers(), precision);
        dense.parameters().flat().assign(network.parameters().flat());
        if (setting.batchNorm != null) {
            dense.statistics(0).mean().assign(network.statistics(0).mean());
            dense.statistics(0).variance().assign(network.statistics(0).variance());
        }
        ForwardPass expected = new ForwardPass(dense, EXAMPLES, Engine.plain());
        data.loadDense(expected.x(), 0);
        expected.run();
        for (Backend backend : List.of(new Scalar(), new Simd())) {
            for (List<ArrayTensor> transposed : List.of(List.<ArrayTensor>of(), network.transposedWeights())) {
                for (int rows : new int[] {1, 10}) {
                    try (Engine engine = new Engine(backend, 2)) {
                        ForwardPass pass = new ForwardPass(network, rows, engine, transposed);
                        for (int from = 0; from < EXAMPLES; from += rows) {
                            data.loadSparse(pass.x(), pass.categories(), from);
                            pass.run();
                            assertSame(pass.output(), expected.output().rows(from, from + rows), backend.toString());
                        }
                    }
                }
            }
        }
    }

    /** Compilation apart, which the 90th percentile of the last runs leaves out. */
    @Test
    void passesAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Data data = Data.random(17, new int[] {4, 1, 130}, 2);
        for (Backend backend : List.of(new Scalar(), new Simd())) {
            try (Engine engine = new Engine(backend, 2)) {
                TrainableNetwork network = new TrainableNetwork(
                        data.shape,
                        List.of(
                                new LayerSpec(37, new Relu(), new HeNormal(), List.of()),
                                new LayerSpec(1, new Sigmoid(), new GlorotNormal(), List.of())),
                        Precision.FLOAT32);
                network.initialize(new RandomStreams(7));
                Criterion criterion =
                        new Criterion(new BinaryCrossEntropy(), new Sigmoid(), new Classes(List.of("a", "b"), 1, 0, 1));
                ParameterVector gradients =
                        new ParameterVector(network.parameters().layout(), Precision.FLOAT32, engine);
                TrainingPass pass = new TrainingPass(
                        network, criterion, BATCH, EXAMPLES, null, gradients, new RandomStreams(7), engine);
                data.loadSparse(pass.x(), pass.categories(), 0);
                long[] bytes = new long[1000];
                long usual = 1;
                for (int round = 0; round < 100 && usual > 0; round++) { // until everything is compiled
                    for (int step = 0; step < bytes.length; step++) {
                        long before = threads.getCurrentThreadAllocatedBytes();
                        pass.run(step, step % 2 == 0);
                        bytes[step] = threads.getCurrentThreadAllocatedBytes() - before;
                    }
                    Arrays.sort(bytes);
                    usual = bytes[900];
                }
                assertThat(usual).as("bytes per pass on %s", backend).isZero();
            }
        }
    }

    private static void assertSame(ArrayTensor found, ArrayTensor expected, String how) {
        for (int i = 0; i < found.rows(); i++) {
            for (int j = 0; j < found.columns(); j++) {
                if (found.get(i, j) != expected.get(i, j)) {
                    assertThat(found.get(i, j)).as("%s: (%d, %d)", how, i, j).isEqualTo(expected.get(i, j));
                }
            }
        }
    }
}
