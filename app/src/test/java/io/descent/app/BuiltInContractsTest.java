package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Activation;
import io.descent.api.Augmentation;
import io.descent.api.DataSource;
import io.descent.api.Initializer;
import io.descent.api.Listener;
import io.descent.api.Loss;
import io.descent.api.LrSchedule;
import io.descent.api.Metric;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.Regularizer;
import io.descent.core.wiring.PluginsModule;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.tensor.internal.Backend;
import io.descent.testkit.Contracts;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests the contract of every plugin that is found. */
class BuiltInContractsTest {
    private static final List<Class<? extends Plugin>> WITH_CONTRACT = List.of(
            Activation.class,
            Initializer.class,
            Optimizer.class,
            LrSchedule.class,
            Regularizer.class,
            Loss.class,
            Metric.class,
            DataSource.class,
            Augmentation.class,
            Listener.class,
            Backend.class);

    private static List<PluginInfo> found() {
        PluginRegistry registry = PluginsModule.find(BuiltInContractsTest.class.getClassLoader(), List.of());
        return registry.all().stream()
                .filter(info -> WITH_CONTRACT.contains(info.kind()))
                .filter(info -> info.prototype().getClass().getPackage() != BuiltInContractsTest.class.getPackage())
                .toList();
    }

    @TestFactory
    Stream<DynamicContainer> keepTheirContracts() {
        List<PluginInfo> plugins = found();
        System.out.printf("contracts are run on %d built-in plugins%n", plugins.size());
        return plugins.stream()
                .map(info -> DynamicContainer.dynamicContainer(
                        Names.kind(info.kind()) + " " + info.name(),
                        Contracts.of(info.prototype()).stream()
                                .map(clause -> DynamicTest.dynamicTest(clause.name(), clause.test()))));
    }

    @Test
    void everyKindOfTheApiHasAContract() {
        assertThat(WITH_CONTRACT).containsAll(PluginRegistry.API_KINDS);
    }

    /** The list from which messages name the artifact to add. */
    @Test
    void theListOfArtifactsIsComplete() throws IOException {
        Properties artifacts = new Properties();
        try (InputStream in = PluginRegistry.class.getResourceAsStream("built-in.properties")) {
            artifacts.load(in);
        }
        Properties expected = new Properties();
        for (PluginInfo info : found()) {
            String module = info.prototype().getClass().getPackageName().replace("io.descent.", "");
            if (!module.startsWith("core") && !module.startsWith("inference")) {
                expected.setProperty(Names.kind(info.kind()) + "." + info.name(), "descent-" + module);
            }
        }
        assertThat(artifacts).isEqualTo(expected);
    }
}
