package io.descent.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.inference.spec.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares gradients with central differences of the costs, float32 with float64, and evaluates extreme outputs. */
class GradientTest {
    private static final int EXAMPLES = 7;
    private static final double STEP = 6e-6;
    private static final Labels TWO = GivenLabels.classes("no", "yes");
    private static final Labels FIVE = GivenLabels.classes("a", "b", "c", "d", "e");
    private static final Labels ONE_VALUE = GivenLabels.values(1, 0, 9);
    private static final Labels THREE_VALUES = GivenLabels.values(3, 0, 9);

    /** A loss with labels and the link of its output activation. */
    record Setting(Loss loss, Labels labels, Link activation) {
        boolean linked() {
            return activation != Link.NONE && activation == loss.link(labels);
        }

        boolean hasClasses() {
            return !labels.classes().isEmpty();
        }

        /** Pre-activations if the loss is linked, else activations in its range. */
        double[][] inputs(Random random, int rows) {
            double[][] inputs = new double[rows][loss.outputs(labels)];
            for (double[] row : inputs) {
                for (int j = 0; j < row.length; j++) {
                    boolean isProbability = hasClasses() && !linked();
                    double free = !linked() && loss instanceof Poisson
                            ? 0.1 + 4 * random.nextDouble()
                            : 2 * random.nextGaussian();
                    row[j] = (float) (isProbability ? 0.02 + 0.96 * random.nextDouble() : free);
                }
            }
            return inputs;
        }

        double[][] labels(Random random, int rows) {
            int outputs = loss.outputs(labels);
            double[][] y = new double[rows][hasClasses() ? outputs : labels.columns()];
            for (double[] row : y) {
                if (!hasClasses()) {
                    for (int j = 0; j < row.length; j++) {
                        row[j] = (float) Math.abs(3 * random.nextGaussian());
                    }
                } else if (outputs == 1) {
                    row[0] = random.nextInt(2);
                } else {
                    row[random.nextInt(outputs)] = 1;
                }
            }
            return y;
        }

        GivenOutputs outputs(Precision precision, double[][] inputs) {
            return linked()
                    ? GivenOutputs.linked(activation, precision, inputs)
                    : GivenOutputs.unlinked(precision, inputs);
        }

        double cost(double[][] inputs, double[][] y, int row) {
            return Evaluated.of(loss, outputs(Precision.FLOAT64, inputs), y).costs()[row];
        }
    }

    static List<Setting> settings() {
        List<Setting> all = new ArrayList<>();
        for (double smoothing : new double[] {0, 0.2}) {
            add(all, new BinaryCrossEntropy(smoothing), TWO);
            add(all, new SoftmaxCrossEntropy(smoothing), FIVE);
            add(all, new SoftmaxCrossEntropy(smoothing), TWO);
        }
        for (double gamma : new double[] {0, 0.5, 2, 5}) {
            add(all, new Focal(gamma, 0), TWO);
            add(all, new Focal(gamma, 0.25), TWO);
            add(all, new Focal(gamma, 0), FIVE);
        }
        for (Labels values : List.of(ONE_VALUE, THREE_VALUES)) {
            add(all, new MeanSquaredError(), values);
            add(all, new MeanAbsoluteError(), values);
            add(all, new Huber(), values);
            add(all, new Huber(0.3), values);
            add(all, new Poisson(), values);
        }
        for (Labels classes : List.of(TWO, FIVE)) {
            all.add(new Setting(new MeanSquaredError(), classes, Link.NONE));
        }
        add(all, new Quantile(), ONE_VALUE);
        add(all, new Quantile(List.of(0.9)), ONE_VALUE);
        all.add(new Setting(new Quantile(List.of(0.1, 0.5, 0.9)), ONE_VALUE, Link.NONE));
        return all;
    }

