package io.descent.app;

import com.google.inject.Injector;
import io.descent.core.data.TableProgress;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentWriter;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.wiring.Trainings;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.problem.InvalidInputException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code descent new experiment}. */
@Command(
        name = "experiment",
        description =
                "Write the experiment file that 'descent train' would use for a table, with a comment for each key,"
                        + " without training: descent new experiment wine.csv --label quality",
        mixinStandardHelpOptions = true)
final class NewExperimentCommand implements Callable<Integer> {
    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ExperimentArguments arguments = new ExperimentArguments();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The file to write. Default: the table's name with .yaml.")
    private @Nullable Path out;

    NewExperimentCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        Path file = out == null ? Path.of(arguments.name() + ".yaml") : out;
        if (!file.toString().matches("(?si).*\\.ya?ml")) {
            throw new InvalidInputException(file + ": the name of an experiment file ends with .yaml or .yml");
        }
        if (Files.exists(file)) {
            throw new InvalidInputException(file + ": already exists; choose another file with --out");
        }
        Injector services = injector.get();
        Experiment asked = arguments.read(services, List.of());
        TrainingData data = asked.trainingData(TableProgress.NONE);
        ResolvedExperiment experiment = services.getInstance(Trainings.class).resolve(asked, data.summary());
        Path folder = Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
        OutputFile.write(file, ExperimentWriter.yaml(experiment, folder));
        PrintWriter console = spec.commandLine().getOut();
        ColumnsTable.printShort(data.report(), arguments.file().toString(), console);
        data.report().notes().forEach(note -> console.println("note: " + note));
        console.printf("wrote %s; next: descent train %s%n", file, file);
        return 0;
    }
}
