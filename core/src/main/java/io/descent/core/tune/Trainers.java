package io.descent.core.tune;

import io.descent.core.data.DataSummary;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.EngineSpec;
import java.util.List;

/** Makes trainers for experiments. Thread-safe. */
public interface Trainers {
    /**
     * Resolves every default of an experiment.
     *
     * @throws InvalidInputException if a resolved value does not fit the data
     */
    ResolvedExperiment resolve(Experiment experiment, DataSummary data);

    /**
     * Makes a trainer for one training.
     *
     * @param engine the backend and threads; results do not depend on it
     */
    Trainer trainer(
            ResolvedExperiment experiment, TrainingData data, EngineSpec engine, List<TrainingListener> listeners);
}
