package io.descent.app;

import com.google.inject.Injector;
import io.descent.core.plugin.Names;
import io.descent.core.plugin.PluginInfo;
import io.descent.core.plugin.PluginRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
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
        PrintWriter out = spec.commandLine().getOut();
        String format = "%-12s %-22s %-36s %s%n";
        out.printf(format, "kind", "name", "hyperparameters and defaults", "from");
        for (PluginInfo info : registry.all()) {
            out.printf(
                    format,
                    Names.kind(info.kind()),
                    info.name(),
                    info.hyperparameterText(),
                    Path.of(info.origin()).getFileName());
        }
        return 0;
    }
}
