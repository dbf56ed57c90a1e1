package io.descent.app;

import com.google.inject.Injector;
import io.descent.app.picture.ImportancePicture;
import io.descent.app.picture.RunPictures;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.importance.Importance;
import io.descent.core.metrics.EvaluatedModel;
import io.descent.core.run.ImportanceJson;
import io.descent.core.run.RunImportance;
import io.descent.core.run.RunReader;
import io.descent.inference.Model;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Engine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent importance}. */
@Command(
        name = "importance",
        description =
                "Show which columns matter to a trained network: by how much its error grows if the cells of a column"
                        + " are permuted, and how its predictions depend on the most important columns.",
        mixinStandardHelpOptions = true)
final class ImportanceCommand implements Callable<Integer> {
    private enum Split {
        DEV,
        TEST
    }

    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run folder.")
    private Path folder;

    @Option(names = "--set", paramLabel = "SET", description = "dev or test. Default: dev, or test without a dev set.")
    private @Nullable Split split;

    @Mixin
    private final EngineArguments engines = new EngineArguments();

    @Option(names = "--json", description = "Print all numbers as JSON, as in result.json.")
    private boolean json;

    @Option(names = "--out", paramLabel = "FILE", description = "The PNG file to write. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("importance.png");

    ImportanceCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        Importance importance = measure();
        PrintWriter console = spec.commandLine().getOut();
        if (json) {
            console.print(Json.pretty(ImportanceJson.of(importance)));
        } else {
            ImportanceTable.print(importance, console);
        }
        byte[] png = RunPictures.attempt(spec.commandLine().getErr(), () -> ImportancePicture.png(importance));
        if (png != null) {
            OutputFile.write(out, file -> file.write(png));
            if (!json) {
                console.printf("%npicture: %s%n", out);
            }
        }
        return 0;
    }

    private Importance measure() {
        Model model = engines.model(folder, injector.get());
        ExperimentFile reader = injector.get().getInstance(ExperimentFile.class);
        RunReader run = new RunReader(folder, reader);
        if (!run.exists()) {
            throw new InvalidInputException(
                    folder + ": is not a run folder, so it says nothing about dev and test sets");
        }
        RawData raw = run.data();
        Split used = split != null ? split : raw.dev() != null ? Split.DEV : Split.TEST;
        RawExamples rows = used == Split.DEV ? raw.dev() : raw.test();
        String name = used.name().toLowerCase(Locale.ROOT);
        if (rows == null) {
            throw new InvalidInputException("%s: this run has no %s set".formatted(folder, name));
        }
        try (Engine engine = engines.spec(injector.get()).start()) {
            return RunImportance.of(
                    rows,
                    some -> EvaluatedModel.of(model, some, engine, reader.registry(), List.of()),
                    name,
                    run.streams());
        } catch (InvalidInputException e) {
            throw new InvalidInputException(
                    "%s: the importance of the columns cannot be measured: %s".formatted(folder, e.getMessage()), e);
        }
    }
}
