package io.descent.initializers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Activation;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.data.TrainingData;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class InitializersTest {
    private static final int UNITS = 40;

    /** The distribution of the weights of a layer with n inputs and 40 units. */
    private record Expected(boolean isNormal, IntToDoubleFunction variance) {
        RealDistribution distribution(int in) {
            double deviation = Math.sqrt(variance.applyAsDouble(in));
            double limit = Math.sqrt(3) * deviation;
            return isNormal ? new NormalDistribution(0, deviation) : new UniformRealDistribution(-limit, limit);
        }
    }

    private static final Map<String, Expected> EXPECTED = Map.ofEntries(
            Map.entry("random-normal", new Expected(true, in -> 1e-4)),
            Map.entry("random-uniform", new Expected(false, in -> 0.05 * 0.05 / 3)),
            Map.entry("he-normal", new Expected(true, in -> 2.0 / in)),
            Map.entry("he-uniform", new Expected(false, in -> 2.0 / in)),
            Map.entry("xavier-normal", new Expected(true, in -> 1.0 / in)),
            Map.entry("xavier-uniform", new Expected(false, in -> 1.0 / in)),
            Map.entry("glorot-normal", new Expected(true, in -> 2.0 / (in + UNITS))),
            Map.entry("glorot-uniform", new Expected(false, in -> 2.0 / (in + UNITS))),
            Map.entry("lecun-normal", new Expected(true, in -> 1.0 / in)),
            Map.entry("unit-variance", new Expected(true, in -> 1.0 / in)),
            Map.entry("fan-in-uniform", new Expected(false, in -> 1.0 / (3 * in))));

    static List<Initializer> initializers() {
        return ServiceLoader.load(Initializer.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static ArrayTensor weights(Initializer initializer, int in, int out, Precision precision) {
        ArrayTensor weights = ArrayTensor.zeros(precision, out, in);
        weights.fill(9);
        initializer.fill(
                weights, new Fan(in, out), new RandomStreams(3).initialization().apply(1));
        return weights;
    }

    private static double[] numbers(ArrayTensor weights) {
        return IntStream.range(0, weights.size())
                .mapToDouble(i -> weights.get(i / weights.columns(), i % weights.columns()))
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("initializers")
    void weightsHaveTheStatedDistribution(Initializer initializer) {
        if (List.of("zeros", "constant", "orthogonal", "lsuv", "steinwart").contains(initializer.name())) {
            return; // tested separately
        }
        assertThat(EXPECTED).containsKey(initializer.name());
        for (int in : new int[] {25, 100, 400}) {
            double[] sample = numbers(weights(initializer, in, UNITS, Precision.FLOAT64));
            RealDistribution expected = EXPECTED.get(initializer.name()).distribution(in);
            assertThat(new KolmogorovSmirnovTest().kolmogorovSmirnovTest(expected, sample))
                    .isGreaterThan(1e-4);
            double variance = expected.getNumericalVariance();
            double mean = IntStream.range(0, sample.length)
                    .mapToDouble(i -> sample[i])
                    .average()
                    .orElseThrow();
            double square = IntStream.range(0, sample.length)
                    .mapToDouble(i -> sample[i] * sample[i])
                    .average()
                    .orElseThrow();
            assertThat(mean).isCloseTo(0, within(5 * Math.sqrt(variance / sample.length)));
            assertThat(square).isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / sample.length)));
        }
    }

    @ParameterizedTest
    @MethodSource("initializers")
    void sameStreamSameBitsInBothPrecisions(Initializer initializer) {
        double[] first = numbers(weights(initializer, 6, 9, Precision.FLOAT64));
        assertThat(numbers(weights(initializer, 6, 9, Precision.FLOAT64))).isEqualTo(first);
        double[] narrow = numbers(weights(initializer, 6, 9, Precision.FLOAT32));
        for (int i = 0; i < first.length; i++) {
            assertThat(narrow[i]).isCloseTo(first[i], within(3e-7 * Math.max(1, Math.abs(first[i]))));
        }
    }

    /** One random number per weight, row by row, as in programs that draw a whole matrix. */
    @Test
    void weightsAreDrawnInOrder() {
        RandomGenerator random = new RandomStreams(3).initialization().apply(1);
        for (double weight : numbers(weights(new RandomNormal(10), 3, 2, Precision.FLOAT64))) {
            assertThat(weight).isEqualTo(random.nextGaussian() * 10);
        }
        RandomGenerator uniform = new RandomStreams(3).initialization().apply(1);
        for (double weight : numbers(weights(new RandomUniform(0.5), 3, 2, Precision.FLOAT64))) {
            assertThat(weight).isEqualTo(0.5 * (2 * uniform.nextDouble() - 1));
        }
    }

    @Test
    void zerosAndConstants() {
        assertThat(numbers(weights(new Zeros(), 3, 4, Precision.FLOAT32))).containsOnly(0);
        assertThat(numbers(weights(new Constant(0.25), 3, 4, Precision.FLOAT32)))
                .containsOnly(0.25);
        assertThat(new Constant().value()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "5, 5, 1", "3, 40, 1", "40, 3, 2.5", "64, 63, 0.5"})
    void orthogonalRowsOrColumns(int in, int out, double gain) {
        ArrayTensor weights = weights(new Orthogonal(gain), in, out, Precision.FLOAT64);
        boolean rows = out <= in;
        int count = Math.min(in, out);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                double product = 0;
                for (int k = 0; k < Math.max(in, out); k++) {
                    product += rows ? weights.get(i, k) * weights.get(j, k) : weights.get(k, i) * weights.get(k, j);
                }
                assertThat(product).isCloseTo(i == j ? gain * gain : 0, within(1e-12));
            }
        }
    }

    @Test
    void lsuvStartsOrthogonalAndDividesByTheStandardDeviation() {
        assertThat(numbers(weights(new Lsuv(), 9, 5, Precision.FLOAT64)))
                .isEqualTo(numbers(weights(new Orthogonal(), 9, 5, Precision.FLOAT64)));
        assertThat(new Lsuv().needsExamples()).isTrue();
        ArrayTensor z = ArrayTensor.zeros(Precision.FLOAT64, 2, 2);
        z.set(0, 0, 1).set(0, 1, 5).set(1, 0, 5).set(1, 1, 1); // mean 3, variance 4
        RandomGenerator random = new RandomStreams(3).initialization().apply(1);
        ArrayTensor values = ArrayTensor.zeros(Precision.FLOAT64, 2, 1);
        values.set(0, 0, 3).set(1, 0, -5);
        new Lsuv().adapt(values, z, random);
        assertThat(numbers(values)).containsExactly(1.5, -2.5);
        new Lsuv().adapt(values, z.fill(7), random);
        assertThat(numbers(values)).containsExactly(1.5, -2.5);
    }

    @Test
    void unitVarianceDividesTheWeightsOfEachUnitByItsOwnDeviation() {
        ArrayTensor z = ArrayTensor.zeros(Precision.FLOAT64, 2, 3);
        z.set(0, 0, 1).set(1, 0, 5).set(0, 1, 4).set(1, 1, 3).set(0, 2, 7).set(1, 2, 7); // deviations 2, 0.5 and 0
        ArrayTensor values = ArrayTensor.zeros(Precision.FLOAT64, 3, 2);
        values.fill(3);
        RandomGenerator random = new RandomStreams(3).initialization().apply(1);
        assertThat(new UnitVariance().needsExamples()).isTrue();
        new UnitVariance().adapt(values, z, random);
        assertThat(numbers(values)).containsExactly(1.5, 1.5, 6, 6, 3, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UnitVariance().adapt(ArrayTensor.zeros(Precision.FLOAT64, 1, 3), z, random))
                .withMessageContaining("weights, not biases");
    }

    /** The weighted means are computed once more, from the same stream. */
    @Test
    void steinwartBiasesAreMinusAMixtureOfPreActivations() {
        RandomGenerator numbers = new RandomStreams(7).initialization().apply(1);
        ArrayTensor z = ArrayTensor.zeros(Precision.FLOAT64, 20, 3);
        z.fill(numbers::nextGaussian);
        ArrayTensor biases = weights(new Steinwart(), 9, 3, Precision.FLOAT64);
        assertThat(numbers(biases)).containsOnly(0);
        biases = ArrayTensor.zeros(Precision.FLOAT64, 1, 3);
        new Steinwart().adapt(biases, z, new RandomStreams(8).initialization().apply(1));
        RandomGenerator random = new RandomStreams(8).initialization().apply(1);
        for (int j = 0; j < 3; j++) {
            double sum = 0;
            double total = 0;
            for (int k = 0; k < 5; k++) {
                int i = (int) Math.floor(20 * random.nextDouble());
                double w = -StrictMath.log(1 - random.nextDouble());
                sum -= w * z.get(i, j);
                total += w;
            }
            assertThat(biases.get(0, j)).isCloseTo(sum / total, within(1e-14));
        }
        ArrayTensor one = ArrayTensor.zeros(Precision.FLOAT64, 1, 3);
        new Steinwart(1).adapt(one, z, new RandomStreams(8).initialization().apply(1));
        for (int j = 0; j < 3; j++) {
            int unit = j;
            assertThat(IntStream.range(0, 20).mapToDouble(i -> -z.get(i, unit)))
                    .anyMatch(each -> Math.abs(each - one.get(0, unit)) < 1e-15);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Steinwart(0)).withMessageContaining("examples is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Steinwart().adapt(ArrayTensor.zeros(Precision.FLOAT64, 3, 9), z, random))
                .withMessageContaining("bias-initializer");
    }

    private static ArrayTensor weight(TrainableNetwork network, int layer) {
        return network.parameters().tensor(network.parameters().layout().weight(layer));
    }

    private static ArrayTensor bias(TrainableNetwork network, int layer) {
        return network.parameters().tensor(network.parameters().layout().bias(layer));
    }

    /** Biases follow the adapted weights: every unit has variance 1, and its bias lies within its pre-activations. */
    @ParameterizedTest
    @EnumSource
    void weightsAreAdaptedBeforeBiases(Precision precision) {
        TrainingData data =
                TrainingData.load(DataSpec.generated(new Moons(400, 0.3, 1)), precision, new RandomStreams(1));
        List<LayerSpec> layers = List.of(
                new LayerSpec(20, new Curved(), new UnitVariance(), new Steinwart(), null, List.of()),
                new LayerSpec(6, new Curved(), new UnitVariance(), new FanInUniform(), null, List.of()),
                new LayerSpec(1, new Curved(), new HeNormal(), new Constant(0.5), null, List.of()));
        TrainableNetwork network = new TrainableNetwork(2, layers, precision);
        network.initialize(new RandomStreams(5), data.train(), Engine.plain());
        int m = data.train().size();
        double[][] a = new double[m][2];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < 2; j++) {
                a[i][j] = data.train().input(i, j);
            }
        }
        double tolerance = precision == Precision.FLOAT32 ? 1e-5 : 1e-13;
        for (int layer = 0; layer < 2; layer++) {
            double[][] z = linear(a, weight(network, layer));
            ArrayTensor bias = bias(network, layer);
            for (int j = 0; j < z[0].length; j++) {
                int unit = j;
                double[] ofUnit = Arrays.stream(z).mapToDouble(row -> row[unit]).toArray();
                assertThat(variance(ofUnit)).isCloseTo(1, within(tolerance));
                double limit = layer == 1
                        ? 1 / Math.sqrt(20)
                        : Arrays.stream(ofUnit).map(Math::abs).max().orElseThrow();
                assertThat(Math.abs(bias.get(0, j))).isPositive().isLessThanOrEqualTo(limit);
            }
            a = Arrays.stream(z)
                    .map(row -> IntStream.range(0, row.length)
                            .mapToDouble(j -> StrictMath.tanh(row[j] + bias.get(0, j)))
                            .toArray())
                    .toArray(double[][]::new);
        }
        assertThat(bias(network, 2).get(0, 0)).isEqualTo(0.5);
    }

    @Test
    void initialBiasesLeaveTheWeightsAsTheyAre() {
        LayerSpec without = new LayerSpec(20, new Curved(), new HeNormal(), List.of());
        LayerSpec with = new LayerSpec(20, new Curved(), new HeNormal(), new FanInUniform(), null, List.of());
        TrainableNetwork first = new TrainableNetwork(3, List.of(without, without), Precision.FLOAT32);
        TrainableNetwork second = new TrainableNetwork(3, List.of(with, with), Precision.FLOAT32);
        first.initialize(new RandomStreams(5));
        second.initialize(new RandomStreams(5));
        for (int layer = 0; layer < 2; layer++) {
            assertThat(numbers(weight(second, layer))).isEqualTo(numbers(weight(first, layer)));
            assertThat(numbers(bias(first, layer))).containsOnly(0);
            double[] biases = numbers(bias(second, layer));
            assertThat(Arrays.stream(biases).distinct()).hasSize(20);
            double limit = 1 / Math.sqrt(layer == 0 ? 3 : 20);
            assertThat(Arrays.stream(biases).map(Math::abs).max().orElseThrow()).isBetween(0.7 * limit, limit);
        }
        assertThat(Arrays.stream(numbers(bias(second, 0))))
                .doesNotContainAnyElementsOf(
                        Arrays.stream(numbers(bias(second, 1))).boxed().toList());
    }

    @Test
    void batchNormHasNoBiasesToInitialise() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LayerSpec(
                        4, new Curved(), new HeNormal(), new Zeros(), new BatchNorm(0.9, 1e-5), List.of()))
                .withMessage(
                        "bias-initializer is zeros, but a layer with batch-norm has no biases; remove one of the two");
    }

    private record Curved() implements Activation {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).tanh();
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            gradient.multiply(scratch.scratch(0).fill(1).addProduct(a, a, -1));
        }
    }

    /** The variance of the products of inputs and weights, computed from the initial weights alone. */
    @ParameterizedTest
    @EnumSource
    void withLsuvThePreActivationsOfEveryLayerHaveVarianceOne(Precision precision) {
        TrainingData data =
                TrainingData.load(DataSpec.generated(new Moons(2000, 0.3, 1)), precision, new RandomStreams(1));
        assertThat(data.train().size()).isEqualTo(1200);
        Lsuv lsuv = new Lsuv();
        List<LayerSpec> layers = List.of(
                new LayerSpec(20, new Curved(), lsuv, List.of()),
                new LayerSpec(30, new Curved(), lsuv, new BatchNorm(0.9, 1e-5), List.of()),
                new LayerSpec(10, new Curved(), new HeNormal(), List.of()),
                new LayerSpec(1, new Curved(), lsuv, List.of()));
        TrainableNetwork network = new TrainableNetwork(2, layers, precision);
        network.initialize(new RandomStreams(5), data.train(), Engine.plain());
        int m = 1024;
        double[][] a = new double[m][2];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < 2; j++) {
                a[i][j] = data.train().input(i, j);
            }
        }
        double tolerance = precision == Precision.FLOAT32 ? 1e-5 : 1e-13;
        for (int layer = 0; layer < 4; layer++) {
            double[][] z = linear(a, network.parameters().tensor(layer));
            if (layer != 2) {
                assertThat(variance(
                                Arrays.stream(z).flatMapToDouble(Arrays::stream).toArray()))
                        .isCloseTo(1, within(tolerance));
            }
            a = new double[m][z[0].length];
            for (int j = 0; j < z[0].length; j++) {
                int unit = j;
                double[] ofUnit = Arrays.stream(z).mapToDouble(row -> row[unit]).toArray();
                double mean = Arrays.stream(ofUnit).average().orElseThrow();
                double deviation = Math.sqrt(variance(ofUnit) + 1e-5);
                for (int i = 0; i < m; i++) {
                    a[i][j] = StrictMath.tanh(layer == 1 ? (z[i][j] - mean) / deviation : z[i][j]);
                }
            }
        }
    }

    private static double[][] linear(double[][] x, ArrayTensor weights) {
        double[][] z = new double[x.length][weights.rows()];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < weights.rows(); j++) {
                for (int k = 0; k < weights.columns(); k++) {
                    z[i][j] += x[i][k] * weights.get(j, k);
                }
            }
        }
        return z;
    }

    private static double variance(double... x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        return Arrays.stream(x)
                .map(each -> (each - mean) * (each - mean))
                .average()
                .orElseThrow();
    }

    /** Every element of a random rotation has mean 0 and variance 1 / n, and both signs of the determinant occur. */
    @Test
    void everyOrthogonalMatrixIsEquallyLikely() {
        double first = 0;
        double square = 0;
        int positive = 0;
        int repeats = 4000;
        for (int seed = 0; seed < repeats; seed++) {
            ArrayTensor w = ArrayTensor.zeros(Precision.FLOAT64, 2, 2);
            new Orthogonal()
                    .fill(
                            w,
                            new Fan(2, 2),
                            new RandomStreams(seed).initialization().apply(1));
            first += w.get(0, 0);
            square += w.get(1, 1) * w.get(1, 1);
            positive += w.get(0, 0) * w.get(1, 1) > w.get(0, 1) * w.get(1, 0) ? 1 : 0;
        }
        double deviation = Math.sqrt(0.5 / repeats);
        assertThat(first / repeats).isCloseTo(0, within(5 * deviation));
        assertThat(square / repeats).isCloseTo(0.5, within(5 * deviation));
        assertThat(positive / (double) repeats).isCloseTo(0.5, within(5 * deviation));
    }

    @Test
    void hyperparametersOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RandomNormal(0))
                .withMessageContaining("scale is 0.0; it must be above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new RandomUniform(Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Constant(Double.NaN))
                .withMessageContaining("from -1000000 to 1000000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Orthogonal(-1))
                .withMessageContaining("gain");
    }
}
