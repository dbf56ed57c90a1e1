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
import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
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
import io.descent.core.network.LayerSpec;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.network.internal.TrainingPass;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.tensor.internal.Engine;
import io.descent.initializers.GlorotNormal;
import io.descent.losses.BinaryCrossEntropy;
import io.descent.losses.MeanSquaredError;
import io.descent.losses.SoftmaxCrossEntropy;
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

    private record LabelsOf(List<String> classes, int columns, double smallest, double largest) implements Labels {}

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
            y[i] = task == Task.CLASSIFICATION
                    ? i % classes
                    : Math.abs(random.nextGaussian()); // counts are not negative
        }
        return GivenExamples.of(schema, x, y, precision);
    }

    private static LayerSpec layer(Random random, List<Regularizer> regularizers) {
        List<Activation> bounded = new ArrayList<>(found(Activation.class));
        bounded.removeIf(activation -> activation.link() == Link.LOG); // e^e^z overflows, as it should
        return new LayerSpec(
                1 + random.nextInt(20),
                varied(any(bounded, random), random),
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
                Criterion criterion = new Criterion(
                        loss,
                        layers.get(layers.size() - 1).activation(),
                        softmax ? data.labels() : new LabelsOf(List.of(), classes, 0, 1));
                TrainingPass pass =
                        new TrainingPass(network, criterion, rows, rows, null, gradients, streams, Engine.plain());
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

    private static CheckReport check(List<LayerSpec> hidden, Activation output, Loss loss, int classes, long seed) {
        Random random = new Random(seed);
        Task task = classes == 0 ? Task.REGRESSION : Task.CLASSIFICATION;
        Examples data = examples(24, 3, task, classes, Precision.FLOAT64, random);
        Criterion criterion = new Criterion(loss, output, data.labels());
        List<LayerSpec> layers = new ArrayList<>(hidden);
        List<Regularizer> penalties = new ArrayList<>();
        found(Regularizer.class).stream()
                .filter(WeightPenalty.class::isInstance)
                .forEach(penalties::add);
        layers.add(new LayerSpec(criterion.outputs(), output, new GlorotNormal(), penalties));
        TrainableNetwork network = new TrainableNetwork(3, layers, Precision.FLOAT64);
        RandomStreams streams = new RandomStreams(seed);
        network.initialize(streams);
        // moves the biases away from 0, where they start
        for (int i = 0; i < network.parameters().layout().entries().size(); i++) {
            if (!network.parameters().layout().entries().get(i).isWeight()) {
                network.parameters().tensor(i).map(v -> v + 0.3 * random.nextGaussian());
            }
        }
        TrainingData trainingData = new TrainingData(data, null, null);
        return GradientCheck.withRelativeStep(seed)
                .run(new NetworkCheck(network, criterion, trainingData, 24, streams));
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
            CheckReport report = check(List.of(hidden(varied)), new Linear(), new MeanSquaredError(), 0, seed);
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
            CheckReport report =
                    check(List.of(hidden(new Tanh(), varied)), new Sigmoid(), new BinaryCrossEntropy(), 2, seed);
            assertPassed(report, varied);
        }
    }

    /** Every loss with every label and every output activation that it accepts, with its usual hyperparameters. */
    static Stream<Arguments> losses() {
        List<Arguments> all = new ArrayList<>();
        for (Loss loss : found(Loss.class)) {
            for (int classes : new int[] {0, 2, 3}) {
                Labels labels = examples(
                                6,
                                1,
                                classes == 0 ? Task.REGRESSION : Task.CLASSIFICATION,
                                classes,
                                Precision.FLOAT64,
                                new Random(1))
                        .labels();
                int outputs;
                try {
                    outputs = loss.outputs(labels);
                } catch (IllegalArgumentException e) {
                    continue;
                }
                for (Activation activation : found(Activation.class)) {
                    boolean linked = activation.link() == loss.link(labels);
                    // the outputs of other activations may not be probabilities, or not be positive
                    boolean any = loss instanceof MeanSquaredError || (classes == 0 && loss.labelsMayBeScaled());
                    if (loss.accepts(activation.link(), labels)
                            && (linked || any)
                            && (activation.link() != Link.SOFTMAX || outputs > 1)) {
                        all.add(Arguments.of(loss, activation, classes));
                    }
                }
            }
        }
        assertThat(all.stream().map(each -> each.get()[0]).distinct()).hasSizeGreaterThanOrEqualTo(8);
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void everyLossPassesTheGradientCheckWithEveryOutput(Loss loss, Activation output, int classes) {
        for (long seed = 1; seed <= 3; seed++) {
            assertPassed(
                    check(List.of(hidden(new Tanh())), output, loss, classes, seed),
                    "%s of %s for %d classes".formatted(loss.name(), output.name(), classes));
        }
    }

    @Test
    void batchNormPassesTheGradientCheck() {
        for (long seed = 1; seed <= 5; seed++) {
            LayerSpec layer = new LayerSpec(5, new Tanh(), new GlorotNormal(), new BatchNorm(0.9, 1e-5), List.of());
            assertPassed(
                    check(List.of(layer, hidden(new Tanh()), layer), new Softmax(), new SoftmaxCrossEntropy(), 3, seed),
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
        assertPassed(check(layers, new Softmax(), new SoftmaxCrossEntropy(), 3, 1), "everything");
    }
}
