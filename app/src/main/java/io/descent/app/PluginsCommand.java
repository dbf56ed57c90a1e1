package io.descent.app;

import com.google.inject.Injector;
import io.descent.core.plugin.Names;
import io.descent.core.plugin.PluginInfo;
import io.descent.core.plugin.PluginRegistry;
import java.io.PrintWriter;
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
        PrintWriter out = spec.commandLine().getOut();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("kind", "name", "hyperparameters and defaults", "from"));
        for (PluginInfo info : registry.all()) {
            String jar = String.valueOf(Path.of(info.origin()).getFileName());
            rows.add(List.of(Names.kind(info.kind()), info.name(), info.hyperparameterText(), jar));
        }
        for (List<String> row : rows) {
            for (int column = 0; column < row.size() - 1; column++) {
                out.print(row.get(column)
                        + " ".repeat(2 + width(rows, column) - row.get(column).length()));
            }
            out.println(row.get(row.size() - 1));
        }
        return 0;
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
