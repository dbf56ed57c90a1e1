package io.descent.app;

import com.google.inject.Injector;
import io.descent.app.picture.Curves;
import io.descent.app.picture.RunPictures;
import io.descent.core.data.RawData;
import io.descent.core.diagnosis.LearningCurve;
import io.descent.core.diagnosis.LearningCurvePoint;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.file.internal.CsvOutput;
import io.descent.core.run.RunWriter;
import io.descent.core.wiring.Trainings;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.inference.text.internal.Decimal;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code descent learning-curve}. */
@Command(
        name = "learning-curve",
        description = "Train on growing parts of the training set, and show how the errors depend on its size.",
        mixinStandardHelpOptions = true)
final class LearningCurveCommand implements Callable<Integer> {
    private static final String FILE = "learning-curve.csv";
    private static final String PICTURE = "learning-curve-by-size.png";

    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ExperimentArguments arguments = new ExperimentArguments();

    @Mixin
    private final EngineArguments engines = new EngineArguments();

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "10",
            description = "The number of sizes. Default: ${DEFAULT-VALUE}.")
    private int points;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder for " + FILE
                    + " and a picture. Default: the next of runs/NAME-learning-curve-1, -2, ...")
    private @Nullable Path out;

    LearningCurveCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        if (points < 2) {
            throw new ParameterException(spec.commandLine(), "--points must be at least 2");
        }
        Injector services = injector.get();
        EngineSpec engine = engines.spec(services);
        Trainings trainings = services.getInstance(Trainings.class);
        Experiment asked = arguments.read(services, List.of());
        RawData raw = RawData.load(asked.dataToLoad(), asked.precision(), asked.streams());
        ResolvedExperiment experiment =
                trainings.resolve(asked, raw.encode(asked.precision()).summary());
        try (RunWriter folder = out == null
                ? RunWriter.next(Path.of("runs"), arguments.name() + "-learning-curve")
                : RunWriter.create(out, false)) {
            Path file = folder.path().resolve(FILE);
            if (Files.exists(file)) {
                throw new InvalidInputException(file + ": already exists; choose another folder with --out");
            }
            PrintWriter console = spec.commandLine().getOut();
            if (experiment.training().folds() != null) {
                console.println("note: training.folds is ignored; a learning curve trains one network per size");
            }
            console.printf("%10s%14s%14s%14s%14s%n", "examples", "train error", "dev error", "train cost", "dev cost");
            LearningCurve curve = LearningCurve.measure(
                    experiment,
                    raw,
                    points,
                    (part, data) ->
                            trainings.trainer(part, data, engine, List.of()).train(),
                    point -> print(point, console));
            OutputFile.write(
                    file,
                    stream -> CsvOutput.write(
                            new OutputStreamWriter(stream, StandardCharsets.UTF_8), records -> write(curve, records)));
            console.println();
            console.println(curve.interpretation());
            console.println("learning curve   " + file);
            byte[] png = RunPictures.attempt(spec.commandLine().getErr(), () -> Curves.bySize(curve.points()));
            if (png != null) {
                Path picture = folder.path().resolve(PICTURE);
                OutputFile.write(picture, stream -> stream.write(png));
                console.println("picture          " + picture);
            }
        }
        return 0;
    }

    private static void print(LearningCurvePoint point, PrintWriter console) {
        console.printf(
                Locale.ROOT,
                "%,10d%14s%14s%14s%14s%n",
                point.examples(),
                MetricsTable.number(point.trainError().value()),
                MetricsTable.number(point.devError().value()),
                MetricsTable.number(point.trainCost()),
                MetricsTable.number(point.devCost()));
        console.flush();
    }

    private static void write(LearningCurve curve, Consumer<List<String>> records) {
        records.accept(List.of("examples", "trainError", "devError", "trainCost", "devCost"));
        for (LearningCurvePoint point : curve.points()) {
            records.accept(Stream.of(
                            point.examples(),
                            point.trainError().value(),
                            point.devError().value(),
                            point.trainCost(),
                            point.devCost())
                    .map(number -> Decimal.text(number.doubleValue()))
                    .toList());
        }
    }
}
