package io.descent.core.experiment;

import io.descent.core.data.DataSpec;
import io.descent.core.network.ResolvedNetwork;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;

/**
 * What is run: an {@link Experiment} with every choice made. It alone decides the outcome of a training, together with the
 * examples.
 *
 * @param seed initial weights, division, order of examples and masks depend on it
 * @param random where the random numbers of the training come from
 * @param precision the format in which the network computes
 * @param data where examples come from
 * @param network what is trained
 * @param training how
 * @param diagnosis what its errors are compared with
 */
public record ResolvedExperiment(
        long seed,
        RandomSpec random,
        Precision precision,
        DataSpec data,
        ResolvedNetwork network,
        ResolvedTraining training,
        DiagnosisSpec diagnosis) {
    /** The same with mini-batches of at most so many examples: for a part of the training set. */
    public ResolvedExperiment withBatchesUpTo(int examples) {
        return new ResolvedExperiment(
                seed, random, precision, data, network, training.withBatchesUpTo(examples), diagnosis);
    }

    /** The streams of random numbers that the seed and the source give. */
    public RandomStreams streams() {
        return RandomStreams.of(seed, random);
    }

    /** The network, its parameters zero. */
    public TrainableNetwork network(Schema schema) {
        return new TrainableNetwork(
                schema.features().size(),
                network.layers(network.loss().outputs(schema), training.regularizers()),
                precision);
    }

    /**
     * What outputs are judged by.
     *
     * @throws InvalidInputException if loss and output activation do not go together
     */
    public Criterion criterion(Schema schema) {
        return new Criterion(network.loss(), network.output().activation(), network.loss().outputs(schema));
    }
}
