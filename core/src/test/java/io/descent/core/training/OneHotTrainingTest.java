package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Regularizer;
import io.descent.core.TestLosses.BinaryCrossEntropy;
import io.descent.core.TestPlugins;
import io.descent.core.check.internal.CheckReport;
import io.descent.core.check.internal.GradientCheck;
import io.descent.core.check.internal.NetworkCheck;
import io.descent.core.data.TrainingData;
import io.descent.core.data.WordExamples;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A whole training with one-hot blocks is that with the same inputs as columns of zeros and ones. */
class OneHotTrainingTest {
    private static final int EXAMPLES = 130;

    private static TrainingResult train(TrainingData data, Precision precision, int threads, Regularizer... more) {
        TrainerBuilder builder = Trainer.builder()
                .data(data)
                .precision(precision)
                .hidden(new LayerSpec(
                        19,
                        new TestPlugins.Relu(),
                        new TestPlugins.XavierNormal(),
                        new BatchNorm(0.9, 1e-3),
                        List.of()))
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .loss(new BinaryCrossEntropy())
                .optimizer(new TestPlugins.Adam())
                .batchSize(32)
                .learningRate(0.01)
                .epochs(4)
                .threads(threads);
        for (Regularizer regularizer : more) {
            builder.regularizer(regularizer);
        }
        return builder.build().train();
    }

    private static List<Double> numbers(ArrayTensor tensor) {
        List<Double> numbers = new ArrayList<>();
        for (int j = 0; j < tensor.size(); j++) {
            numbers.add(tensor.get(0, j) + 0.0); // the sign of a zero may differ
        }
        return numbers;
    }

    @ParameterizedTest
    @EnumSource
    void aTrainingIsThatOfDenseInputs(Precision precision) {
        TrainingData dense = WordExamples.of(EXAMPLES, false, precision);
        TrainingData sparse = WordExamples.of(EXAMPLES, true, precision);
        for (Regularizer[] more :
                new Regularizer[][] {{}, {new TestPlugins.Ridge(0.1)}, {new TestPlugins.WeightCoin()}}) {
            TrainingResult expected = train(dense, precision, 1, more);
            for (int threads : new int[] {1, 3}) {
                TrainingResult found = train(sparse, precision, threads, more);
                assertThat(numbers(found.model().parts().network().parameters().flat()))
                        .isEqualTo(numbers(
                                expected.model().parts().network().parameters().flat()));
                assertThat(found.history().get(3).trainCost())
                        .isEqualTo(expected.history().get(3).trainCost());
            }
        }
    }

    private static TrainableNetwork network(TrainingData data, @Nullable BatchNorm norm) {
        TrainableNetwork network = new TrainableNetwork(
                data.encoding().shape(),
                List.of(
                        new LayerSpec(
                                6,
                                new TestPlugins.Cubic(),
                                new TestPlugins.XavierNormal(),
                                norm,
                                List.of(new TestPlugins.Ridge(0.3))),
                        new LayerSpec(1, new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal(), List.of())),
                Precision.FLOAT64);
        network.initialize(new RandomStreams(4), data.train(), Engine.plain());
        return network;
    }

    @Test
    void gradientsOfOneHotInputsAreDerivatives() {
        TrainingData data = WordExamples.of(EXAMPLES, true, Precision.FLOAT64);
        for (@Nullable BatchNorm norm : new @Nullable BatchNorm[] {null, new BatchNorm(0.9, 1e-3)}) {
            TrainableNetwork network = network(data, norm);
            Criterion criterion = new Criterion(
                    new BinaryCrossEntropy(),
                    new TestPlugins.Sigmoid(),
                    data.summary().labels());
            CheckReport report = GradientCheck.withRelativeStep(1)
                    .run(new NetworkCheck(network, criterion, data, 40, new RandomStreams(4)));
            assertThat(report.whole().difference()).isLessThan(2e-7);
            assertThat(report.tensors().get(0).difference()).isLessThan(2e-7);
            assertThat(report.tensors().get(0).size()).isEqualTo(6 * 22);
        }
    }
}
