package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.TestLosses.BinaryCrossEntropy;
import io.descent.core.TestPlugins;
import io.descent.core.check.internal.CheckReport;
import io.descent.core.check.internal.CheckedTensor;
import io.descent.core.check.internal.GradientCheck;
import io.descent.core.check.internal.NetworkCheck;
import io.descent.core.data.TrainingData;
import io.descent.core.data.WordExamples;
import io.descent.core.experiment.Rates;
import io.descent.core.experiment.WeightDecay;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.Parametrization;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterLayout;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.InputLayer;
import io.descent.inference.spec.Periodic;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The trainable input layer, parametric activations and the NTK parametrisation. */
class InputLayerTest {
    private static final int EXAMPLES = 130;
    private static final Periodic PERIODIC = new Periodic(4, 3, 0.5);

    private static LayerSpec hidden(int units, @Nullable BatchNorm norm) {
        return new LayerSpec(
                units, new TestPlugins.Cubic(), true, new TestPlugins.XavierNormal(), null, norm, List.of());
    }

    private static TrainableNetwork network(TrainingData data, InputLayer input, @Nullable BatchNorm norm) {
        TrainableNetwork network = new TrainableNetwork(
                data.encoding().shape(),
                data.summary().inputParts(input),
                List.of(
                        hidden(6, norm),
                        hidden(5, null),
                        new LayerSpec(1, new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal(), List.of())),
                Precision.FLOAT64);
        network.initialize(new RandomStreams(4), data.train(), Engine.plain());
        ParameterVector parameters = network.parameters();
        ParameterLayout layout = parameters.layout();
        for (int layer = 0; layer < 2; layer++) {
            parameters.tensor(layout.mix(layer)).fill(0.7);
        }
        if (layout.scale() >= 0) {
            ArrayTensor scale = parameters.tensor(layout.scale());
            for (int j = 0; j < scale.columns(); j++) {
                scale.set(0, j, 1 + 0.05 * j);
            }
        }
        return network;
    }

    private static List<InputLayer> inputs() {
        return List.of(
                new InputLayer(PERIODIC, 2, true),
                new InputLayer(PERIODIC, null, true),
                new InputLayer(PERIODIC, null, false),
                new InputLayer(null, 3, false),
                new InputLayer(null, null, true),
                new InputLayer(null, null, false));
    }

    @Test
    void gradientsOfAllPartsAreDerivatives() {
        TrainingData data = WordExamples.of(EXAMPLES, true, Precision.FLOAT64);
        for (InputLayer input : inputs()) {
            for (@Nullable BatchNorm norm : new @Nullable BatchNorm[] {null, new BatchNorm(0.9, 1e-3)}) {
                TrainableNetwork network = network(data, input, norm);
                Criterion criterion = new Criterion(
                        new BinaryCrossEntropy(),
                        new TestPlugins.Sigmoid(),
                        data.summary().labels());
                CheckReport report = GradientCheck.withRelativeStep(1)
                        .run(new NetworkCheck(network, criterion, data, 70, new RandomStreams(4)));
                for (CheckedTensor tensor : report.tensors()) {
                    assertThat(tensor.verdict())
                            .as("%s of %s", tensor.name(), input)
                            .isNotEqualTo(CheckedTensor.Verdict.FAILED);
                    if (norm == null || !tensor.name().equals("input.offset")) { // batch norm takes an offset away
                        assertThat(tensor.difference())
                                .as("%s of %s", tensor.name(), input)
                                .isLessThan(2e-7);
                    }
                }
            }
        }
    }

    @Test
    void anInputLayerWithoutPartsChangesNothing() {
        TrainingData data = WordExamples.of(EXAMPLES, true, Precision.FLOAT64);
        TrainingResult with = train(data, new InputLayer(null, null, false), Precision.FLOAT64, 2);
        TrainingResult without = train(data, null, Precision.FLOAT64, 1);
        assertThat(with.weightsSha256()).isEqualTo(without.weightsSha256());
    }

