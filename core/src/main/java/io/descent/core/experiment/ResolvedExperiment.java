package io.descent.core.experiment;

import io.descent.api.Listener;
import io.descent.api.Metric;
import io.descent.core.calibration.CalibrationSpec;
import io.descent.core.data.DataSpec;
import io.descent.core.data.DataSummary;
import io.descent.core.metrics.MetricName;
import io.descent.core.metrics.MetricSet;
import io.descent.core.network.ResolvedNetwork;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Experiment} with all defaults filled in. Together with the examples, it determines the result of a run.
 *
 * @param seed decides initial weights, split, order of examples and masks
 * @param random how the run generates random numbers
 * @param precision the format in which the network computes
 * @param data source of the examples
 * @param network the network to train
 * @param training how to train it
 * @param metrics what is measured in addition to the cost
 * @param diagnosis how to judge its errors
 * @param calibration what is learnt about its predictions; null for nothing
 * @param listeners what watches the training, in this order
 * @param checkpoint when a run writes checkpoints
 */
public record ResolvedExperiment(
        long seed,
        RandomSpec random,
        Precision precision,
        DataSpec data,
        ResolvedNetwork network,
        ResolvedTraining training,
        List<Metric> metrics,
        DiagnosisSpec diagnosis,
        @Nullable CalibrationSpec calibration,
        List<Listener> listeners,
        CheckpointSpec checkpoint) {
    /** An experiment whose predictions are the outputs of the network. */
    public ResolvedExperiment(
            long seed,
            RandomSpec random,
            Precision precision,
            DataSpec data,
            ResolvedNetwork network,
            ResolvedTraining training,
            List<Metric> metrics,
            DiagnosisSpec diagnosis,
            List<Listener> listeners,
            CheckpointSpec checkpoint) {
        this(seed, random, precision, data, network, training, metrics, diagnosis, null, listeners, checkpoint);
    }

    /** Copies the lists. */
    public ResolvedExperiment {
        metrics = List.copyOf(metrics);
        listeners = List.copyOf(listeners);
    }

    /** A copy that no listener watches. */
    public ResolvedExperiment withoutListeners() {
        return new ResolvedExperiment(
                seed,
                random,
                precision,
                data,
                network,
                training,
                metrics,
                diagnosis,
                calibration,
                List.of(),
                checkpoint);
    }

    /** A copy with mini-batches of at most the given size, for training on a part of the training set. */
    public ResolvedExperiment withBatchesUpTo(int examples) {
        return new ResolvedExperiment(
                seed,
                random,
                precision,
                data,
                network,
                training.withBatchesUpTo(examples),
                metrics,
                diagnosis,
                calibration,
                listeners,
                checkpoint);
    }

    /** Whether a metric of the dev set chooses the epoch or changes a rate. */
    public boolean devSetDecides() {
        List<MetricName> watched = new ArrayList<>(TrainingSpec.watchedBy(training.schedule()));
        WeightDecay decay = training.weightDecay();
        if (decay != null) {
            watched.addAll(TrainingSpec.watchedBy(decay.schedule()));
        }
        EarlyStopping stopping = training.earlyStopping();
        if (stopping != null) {
            watched.add(stopping.metric());
        }
        return watched.stream().anyMatch(MetricName::isOfDevSet);
    }

    /** The random streams for the seed and the source. */
    public RandomStreams streams() {
        return RandomStreams.of(seed, random);
    }

    /** The metrics by the names under which files record them. */
    public MetricSet metricSet() {
        return new MetricSet(metrics);
    }

    /**
     * Creates the network with all parameters zero.
     *
     * @throws InvalidInputException if training it needs more memory than the JVM may use
     */
    public TrainableNetwork network(DataSummary found) {
        TrainingMemory.of(this, found).require();
        return new TrainableNetwork(
                found.inputs(),
                network.layers(Criterion.outputs(network.loss(), found.labels()), training.regularizers()),
                precision);
    }

    /**
     * The loss with its output activation.
     *
     * @throws InvalidInputException if loss and output activation cannot be combined
     */
    public Criterion criterion(DataSummary found) {
        return new Criterion(network.loss(), network.output().activation(), found.labels());
    }
}
