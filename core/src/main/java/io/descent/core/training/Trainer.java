package io.descent.core.training;

import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.EngineSpec;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Trains one network once, or the networks of several folds. */
public final class Trainer {
    private final ResolvedExperiment experiment;
    private final TrainingData data;
    private final RandomStreams streams;
    private final EngineSpec engineSpec;
    private final List<TrainingListener> listeners;
    private @Nullable Shards shards;
    private @Nullable Members members;
    private boolean speaksJava;
    private boolean started;

    /**
     * Creates a trainer from its parts, for Guice; other programs use {@link #builder}.
     *
     * @param experiment the experiment with all defaults resolved
     * @param data the examples
     * @param streams random numbers for initial weights, order of examples, masks and augmentations. With folds they
     *     divide the training set, and each network has its own, which follow from the seeds of the experiment
     * @param engine the backend and threads; results do not depend on it
     */
    @Inject
    public Trainer(
            ResolvedExperiment experiment,
            TrainingData data,
            RandomStreams streams,
            EngineSpec engine,
            Set<TrainingListener> listeners) {
        this.experiment = experiment;
        this.data = data;
        this.streams = streams;
        this.engineSpec = engine;
        this.listeners = List.copyOf(listeners);
    }

    /** Whether a listener is told how the training goes. */
    public boolean hasListener(TrainingListener listener) {
        return listeners.contains(listener);
    }

    /** Trains on shards that are elsewhere; the data then have a sample of the training set. */
    public Trainer withShards(Shards elsewhere) {
        shards = elsewhere;
        return this;
    }

    /** Trains the networks of several folds elsewhere, from their beginning. */
    public Trainer withMembers(Members elsewhere) {
        members = elsewhere;
        return this;
    }

    /** Makes errors name methods of the builder instead of keys of experiment files. */
    Trainer speakJava() {
        speaksJava = true;
        return this;
    }

    /** Returns a builder that makes a trainer from Java objects. */
    public static TrainerBuilder builder() {
        return new TrainerBuilder();
    }

    /** The examples. */
    TrainingData data() {
        return data;
    }

    /** The experiment that is trained. */
    public ResolvedExperiment experiment() {
        return experiment;
    }

    /**
     * Trains from new initial weights to the last epoch, or until a listener stops the training.
     *
     * @throws IllegalStateException on a second call
     * @throws DivergedException if the training diverges; it contains the result so far
     * @throws CancellationException after the step in which the thread was interrupted
     */
    public TrainingResult train() {
        return train(null, true);
    }

    /**
     * Goes on with a training that was interrupted, from its checkpoint. The result is identical, to the bit, to that of
     * a training that was not interrupted; {@link TrainingResult#seconds} apart.
     *
     * @throws InvalidInputException if the checkpoint is of another training, or of one that diverged
     * @throws IllegalStateException on a second call
     * @throws DivergedException if the training diverges; it contains the result so far
     * @throws CancellationException after the step in which the thread was interrupted
     */
    public TrainingResult resume(Checkpoint checkpoint) {
        return train(checkpoint, true);
    }

    /**
     * Continues another training from its checkpoint, up to the last epoch of this trainer's experiment, which may
     * differ. A checkpoint taken within an epoch continues within it, unless seed, batch size or shuffling differ; then
     * the epoch begins anew.
     *
     * @throws InvalidInputException if the checkpoint is of another network, or all epochs are completed already
     * @throws IllegalStateException on a second call
     * @throws DivergedException if the training diverges; it contains the result so far
     * @throws CancellationException after the step in which the thread was interrupted
     */
    public TrainingResult trainFrom(Checkpoint checkpoint) {
        return train(checkpoint, false);
    }

    private TrainingResult train(@Nullable Checkpoint checkpoint, boolean isSame) {
        if (started) {
            throw new IllegalStateException("this trainer has already been used; build a new one for each training");
        }
        if (members != null && checkpoint != null) {
            throw new IllegalStateException("members elsewhere do not go on from a checkpoint");
        }
        started = true;
        try (Engine engine = engineSpec.start()) {
            return experiment.training().folds() == null
                    ? trainOne(engine, checkpoint, isSame)
                    : trainFolds(engine, checkpoint, isSame);
        } catch (InvalidInputException e) {
            throw speaksJava ? JavaWords.translate(e) : e;
        }
    }

    private TrainingResult trainOne(Engine engine, @Nullable Checkpoint checkpoint, boolean isSame) {
        TrainingLoop loop =
                Apart.call(() -> new TrainingLoop(experiment, data, streams, engineSpec, engine, listeners, shards));
        if (checkpoint != null && isSame) {
            loop.resume(checkpoint);
        } else if (checkpoint != null) {
            loop.continueFrom(checkpoint);
        }
        return loop.train();
    }

    private TrainingResult trainFolds(Engine engine, @Nullable Checkpoint checkpoint, boolean isSame) {
        FoldTraining folds =
                Apart.call(() -> new FoldTraining(experiment, data, streams, engineSpec, engine, listeners, members));
        if (checkpoint != null && isSame) {
            folds.resume(checkpoint);
        } else if (checkpoint != null) {
            folds.continueFrom(checkpoint);
        }
        return folds.train();
    }
}
