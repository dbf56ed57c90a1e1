package io.descent.app;

import com.google.inject.Injector;
import io.descent.core.plugin.Names;
import io.descent.core.plugin.PluginInfo;
import io.descent.core.plugin.PluginRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code descent plugins}. */
@Command(
        name = "plugins",
        description = "Lists what experiments can name: plugins with their hyperparameters, defaults and jars.",
        mixinStandardHelpOptions = true)
final class PluginsCommand implements Callable<Integer> {
    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    PluginsCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        PluginRegistry registry = injector.get().getInstance(PluginRegistry.class);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("kind", "name", "hyperparameters and defaults", "from"));
        for (PluginInfo info : registry.all()) {
            String jar = String.valueOf(Path.of(info.origin()).getFileName());
            rows.add(List.of(Names.kind(info.kind()), info.name(), info.hyperparameterText(), jar));
        }
        TextTable.print(rows, spec.commandLine().getOut());
        return 0;
    }
}
