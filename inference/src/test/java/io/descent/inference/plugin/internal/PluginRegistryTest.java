package io.descent.inference.plugin.internal;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.Progress;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.inference.TestPlugins;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class PluginRegistryTest {
    public record Named(String name) implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient;
        }
    }

    private static final class NoRecord implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient;
        }
    }

    private static PluginRegistry of(Plugin... optimizers) {
        return new PluginRegistry(List.of(Optimizer.class), Map.of(Optimizer.class, List.of(optimizers)));
    }

    @Test
    void pluginsAreFoundByKindAndName() {
        PluginRegistry registry = TestPlugins.registry();
        assertThat(registry.find(Optimizer.class, "adam")).isNotNull();
        assertThat(registry.find(LrSchedule.class, "adam")).isNull();
        assertThat(registry.find(Progress.class, "adam")).isNull();
        assertThat(registry.require(Optimizer.class, "adam")).isEqualTo(new TestPlugins.Adam());
        assertThat(registry.ofKind(Optimizer.class))
                .extracting(PluginInfo::name)
                .containsExactly("adam", "plain");
        assertThat(registry.all()).hasSize(10);
        assertThat(registry.kinds()).contains(Optimizer.class);
    }

    @Test
    void infoNamesHyperparametersWithDefaults() {
        PluginInfo adam = TestPlugins.registry().find(Optimizer.class, "adam");
        assertThat(adam.hyperparameterText()).isEqualTo("beta1 0.9, beta2 0.999, epsilon 1.0E-8");
        assertThat(adam.hyperparameters())
                .extracting(HyperparameterInfo::range)
                .containsExactly("at least 0 and below 1", "at least 0 and below 1", "above 0");
        assertThat(adam.hyperparameters().get(0).help()).isEqualTo("decay of the average");
        assertThat(adam.hyperparameters().get(0).typeName()).isEqualTo("number");
        assertThat(adam.origin().place()).contains("test-classes");
        PluginInfo after = TestPlugins.registry().find(LrSchedule.class, "after");
        assertThat(after.hyperparameterText()).isEqualTo("epochs 1, then constant");
        assertThat(after.hyperparameters())
                .extracting(HyperparameterInfo::typeName)
                .containsExactly("whole number", "schedule");
        assertThat(TestPlugins.registry().find(LrSchedule.class, "constant").hyperparameterText())
                .isEqualTo("none");
    }

    @Test
    void unknownNameListsWhatExists() {
        assertThatThrownBy(() -> TestPlugins.registry().require(Optimizer.class, "adan"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("unknown optimizer 'adan'; did you mean 'adam'?; known: adam, plain");
        assertThat(of().unknown(Optimizer.class, "adam"))
                .isEqualTo("unknown optimizer 'adam': it is in the artifact io.descent:descent-optimizers, which is"
                        + " not on the class path; add it; known: none (is the jar on the class path?)");
    }

    @Test
    void twoPluginsOfOneNameAreAnErrorThatNamesBothPlaces() {
        PluginRegistry registry =
                of(new Named("lion"), new Named("lion"), new Named("tiger"), new Named("Lion"), new NoRecord());
        assertThatThrownBy(() -> registry.find(Optimizer.class, "lion"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("duplicate optimizer 'lion'")
                .hasMessageContaining("test-classes");
        assertThat(registry.find(Optimizer.class, "tiger")).isNotNull();
        assertThat(registry.problems())
                .hasSize(3)
                .anyMatch(problem -> problem.contains("is called 'Lion', which is not a valid name"))
                .anyMatch(problem -> problem.contains("is not a record"));
    }

    @Test
    void namesAreWordsJoinedByHyphens() {
        for (String valid : List.of("a", "adam", "he-normal", "l2", "x-1")) {
            assertThat(Names.isValid(valid)).as(valid).isTrue();
        }
        for (String invalid : List.of("", "-a", "a-", "a--b", "2a", "A", "a b", "a.b", "ä", "a".repeat(41))) {
            assertThat(Names.isValid(invalid)).as(invalid).isFalse();
        }
        assertThat(Names.aKind(Optimizer.class)).isEqualTo("an optimizer");
        assertThat(Names.aKind(LrSchedule.class)).isEqualTo("a schedule");
    }

    @Test
    void serviceThatCannotBeLoadedIsLeftOut(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(LrSchedule.class.getName()),
                "no.such.Schedule\n" + TestPlugins.Halving.class.getName() + "\n");
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            PluginRegistry registry = PluginRegistry.load(loader, List.of(LrSchedule.class), List.of());
            assertThat(registry.problems())
                    .singleElement(as(STRING))
                    .contains("names the class no.such.Schedule, which does not exist");
            assertThat(registry.find(LrSchedule.class, "halving")).isNotNull();
            assertThat(registry.find(LrSchedule.class, "constant")).isNotNull();
        }
    }

    @Test
    void registeredPluginsAreNamedInAServiceFileOfTheirLoader() {
        assertThat(PluginRegistry.isRegistered(TestPlugins.Cubic.class)).isTrue();
        assertThat(PluginRegistry.isRegistered(TestPlugins.Constant.class)).isTrue();
        assertThat(PluginRegistry.isRegistered(TestPlugins.Unregistered.class)).isFalse();
        assertThat(PluginRegistry.isRegistered(TestPlugins.Halving.class)).isFalse();
        assertThat(PluginRegistry.isRegistered(Named.class)).isFalse();
    }
}
