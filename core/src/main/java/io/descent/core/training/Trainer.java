package io.descent.core.training;

import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.metrics.Score;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.EngineSpec;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Trains one network once. */
public final class Trainer {
    private final ResolvedExperiment experiment;
    private final TrainingData data;
    private final RandomStreams streams;
    private final EngineSpec engineSpec;
    private final List<TrainingListener> listeners;
    private final Set<Score> scores;
    private boolean speaksJava;
    private boolean started;

    /**
     * A trainer of its parts, as Guice makes it; other programs use {@link #builder}.
     *
     * @param experiment names everything that the examples do not decide
     * @param data the examples
     * @param streams initial weights, order of examples, masks and augmentations depend on them
     * @param engine what computes; results do not depend on it
     * @param scores metrics beside the built-in ones
     */
    @Inject
    public Trainer(
            ResolvedExperiment experiment,
            TrainingData data,
            RandomStreams streams,
            EngineSpec engine,
            Set<TrainingListener> listeners,
            Set<Score> scores) {
        this.experiment = experiment;
        this.data = data;
        this.streams = streams;
        this.engineSpec = engine;
        this.listeners = List.copyOf(listeners);
        this.scores = Set.copyOf(scores);
    }

    /** Has errors name methods of the builder instead of keys of experiment files. */
    Trainer speakJava() {
        speaksJava = true;
        return this;
    }

    /** Makes a trainer of plain objects. */
    public static TrainerBuilder builder() {
        return new TrainerBuilder();
    }

    /** What it trains. */
    public ResolvedExperiment experiment() {
        return experiment;
    }

    /**
     * Trains from new initial weights to the last epoch, or until a listener stops it.
     *
     * @throws IllegalStateException at a second call
     * @throws DivergedException if numbers leave the finite range; it holds what was reached before
     * @throws CancellationException after the step in which the thread was interrupted
     */
    public TrainingResult train() {
        return train(null);
    }

    /**
     * Goes on from where another training has ended, to the last epoch of this trainer's experiment. With the same experiment
     * the outcome is the same, to the bit, as that of one training that was not interrupted.
     *
     * @throws InvalidInputException if the checkpoint is of another network, or has all epochs already
     * @throws IllegalStateException at a second call
     * @throws DivergedException if numbers leave the finite range; it holds what was reached before
     * @throws CancellationException after the step in which the thread was interrupted
     */
    public TrainingResult trainFrom(Checkpoint checkpoint) {
        return train(checkpoint);
    }

    private TrainingResult train(@Nullable Checkpoint checkpoint) {
        if (started) {
            throw new IllegalStateException("this trainer has trained its network already; build another one");
        }
        started = true;
        try (Engine engine = engineSpec.start()) {
            TrainingLoop loop = new TrainingLoop(experiment, data, streams, engineSpec, engine, listeners, scores);
            if (checkpoint != null) {
                loop.resume(checkpoint);
            }
            return loop.train();
        } catch (InvalidInputException e) {
            throw speaksJava ? JavaWords.translate(e) : e;
        }
    }
}
