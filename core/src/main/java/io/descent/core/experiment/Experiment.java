package io.descent.core.experiment;

import io.descent.api.Activation;
import io.descent.api.Augmentation;
import io.descent.api.Listener;
import io.descent.core.data.DataSpec;
import io.descent.core.data.DataSummary;
import io.descent.core.loss.BinaryCrossEntropy;
import io.descent.core.loss.Loss;
import io.descent.core.loss.MeanSquaredError;
import io.descent.core.loss.SoftmaxCrossEntropy;
import io.descent.core.metrics.Metric;
import io.descent.core.network.NetworkSpec;
import io.descent.core.network.OutputSpec;
import io.descent.core.network.ResolvedNetwork;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.util.List;
import java.util.function.Function;

/**
 * What a user asks for, in an experiment file or through a builder. Most settings may be left out; {@link #resolved}
 * fills in the defaults.
 *
 * @param seed decides initial weights, split, order of examples and masks
 * @param random how the run generates random numbers
 * @param precision the format in which the network computes
 * @param data source of the examples
 * @param network the network to train
 * @param training how to train it
 * @param diagnosis how to judge its errors
 * @param listeners what watches the training, in this order
 */
public record Experiment(
        @Default("1") long seed,
        @Default("{}") RandomSpec random,
        @Default("float32") Precision precision,
        DataSpec data,
        NetworkSpec network,
        @Default("{}") TrainingSpec training,
        @Default("{}") DiagnosisSpec diagnosis,
        @Default("[]") List<Listener> listeners) {
    /** Copies the list. */
    public Experiment {
        listeners = List.copyOf(listeners);
    }

    /**
     * Fills in everything that was left out: loss and output activation follow from the label, batch size and reporting
     * interval from the number of examples.
     *
     * @param activations finds an output activation by its name
     * @throws InvalidInputException if a setting does not fit the data
     */
    public ResolvedExperiment resolved(DataSummary found, Function<String, Activation> activations) {
        Schema schema = found.schema();
        Loss loss = network.loss() != null ? network.loss() : usualLoss(schema);
        loss.outputs(schema);
        ResolvedTraining resolvedTraining = training.resolved(found.train());
        EarlyStopping stopping = training.earlyStopping();
        if (stopping != null && !stopping.metric().equals(Metric.TRAIN_COST)) {
            requireMetric("training.early-stopping.metric", stopping.metric(), found);
        }
        DataSpec resolvedData = data.resolved(found);
        requireImages(schema);
        requirePairs(found.train(), resolvedTraining.batchSize());
        OutputSpec output = network.output();
        Activation activation =
                output.activation() != null ? output.activation() : activations.apply(loss.outputActivation(schema));
        ResolvedExperiment resolved = new ResolvedExperiment(
                seed,
                random,
                precision,
                resolvedData,
                new ResolvedNetwork(
                        network.hidden(),
                        new ResolvedNetwork.Output(activation, output.initializer(), output.regularizers()),
                        loss),
                resolvedTraining,
                diagnosis,
                listeners);
        resolved.criterion(schema); // loss and output activation must go together
        return resolved;
    }

    /**
     * A copy whose initial weights, order of examples and masks depend on another seed, and which no listener watches;
     * everything else stays the same.
     */
    public Experiment withTrialSeed(long trial) {
        return new Experiment(
                seed,
                new RandomSpec(random.source(), trial, trial, trial),
                precision,
                data,
                network,
                training,
                diagnosis,
                List.of());
    }

    private void requireImages(Schema schema) {
        for (int i = 0; i < training.augment().size(); i++) {
            Augmentation augmentation = training.augment().get(i);
            if (augmentation.needsImage() && schema.image() == null) {
                throw new InvalidInputException(
                        "training.augment[%d]: %s needs images; give the shape of the images, for instance data.image 8x8"
                                .formatted(i, augmentation.name()));
            }
        }
    }

    /**
     * Rejects a metric that the dev set does not have.
     *
     * @param key the key that asks for the metric
     */
    public static void requireMetric(String key, Metric metric, DataSummary found) {
        boolean forValues = List.of("rmse", "mae", "r2").contains(metric.name());
        boolean forClasses = List.of("accuracy", "f1").contains(metric.name());
        if (found.schema().task() == Task.REGRESSION ? forClasses : forValues) {
            throw new InvalidInputException("%s %s does not apply to %s; use %s"
                    .formatted(
                            key,
                            metric,
                            forValues ? "classes" : "values",
                            forValues ? "dev.cost, dev.accuracy or dev.f1" : "dev.cost, dev.rmse, dev.mae or dev.r2"));
        }
        if (found.dev() == 0) {
            throw new InvalidInputException(
                    "%s %s needs a dev set; add one to data.split, or use train.cost".formatted(key, metric));
        }
    }

    /** Batch norm divides by the variance of a mini-batch, which needs at least two examples. */
    private void requirePairs(int m, BatchSize size) {
        int last = m % size.of(m);
        for (int i = 0; i < network.hidden().size(); i++) {
            if (network.hidden().get(i).batchNorm() != null && (last == 1 || size.of(m) == 1)) {
                throw new InvalidInputException(
                        ("network.hidden[%d].batch-norm needs at least two examples in a mini-batch, but with %d examples"
                                        + " and training.batch-size %s %s has one; choose another batch size")
                                .formatted(i, m, size, size.of(m) == 1 ? "every mini-batch" : "the last mini-batch"));
            }
        }
    }

    /** The random streams for the seed and the source. */
    public RandomStreams streams() {
        return RandomStreams.of(seed, random);
    }

    /** The default loss for a label: mean squared error for values, cross-entropy for classes. */
    private static Loss usualLoss(Schema schema) {
        if (schema.task() == Task.REGRESSION) {
            return new MeanSquaredError();
        }
        return schema.classes().size() == 2 ? new BinaryCrossEntropy() : new SoftmaxCrossEntropy();
    }
}
