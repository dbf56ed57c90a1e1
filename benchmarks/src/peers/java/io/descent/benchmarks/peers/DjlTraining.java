package io.descent.benchmarks.peers;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.Optimizer;
import io.descent.benchmarks.Workload;
import io.descent.core.data.Examples;
import io.descent.inference.spec.Task;
import io.descent.inference.spec.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * libtorch through the Deep Java Library, in a custom loop, because DJL's {@code Trainer} adds metrics, listeners and a
 * parameter store to the same native calls. Features are in one native array, from which batches are picked by index.
 * Everything that a step creates belongs to a manager that is closed after the step. One native call updates a
 * parameter.
 */
final class DjlTraining implements Training {
    @Override
    public String title() {
        return Djl.title();
    }

    @Override
    public double[] train(Plan plan, Examples train, Examples test) {
        Workload workload = plan.workload();
        Engine engine = Djl.engine(plan.threads());
        engine.setRandomSeed((int) plan.seed());
        DataType type = workload.precision() == Precision.FLOAT64 ? DataType.FLOAT64 : DataType.FLOAT32;
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            int m = train.size();
            NDArray x = features(manager, train, type);
            NDArray y = manager.create(Rows.labels(train), new Shape(m, 1)).toType(type, false);
            Network network = new Network(manager, workload, type);
            Loss loss = loss(train);
            Optimizer adam = Adam.builder().build();
            SplittableRandom random = new SplittableRandom(plan.seed());
            long[] positions = LongStream.range(0, m).toArray();
            int batch = workload.net().batch();
            for (int pass = 0; pass < plan.passes(); pass++) {
                long start = System.nanoTime();
                Rows.shuffle(positions, random);
                try (NDManager epoch = manager.newSubManager()) {
                    NDArray order = epoch.create(positions);
                    for (int from = 0; from < m; from += batch) {
                        try (NDManager step = epoch.newSubManager()) {
                            NDIndex index = new NDIndex(
                                    "{}", order.get(step, new NDIndex().addSliceDim(from, Math.min(m, from + batch))));
                            NDArray labels = y.get(step, index);
                            try (GradientCollector collector = engine.newGradientCollector()) {
                                NDArray outputs = network.forward(x.get(step, index));
                                collector.backward(loss.evaluate(new NDList(labels), new NDList(outputs)));
                            }
                            network.update(adam);
                        }
                    }
                }
                plan.listener().accept((System.nanoTime() - start) / 1e9);
            }
            return outputs(network, features(manager, test, type), train);
        }
    }

    private static NDArray features(NDManager manager, Examples data, DataType type) {
        int columns = data.schema().features().size();
        return manager.create(Rows.features(data), new Shape(data.size(), columns))
                .toType(type, false);
    }

    private static Loss loss(Examples data) {
        if (data.schema().task() == Task.REGRESSION) {
            return Loss.l2Loss();
        }
        return Rows.isMulticlass(data) ? Loss.softmaxCrossEntropyLoss() : Loss.sigmoidBinaryCrossEntropyLoss();
    }

    private static double[] outputs(Network network, NDArray x, Examples data) {
        NDArray scores = network.forward(x);
        boolean binary = data.schema().classes().size() == 2;
        return (binary ? Activation.sigmoid(scores) : scores)
                .toType(DataType.FLOAT64, false)
                .toDoubleArray();
    }

    /** Weights and biases. */
    private static final class Network {
        private final List<NDArray> parameters = new ArrayList<>();

        Network(NDManager manager, Workload workload, DataType type) {
            List<Integer> widths = workload.net().widths();
            for (int i = 1; i < widths.size(); i++) {
                int inputs = widths.get(i - 1);
                Shape shape = new Shape(widths.get(i), inputs);
                parameters.add(manager.randomNormal(0, (float) Math.sqrt(2.0 / inputs), shape, type));
                parameters.add(manager.zeros(new Shape(widths.get(i)), type));
            }
            parameters.forEach(parameter -> parameter.setRequiresGradient(true));
        }

        NDArray forward(NDArray x) {
            NDArray a = x;
            for (int i = 0; i < parameters.size(); i += 2) {
                NDArray z = Linear.linear(a, parameters.get(i), parameters.get(i + 1))
                        .singletonOrThrow();
                a = i < parameters.size() - 2 ? Activation.relu(z) : z;
            }
            return a;
        }

        void update(Optimizer optimizer) {
            for (int i = 0; i < parameters.size(); i++) {
                NDArray parameter = parameters.get(i);
                try (NDArray gradient = parameter.getGradient()) {
                    optimizer.update("p" + i, parameter, gradient);
                }
            }
        }
    }
}
