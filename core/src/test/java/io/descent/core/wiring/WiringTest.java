package io.descent.core.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.MapBinder;
import io.descent.api.Activation;
import io.descent.api.DataSource;
import io.descent.api.Initializer;
import io.descent.api.Loss;
import io.descent.api.Optimizer;
import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WiringTest {
    /** A user's own module, which adds plugins to those found. */
    private static final class UserModule extends AbstractModule {
        @Override
        protected void configure() {
            add(Optimizer.class, "adam", new TestPlugins.Adam());
            add(Activation.class, "relu", new TestPlugins.Relu());
            add(Activation.class, "sigmoid", new TestPlugins.Sigmoid());
            add(Initializer.class, "he-normal", new TestPlugins.HeNormal());
            add(Initializer.class, "xavier-normal", new TestPlugins.XavierNormal());
        }

        private <P> void add(Class<P> kind, String name, P plugin) {
            MapBinder.newMapBinder(binder(), String.class, kind)
                    .addBinding(name)
                    .toInstance(plugin);
        }
    }

    /** Hides the plugins registered by core's tests, so that only modules add plugins. */
    private static final class Bare extends ClassLoader {
        private static final Set<String> HIDDEN =
                Set.of(Activation.class.getName(), Initializer.class.getName(), Optimizer.class.getName());

        Bare() {
            super(WiringTest.class.getClassLoader());
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return HIDDEN.contains(name.substring(name.lastIndexOf('/') + 1))
                    ? Collections.emptyEnumeration()
                    : super.getResources(name);
        }
    }

    @BeforeAll
    static void quietGuice() {
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
    }

    private final Injector injector = Guice.createInjector(new PluginsModule(new Bare()), new UserModule());

    @Test
    void registryHoldsWhatWasFoundAndWhatModulesAdd() {
        PluginRegistry registry = injector.getInstance(PluginRegistry.class);
        assertThat(registry.ofKind(Loss.class))
                .extracting(PluginInfo::name)
                .containsExactly("binary-cross-entropy", "mean-squared-error", "softmax-cross-entropy");
        assertThat(registry.ofKind(DataSource.class))
                .extracting(PluginInfo::name)
                .containsExactly("blobs", "circles", "moons", "spirals");
        assertThat(registry.find(Optimizer.class, "adam")).isNotNull();
        assertThat(injector.getInstance(PluginRegistry.class)).isSameAs(registry);
    }

    @Test
    void pluginIsBoundUnderItsOwnName() {
        Injector wrong = Guice.createInjector(new PluginsModule(new Bare()), new AbstractModule() {
            @Override
            protected void configure() {
                MapBinder.newMapBinder(binder(), String.class, Optimizer.class)
                        .addBinding("adamant")
                        .toInstance(new TestPlugins.Adam());
            }
        });
        assertThatThrownBy(() -> wrong.getInstance(PluginRegistry.class))
                .hasMessageContaining("is bound as 'adamant', but its own name is 'adam'");
    }

    @Test
    void injectorAndBuilderGiveTheSameWeights(@TempDir Path folder) throws IOException {
        Path yaml = Files.writeString(folder.resolve("e.yaml"), """
                seed: 4
                data: {generator: {moons: {examples: 100, noise: 0.1}}, split: 70/30}
                network: {hidden: [{units: 4}]}
                training: {epochs: 5, batch-size: 16, learning-rate: 0.01}
                """);
        Trainings trainings = injector.getInstance(Trainings.class);
        Experiment asked = injector.getInstance(ExperimentFile.class).read(yaml, List.of());
        TrainingData data = TrainingData.load(asked.data(), asked.precision(), new RandomStreams(asked.seed()));
        ResolvedExperiment experiment = trainings.resolve(asked, data.summary());
        List<Integer> steps = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onStep(TrainingRun run) {
                steps.add(run.step());
            }
        };
        TrainingResult injected = trainings
                .trainer(experiment, data, EngineSpec.PLAIN, List.of(listener))
                .train();
        TrainingResult built = Trainer.builder()
                .seed(4)
                .data(DataSpec.generated(new Moons(100, 0.1, 1)).withSplit("70/30"))
                .hidden(4, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .epochs(5)
                .batchSize(16)
                .learningRate(0.01)
                .build()
                .train();
        assertThat(injected.weightsSha256()).isEqualTo(built.weightsSha256());
        assertThat(injected.experiment()).isEqualTo(built.experiment());
        assertThat(steps).hasSize(25);
        assertThat(injected.test()).isNull();
    }
}
