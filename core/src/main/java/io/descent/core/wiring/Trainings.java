package io.descent.core.wiring;

import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import io.descent.api.Activation;
import io.descent.core.data.TrainingData;
import io.descent.core.data.DataSummary;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Backends;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import io.descent.core.tune.Trainers;
import jakarta.inject.Inject;
import java.util.List;

/** Makes trainers of experiments, each in a child injector of its own. */
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
        return experiment.resolved(data, name -> registry.require(Activation.class, name));
    }

    @Override
    public Trainer trainer(
            ResolvedExperiment experiment, TrainingData data, EngineSpec engine, List<TrainingListener> listeners) {
        return trainer(experiment, data, engine, listeners, new Module[0]);
    }

    /**
     * A trainer for one training, on the fastest kernels that the JVM offers and a thread per core.
     *
     * @param replacements bind other pieces than those that the experiment names: {@code RandomStreams}, {@code TrainingData},
     *     or more of the sets of {@code TrainingListener} and {@code Score}
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
     * A trainer for one training.
     *
     * @param engine what computes; results do not depend on it
     * @param replacements bind other pieces than those that the experiment names: {@code RandomStreams}, {@code TrainingData},
     *     or more of the sets of {@code TrainingListener} and {@code Score}
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
