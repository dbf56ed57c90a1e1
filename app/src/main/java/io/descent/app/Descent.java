package io.descent.app;

import com.google.inject.ConfigurationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import io.descent.core.training.DivergedException;
import io.descent.core.wiring.PluginsModule;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.PluginOrigin;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import java.io.File;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command line: trains networks from experiment files, evaluates them and predicts with them. */
@Command(
        name = "descent",
        description = "Train feed-forward neural networks from experiment files, evaluate them, and predict with them.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Descent.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:a check failed",
            "2:an error in files or options, or a plugin that failed",
            "3:the training diverged",
            "70:a bug in Descent",
            "130:interrupted"
        })
public final class Descent {
    /** A check failed. */
    static final int CHECK_FAILED = 1;

    /** An error in files or options, or a plugin that failed. */
    static final int USAGE = 2;

    /** The training diverged. */
    static final int DIVERGED = 3;

    /** Interrupted by the user; shells report Ctrl-C with this code. */
    static final int INTERRUPTED = 130;

    /** A bug in Descent (EX_SOFTWARE in sysexits.h). */
    static final int DEFECT = 70;

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "A folder of plugin jars; repeat for more folders. Default: the folders in DESCENT_PLUGINS, else"
                            + " plugins/ beside the launcher.")
    private List<Path> folders = new ArrayList<>();

    private @Nullable PluginRegistry plugins;

    private @Nullable Injector injector;

    private final PrintWriter err;

    private @Nullable HangWatch watch;

    private Descent(PrintWriter err) {
        this.err = err;
    }

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT); // messages are English, with numbers as in files
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        ExitWatch exits = new ExitWatch(err);
        int code;
        try (exits) {
            code = run(new PrintWriter(System.out, true, StandardCharsets.UTF_8), err, arguments);
        }
        System.exit(code);
    }

    /** The subcommands by name; only the one that is called if it is known, because making all takes a tenth of a second. */
    private static Map<String, Supplier<Object>> commands(Descent descent, String... arguments) {
        Supplier<Injector> injector = descent::injector;
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("train", () -> new TrainCommand(injector));
        commands.put("evaluate", () -> new EvaluateCommand(injector));
        commands.put("predict", () -> new PredictCommand(injector));
        commands.put("describe", () -> new DescribeCommand(injector));
        commands.put("compare", () -> new CompareCommand(injector));
        commands.put("importance", () -> new ImportanceCommand(injector));
        commands.put("check", () -> new CheckCommand(injector));
        commands.put("learning-curve", () -> new LearningCurveCommand(injector));
        commands.put("tune", () -> new TuneCommand(injector));
        commands.put("verify", () -> new VerifyCommand(injector));
        commands.put("export", () -> new ExportCommand(injector));
        commands.put("report", ReportCommand::new);
        commands.put("serve", () -> new ServeCommand(descent::plugins));
        commands.put("watch", WatchCommand::new);
        commands.put("plugins", () -> new CommandLine(new PluginsCommand(injector)).addSubcommand(new DoctorCommand()));
        commands.put(
                "new",
                () -> new CommandLine(new NewCommand(injector)).addSubcommand(new NewExperimentCommand(injector)));
        if (arguments.length > 0 && commands.containsKey(arguments[0])) {
            commands.keySet().retainAll(Set.of(arguments[0]));
        }
        return commands;
    }

    /** Runs the command and returns its exit code. */
    static int run(PrintWriter rawOut, PrintWriter rawErr, String... arguments) {
        PrintWriter out = new Terminal(rawOut);
        PrintWriter err = new Terminal(rawErr);
        // stops a warning of newer JVMs about class generation; Guice reads this when its first class loads
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        System.setProperty("java.awt.headless", "true"); // pictures are files and need no display
        Descent descent = new Descent(err);
        CommandLine command = new CommandLine(descent);
        commands(descent, arguments).values().forEach(each -> command.addSubcommand(each.get()));
        command.setOut(out);
        command.setErr(err);
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setExecutionStrategy(parsed -> {
            if (parsed.asCommandLineList().stream().anyMatch(each -> each.isUsageHelpRequested())) {
                command.setOut(rawOut); // help has the colours of the terminal, and nothing from files
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        command.setExecutionExceptionHandler(Descent::report);
        command.setParameterExceptionHandler((failure, words) -> {
            CommandLine asked = failure.getCommandLine();
            asked.getErr()
                    .printf(
                            "descent: %s%nTry '%s --help'.%n",
                            failure.getMessage(), asked.getCommandSpec().qualifiedName());
            return USAGE;
        });
        int code;
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(ClassLoader.getPlatformClassLoader()); // hides our classes from plugins
            code = command.execute(arguments);
        } catch (OutOfMemoryError e) {
            code = outOfMemory(err);
        } catch (StackOverflowError e) {
            code = defect(e, err);
        } finally {
            thread.setContextClassLoader(context);
            descent.close();
        }
        if (out.checkError() && code == 0) {
            err.println("descent: could not write to standard output");
            code = USAGE;
        }
        err.flush();
        return code;
    }

    private static int report(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        Throwable cause = failure;
        while ((cause instanceof ProvisionException || cause instanceof ConfigurationException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof InvalidInputException) {
            err.println("descent: " + cause.getMessage());
            return USAGE;
        }
        if (cause instanceof PluginException || cause instanceof CancellationException) {
            err.println("descent: " + cause.getMessage());
            return cause instanceof PluginException ? USAGE : INTERRUPTED;
        }
        if (cause instanceof OutOfMemoryError) {
            return outOfMemory(err);
        }
        if (cause instanceof DivergedException) {
            err.println("descent: " + cause.getMessage());
            return DIVERGED;
        }
        String plugin = pluginAtFault(failure);
        if (plugin != null) {
            err.println("descent: " + plugin);
            return USAGE;
        }
        return defect(failure, err);
    }

    /** Names the plugin in whose code something failed where no plugin is expected to; null if there is none. */
    private static @Nullable String pluginAtFault(Throwable failure) {
        PluginRegistry plugins = ExitWatch.plugins();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; plugins != null && cause != null && seen.add(cause); cause = cause.getCause()) {
            for (StackTraceElement element : cause.getStackTrace()) {
                PluginOrigin origin = plugins.origin(element.getClassName());
                if (origin != null) {
                    return "%s: the class %s failed: %s, at %s; correct the plugin"
                            .formatted(origin.place(), element.getClassName(), PluginFailure.describe(cause), element);
                }
                if (element.getModuleName() == null || !element.getModuleName().startsWith("java.")) {
                    break; // the innermost code outside the JDK is ours
                }
            }
        }
        return null;
    }

    private static int outOfMemory(PrintWriter err) {
        err.println("descent: the data and the network need more memory than the JVM may use; allow more, for instance"
                + " with JAVA_OPTS=-Xmx8g, or make them smaller");
        return USAGE;
    }

    private static int defect(Throwable failure, PrintWriter err) {
        err.println("descent: this is a bug in Descent; please report it with the lines below");
        failure.printStackTrace(err);
        return DEFECT;
    }

    private Injector injector() {
        if (injector == null) {
            injector = Guice.createInjector(Stage.PRODUCTION, new PluginsModule(plugins()));
        }
        return injector;
    }

    /** The plugins, for a command that needs no trainer and is to start fast. */
    private PluginRegistry plugins() {
        if (plugins == null) {
            plugins = find(pluginFolders());
            watch = new HangWatch(plugins, err);
        }
        return plugins;
    }

    private void close() {
        if (watch != null) {
            watch.close();
        }
    }

    /** Finds plugins, whatever their code does while it is loaded. */
    static PluginRegistry find(List<Path> folders) {
        try (LoadingWatch watch = new LoadingWatch()) {
            PluginRegistry registry = PluginsModule.find(Descent.class.getClassLoader(), folders, watch);
            ExitWatch.loaded(registry);
            return registry;
        }
    }

    /** The folders from --plugins, else from DESCENT_PLUGINS, else the folder of the launcher if it exists. */
    private List<Path> pluginFolders() {
        String environment = System.getenv("DESCENT_PLUGINS");
        if (!folders.isEmpty()) {
            return folders;
        }
        if (environment != null && !environment.isBlank()) {
            return Arrays.stream(environment.split(File.pathSeparator))
                    .map(Path::of)
                    .toList();
        }
        return Stream.ofNullable(System.getProperty("descent.plugins"))
                .map(Path::of)
                .filter(Files::isDirectory)
                .toList();
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Descent.class.getPackage().getImplementationVersion();
            return new String[] {"descent " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
