package io.descent.core.wiring;

import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import io.descent.core.data.DataSummary;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import io.descent.core.tune.Trainers;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Backends;
import io.descent.inference.tensor.internal.EngineSpec;
import jakarta.inject.Inject;
import java.util.List;

/** Makes trainers for experiments, each in its own child injector. */
public final class Trainings implements Trainers {
    private final Injector injector;
    private final PluginRegistry registry;

    @Inject
    Trainings(Injector injector, PluginRegistry registry) {
        this.injector = injector;
        this.registry = registry;
    }

    @Override
    public ResolvedExperiment resolve(Experiment experiment, DataSummary data) {
        return experiment.resolved(data, registry::require);
    }

    @Override
    public Trainer trainer(
            ResolvedExperiment experiment, TrainingData data, EngineSpec engine, List<TrainingListener> listeners) {
        return trainer(experiment, data, engine, listeners, new Module[0]);
    }

    /**
     * Makes a trainer for one training, with the fastest backend that the JVM supports and one thread per core.
     *
     * @param replacements bindings that replace parts of the training, such as {@code RandomStreams} or
     *     {@code TrainingData}, or add to the set of {@code TrainingListener}
     */
    public Trainer trainer(
            ResolvedExperiment experiment,
            TrainingData data,
            List<TrainingListener> listeners,
            Module... replacements) {
        EngineSpec engine = new EngineSpec(
                Backends.fastest(registry.instances(Backend.class)),
                Runtime.getRuntime().availableProcessors());
        return trainer(experiment, data, engine, listeners, replacements);
    }

    /**
     * Makes a trainer for one training.
     *
     * @param engine the backend and threads; results do not depend on it
     * @param replacements bindings that replace parts of the training, such as {@code RandomStreams} or
     *     {@code TrainingData}, or add to the set of {@code TrainingListener}
     */
    public Trainer trainer(
            ResolvedExperiment experiment,
            TrainingData data,
            EngineSpec engine,
            List<TrainingListener> listeners,
            Module... replacements) {
        return injector.createChildInjector(Modules.override(new TrainingModule(experiment, data, engine, listeners))
                        .with(replacements))
                .getInstance(Trainer.class);
    }
}
