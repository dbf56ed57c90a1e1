package io.descent.core.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import io.descent.inference.tensor.internal.EngineSpec;
import java.util.List;

/** Binds the parts of one training. */
final class TrainingModule extends AbstractModule {
    private final ResolvedExperiment experiment;
    private final TrainingData data;
    private final EngineSpec engine;
    private final List<TrainingListener> listeners;

    TrainingModule(
            ResolvedExperiment experiment, TrainingData data, EngineSpec engine, List<TrainingListener> listeners) {
        this.experiment = experiment;
        this.data = data;
        this.engine = engine;
        this.listeners = listeners;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        bind(ResolvedExperiment.class).toProvider(() -> experiment); // toInstance would inject members
        bind(TrainingData.class).toProvider(() -> data);
        bind(EngineSpec.class).toProvider(() -> engine);
        bind(RandomStreams.class).toProvider(experiment::streams);
        Multibinder<TrainingListener> set = Multibinder.newSetBinder(binder(), TrainingListener.class);
        listeners.forEach(listener -> set.addBinding().toInstance(listener));
        bind(Trainer.class);
    }
}
