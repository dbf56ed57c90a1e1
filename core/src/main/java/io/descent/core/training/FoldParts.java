package io.descent.core.training;

import io.descent.core.data.Fold;
import io.descent.core.data.RawData;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.FoldsSpec;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.EngineSpec;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The training set of a cross-validation, divided, and the members on its parts. */
final class FoldParts {
    private static final Logger LOG = LoggerFactory.getLogger(FoldParts.class);

    private final ResolvedExperiment experiment;
    private final FoldsSpec spec;
    private final RawData raw;
    private final List<Fold> folds;

    /**
     * Divides the training set.
     *
     * @param streams for dividing at random
     * @throws InvalidInputException if it cannot be divided
     */
    FoldParts(ResolvedExperiment experiment, TrainingData data, RandomStreams streams) {
        this.experiment = experiment;
        spec = Objects.requireNonNull(experiment.training().folds());
        if (data.raw() == null) {
            throw new InvalidInputException(
                    "training.folds: the examples are encoded already, so that each fold cannot have encoders of its own; give a table, a file or a data source");
        }
        raw = data.raw();
        folds = Fold.divide(raw.train(), spec.k(), spec.repeats(), streams);
    }

    /** One per member. */
    List<Fold> folds() {
        return folds;
    }

    /** The examples as they are in their source. */
    RawData raw() {
        return raw;
    }

    /** Tells of classes that some parts lack. */
    void warnOfRareClasses() {
        List<String> rare = Fold.rareClasses(raw.train(), spec.k());
        if (!rare.isEmpty()) {
            LOG.warn(
                    "training.folds: fewer than {} training examples have the class {}, so that some folds have none to be judged by; use fewer folds, or merge rare classes",
                    spec.k(),
                    String.join(", ", rare));
        }
    }

    /** The rows on which a member is trained, and those that are held out as its dev set, encoded for it. */
    TrainingData encode(int member) {
        Fold fold = folds.get(member);
        return raw.encode(fold.train(), fold.heldOut(), experiment.precision());
    }

    /**
     * A member before its first update.
     *
     * @param part what {@link #encode} returned
     * @param engine that was started with {@code engineSpec}
     */
    TrainingLoop member(int member, TrainingData part, EngineSpec engineSpec, Engine engine) {
        ResolvedExperiment one = experiment.ofMember(member, part.train().size());
        return new TrainingLoop(one, part, one.streams(), engineSpec, engine, List.of(), null);
    }
}
