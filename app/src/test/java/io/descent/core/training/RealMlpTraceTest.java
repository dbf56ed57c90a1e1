package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.activations.Linear;
import io.descent.activations.Mish;
import io.descent.activations.Selu;
import io.descent.activations.Softmax;
import io.descent.api.Activation;
import io.descent.api.Labels;
import io.descent.api.Loss;
import io.descent.api.Progress;
import io.descent.core.experiment.Rates;
import io.descent.core.experiment.WeightDecay;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.Parametrization;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.network.internal.TrainingPass;
import io.descent.core.random.RandomStreams;
import io.descent.inference.file.internal.Json;
import io.descent.inference.network.internal.InputParts;
import io.descent.inference.network.internal.InputShape;
import io.descent.inference.network.internal.ParameterLayout;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.spec.InputLayer;
import io.descent.inference.spec.Periodic;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import io.descent.initializers.Zeros;
import io.descent.losses.MeanSquaredError;
import io.descent.losses.SoftmaxCrossEntropy;
import io.descent.optimizers.Adam;
import io.descent.schedules.CosineLog;
import io.descent.schedules.FlatCosine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Ten steps of RealMLP (Holzmueller, Grinsztajn and Steinwart 2024, arXiv:2407.04491) are those of an independent
 * implementation in NumPy, {@code realmlp_reference.py}, which keeps the weights W of z = W x / sqrt(d) + b.
 */
class RealMlpTraceTest {
    private static final double TOLERANCE = 1e-12;
    private static final int STEPS = 12;
    private static final int BATCH = 8;
    private static final int LAYERS = 4;
    private static final int UNITS = 4;
    private static final InputParts INPUTS = new InputParts(
            new InputShape(5, 1, 10), new InputLayer(new Periodic(4, 3, 0.1), 2, true), List.of(0, 2, 4));

    private record Classes(List<String> classes, int columns, double smallest, double largest) implements Labels {}

    private record At(int step) implements Progress {
        @Override
        public int epoch() {
            return step / 3;
        }

        @Override
        public int epochs() {
            return STEPS / 3;
        }

        @Override
        public int steps() {
            return STEPS;
        }

        @Override
        public double cost(int epoch) {
            throw new IndexOutOfBoundsException();
        }

        @Override
        public double metric(String name, int epoch) {
            throw new IndexOutOfBoundsException();
        }

        @Override
        public boolean largerIsBetter(String name) {
            throw new IllegalArgumentException();
        }
    }

