package io.descent.core.network.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Activation;
import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.Outputs;
import io.descent.api.Regularizer;
import io.descent.api.Tensor;
import io.descent.core.TestLabels;
import io.descent.core.TestLosses.BinaryCrossEntropy;
import io.descent.core.TestLosses.MeanSquaredError;
import io.descent.core.TestLosses.SoftmaxCrossEntropy;
import io.descent.core.TestPlugins;
import io.descent.core.data.Examples;
import io.descent.core.data.RawExamples;
import io.descent.core.data.Table;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.OutputSpec;
import io.descent.core.network.Parametrization;
import io.descent.core.network.ResolvedNetwork;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingPassTest {
    private static final int ROWS = 6;
    private static final int M = 50;
    private static final double STEP = 1e-5;

    private static LayerSpec layer(int units, Activation activation, Regularizer... regularizers) {
        return new LayerSpec(units, activation, new TestPlugins.XavierNormal(), List.of(regularizers));
    }

    static List<Arguments> networks() {
        TestPlugins.Cubic cubic = new TestPlugins.Cubic();
        TestPlugins.Ridge ridge = new TestPlugins.Ridge(3);
        TestPlugins.Coin coin = new TestPlugins.Coin();
        TestPlugins.WeightCoin wires = new TestPlugins.WeightCoin();
        return List.of(
                Arguments.of(
                        "softmax regression", List.of(layer(3, new TestPlugins.Softmax())), new SoftmaxCrossEntropy()),
                Arguments.of(
                        "two hidden layers",
                        List.of(
                                layer(5, cubic),
                                layer(4, new TestPlugins.Sigmoid()),
                                layer(3, new TestPlugins.Softmax())),
                        new SoftmaxCrossEntropy()),
                Arguments.of(
                        "penalties",
                        List.of(layer(5, cubic, ridge, ridge), layer(3, new TestPlugins.Softmax(), ridge)),
                        new SoftmaxCrossEntropy()),
                Arguments.of(
                        "batch norm",
                        List.of(
                                new LayerSpec(
                                        5,
                                        cubic,
                                        new TestPlugins.XavierNormal(),
                                        new BatchNorm(0.9, 1e-3),
                                        List.of(ridge, coin)),
                                layer(4, cubic),
                                new LayerSpec(
                                        4,
                                        new TestPlugins.Sigmoid(),
                                        new TestPlugins.XavierNormal(),
                                        new BatchNorm(0.5, 1e-5),
                                        List.of()),
                                layer(3, new TestPlugins.Softmax())),
                        new SoftmaxCrossEntropy()),
                Arguments.of(
                        "masks",
                        List.of(
                                layer(9, cubic, coin, coin),
                                layer(7, new TestPlugins.Relu(), coin),
                                layer(1, new TestPlugins.Sigmoid())),
                        new BinaryCrossEntropy()),
                Arguments.of(
                        "masks of weights",
                        List.of(
                                layer(9, cubic, wires, ridge, coin),
                                new LayerSpec(
                                        6,
                                        cubic,
                                        new TestPlugins.XavierNormal(),
                                        new BatchNorm(0.9, 1e-3),
                                        List.of(wires, wires)),
                                layer(5, cubic, wires),
                                layer(3, new TestPlugins.Softmax())),
                        new SoftmaxCrossEntropy()),
                Arguments.of(
                        "probability without a link",
                        List.of(layer(5, cubic), layer(1, new TestPlugins.Sigmoid(true))),
                        new BinaryCrossEntropy()),
                Arguments.of(
                        "distribution without a link",
                        List.of(layer(5, cubic), layer(3, new TestPlugins.Softmax(true))),
                        new SoftmaxCrossEntropy()),
                Arguments.of(
                        "values", List.of(layer(5, cubic), layer(2, new TestPlugins.Linear())), new MeanSquaredError()),
                Arguments.of(
                        "squared error of a distribution",
                        List.of(layer(3, new TestPlugins.Softmax())),
                        new MeanSquaredError()));
    }

    /** Two-sided differences of every parameter. The masks depend only on the step, so they stay the same. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void gradientIsTheDerivativeOfTheCost(String name, List<LayerSpec> layers, Loss loss) {
        TrainableNetwork network = new TrainableNetwork(4, layers, Precision.FLOAT64);
        RandomStreams streams = new RandomStreams(3);
        network.initialize(streams);
        ParameterVector gradients = new ParameterVector(network.parameters().layout(), Precision.FLOAT64);
        Activation output = layers.get(layers.size() - 1).activation();
        int outputs = network.network().outputs();
        TrainingPass pass = new TrainingPass(
                network,
                new Criterion(loss, output, labels(loss, outputs)),
                ROWS,
                M,
                null,
                gradients,
                streams,
                Engine.plain());
        Random random = new Random(1);
        pass.x().fill(random::nextGaussian);
        for (int i = 0; i < ROWS; i++) {
            pass.y().set(i, random.nextInt(outputs), loss instanceof BinaryCrossEntropy ? i % 2 : 1);
        }
        pass.run(17);
        ArrayTensor gradient =
                ArrayTensor.zeros(Precision.FLOAT64, 1, gradients.flat().size());
        gradient.assign(gradients.flat());
        ArrayTensor theta = network.parameters().flat();
        double difference = 0;
        double norms = 0;
        for (int j = 0; j < theta.size(); j++) {
            double value = theta.get(0, j);
            theta.set(0, j, value + STEP);
            double above = cost(pass);
            theta.set(0, j, value - STEP);
            double below = cost(pass);
            theta.set(0, j, value);
            double numeric = (above - below) / (2 * STEP);
            difference += Math.pow(numeric - gradient.get(0, j), 2);
            norms += numeric * numeric + Math.pow(gradient.get(0, j), 2);
        }
        assertThat(norms).isPositive();
        assertThat(Math.sqrt(difference / norms)).as(name).isLessThan(1e-7);
    }

    /** A linear unit whose inputs are all 1: z is twice the sum of the kept weights, and so is the gradient's mask. */
    @Test
    void aMaskOfWeightsIsNewInEveryStepAndTheSameForAllExamples() {
        List<LayerSpec> layers = List.of(layer(1, new TestPlugins.Linear(), new TestPlugins.WeightCoin()));
        TrainableNetwork network = new TrainableNetwork(20, layers, Precision.FLOAT64);
        double[] power = {1};
        network.parameters().tensor(0).fill(() -> power[0] *= 2);
        ParameterVector gradients = new ParameterVector(network.parameters().layout(), Precision.FLOAT64);
        Criterion criterion = new Criterion(new MeanSquaredError(), new TestPlugins.Linear(), TestLabels.VALUES);
        TrainingPass pass =
                new TrainingPass(network, criterion, ROWS, M, null, gradients, new RandomStreams(3), Engine.plain());
        pass.x().fill(1);
        long[] kept = new long[2];
        for (int step = 0; step < 2; step++) {
            pass.run(step);
            double z = pass.z(0).get(0, 0);
            kept[step] = (long) z / 4; // bit i says whether weight i, which is 2^(i + 1), was kept
            double slope = 0;
            for (int row = 0; row < ROWS; row++) {
                assertThat(pass.z(0).get(row, 0)).isEqualTo(z);
                slope += 2 * (z - pass.y().get(row, 0)) / ROWS;
            }
            for (int i = 0; i < 20; i++) {
                double factor = (kept[step] >> i & 1) == 1 ? 2 : 0;
                assertThat(gradients.tensor(0).get(0, i)).isCloseTo(factor * slope, within(1e-6 * Math.abs(slope)));
            }
        }
        assertThat(kept[0]).isNotEqualTo(kept[1]);
        assertThat(Long.bitCount(kept[0])).isBetween(3, 17);
        pass.run(0);
        assertThat((long) pass.z(0).get(0, 0) / 4).isEqualTo(kept[0]);
        assertThat(network.parameters().tensor(0).get(0, 4)).isEqualTo(32);
    }

    /** A batch of everything with whole weights has the cost and gradient of a batch in which rows are repeated. */
    @Test
    void weightsAreRepeatedRows() {
        int[] counts = {1, 3, 2, 2};
        int sum = 8;
        List<LayerSpec> layers = List.of(
                layer(5, new TestPlugins.Cubic(), new TestPlugins.Ridge(0.3)), layer(3, new TestPlugins.Softmax()));
        Random random = new Random(5);
        double[][] x = new double[counts.length][4];
        for (double[] row : x) {
            Arrays.setAll(row, j -> random.nextGaussian());
        }
        int[] each = {0, 1, 2, 3};
        int[] repeated = {0, 1, 1, 1, 2, 2, 3, 3};
        double[] relative = {0.5, 1.5, 1, 1}; // divided by the mean weight, 2
        double[] costs = new double[2];
        List<ParameterVector> gradients = new ArrayList<>();
        for (int way = 0; way < 2; way++) {
            TrainableNetwork network = new TrainableNetwork(4, layers, Precision.FLOAT64);
            network.initialize(new RandomStreams(3));
            ParameterVector gradient = new ParameterVector(network.parameters().layout(), Precision.FLOAT64);
            int[] rows = way == 0 ? each : repeated;
            Examples data = examples(x, rows);
            TrainingPass pass = new TrainingPass(
                    network,
                    new Criterion(new SoftmaxCrossEntropy(), new TestPlugins.Softmax(), data.labels()),
                    rows.length,
                    sum,
                    way == 0 ? relative : null,
                    gradient,
                    new RandomStreams(3),
                    Engine.plain());
            pass.load(data, IntStream.range(0, rows.length).toArray(), 0);
            pass.run(0);
            costs[way] = pass.lossSum() / rows.length + pass.penalty();
            gradients.add(gradient);
        }
        assertThat(costs[0]).isCloseTo(costs[1], within(1e-12));
        ArrayTensor first = gradients.get(0).flat();
        for (int j = 0; j < first.size(); j++) {
            assertThat(first.get(0, j)).isCloseTo(gradients.get(1).flat().get(0, j), within(1e-12));
        }
        assertThat(first.norm()).isGreaterThan(0.1);
    }

    private static Examples examples(double[][] x, int[] rows) {
        double[][] table = new double[rows.length][5];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(x[rows[i]], 0, table[i], 0, 4);
            table[i][4] = rows[i] % 3;
        }
        List<String> names = List.of("a", "b", "c", "d", "y");
        Schema schema = new Schema(names.subList(0, 4), "y", Task.CLASSIFICATION, List.of("0", "1", "2"));
        return RawExamples.of(Table.of(names, table), schema, true)
                .encode(InputEncoding.unscaled(schema.features()), Precision.FLOAT64);
    }

    private static Labels labels(Loss loss, int outputs) {
        return loss instanceof MeanSquaredError
                ? new TestLabels(List.of(), outputs, 0, 1)
                : TestLabels.classes(loss instanceof BinaryCrossEntropy ? 2 : outputs);
    }

    private static double cost(TrainingPass pass) {
        pass.run(17);
        return pass.lossSum() / ROWS + pass.penalty();
    }

    @Test
    void initialisationDependsOnSeedAndLayer() {
        List<LayerSpec> layers = List.of(layer(4, new TestPlugins.Relu()), layer(4, new TestPlugins.Linear()));
        TrainableNetwork network = new TrainableNetwork(4, layers, Precision.FLOAT64);
        network.parameters().flat().fill(1);
        network.initialize(new RandomStreams(1));
        String first = network.parameters().sha256();
        assertThat(network.parameters().tensor(2).sum()).isZero();
        assertThat(network.parameters().tensor(0).get(0, 0))
                .isNotEqualTo(network.parameters().tensor(1).get(0, 0));
        network.initialize(new RandomStreams(2));
        assertThat(network.parameters().sha256()).isNotEqualTo(first).hasSize(64);
        network.initialize(new RandomStreams(1));
        assertThat(network.parameters().sha256()).isEqualTo(first);
    }

    @Test
    void lossAndOutputMustGoTogether() {
        assertThatThrownBy(
                        () -> new Criterion(new BinaryCrossEntropy(), new TestPlugins.Softmax(), TestLabels.classes(2)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("softmax cannot be combined with the loss binary-cross-entropy");
        assertThatThrownBy(() -> new Criterion(new MeanSquaredError(), new TestPlugins.Softmax(), TestLabels.VALUES))
                .hasMessageContaining("1 output");
        assertThatThrownBy(() -> new Criterion(new BinaryCrossEntropy(), new TestPlugins.Sigmoid(), TestLabels.VALUES))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("network.loss: binary-cross-entropy needs a label with two classes, but it has values");
    }

    /** A loss with the wrong number of outputs for classes. */
    public record Wide() implements Loss {
        @Override
        public Link link(Labels labels) {
            return Link.NONE;
        }

        @Override
        public int outputs(Labels labels) {
            return 5;
        }

        @Override
        public String outputActivation(Labels labels) {
            return "linear";
        }

        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            costs.fill(0);
        }

        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            gradient.fill(0);
        }
    }

    @Test
    void aLossHasAnOutputPerClass() {
        assertThatThrownBy(() -> new Criterion(new Wide(), new TestPlugins.Cubic(), TestLabels.classes(3)))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("the loss wide")
                .hasMessageContaining("outputs() returned 5; expected 3, one per class");
        assertThat(new Criterion(new Wide(), new TestPlugins.Cubic(), TestLabels.VALUES).outputs())
                .isEqualTo(5);
    }

    @Test
    void globalMasksLeaveTheOutputLayerOut() {
        ResolvedNetwork spec = new ResolvedNetwork(
                null,
                List.of(layer(3, new TestPlugins.Relu(), new TestPlugins.Ridge(1))),
                new ResolvedNetwork.Output(new TestPlugins.Linear(), new TestPlugins.XavierNormal(), List.of()),
                new MeanSquaredError(),
                Parametrization.STANDARD);
        TrainableNetwork network = new TrainableNetwork(
                2, spec.layers(1, List.of(new TestPlugins.Coin(), new TestPlugins.Ridge(2))), Precision.FLOAT32);
        assertThat(network.penalties(0)).hasSize(2);
        assertThat(network.masks(0)).hasSize(1);
        assertThat(network.penalties(1)).hasSize(1);
        assertThat(network.masks(1)).isEmpty();
        assertThatThrownBy(() -> new OutputSpec(null, new TestPlugins.XavierNormal(), List.of(new TestPlugins.Coin())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("masks activations");
        assertThatThrownBy(() ->
                        new OutputSpec(null, new TestPlugins.XavierNormal(), List.of(new TestPlugins.WeightCoin())))
                .hasMessageContaining("weight-coin masks weights; the output layer allows penalties and constraints");
    }
}
