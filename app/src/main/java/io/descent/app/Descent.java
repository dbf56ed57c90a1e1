package io.descent.app;

import com.google.inject.ConfigurationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import io.descent.core.problem.InvalidInputException;
import io.descent.core.training.DivergedException;
import io.descent.core.wiring.PluginsModule;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/** The command: trains networks from experiment files, evaluates them and predicts with them. */
@Command(
        name = "descent",
        description = "Trains feed-forward neural networks from experiment files.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Descent.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a check failed",
            "2:a mistake in files or options",
            "3:the training diverged",
            "70:a defect of descent"
        })
public final class Descent {
    /** A check has found something wrong. */
    static final int CHECK_FAILED = 1;

    /** A mistake of the user's. */
    static final int USAGE = 2;

    /** Numbers left the finite range. */
    static final int DIVERGED = 3;

    /** Our own mistake (EX_SOFTWARE of sysexits.h). */
    static final int DEFECT = 70;

    private Descent() {}

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT); // texts are English: digits and points as in files
        System.exit(run(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                arguments));
    }

    /** Runs the command and gives its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        // Guice would make classes by a way that newer JVMs warn about; read when its first class loads
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        System.setProperty("java.awt.headless", "true"); // pictures are files, no display is asked for
        CommandLine command = new CommandLine(new Descent())
                .addSubcommand(new TrainCommand(Descent::injector))
                .addSubcommand(new EvaluateCommand(Descent::injector))
                .addSubcommand(new PredictCommand(Descent::injector))
                .addSubcommand(new DescribeCommand(Descent::injector))
                .addSubcommand(new CompareCommand(Descent::injector))
                .addSubcommand(new CheckCommand(Descent::injector))
                .addSubcommand(new LearningCurveCommand(Descent::injector))
                .addSubcommand(new PluginsCommand(Descent::injector));
        command.setOut(out);
        command.setErr(err);
        command.setCaseInsensitiveEnumValuesAllowed(true);
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
        try {
            code = command.execute(arguments);
        } catch (OutOfMemoryError e) {
            code = outOfMemory(err);
        } catch (StackOverflowError e) {
            code = defect(e, err);
        }
        if (out.checkError() && code == 0) {
            err.println("descent: standard output could not be written");
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
        if (cause instanceof OutOfMemoryError) {
            return outOfMemory(err);
        }
        if (cause instanceof DivergedException) {
            err.println("descent: " + cause.getMessage());
            return DIVERGED;
        }
        return defect(failure, err);
    }

    private static int outOfMemory(PrintWriter err) {
        err.println("descent: data and network need more memory than the JVM may take; allow more, for instance with"
                + " JAVA_OPTS=-Xmx8g, or make them smaller");
        return USAGE;
    }

    private static int defect(Throwable failure, PrintWriter err) {
        err.println("descent: a defect of descent itself; please report it with the lines below to its issue tracker");
        failure.printStackTrace(err);
        return DEFECT;
    }

    private static Injector injector() {
        return Guice.createInjector(new PluginsModule(Descent.class.getClassLoader()));
    }

    /** The version from the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Descent.class.getPackage().getImplementationVersion();
            return new String[] {"descent " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
