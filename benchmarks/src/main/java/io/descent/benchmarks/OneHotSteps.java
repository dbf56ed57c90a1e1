package io.descent.benchmarks;

import io.descent.activations.Relu;
import io.descent.activations.Sigmoid;
import io.descent.api.Labels;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.network.internal.TrainingPass;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.InputShape;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import io.descent.initializers.HeNormal;
import io.descent.losses.BinaryCrossEntropy;
import io.descent.optimizers.Adam;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Times the steps of a network with one column of words: forward and backward pass, which skip the zeros of the one-hot
 * inputs, and the update by Adam, which does not. Two hidden layers of 128 units, float32, one thread; medians. The
 * passes are timed twice: alone, and between updates, which leave other numbers in the caches.
 */
public final class OneHotSteps {
    private static final int[] BATCHES = {64, 256};
    private static final int[] CATEGORIES = {10, 100, 1000, 10_000};
    private static final int DENSE = 10;
    private static final int UNITS = 128;
    private static final int WARM_UP = 1000;
    private static final int STEPS = 500;
    private static final int BLOCK = 8192;

    /** So small that the network, and with it the numbers in the passes, stays as it is. */
    private static final double RATE = 1e-12;

    private OneHotSteps() {}

    private record TwoClasses(List<String> classes, int columns, double smallest, double largest) implements Labels {}

    /** A block of parameters, updated as in training. */
    private record Block(ArrayTensor values, ArrayTensor gradient, Map<String, ArrayTensor> vectors) implements Step {
        @Override
        public int number() {
            return 1000;
        }

        @Override
        public int steps() {
            return 2000;
        }

        @Override
        public int stepsPerEpoch() {
            return 100;
        }

        @Override
        public boolean slotsAreFresh() {
            return false;
        }

        @Override
        public double learningRate() {
            return RATE;
        }

        @Override
        public double initialLearningRate() {
            return RATE;
        }

        @Override
        public Tensor parameter() {
            return values;
        }

        @Override
        public boolean isWeight() {
            return true;
        }

        @Override
        public Tensor slot(String name) {
            return vectors.computeIfAbsent(name, any -> values.like());
        }

        @Override
        public Step inner(String prefix) {
            throw new UnsupportedOperationException("Adam wraps nothing");
        }

        @Override
        public Tensor scratch(int index) {
            return vectors.computeIfAbsent("scratch " + index, any -> values.like());
        }

        void update(Adam adam) {
            Tensor direction = adam.toDirection(gradient, this);
            values.add(direction, -learningRate());
            gradient.fill(0);
        }
    }

    /** Prints a table. */
    public static void main(String[] arguments) {
        System.out.printf(
                "%5s %10s %20s %20s %10s%n", "batch", "categories", "passes alone", "between updates", "update");
        for (int batch : BATCHES) {
            double[] few = {};
            for (int categories : CATEGORIES) {
                double[] micros = time(batch, categories);
                few = few.length == 0 ? micros : few;
                System.out.printf(
                        "%5d %10d %9.0f us = %4.2f x %9.0f us = %4.2f x %7.0f us%n",
                        batch, categories, micros[0], micros[0] / few[0], micros[1], micros[1] / few[1], micros[2]);
            }
        }
    }

    private static double[] time(int batch, int categories) {
        try (Engine engine = Fastest.engine(1)) {
            List<LayerSpec> layers = List.of(
                    new LayerSpec(UNITS, new Relu(), new HeNormal(), List.of()),
                    new LayerSpec(UNITS, new Relu(), new HeNormal(), List.of()),
                    new LayerSpec(1, new Sigmoid(), new HeNormal(), List.of()));
            TrainableNetwork network =
                    new TrainableNetwork(new InputShape(DENSE, 1, DENSE + categories), layers, Precision.FLOAT32);
            network.initialize(new RandomStreams(1));
            ParameterVector gradients = new ParameterVector(network.parameters().layout(), Precision.FLOAT32, engine);
            Criterion criterion = new Criterion(
                    new BinaryCrossEntropy(), new Sigmoid(), new TwoClasses(List.of("no", "yes"), 1, 0, 1));
            TrainingPass pass =
                    new TrainingPass(network, criterion, batch, batch, null, gradients, new RandomStreams(1), engine);
            Random random = new Random(1);
            pass.x().fill(random::nextGaussian);
            pass.y().fill(() -> random.nextInt(2));
            ArrayTensor values = network.parameters().flat();
            Block[] blocks = new Block[(values.size() + BLOCK - 1) / BLOCK];
            Arrays.setAll(blocks, i -> {
                int end = Math.min(values.size(), (i + 1) * BLOCK);
                return new Block(values.block(i * BLOCK, end), gradients.flat().block(i * BLOCK, end), new HashMap<>());
            });
            Adam adam = new Adam();
            double[] alone = new double[STEPS];
            double[] passes = new double[STEPS];
            double[] updates = new double[STEPS];
            pass.run(0); // clears the gradient
            for (int step = 0; step < 2 * (WARM_UP + STEPS); step++) {
                boolean updating = step >= WARM_UP + STEPS;
                int reading = Math.max(0, step % (WARM_UP + STEPS) - WARM_UP);
                for (int i = 0; i < batch; i++) {
                    pass.categories()[i] = DENSE + random.nextInt(categories);
                }
                long start = System.nanoTime();
                pass.run(step, true);
                long middle = System.nanoTime();
                if (updating) {
                    for (Block block : blocks) {
                        block.update(adam);
                    }
                }
                (updating ? passes : alone)[reading] = (middle - start) * 1e-3;
                updates[reading] = (System.nanoTime() - middle) * 1e-3;
            }
            return new double[] {median(alone), median(passes), median(updates)};
        }
    }

    private static double median(double[] readings) {
        Arrays.sort(readings);
        return readings[readings.length / 2];
    }
}
