package io.descent.core.tune;

import io.descent.core.data.TrainingData;
import io.descent.core.data.DataSummary;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import java.util.List;

/** Makes trainers of experiments, for several threads at once. */
public interface Trainers {
    /**
     * Makes every choice that an experiment leaves open.
     *
     * @throws InvalidInputException if a choice does not fit the data
     */
    ResolvedExperiment resolve(Experiment experiment, DataSummary data);

    /**
     * A trainer for one training.
     *
     * @param engine what computes; results do not depend on it
     */
    Trainer trainer(ResolvedExperiment experiment, TrainingData data, EngineSpec engine, List<TrainingListener> listeners);
}
