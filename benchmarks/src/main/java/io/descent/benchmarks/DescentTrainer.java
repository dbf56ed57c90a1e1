package io.descent.benchmarks;

import io.descent.activations.Linear;
import io.descent.activations.Relu;
import io.descent.activations.Sigmoid;
import io.descent.activations.Softmax;
import io.descent.api.Activation;
import io.descent.core.data.TrainingData;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.initializers.HeNormal;
import io.descent.optimizers.Adam;

/** Defines how Descent trains in all benchmarks. */
public final class DescentTrainer {
    private DescentTrainer() {}

    /**
     * Returns a trainer with relu, he-normal and Adam at learning rate 0.001. The label determines the output
     * activation.
     */
    public static TrainerBuilder of(Net net, TrainingData data, Precision precision, int threads) {
        TrainerBuilder builder = Trainer.builder()
                .backend(Fastest.backend().name())
                .threads(threads)
                .data(data)
                .precision(precision)
                .output(output(data.schema()), new HeNormal())
                .optimizer(new Adam())
                .learningRate(0.001)
                .batchSize(Math.min(net.batch(), data.train().size()));
        for (int units : net.widths().subList(1, net.layers())) {
            builder.hidden(units, new Relu(), new HeNormal());
        }
        return builder;
    }

    private static Activation output(Schema schema) {
        if (schema.task() == Task.REGRESSION) {
            return new Linear();
        }
        return schema.classes().size() == 2 ? new Sigmoid() : new Softmax();
    }
}
