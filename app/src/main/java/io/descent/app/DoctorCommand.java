package io.descent.app;

import io.descent.inference.plugin.internal.MissingClasses;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.plugin.internal.PluginOrigin;
import io.descent.inference.plugin.internal.PluginRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent plugins doctor}. */
@Command(
        name = "doctor",
        description = "List the plugins found in a folder of jars, and explain why others cannot be used.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final int MOST_WARNINGS = 5;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "A folder that contains jars or folders of jars.")
    private Path folder;

    @Override
    public Integer call() {
        PluginRegistry registry = Descent.find(List.of(folder));
        PrintWriter out = spec.commandLine().getOut();
        Path place = folder.toAbsolutePath().normalize(); // the form in which the registry names jars
        int found = 0;
        for (PluginInfo info : registry.all()) {
            PluginOrigin origin = info.origin();
            if (Path.of(origin.place()).startsWith(place)) {
                out.printf("%s: %s %s%n", origin.place(), Names.kind(info.kind()), info.name());
                found++;
            }
        }
        List<String> problems = new ArrayList<>(registry.problems());
        List<String> warnings = new ArrayList<>();
        for (MissingClasses each : MissingClasses.in(folder)) {
            boolean isKnown = registry.problems().stream()
                    .anyMatch(problem -> problem.startsWith(each.place()) && problem.contains(each.missing()));
            if (!isKnown) {
                (each.isNeeded() ? problems : warnings).add(each.text());
            }
        }
        PluginRegistry.first(problems).forEach(problem -> out.println("problem: " + problem));
        warnings.stream().limit(MOST_WARNINGS).forEach(warning -> out.println("warning: " + warning));
        if (warnings.size() > MOST_WARNINGS) {
            out.printf("warning: %d more like these%n", warnings.size() - MOST_WARNINGS);
        }
        out.printf(
                "%s found, %s%s%n",
                count(found, "plugin"),
                count(problems.size(), "problem"),
                warnings.isEmpty() ? "" : ", " + count(warnings.size(), "warning"));
        return problems.isEmpty() ? 0 : Descent.CHECK_FAILED;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
