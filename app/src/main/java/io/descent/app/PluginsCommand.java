package io.descent.app;

import com.google.inject.Injector;
import io.descent.inference.file.internal.Json;
import io.descent.inference.plugin.internal.Documentation;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.plugin.internal.PluginOrigin;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Nearest;
import io.descent.inference.text.internal.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent plugins}. */
@Command(
        name = "plugins",
        description = "List the plugins that experiments can use, with their hyperparameters, defaults and jars.",
        mixinStandardHelpOptions = true)
final class PluginsCommand implements Callable<Integer> {
    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Show all details of the plugins with this name.")
    private @Nullable String name;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    PluginsCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        List<PluginInfo> all = injector.get().getInstance(PluginRegistry.class).all();
        List<PluginInfo> asked = all.stream()
                .filter(info -> name == null || info.name().equals(name))
                .toList();
        if (asked.isEmpty()) {
            throw new InvalidInputException("unknown plugin '%s'%s; 'descent plugins' lists all"
                    .formatted(
                            name,
                            Nearest.suggestion(
                                    String.valueOf(name),
                                    all.stream().map(PluginInfo::name).toList())));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(Json.pretty(
                    Map.of("plugins", asked.stream().map(PluginsCommand::json).toList())));
        } else if (name == null) {
            list(asked, out);
        } else {
            asked.forEach(info -> describe(info, out));
        }
        return 0;
    }

    private static void list(List<PluginInfo> plugins, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("kind", "name", "hyperparameters and defaults", "version", "from"));
        for (PluginInfo info : plugins) {
            PluginOrigin origin = info.origin();
            rows.add(List.of(
                    Names.kind(info.kind()),
                    info.name(),
                    Printable.line(info.hyperparameterText()),
                    version(origin),
                    Printable.line(origin.jar())));
        }
        TextTable.print(rows, out);
    }

    private static String version(PluginOrigin origin) {
        return origin.version() == null ? "-" : Printable.line(origin.version());
    }

    private static void describe(PluginInfo info, PrintWriter out) {
        PluginOrigin origin = info.origin();
        out.printf("%s %s%n", Names.kind(info.kind()), info.name());
        out.printf("class    %s%n", Printable.line(info.prototype().getClass().getName()));
        out.printf("version  %s%n", version(origin));
        out.printf("jar      %s%n", Printable.line(origin.place()));
        out.printf("SHA-256  %s%n", origin.sha256() == null ? "-" : origin.sha256());
        Documentation documentation = info.documentation();
        if (documentation != null) {
            out.println();
            print(documentation, out);
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("hyperparameter", "type", "default", "range", "help"));
        for (HyperparameterInfo each : info.hyperparameters()) {
            String range = each.range().isEmpty() ? "-" : each.range();
            rows.add(List.of(
                    each.key(), each.typeName(), Printable.line(each.valueText()), range, Printable.line(each.help())));
        }
        out.println();
        if (rows.size() > 1) {
            TextTable.print(rows, out);
        } else {
            out.println("no hyperparameters");
        }
    }

    private static void print(Documentation documentation, PrintWriter out) {
        List<String> lines = new ArrayList<>(documentation.lines());
        if (!documentation.hyperparameters().isEmpty() && !lines.isEmpty()) {
            lines.add("");
        }
        documentation.hyperparameters().forEach((name, text) -> lines.add("- " + name + ": " + text));
        int columns = Wrapped.columns();
        lines.forEach(line -> Wrapped.lines(line, columns).forEach(out::println));
    }

    private static Map<String, Object> json(PluginInfo info) {
        PluginOrigin origin = info.origin();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", Names.kind(info.kind()));
        json.put("name", info.name());
        json.put("class", info.prototype().getClass().getName());
        json.put("version", origin.version());
        json.put("jar", origin.place());
        json.put("sha256", origin.sha256());
        List<Map<String, Object>> hyperparameters = new ArrayList<>();
        for (HyperparameterInfo each : info.hyperparameters()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", each.key());
            one.put("type", each.typeName());
            one.put("default", each.valueText());
            one.put("range", each.range());
            one.put("help", each.help());
            hyperparameters.add(one);
        }
        Documentation documentation = info.documentation();
        json.put("documentation", documentation == null ? null : String.join("\n", documentation.lines()));
        json.put("hyperparameters", hyperparameters);
        return json;
    }
}