    private static TrainingResult train(
            TrainingData data, @Nullable InputLayer input, Precision precision, int threads) {
        TrainerBuilder builder = Trainer.builder()
                .data(data)
                .precision(precision)
                .hidden(new LayerSpec(
                        19, new TestPlugins.Relu(), true, new TestPlugins.XavierNormal(), null, null, List.of()))
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .loss(new BinaryCrossEntropy())
                .optimizer(new TestPlugins.Adam())
                .parametrization(Parametrization.NTK)
                .rates(new Rates(1, 0.1, 1, 1, 1, 6, 0.1, 1, 0.1))
                .weightDecay(new WeightDecay(0.02, new Constant(), false, false, true))
                .batchSize(97)
                .learningRate(0.05)
                .epochs(4)
                .threads(threads);
        if (input != null) {
            builder.input(input);
        }
        return builder.build().train();
    }

    @ParameterizedTest
    @EnumSource
    void theBitsDoNotDependOnThreads(Precision precision) {
        TrainingData data = WordExamples.of(EXAMPLES, true, precision);
        for (InputLayer input : inputs()) {
            String expected = train(data, input, precision, 1).weightsSha256();
            for (int threads : new int[] {2, 3}) {
                assertThat(train(data, input, precision, threads).weightsSha256())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void everyPartLearns() {
        TrainingData data = WordExamples.of(EXAMPLES, true, Precision.FLOAT64);
        InputLayer input = new InputLayer(PERIODIC, 2, true);
        Network trained =
                train(data, input, Precision.FLOAT64, 1).model().parts().network();
        TrainableNetwork start = new TrainableNetwork(
                data.encoding().shape(),
                data.summary().inputParts(input),
                List.of(
                        new LayerSpec(
                                19,
                                new TestPlugins.Relu(),
                                true,
                                new TestPlugins.XavierNormal(),
                                null,
                                null,
                                List.of()),
                        new LayerSpec(1, new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal(), List.of())),
                Precision.FLOAT64);
        start.initialize(new RandomStreams(1), data.train(), Engine.plain());
        for (ParameterLayout.Entry entry : trained.parameters().layout().entries()) {
            int place = trained.parameters().layout().entries().indexOf(entry);
            double distance = 0;
            for (int i = 0; i < entry.rows(); i++) {
                for (int j = 0; j < entry.columns(); j++) {
                    distance += Math.abs(trained.parameters().tensor(place).get(i, j)
                            - start.parameters().tensor(place).get(i, j));
                }
            }
            assertThat(distance).as(entry.name()).isPositive();
        }
        assertThat(trained.parameters().layout().entries())
                .extracting(ParameterLayout.Entry::name)
                .containsExactly(
                        "dense-1.weight",
                        "dense-2.weight",
                        "dense-1.bias",
                        "dense-2.bias",
                        "activation-1.mix",
                        "input.frequency",
                        "input.phase",
                        "input.projection",
                        "input.offset",
                        "input.embedding",
                        "input.scale");
    }

    /** Gradient descent on W = V sqrt(d): V changes by rate times gradient / d. */
    @Test
    void theNtkParametrisationDividesTheGradientByTheNumberOfInputs() {
        TrainingData data = WordExamples.of(64, false, Precision.FLOAT64);
        ArrayTensor start = weights(data, Parametrization.STANDARD, 0);
        ArrayTensor standard = weights(data, Parametrization.STANDARD, 1);
        ArrayTensor ntk = weights(data, Parametrization.NTK, 1);
        int inputs = start.columns();
        for (int j = 0; j < inputs; j++) {
            double change = (standard.get(0, j) - start.get(0, j)) / inputs;
            assertThat(ntk.get(0, j) - start.get(0, j)).isCloseTo(change, within(1e-14));
        }
    }

    private static ArrayTensor weights(TrainingData data, Parametrization parametrization, int epochs) {
        TrainerBuilder builder = Trainer.builder()
                .data(data)
                .precision(Precision.FLOAT64)
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .loss(new BinaryCrossEntropy())
                .optimizer(new TestPlugins.Plain())
                .parametrization(parametrization)
                .batchSize(64)
                .learningRate(epochs == 0 ? 1e-300 : 0.5)
                .epochs(1)
                .threads(1);
        return builder.build().train().model().parts().network().parameters().tensor(0);
    }
}