    private static Map<String, Object> golden() throws IOException {
        try (InputStream file = RealMlpTraceTest.class.getResourceAsStream("realmlp.json")) {
            return Json.read(new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static void flatten(Object value, List<Double> into) {
        if (value instanceof List<?> list) {
            list.forEach(each -> flatten(each, into));
        } else {
            into.add(((Number) value).doubleValue());
        }
    }

    private static double[] numbers(Object value) {
        List<Double> all = new ArrayList<>();
        flatten(value, all);
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The key of a parameter in the file. */
    private static String key(ParameterLayout.Entry entry) {
        return switch (entry.name()) {
            case "input.frequency" -> "periodic.frequency";
            case "input.phase" -> "periodic.phase";
            case "input.projection" -> "periodic.weight";
            case "input.offset" -> "periodic.bias";
            case "input.embedding" -> "embedding";
            case "input.scale" -> "scale";
            default -> entry.name().replaceFirst("activation-(.)\\.mix", "dense-$1.alpha");
        };
    }

    /** What a weight V is divided by to get W. */
    private static double unit(ParameterLayout.Entry entry) {
        return entry.isWeight() ? 1 / Math.sqrt(entry.columns()) : 1;
    }

    private static void set(ParameterVector parameters, Map<String, Object> values) {
        List<ParameterLayout.Entry> entries = parameters.layout().entries();
        for (int e = 0; e < entries.size(); e++) {
            double[] all = numbers(values.get(key(entries.get(e))));
            ArrayTensor tensor = parameters.tensor(e);
            assertThat(all).hasSize(tensor.size());
            for (int i = 0; i < all.length; i++) {
                tensor.set(i / tensor.columns(), i % tensor.columns(), all[i] * unit(entries.get(e)));
            }
        }
    }

    /** @param power 1 for parameters, -1 for gradients with respect to W */
    private static void compare(String when, ParameterVector found, Map<String, Object> values, int power) {
        List<ParameterLayout.Entry> entries = found.layout().entries();
        for (int e = 0; e < entries.size(); e++) {
            double[] all = numbers(values.get(key(entries.get(e))));
            double unit = power > 0 ? 1 / unit(entries.get(e)) : unit(entries.get(e));
            ArrayTensor tensor = found.tensor(e);
            for (int i = 0; i < all.length; i++) {
                assertThat(tensor.get(i / tensor.columns(), i % tensor.columns()) * unit)
                        .as("%s, %s[%d]", when, entries.get(e).name(), i)
                        .isCloseTo(all[i], within(TOLERANCE * Math.max(1, Math.abs(all[i]))));
            }
        }
    }

    @Test
    void tenStepsAreThoseOfTheReference() throws IOException {
        for (Object each : (List<?>) golden().get("cases")) {
            trace(map(each));
        }
    }

    private static void trace(Map<String, Object> file) {
        boolean isClasses = file.get("name").equals("classes");
        Activation activation = isClasses ? new Selu() : new Mish();
        Loss loss = isClasses ? new SoftmaxCrossEntropy(0.1) : new MeanSquaredError();
        Activation last = isClasses ? new Softmax() : new Linear();
        Labels labels = isClasses
                ? new Classes(List.of("a", "b", "c"), 1, 0, 2)
                : new Classes(List.of(), 1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        List<LayerSpec> layers = new ArrayList<>();
        for (int i = 1; i < LAYERS; i++) {
            layers.add(new LayerSpec(UNITS, activation, true, new Zeros(), null, null, List.of()));
        }
        layers.add(new LayerSpec(isClasses ? 3 : 1, last, new Zeros(), List.of()));
        TrainableNetwork network = new TrainableNetwork(INPUTS.inputs(), INPUTS, layers, Precision.FLOAT64);
        ParameterVector parameters = network.parameters();
        set(parameters, map(file.get("initial")));
        ParameterVector gradients = new ParameterVector(parameters.layout(), Precision.FLOAT64);
        Engine engine = Engine.plain();
        TrainingPass pass = new TrainingPass(
                network,
                new Criterion(loss, last, labels),
                BATCH,
                BATCH,
                null,
                gradients,
                new RandomStreams(1),
                engine);
        Adam adam = new Adam(0.9, 0.95, 1e-8);
        double rate = ((Number) file.get("learning-rate")).doubleValue();
        WeightDecay decay = new WeightDecay(0.02, new FlatCosine(), false, false, true);
        ParameterUpdate update = new ParameterUpdate(
                adam,
                new Slots(adam, parameters.layout(), Precision.FLOAT64),
                parameters,
                gradients,
                ParameterGroups.of(
                        network.network(), new Rates(1, 0.1, 1, 1, 1, 6, 0.1, 1, 0.1), decay, Parametrization.NTK),
                rate,
                3,
                engine);
        double[] x = numbers(file.get("dense"));
        double[] categories = numbers(file.get("categories"));
        double[] y = numbers(file.get("labels"));
        double[] costs = numbers(file.get("costs"));
        List<?> orders = (List<?>) file.get("orders");
        for (int step = 0; step < orders.size(); step++) {
            double[] order = numbers(orders.get(step));
            for (int i = 0; i < BATCH; i++) {
                int example = (int) order[i];
                for (int j = 0; j < 5; j++) {
                    pass.x().set(i, j, x[example * 5 + j]);
                }
                pass.categories()[i] = 5 + (int) categories[example];
                for (int k = 0; k < pass.y().columns(); k++) {
                    pass.y().set(i, k, isClasses ? (y[example] == k ? 1 : 0) : y[example]);
                }
            }
            pass.run(step);
            assertThat(pass.lossSum() / BATCH).isCloseTo(costs[step], within(TOLERANCE));
            if (step == 0) {
                compare(
                        "first gradient",
                        gradients,
                        map(map(file.get("first-step")).get("gradients")),
                        -1);
            }
            Progress at = new At(step);
            Divergence divergence = update.compute(
                    step + 1,
                    step + 1,
                    STEPS,
                    new CosineLog().rate(rate, at),
                    decay.schedule().rate(decay.rate(), at));
            assertThat(divergence).isNull();
            update.move();
        }
        compare("after ten steps", parameters, map(file.get("final")), 1);
    }
}
