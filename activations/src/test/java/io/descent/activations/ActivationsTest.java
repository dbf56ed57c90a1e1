package io.descent.activations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.descent.api.Activation;
import io.descent.api.Link;
import io.descent.api.Scratch;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares values with closed forms and derivatives with finite differences, and checks large arguments. */
class ActivationsTest {
    private static final double STEP = 1e-6;

    static List<Activation> activations() {
        List<Activation> all = new ArrayList<>(ServiceLoader.load(Activation.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
        all.addAll(List.of(
                new LeakyRelu(0.3), new Elu(0.7), new Elu(2), new Gelu(Gelu.Form.TANH), new Swish(2.5), new Swish(0)));
        return all;
    }

    /** Scratch tensors full of NaN, which shows reads of undefined content. */
    private static Scratch scratch(ArrayTensor like) {
        List<ArrayTensor> tensors = new ArrayList<>();
        return index -> {
            while (tensors.size() <= index) {
                tensors.add(ArrayTensor.zeros(like.precision(), like.rows(), like.columns()));
            }
            tensors.get(index).fill(Double.NaN);
            return tensors.get(index);
        };
    }

    private static ArrayTensor row(Precision precision, double... values) {
        ArrayTensor row = ArrayTensor.zeros(precision, 1, values.length);
        for (int j = 0; j < values.length; j++) {
            row.set(0, j, values[j]);
        }
        return row;
    }

    private static ArrayTensor forward(Activation activation, ArrayTensor z) {
        ArrayTensor a = ArrayTensor.zeros(z.precision(), z.rows(), z.columns());
        activation.forward(z, a, scratch(z));
        return a;
    }

    private static ArrayTensor backward(Activation activation, ArrayTensor z, ArrayTensor gradient) {
        activation.backward(z, forward(activation, z), gradient, scratch(z));
        return gradient;
    }

    private static double sigmoid(double z) {
        return 1 / (1 + StrictMath.exp(-z));
    }

    static Stream<Arguments> closedForms() {
        double alpha = 1.6732632423543772;
        double lambda = 1.0507009873554805;
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        return Stream.of(
                Arguments.of(new Linear(), (DoubleUnaryOperator) z -> z),
                Arguments.of(new Sigmoid(), (DoubleUnaryOperator) ActivationsTest::sigmoid),
                Arguments.of(new Tanh(), (DoubleUnaryOperator) StrictMath::tanh),
                Arguments.of(new Relu(), (DoubleUnaryOperator) z -> z > 0 ? z : 0),
                Arguments.of(new LeakyRelu(), (DoubleUnaryOperator) z -> z > 0 ? z : 0.01 * z),
                Arguments.of(new LeakyRelu(0.2), (DoubleUnaryOperator) z -> z > 0 ? z : 0.2 * z),
                Arguments.of(new Elu(), (DoubleUnaryOperator) z -> z > 0 ? z : StrictMath.exp(z) - 1),
                Arguments.of(new Elu(0.5), (DoubleUnaryOperator) z -> z > 0 ? z : 0.5 * (StrictMath.exp(z) - 1)),
                Arguments.of(new Selu(), (DoubleUnaryOperator)
                        z -> lambda * (z > 0 ? z : alpha * (StrictMath.exp(z) - 1))),
                Arguments.of(new Gelu(), (DoubleUnaryOperator) z -> z * normal.cumulativeProbability(z)),
                Arguments.of(new Gelu(Gelu.Form.TANH), (DoubleUnaryOperator) z ->
                        0.5 * z * (1 + StrictMath.tanh(StrictMath.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z)))),
                Arguments.of(new Swish(), (DoubleUnaryOperator) z -> z * sigmoid(z)),
                Arguments.of(new Swish(3), (DoubleUnaryOperator) z -> z * sigmoid(3 * z)),
                Arguments.of(new Mish(), (DoubleUnaryOperator)
                        z -> z * StrictMath.tanh(StrictMath.log1p(StrictMath.exp(z)))),
                Arguments.of(new Exponential(), (DoubleUnaryOperator) StrictMath::exp),
                Arguments.of(new Softplus(), (DoubleUnaryOperator) z -> StrictMath.log(1 + StrictMath.exp(z))));
    }

    @ParameterizedTest
    @MethodSource("closedForms")
    void valuesAreThoseOfTheClosedForm(Activation activation, DoubleUnaryOperator form) {
        for (double z = -5; z <= 5; z += 0.13) {
            double want = form.applyAsDouble(z);
            double unit = Math.max(1, Math.abs(want) / 5);
            assertThat(forward(activation, row(Precision.FLOAT64, z)).get(0, 0))
                    .as("%s at %s", activation, z)
                    .isCloseTo(want, within(2e-14 * unit));
            assertThat(forward(activation, row(Precision.FLOAT32, z)).get(0, 0))
                    .as("%s at %s", activation, z)
                    .isCloseTo(want, within(2e-6 * unit));
        }
    }

    @Test
    void everyActivationOfSingleUnitsHasAClosedFormHere() {
        assertThat(closedForms().map(arguments -> ((Activation) arguments.get()[0]).name()))
                .containsAll(activations().stream()
                        .map(Activation::name)
                        .filter(name -> !name.equals("softmax") && !name.equals("ordered"))
                        .toList());
    }

    /** dJ/dz of J = sum of c a, by central differences. */
    @ParameterizedTest
    @MethodSource("activations")
    void backwardIsTheDerivativeOfForward(Activation activation) {
        Random random = new Random(2);
        ArrayTensor z = ArrayTensor.zeros(Precision.FLOAT64, 4, 5);
        z.fill(() -> 2 * random.nextGaussian());
        ArrayTensor c = ArrayTensor.zeros(Precision.FLOAT64, 4, 5);
        c.fill(random::nextGaussian);
        ArrayTensor gradient = ArrayTensor.zeros(Precision.FLOAT64, 4, 5);
        gradient.assign(c);
        backward(activation, z, gradient);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 5; j++) {
                double middle = z.get(i, j);
                z.set(i, j, middle + STEP);
                double above = forward(activation, z).dot(c);
                z.set(i, j, middle - STEP);
                double below = forward(activation, z).dot(c);
                z.set(i, j, middle);
                assertThat(gradient.get(i, j)).isCloseTo((above - below) / (2 * STEP), within(1e-8));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void float32IsCloseToFloat64(Activation activation) {
        Random random = new Random(3);
        double[] values = random.doubles(40, -6, 6).map(v -> (float) v).toArray();
        double[] ones = new double[40];
        Arrays.fill(ones, 1);
        ArrayTensor narrow = backward(activation, row(Precision.FLOAT32, values), row(Precision.FLOAT32, ones));
        ArrayTensor wide = backward(activation, row(Precision.FLOAT64, values), row(Precision.FLOAT64, ones));
        for (int j = 0; j < 40; j++) {
            double expected = wide.get(0, j);
            assertThat(narrow.get(0, j)).isCloseTo(expected, within(3e-6 * Math.max(1, Math.abs(expected) / 10)));
        }
    }

    static Stream<Activation> activationsBoundedByLines() {
        return activations().stream().filter(activation -> activation.link() != Link.LOG);
    }

    @ParameterizedTest
    @MethodSource("activationsBoundedByLines")
    void largeArgumentsStayFinite(Activation activation) {
        for (Precision precision : Precision.values()) {
            ArrayTensor z = row(precision, -1000, 1000, -100, 100, 0, -0.0, 1e-30);
            ArrayTensor gradient = ArrayTensor.zeros(precision, 1, 7);
            gradient.fill(1);
            assertThat(forward(activation, z).firstNonFinite()).isEqualTo(-1);
            assertThat(backward(activation, z, gradient).firstNonFinite()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void softmaxSumsToOneForLogitsOfAThousand(Precision precision) {
        ArrayTensor a = forward(new Softmax(), row(precision, -1000, 1000, 999, -5));
        assertThat(a.sum()).isCloseTo(1, within(1e-6));
        assertThat(a.get(0, 1)).isCloseTo(1 / (1 + StrictMath.exp(-1)), within(1e-6));
        assertThat(a.get(0, 0)).isZero();
    }

    /** So that such a step counts as divergence. */
    @Test
    void theExponentialOverflowsWhereItsPrecisionEnds() {
        ArrayTensor narrow = forward(new Exponential(), row(Precision.FLOAT32, -1000, 88.7, 88.8));
        assertThat(narrow.get(0, 0)).isZero();
        assertThat(narrow.get(0, 1)).isCloseTo(StrictMath.exp((float) 88.7), withinPercentage(1e-4));
        assertThat(narrow.get(0, 2)).isInfinite();
        ArrayTensor wide = forward(new Exponential(), row(Precision.FLOAT64, -1000, 709.7, 709.8));
        assertThat(wide.get(0, 0)).isZero();
        assertThat(wide.get(0, 1)).isCloseTo(StrictMath.exp(709.7), withinPercentage(1e-10));
        assertThat(wide.get(0, 2)).isInfinite();
    }

    @Test
    void theDerivativeOfTheExponentialIsItsValue() {
        ArrayTensor gradient =
                backward(new Exponential(), row(Precision.FLOAT64, 0, 1, -30, 5), row(Precision.FLOAT64, 1, 2, 3, -1));
        assertThat(gradient.get(0, 0)).isEqualTo(1);
        assertThat(gradient.get(0, 1)).isCloseTo(2 * Math.E, within(1e-14));
        assertThat(gradient.get(0, 2)).isCloseTo(3 * StrictMath.exp(-30), within(1e-26));
        assertThat(gradient.get(0, 3)).isCloseTo(-StrictMath.exp(5), within(1e-13));
    }

    /** Far below 0, mish is z e^z and its derivative (1 + z) e^z; far above 0, they are z and 1. */
    @Test
    void mishIsAccurateFarFromZero() {
        for (double z : new double[] {-30, -80}) {
            ArrayTensor row = row(Precision.FLOAT64, z);
            assertThat(forward(new Mish(), row).get(0, 0)).isCloseTo(z * StrictMath.exp(z), withinPercentage(1e-10));
            assertThat(backward(new Mish(), row, row(Precision.FLOAT64, 1)).get(0, 0))
                    .isCloseTo((1 + z) * StrictMath.exp(z), withinPercentage(1e-10));
        }
        for (Precision precision : Precision.values()) {
            ArrayTensor z = row(precision, -1000, 25, 1000, 1e30);
            ArrayTensor a = forward(new Mish(), z);
            ArrayTensor gradient = backward(new Mish(), z, row(precision, 1, 1, 1, 1));
            assertThat(a.get(0, 0)).isZero();
            assertThat(gradient.get(0, 0)).isZero();
            for (int j = 1; j < 4; j++) {
                assertThat(a.get(0, j)).isEqualTo(z.get(0, j));
                assertThat(gradient.get(0, j)).isEqualTo(1, within(precision == Precision.FLOAT32 ? 0 : 1e-15));
            }
        }
    }

    @Test
    void orderedOutputsAddTheSoftplusOfEachUnit() {
        ArrayTensor a = forward(new Ordered(), row(Precision.FLOAT64, -3, 0, 2));
        assertThat(a.get(0, 0)).isEqualTo(-3);
        assertThat(a.get(0, 1)).isCloseTo(-3 + StrictMath.log(2), within(1e-15));
        assertThat(a.get(0, 2))
                .isCloseTo(-3 + StrictMath.log(2) + StrictMath.log(1 + StrictMath.exp(2)), within(1e-15));
    }

    @Test
    void theFirstOfOrderedOutputsIsLinear() {
        ArrayTensor a = forward(new Ordered(), row(Precision.FLOAT64, -7.25));
        assertThat(a.get(0, 0)).isEqualTo(-7.25);
        ArrayTensor gradient = backward(new Ordered(), row(Precision.FLOAT64, -7.25), row(Precision.FLOAT64, 3));
        assertThat(gradient.get(0, 0)).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void orderedOutputsNeverDecrease(Precision precision) {
        Random random = new Random(5);
        double[] extremes = {-1e30, -1000, -88, -0.0, 0, 1e-30, 1, 40, 1000, 1e30};
        for (double scale : new double[] {1e-9, 1, 10, 1000, 1e8}) {
            ArrayTensor z = ArrayTensor.zeros(precision, 50, 9);
            z.fill(() -> random.nextInt(4) == 0 ? extremes[random.nextInt(10)] : scale * random.nextGaussian());
            ArrayTensor a = forward(new Ordered(), z);
            assertThat(a.firstNonFinite()).isEqualTo(-1);
            for (int i = 0; i < 50; i++) {
                assertThat(a.get(i, 0)).isEqualTo(z.get(i, 0));
                for (int k = 1; k < 9; k++) {
                    assertThat(a.get(i, k)).isGreaterThanOrEqualTo(a.get(i, k - 1));
                }
            }
        }
    }

    @Test
    void theRelusHaveTheirNegativeSlopeAtZero() {
        ArrayTensor zero = row(Precision.FLOAT64, 0);
        assertThat(backward(new Relu(), zero, row(Precision.FLOAT64, 1)).get(0, 0))
                .isZero();
        assertThat(backward(new LeakyRelu(0.2), zero, row(Precision.FLOAT64, 1)).get(0, 0))
                .isEqualTo(0.2);
    }

    @Test
    void lossesKnowOutputsByTheirLink() {
        assertThat(new Linear().link()).isEqualTo(Link.IDENTITY);
        assertThat(new Sigmoid().link()).isEqualTo(Link.LOGIT);
        assertThat(new Softmax().link()).isEqualTo(Link.SOFTMAX);
        assertThat(new Exponential().link()).isEqualTo(Link.LOG);
        assertThat(activations().stream().filter(activation -> activation.link() != Link.NONE))
                .hasSize(4);
    }

    @Test
    void serviceLoaderFindsThem() {
        assertThat(ServiceLoader.load(Activation.class))
                .extracting(Activation::name)
                .containsExactlyInAnyOrder(
                        "elu",
                        "exponential",
                        "gelu",
                        "leaky-relu",
                        "linear",
                        "mish",
                        "ordered",
                        "relu",
                        "selu",
                        "sigmoid",
                        "softmax",
                        "softplus",
                        "swish",
                        "tanh");
    }

    @Test
    void hyperparametersOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeakyRelu(-0.1))
                .withMessageContaining("slope is -0.1");
        assertThatIllegalArgumentException().isThrownBy(() -> new Elu(0)).withMessageContaining("above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Swish(Double.NaN))
                .withMessageContaining("beta is NaN");
    }
}
