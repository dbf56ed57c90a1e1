package io.descent.core.check.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Activation;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.api.WeightPenalty;
import io.descent.core.TestLosses.BinaryCrossEntropy;
import io.descent.core.TestPlugins;
import io.descent.core.check.internal.CheckedTensor.Verdict;
import io.descent.core.data.Generated;
import io.descent.core.data.Moons;
import io.descent.core.data.RawData;
import io.descent.core.data.TrainingData;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
    /** The sum of f over all elements of one tensor, with f' as its gradient. */
    private record Sum(ArrayTensor x, DoubleUnaryOperator f, DoubleUnaryOperator derivative) implements Differentiable {
        @Override
        public List<Named> parameters() {
            return List.of(new Named("x", x));
        }

        @Override
        public double value() {
            double sum = 0;
            for (int i = 0; i < x.columns(); i++) {
                sum += f.applyAsDouble(x.get(0, i));
            }
            return sum;
        }

        @Override
        public List<ArrayTensor> gradient() {
            ArrayTensor gradient = row();
            gradient.assign(x).map(derivative);
            return List.of(gradient);
        }

        private ArrayTensor row() {
            return ArrayTensor.zeros(Precision.FLOAT64, 1, x.columns());
        }
    }

    private static ArrayTensor row(double... values) {
        ArrayTensor row = ArrayTensor.zeros(Precision.FLOAT64, 1, values.length);
        for (int i = 0; i < values.length; i++) {
            row.set(0, i, values[i]);
        }
        return row;
    }

    private static CheckedTensor check(ArrayTensor x, DoubleUnaryOperator f, DoubleUnaryOperator derivative) {
        return GradientCheck.withRelativeStep(1).run(new Sum(x, f, derivative)).whole();
    }

    @Test
    void aRightGradientPassesAndParametersAreAsTheyWere() {
        ArrayTensor x = row(-1, 0.1, 3, 70);
        CheckedTensor result = check(x, v -> v * v * v, v -> 3 * v * v);
        assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(result.difference()).isLessThan(1e-9);
        assertThat(result.entries()).hasSize(4);
        assertThat(x.get(0, 3)).isEqualTo(70);
        assertThat(x.get(0, 0)).isEqualTo(-1);
    }

    @Test
    void aWrongElementIsTheWorst() {
        CheckedTensor result = check(row(1, 2, 3), v -> v * v, v -> v == 2 ? 8 : 2 * v);
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        CheckedEntry worst = result.worst(1).get(0);
        assertThat(worst.column()).isEqualTo(1);
        assertThat(worst.analytic()).isEqualTo(8);
        assertThat(worst.numeric()).isCloseTo(4, within(1e-8));
    }

    @Test
    void onlyElementsThatAreWrongAreListed() {
        CheckedTensor result = check(row(1, 2, 3, -1), v -> v * v, v -> v == 2 ? 8 : v == 3 ? 7 : 2 * v);
        assertThat(result.wrong()).extracting(CheckedEntry::column).containsExactly(1, 2);
        assertThat(check(row(1, 2, 3), v -> v * v, v -> 2 * v).wrong()).isEmpty();
    }

    @Test
    void anInfiniteGradientFails() {
        CheckedTensor result = check(row(1, 2), v -> v, v -> v == 1 ? 1 : Double.POSITIVE_INFINITY);
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.wrong()).extracting(CheckedEntry::column).containsExactly(1);
    }

    /** Large enough to exceed the rounding of the value, but not to seven digits. */
    @Test
    void aSmallGradientPassesWithinRounding() {
        double small = 1e-6;
        CheckedTensor result = check(row(0.3, 0.7), v -> 1e3 + small * v * v, v -> 2 * small * v);
        assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(result.difference()).isGreaterThan(GradientCheck.THRESHOLD);
        assertThat(result.isWithinRounding()).isTrue();
        assertThat(check(row(0.3), v -> v * v, v -> 2 * v).isWithinRounding()).isFalse();
    }

    @Test
    void twoZeroGradientsProveNothing() {
        CheckedTensor result = check(row(1, 2), v -> 5, v -> 0);
        assertThat(result.verdict()).isEqualTo(Verdict.EMPTY);
        assertThat(result.difference()).isZero();
        assertThat(GradientCheck.withRelativeStep(1)
                        .run(new Sum(row(1, 2), v -> 5, v -> 0))
                        .passed())
                .isFalse();
    }

    @Test
    void aZeroGradientOfAFunctionThatMovesFails() {
        assertThat(check(row(1, 2), v -> v, v -> 0).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(check(row(1, 2), v -> 0, v -> 1).verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void notANumberFails() {
        assertThat(check(row(1, 2), v -> Double.NaN, v -> 1).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(check(row(1, 2), v -> v, v -> Double.NaN).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(check(row(1, 2), v -> Double.POSITIVE_INFINITY, v -> 1).verdict())
                .isEqualTo(Verdict.FAILED);
    }

    /** The derivative is far below the rounding error of the large value. */
    @Test
    void aTinyGradientDoesNotFailOnNoise() {
        double tiny = 1e-9;
        CheckedTensor result = check(row(0.3, 0.7), v -> 1e3 + tiny * v * v, v -> 2 * tiny * v);
        assertThat(result.verdict()).isEqualTo(Verdict.EMPTY);
        assertThat(result.difference()).isGreaterThan(GradientCheck.THRESHOLD);
    }

    @Test
    void aStronglyCurvedFunctionPasses() {
        assertThat(check(row(0.3), v -> StrictMath.sin(1000 * v), v -> 1000 * StrictMath.cos(1000 * v))
                        .verdict())
                .isEqualTo(Verdict.PASSED);
        assertThat(check(row(0.3), v -> StrictMath.sin(1000 * v), v -> 1001 * StrictMath.cos(1000 * v))
                        .verdict())
                .isEqualTo(Verdict.FAILED);
    }

    private static Sum bent(double place) {
        return new Sum(row(0.5, place), v -> Math.max(v, 0) + v, v -> v > 0 ? 2 : 1);
    }

    @Test
    void kinksAreFoundWhereverTheyLieWithinAFixedStep() {
        for (int i = -119; i <= 119; i++) {
            CheckedTensor result =
                    GradientCheck.withStep(1e-5, 1).run(bent(i * 1e-7)).whole();
            assertThat(result.kinks()).as("at %d hundredths of a step", i).isEqualTo(Math.abs(i) < 100 ? 1 : 0);
            assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void smallerStepsKeepAwayFromKinksNearby() {
        for (int i = -119; i <= 119; i++) {
            CheckedTensor result =
                    GradientCheck.withRelativeStep(1).run(bent(i * 1e-7)).whole();
            assertThat(result.kinks()).as("at %d hundredths of a step", i).isEqualTo(Math.abs(i) <= 12 ? 1 : 0);
            assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void aWrongDerivativeIsNoKink() {
        CheckedTensor result = check(row(0.5, -0.5), v -> Math.max(v, 0) + v * v, v -> v > 0 ? 1 + 4 * v : 4 * v);
        assertThat(result.kinks()).isZero();
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void onlyKinksProveNothing() {
        CheckedTensor result = check(row(0, 0), v -> Math.abs(v), v -> 1);
        assertThat(result.kinks()).isEqualTo(2);
        assertThat(result.verdict()).isEqualTo(Verdict.EMPTY);
    }

    @Test
    void largeTensorsAreSampledAndSmallOnesAreNot() {
        ArrayTensor large = ArrayTensor.zeros(Precision.FLOAT64, 1, 5000);
        large.fill(0.5);
        CheckedTensor sampled = check(large, v -> v * v, v -> 2 * v);
        assertThat(sampled.entries()).hasSize(100);
        assertThat(sampled.entries().stream().map(CheckedEntry::column)).doesNotHaveDuplicates();
        ArrayTensor small = ArrayTensor.zeros(Precision.FLOAT64, 1, 2000);
        small.fill(0.5);
        assertThat(check(small, v -> v * v, v -> 2 * v).entries()).hasSize(2000);
    }

    @Test
    void theStepMustBePositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GradientCheck.withStep(0, 1))
                .withMessageContaining("above 0");
    }

    /** A derivative with a missing factor. */
    private record Careless() implements Activation {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).tanh();
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            gradient.multiply(scratch.scratch(0).fill(1).addProduct(a, a, -1)).scale(1.0001);
        }
    }

    /** A penalty that includes biases. */
    private record Both(double lambda, boolean biases) implements WeightPenalty {
        @Override
        public double penalty(Tensor weights, Scratch scratch) {
            return lambda * weights.dot(weights);
        }

        @Override
        public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
            gradient.add(weights, 2 * lambda * scale);
        }
    }

    private static NetworkCheck network(Activation second) {
        List<LayerSpec> layers = new ArrayList<>();
        TestPlugins.HeNormal he = new TestPlugins.HeNormal();
        layers.add(
                new LayerSpec(5, new TestPlugins.Cubic(), he, new BatchNorm(0.9, 1e-5), List.of(new Both(0.3, true))));
        layers.add(new LayerSpec(4, second, he, List.of(new Both(0.3, true), new TestPlugins.Coin())));
        layers.add(new LayerSpec(1, new TestPlugins.Sigmoid(), he, List.of(new Both(0.1, false))));
        TrainableNetwork network = new TrainableNetwork(2, layers, Precision.FLOAT64);
        network.initialize(new RandomStreams(4));
        TrainingData data =
                new RawData(Generated.of(new Moons(100, 0.1, 1)), null, null).encode(false, Precision.FLOAT64);
        Criterion criterion = new Criterion(
                new BinaryCrossEntropy(),
                new TestPlugins.Sigmoid(),
                data.summary().labels());
        return new NetworkCheck(network, criterion, data, 20, new RandomStreams(4));
    }

    @Test
    void aNetworkPasses() {
        NetworkCheck check = network(new TestPlugins.Cubic());
        assertThat(check.examples()).isEqualTo(20);
        CheckReport report = GradientCheck.withRelativeStep(1).run(check);
        assertThat(report.passed()).isTrue();
        assertThat(report.tensors())
                .extracting(CheckedTensor::name)
                .containsExactly(
                        "dense-1.weight",
                        "dense-2.weight",
                        "dense-3.weight",
                        "batch-norm-1.gamma",
                        "batch-norm-1.beta",
                        "dense-2.bias",
                        "dense-3.bias");
        assertThat(report.tensors()).allMatch(tensor -> tensor.verdict() == Verdict.PASSED);
    }

    @Test
    void aWrongActivationIsFoundInItsLayerAndBelow() {
        CheckReport report = GradientCheck.withRelativeStep(1).run(network(new Careless()));
        assertThat(report.passed()).isFalse();
        assertThat(report.failures())
                .extracting(CheckedTensor::name)
                .contains("dense-2.weight", "dense-1.weight")
                .doesNotContain("dense-3.weight", "dense-3.bias");
    }

    @Test
    void randomMasksAreNamed() {
        TrainableNetwork network = new TrainableNetwork(
                2,
                List.of(new LayerSpec(
                        3, new TestPlugins.Relu(), new TestPlugins.HeNormal(), List.of(new TestPlugins.Coin()))),
                Precision.FLOAT64);
        assertThatThrownBy(() -> NetworkCheck.requireNoMasks(network))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("network.hidden[0]: coin")
                .hasMessageContaining("--frozen-masks");
    }

    @Test
    void randomMasksOfWeightsAreNamed() {
        TrainableNetwork network = new TrainableNetwork(
                2,
                List.of(new LayerSpec(
                        3, new TestPlugins.Relu(), new TestPlugins.HeNormal(), List.of(new TestPlugins.WeightCoin()))),
                Precision.FLOAT64);
        assertThatThrownBy(() -> NetworkCheck.requireNoMasks(network))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("network.hidden[0]: weight-coin");
    }
}
