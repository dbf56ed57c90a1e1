package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.activations.Linear;
import io.descent.activations.Sigmoid;
import io.descent.activations.Softmax;
import io.descent.activations.Tanh;
import io.descent.api.Activation;
import io.descent.api.ActivationMask;
import io.descent.api.Hyperparameter;
import io.descent.api.Initializer;
import io.descent.api.Plugin;
import io.descent.api.Regularizer;
import io.descent.api.WeightMask;
import io.descent.api.WeightPenalty;
import io.descent.app.golden.GivenExamples;
import io.descent.core.check.internal.CheckReport;
import io.descent.core.check.internal.CheckedTensor;
import io.descent.core.check.internal.GradientCheck;
import io.descent.core.check.internal.NetworkCheck;
import io.descent.core.data.Examples;
import io.descent.core.data.TrainingData;
import io.descent.core.loss.BinaryCrossEntropy;
import io.descent.core.loss.Loss;
import io.descent.core.loss.MeanSquaredError;
import io.descent.core.loss.SoftmaxCrossEntropy;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.network.internal.TrainingPass;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.Normalization;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.tensor.internal.Engine;
import io.descent.initializers.GlorotNormal;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks of random shapes with random plugins from ServiceLoader, each repeatable by its seed. */
class RandomNetworksTest {
    private static <P extends Plugin> List<P> found(Class<P> kind) {
        List<P> plugins = ServiceLoader.load(kind).stream()
                .map(ServiceLoader.Provider::get)
                .filter(plugin -> !plugin.name().startsWith("wrong-"))
                .toList();
        assertThat(plugins).hasSizeGreaterThan(1);
        return plugins;
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    /** A plugin with random hyperparameters in its declared ranges; its constructor must accept them. */
    private static <P extends Plugin> P varied(P prototype, Random random) {
        RecordComponent[] components = prototype.getClass().getRecordComponents();
        try {
            Object[] values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = components[i].getAccessor().invoke(prototype);
                Hyperparameter range = components[i].getAnnotation(Hyperparameter.class);
                if (values[i] instanceof Double && range != null) {
                    double min = Math.max(range.min(), -2);
                    double max = Math.min(range.max(), min + 2);
                    values[i] = min + (max - min) * (1 - random.nextDouble()) * 0.999;
                } else if (values[i] instanceof Boolean) {
                    values[i] = random.nextBoolean();
                }
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            @SuppressWarnings("unchecked") // has the class of the prototype
            P plugin = (P) prototype.getClass().getDeclaredConstructor(types).newInstance(values);
            return plugin;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(prototype.name(), e);
        }
    }

    private static Examples examples(int m, int features, Task task, int classes, Precision precision, Random random) {
        Schema schema = new Schema(
                IntStream.range(0, features).mapToObj(j -> "x" + j).toList(),
                "y",
                task,
                IntStream.range(0, classes).mapToObj(Integer::toString).toList());
        double[][] x = new double[m][features];
        double[] y = new double[m];
        for (int i = 0; i < m; i++) {
            Arrays.setAll(x[i], j -> random.nextGaussian());
            y[i] = task == Task.CLASSIFICATION ? i % classes : random.nextGaussian();
        }
        return GivenExamples.of(schema, x, y, precision);
    }

    private static LayerSpec layer(Random random, List<Regularizer> regularizers) {
        return new LayerSpec(
                1 + random.nextInt(20),
                varied(any(found(Activation.class), random), random),
                varied(any(found(Initializer.class), random), random),
                random.nextInt(3) == 0 ? new BatchNorm(0.9, 1e-5) : null,
                regularizers);
    }

    /** Cost and gradient are finite in both precisions, for every combination. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void forwardAndBackwardAreFinite(long seed) {
        for (Precision precision : Precision.values()) {
            Random random = new Random(seed);
            for (int repeat = 0; repeat < 10; repeat++) {
                List<LayerSpec> layers = new ArrayList<>();
                for (int hidden = random.nextInt(5); hidden > 0; hidden--) {
                    List<Regularizer> regularizers = new ArrayList<>();
                    for (int i = random.nextInt(3); i > 0; i--) {
                        regularizers.add(varied(any(found(Regularizer.class), random), random));
                    }
                    layers.add(layer(random, regularizers));
                }
                int classes = 2 + random.nextInt(4);
                boolean softmax = random.nextBoolean();
                layers.add(
                        new LayerSpec(classes, softmax ? new Softmax() : new Linear(), new GlorotNormal(), List.of()));
                Loss loss = softmax ? new SoftmaxCrossEntropy() : new MeanSquaredError();
                int features = 1 + random.nextInt(10);
                int rows = 2 + random.nextInt(60);
                Examples data = examples(rows, features, Task.CLASSIFICATION, classes, precision, random);
                TrainableNetwork network = new TrainableNetwork(features, layers, precision);
                RandomStreams streams = new RandomStreams(seed);
                network.initialize(streams);
                ParameterVector gradients =
                        new ParameterVector(network.parameters().layout(), precision);
                Criterion criterion =
                        new Criterion(loss, layers.get(layers.size() - 1).activation(), classes);
                TrainingPass pass =
                        new TrainingPass(network, criterion, rows, rows, gradients, streams, Engine.plain());
                int[] order = streams.order(0, rows);
                pass.load(data, order, 0);
                pass.run(repeat);
                assertThat(pass.lossSum() + pass.penalty())
                        .as("%s %s", precision, layers)
                        .isFinite();
                assertThat(gradients.firstNonFinite())
                        .as("%s %s", precision, layers)
                        .isEmpty();
            }
        }
    }

    private static CheckReport check(
            List<LayerSpec> hidden, Activation output, Loss loss, int outputs, Task task, long seed) {
        Random random = new Random(seed);
        int classes = task == Task.REGRESSION ? 0 : Math.max(2, outputs);
        Examples data = examples(24, 3, task, classes, Precision.FLOAT64, random);
        List<LayerSpec> layers = new ArrayList<>(hidden);
        List<Regularizer> penalties = new ArrayList<>();
        found(Regularizer.class).stream()
                .filter(WeightPenalty.class::isInstance)
                .forEach(penalties::add);
        layers.add(new LayerSpec(outputs, output, new GlorotNormal(), penalties));
        TrainableNetwork network = new TrainableNetwork(3, layers, Precision.FLOAT64);
        RandomStreams streams = new RandomStreams(seed);
        network.initialize(streams);
        // moves the biases away from 0, where they start
        for (int i = 0; i < network.parameters().layout().entries().size(); i++) {
            if (!network.parameters().layout().entries().get(i).isWeight()) {
                network.parameters().tensor(i).map(v -> v + 0.3 * random.nextGaussian());
            }
        }
        TrainingData trainingData = new TrainingData(data, null, null, Normalization.identity(3));
        return GradientCheck.withRelativeStep(seed)
                .run(new NetworkCheck(network, new Criterion(loss, output, outputs), trainingData, 24, streams));
    }

    private static void assertPassed(CheckReport report, Object what) {
        assertThat(report.passed())
                .as(
                        "%s: difference %s, wrong: %s",
                        what,
                        report.whole().difference(),
                        report.failures().stream().map(CheckedTensor::name).toList())
                .isTrue();
        assertThat(report.whole().difference()).as("%s", what).isLessThan(2e-7);
    }

    private static LayerSpec hidden(Activation activation, Regularizer... regularizers) {
        return new LayerSpec(6, activation, new GlorotNormal(), List.of(regularizers));
    }

    static Stream<Activation> activations() {
        return found(Activation.class).stream();
    }

    @ParameterizedTest
    @MethodSource("activations")
    void everyActivationPassesTheGradientCheck(Activation activation) {
        for (long seed = 1; seed <= 5; seed++) {
            Activation varied = seed == 1 ? activation : varied(activation, new Random(seed));
            CheckReport report =
                    check(List.of(hidden(varied)), new Linear(), new MeanSquaredError(), 1, Task.REGRESSION, seed);
            assertPassed(report, varied);
        }
    }

    static Stream<Regularizer> regularizers() {
        return found(Regularizer.class).stream();
    }

    @ParameterizedTest
    @MethodSource("regularizers")
    void everyRegularizerPassesTheGradientCheck(Regularizer regularizer) {
        for (long seed = 1; seed <= 5; seed++) {
            Regularizer varied = seed == 1 ? regularizer : varied(regularizer, new Random(seed));
            CheckReport report = check(
                    List.of(hidden(new Tanh(), varied)),
                    new Sigmoid(),
                    new BinaryCrossEntropy(),
                    1,
                    Task.CLASSIFICATION,
                    seed);
            assertPassed(report, varied);
        }
    }

    static Stream<Arguments> losses() {
        return found(Loss.class).stream()
                .flatMap(loss -> found(Activation.class).stream()
                        .filter(activation -> loss.accepts(activation.link()))
                        .filter(activation -> loss instanceof MeanSquaredError
                                || activation.link() == loss.link()) // the outputs of others may not be probabilities
                        .map(activation -> Arguments.of(loss, activation)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void everyLossPassesTheGradientCheckWithEveryOutput(Loss loss, Activation output) {
        int outputs = loss instanceof BinaryCrossEntropy ? 1 : 3;
        for (long seed = 1; seed <= 3; seed++) {
            assertPassed(
                    check(List.of(hidden(new Tanh())), output, loss, outputs, Task.CLASSIFICATION, seed),
                    loss.name() + " of " + output.name());
        }
    }

    @Test
    void batchNormPassesTheGradientCheck() {
        for (long seed = 1; seed <= 5; seed++) {
            LayerSpec layer = new LayerSpec(5, new Tanh(), new GlorotNormal(), new BatchNorm(0.9, 1e-5), List.of());
            assertPassed(
                    check(
                            List.of(layer, hidden(new Tanh()), layer),
                            new Softmax(),
                            new SoftmaxCrossEntropy(),
                            3,
                            Task.CLASSIFICATION,
                            seed),
                    "batch norm");
        }
    }

    @Test
    void everythingTogetherPassesTheGradientCheck() {
        List<LayerSpec> layers = new ArrayList<>();
        List<Regularizer> penalties = new ArrayList<>();
        List<Regularizer> masks = new ArrayList<>();
        for (Regularizer regularizer : found(Regularizer.class)) {
            (regularizer instanceof ActivationMask || regularizer instanceof WeightMask ? masks : penalties)
                    .add(regularizer);
        }
        for (Activation activation : found(Activation.class)) {
            List<Regularizer> own = new ArrayList<>(penalties);
            if (layers.size() % 4 == 1) {
                own.addAll(masks);
            }
            layers.add(new LayerSpec(
                    12, activation, new GlorotNormal(), layers.size() % 2 == 0 ? new BatchNorm(0.9, 1e-3) : null, own));
        }
        assertPassed(check(layers, new Softmax(), new SoftmaxCrossEntropy(), 3, Task.CLASSIFICATION, 1), "everything");
    }
}
