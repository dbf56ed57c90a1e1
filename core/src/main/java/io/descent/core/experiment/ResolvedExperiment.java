package io.descent.core.experiment;

import io.descent.api.Listener;
import io.descent.api.Metric;
import io.descent.core.calibration.CalibrationSpec;
import io.descent.core.config.internal.Records;
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
 * @param importance whether a run measures how much each column of the table matters
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
        CheckpointSpec checkpoint,
        boolean importance) {
    /** Copies the lists. */
    public ResolvedExperiment {
        metrics = List.copyOf(metrics);
        listeners = List.copyOf(listeners);
    }

    /** A copy that no listener watches. */
    public ResolvedExperiment withoutListeners() {
        return Records.with(this, "listeners", List.of());
    }

    /** A copy that trains one network on the whole training set. */
    public ResolvedExperiment withoutParts() {
        return Records.with(this, "training", training.withoutParts());
    }

    /**
     * The training of one of several networks, each with random numbers of its own, on a part of the training set. If
     * the part is smaller than a mini-batch, it becomes a single one. With batch norm, mini-batches have another size if
     * one would have a single example: the next smaller one that fits, or else the next larger one.
     *
     * @param member number of the network, from 0
     * @param examples size of the part
     * @throws InvalidInputException if the part is too small for batch norm
     */
    public ResolvedExperiment ofMember(int member, int examples) {
        BatchSize given = training.batchSize();
        int size = Math.min(given.examples(), examples);
        if (network.hidden().stream().anyMatch(layer -> layer.batchNorm() != null)) {
            size = withoutSingles(size, examples);
        }
        BatchSize batches = given.equals(BatchSize.ALL) ? given : new BatchSize(size);
        ResolvedExperiment one = Records.with(this, "seed", RandomStreams.memberSeed(seed, member));
        one = Records.with(one, "random", random.ofMember(member));
        one = Records.with(one, "training", training.ofMember(batches));
        return Records.with(Records.with(one, "calibration", null), "listeners", List.of());
    }

    /** The training on one of several shards, with random numbers of its own. */
    public ResolvedExperiment ofShard(int shard) {
        return Records.with(
                Records.with(this, "seed", RandomStreams.shardSeed(seed, shard)), "random", random.ofShard(shard));
    }

    private static int withoutSingles(int size, int examples) {
        if (examples < 2) {
            throw new InvalidInputException(
                    "network.hidden: batch-norm needs at least two examples, but with training.folds a network has only one; use other folds");
        }
        for (int smaller = size; smaller > 1; smaller--) {
            if (examples % smaller != 1) {
                return smaller;
            }
        }
        int larger = Math.max(2, size);
        while (examples % larger == 1) {
            larger++;
        }
        return larger;
    }

    /** A copy with mini-batches of at most the given size, for training on a part of the training set. */
    public ResolvedExperiment withBatchesUpTo(int examples) {
        return Records.with(this, "training", training.withBatchesUpTo(examples));
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
                found.inputParts(network.input()),
                network.layers(Criterion.outputs(network.loss(), found.labels()), training.regularizers()),
                precision);
    }

    /**
     * Compares what training several networks at once needs with the memory that the JVM may use.
     *
     * @throws InvalidInputException if they cannot be trained
     */
    public void requireMemory(DataSummary found, int networks) {
        TrainingMemory.of(this, found).times(networks).require();
    }

    /**
     * Compares what training shards needs, each of which has a part of the examples, with the memory that the JVM may use.
     *
     * @throws InvalidInputException if they cannot be trained
     */
    public void requireShardMemory(DataSummary found, int shards) {
        TrainingMemory.of(this, found).inShards(shards).require();
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