    private static void add(List<Setting> all, Loss loss, Labels labels) {
        all.add(new Setting(loss, labels, loss.link(labels)));
        all.add(new Setting(loss, labels, Link.NONE));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void gradientsAgreeWithCentralDifferences(Setting setting) {
        for (int seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            double[][] y = setting.labels(random, EXAMPLES);
            double[][] inputs = setting.inputs(random, EXAMPLES);
            double[][] gradient = Evaluated.gradient(setting.loss(), setting.outputs(Precision.FLOAT64, inputs), y);
            double difference = 0;
            double analytic = 0;
            double numeric = 0;
            for (int i = 0; i < inputs.length; i++) {
                for (int j = 0; j < inputs[i].length; j++) {
                    double middle = inputs[i][j];
                    double above = middle + STEP;
                    double below = middle - STEP;
                    inputs[i][j] = above;
                    double cost = setting.cost(inputs, y, i);
                    inputs[i][j] = below;
                    double slope = (cost - setting.cost(inputs, y, i)) / (above - below);
                    inputs[i][j] = middle;
                    difference += (gradient[i][j] - slope) * (gradient[i][j] - slope);
                    analytic += gradient[i][j] * gradient[i][j];
                    numeric += slope * slope;
                }
            }
            assertThat(analytic).isPositive();
            assertThat(Math.sqrt(difference) / (Math.sqrt(analytic) + Math.sqrt(numeric)))
                    .as("seed %d", seed)
                    .isLessThan(2e-7);
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void float32GradientsAreCloseToFloat64(Setting setting) {
        Random random = new Random(7);
        double[][] y = setting.labels(random, EXAMPLES);
        double[][] inputs = setting.inputs(random, EXAMPLES);
        double[][] wide = Evaluated.gradient(setting.loss(), setting.outputs(Precision.FLOAT64, inputs), y);
        double[][] narrow = Evaluated.gradient(setting.loss(), setting.outputs(Precision.FLOAT32, inputs), y);
        double largest = largest(wide);
        assertThat(largest).isPositive();
        for (int i = 0; i < wide.length; i++) {
            assertThat(narrow[i]).containsExactly(wide[i], within(2e-6 * largest));
        }
    }

    private static double largest(double[][] numbers) {
        return Stream.of(numbers)
                .mapToDouble(row -> {
                    double largest = 0;
                    for (double each : row) {
                        largest = Math.max(largest, Math.abs(each));
                    }
                    return largest;
                })
                .max()
                .orElseThrow();
    }

    static Stream<Setting> settingsWithClasses() {
        return settings().stream().filter(Setting::hasClasses).filter(Setting::linked);
    }

    /** In float32, a softmax of such logits underflows to 0. */
    @ParameterizedTest
    @MethodSource("settingsWithClasses")
    void logitsOfAThousandStayFinite(Setting setting) {
        int outputs = setting.loss().outputs(setting.labels());
        double[] levels = {-1000, 1000, 0, 999.5, -100, 100};
        double[][] z = new double[36][outputs];
        double[][] y = new double[36][outputs];
        for (int i = 0; i < 36; i++) {
            for (int j = 0; j < outputs; j++) {
                z[i][j] = levels[(i / (j % 2 == 0 ? 1 : 6) + j) % 6];
            }
            if (outputs == 1) {
                y[i][0] = i % 2;
            } else {
                y[i][i % outputs] = 1;
            }
        }
        assertFinite(setting, z, y);
    }

    static Stream<Setting> settingsWithValues() {
        return settings().stream().filter(setting -> !setting.hasClasses());
    }

    @ParameterizedTest
    @MethodSource("settingsWithValues")
    void labelsOfAMillionStayFinite(Setting setting) {
        int outputs = setting.loss().outputs(setting.labels());
        double[][] z = new double[4][outputs];
        double[][] y = new double[4][setting.labels().columns()];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < outputs; j++) {
                z[i][j] = new double[] {0.5, 13, 30, 60}[(i + j) % 4];
            }
            for (int j = 0; j < y[i].length; j++) {
                y[i][j] = setting.loss() instanceof Poisson || i % 2 == 0 ? 1e6 : -1e6;
            }
        }
        assertFinite(setting, z, y);
    }

    private static void assertFinite(Setting setting, double[][] inputs, double[][] y) {
        Evaluated evaluated = Evaluated.of(setting.loss(), setting.outputs(Precision.FLOAT64, inputs), y);
        assertThat(DoubleStream.of(evaluated.costs())).allMatch(Double::isFinite);
        for (Precision precision : Precision.values()) {
            double[][] gradient = Evaluated.gradient(setting.loss(), setting.outputs(precision, inputs), y);
            for (double[] row : gradient) {
                assertThat(DoubleStream.of(row)).as("%s", precision).allMatch(Double::isFinite);
            }
            assertThat(largest(gradient)).isPositive();
        }
    }

    /** A diverged network must not look like one with a small gradient. */
    @ParameterizedTest
    @MethodSource("settings")
    void outputsThatAreNotANumberGiveAGradientThatIsNotANumber(Setting setting) {
        double[][] inputs = new double[1][setting.loss().outputs(setting.labels())];
        for (double[] row : inputs) {
            Arrays.fill(row, Double.NaN);
        }
        double[][] y = setting.labels(new Random(1), 1);
        Evaluated evaluated = Evaluated.of(setting.loss(), setting.outputs(Precision.FLOAT64, inputs), y);
        assertThat(evaluated.costs()).containsOnly(Double.NaN);
        assertThat(evaluated.gradient()[0]).contains(Double.NaN);
    }

    /** The bits of trainings depend on these operations and on their order. */
    @ParameterizedTest
    @EnumSource
    void linkedGradientsOfTheCrossEntropiesAreDifferences(Precision precision) {
        for (Setting setting : List.of(
                new Setting(new BinaryCrossEntropy(), TWO, Link.LOGIT),
                new Setting(new SoftmaxCrossEntropy(), FIVE, Link.SOFTMAX),
                new Setting(new MeanSquaredError(), THREE_VALUES, Link.IDENTITY))) {
            Random random = new Random(11);
            double[][] y = setting.labels(random, EXAMPLES);
            GivenOutputs outputs = setting.outputs(precision, setting.inputs(random, EXAMPLES));
            var expected = outputs.a().like();
            expected.assign(outputs.a()).add(GivenOutputs.tensor(precision, y), -1);
            if (!setting.hasClasses()) {
                expected.scale(2.0 / 3);
            }
            assertThat(Evaluated.gradient(setting.loss(), outputs, y)).isDeepEqualTo(GivenOutputs.matrix(expected));
        }
    }
}
