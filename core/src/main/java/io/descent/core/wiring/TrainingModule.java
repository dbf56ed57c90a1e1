package io.descent.core.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.multibindings.Multibinder;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.metrics.Score;
import io.descent.core.network.internal.Criterion;
import io.descent.inference.network.internal.Network;
import io.descent.core.random.RandomStreams;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import jakarta.inject.Singleton;
import java.util.List;

/** Binds the pieces of one training as its experiment names them. */
final class TrainingModule extends AbstractModule {
    private final Experiment experiment;
    private final TrainingData data;
    private final EngineSpec engine;
    private final List<TrainingListener> listeners;

    /**
     * The pieces of a training.
     *
     * @param experiment with every choice made
     */
    TrainingModule(Experiment experiment, TrainingData data, EngineSpec engine, List<TrainingListener> listeners) {
        this.experiment = experiment;
        this.data = data;
        this.engine = engine;
        this.listeners = listeners;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        bind(Experiment.class).toInstance(experiment);
        bind(TrainingData.class).toInstance(data);
        // by providers: Guice injects into instances, and plugins are never injected
        bind(Optimizer.class).toProvider(experiment.training()::optimizer);
        bind(LrSchedule.class).toProvider(experiment.training()::schedule);
        bind(EngineSpec.class).toInstance(engine);
        bind(RandomStreams.class).toInstance(experiment.streams());
        Multibinder<TrainingListener> set = Multibinder.newSetBinder(binder(), TrainingListener.class);
        Multibinder.newSetBinder(binder(), Score.class);
        listeners.forEach(listener -> set.addBinding().toInstance(listener));
        bind(Trainer.class);
    }

    @Provides
    @Singleton
    Network network(TrainingData given) {
        return experiment.network(given.schema());
    }

    @Provides
    @Singleton
    Criterion criterion(TrainingData given) {
        return experiment.criterion(given.schema());
    }
}
