package io.descent.app;

import io.descent.core.plugin.Names;
import io.descent.core.plugin.PluginInfo;
import io.descent.core.plugin.PluginOrigin;
import io.descent.core.plugin.PluginRegistry;
import io.descent.core.wiring.PluginsModule;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent plugins doctor}. */
@Command(
        name = "doctor",
        description = "Says which plugins are found in a folder of jars, and why others are not.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "holds jars, and folders of jars")
    private Path folder;

    @Override
    public Integer call() {
        PluginRegistry registry = PluginsModule.find(DoctorCommand.class.getClassLoader(), List.of(folder));
        PrintWriter out = spec.commandLine().getOut();
        Path place = folder.toAbsolutePath().normalize(); // as the registry names it
        int found = 0;
        for (PluginInfo info : registry.all()) {
            PluginOrigin origin = info.origin();
            if (Path.of(origin.place()).startsWith(place)) {
                out.printf("%s: %s %s%n", origin.place(), Names.kind(info.kind()), info.name());
                found++;
            }
        }
        registry.problems().forEach(problem -> out.println("problem: " + problem));
        int problems = registry.problems().size();
        out.printf(
                "%d %s found, %d %s%n",
                found, found == 1 ? "plugin" : "plugins", problems, problems == 1 ? "problem" : "problems");
        return problems == 0 ? 0 : Descent.CHECK_FAILED;
    }
}
