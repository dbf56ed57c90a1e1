package io.descent.app;

import com.google.inject.Injector;
import io.descent.app.picture.RunPictures;
import io.descent.core.data.DistributionCheck;
import io.descent.core.data.Examples;
import io.descent.core.data.RawData;
import io.descent.core.data.TableProgress;
import io.descent.core.data.TargetScaling;
import io.descent.core.data.TrainingData;
import io.descent.core.diagnosis.Diagnosis;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.metrics.MetricName;
import io.descent.core.random.RandomStreams;
import io.descent.core.run.RunReader;
import io.descent.core.run.RunWriter;
import io.descent.core.training.Checkpoint;
import io.descent.core.training.DivergedException;
import io.descent.core.training.LayerWarnings;
import io.descent.core.training.PluginWatch;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.wiring.Trainings;
import io.descent.inference.problem.PluginException;
import io.descent.inference.spec.Schema;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.inference.text.internal.Decimal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code descent train}. */
@Command(
        name = "train",
        description =
                "Train a network on an experiment file or on a table, and write a run folder with the model, metrics"
                        + " and pictures. A table needs --label only: descent train wine.csv --label quality",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ExperimentArguments arguments = new ExperimentArguments();

    @Option(names = "--precision", paramLabel = "P", description = "float32 or float64. Short for --set precision=P.")
    private @Nullable String precision;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run folder. Default: the next of runs/NAME-1, -2, ...")
    private @Nullable Path out;

    @Mixin
    private final EngineArguments engines = new EngineArguments();

    @Option(
            names = "--overwrite",
            description = "Replace the run in --out and the files in --export-split if they exist.")
    private boolean overwrite;

    @Option(
            names = "--continue",
            paramLabel = "RUN",
            description =
                    "Continue from the end of another run, with its parameters, slots, running averages and epoch.")
    private @Nullable Path continued;

    @Option(names = "--quiet", description = "Print errors only.")
    private boolean quiet;

    @Option(
            names = "--export-split",
            paramLabel = "DIR",
            description = "Also write the train, dev and test sets to DIR as train.csv, dev.csv and test.csv.")
    private @Nullable Path exportSplit;

    @Option(names = "--no-pictures", description = "Do not draw pictures.")
    private boolean noPictures;

    TrainCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        Injector services = injector.get();
        Trainings trainings = services.getInstance(Trainings.class);
        EngineSpec engine = engines.spec(services);
        Experiment asked = arguments.read(services, precision == null ? List.of() : List.of("precision=" + precision));
        RandomStreams streams = asked.streams();
        if (exportSplit != null) {
            SplitExport.refuseToReplace(exportSplit, overwrite);
            SplitExport.write(RawData.load(asked.dataToLoad(), asked.precision(), streams), exportSplit);
        }
        TableProgress progress = quiet
                ? TableProgress.NONE
                : new ReadingProgress(spec.commandLine().getOut(), Boolean.getBoolean("descent.terminal"));
        TrainingData data = TrainingData.load(asked.dataToLoad(), asked.precision(), streams, progress);
        ResolvedExperiment experiment = trainings.resolve(asked, data.summary());
        int parameters =
                experiment.network(data.summary()).parameters().layout().size();
        try (RunWriter folder =
                out == null ? RunWriter.next(Path.of("runs"), arguments.name()) : RunWriter.create(out, overwrite)) {
            Checkpoint checkpoint = continued == null
                    ? null
                    : folder.continueFrom(
                            new RunReader(continued, services.getInstance(ExperimentFile.class)), experiment);
            train(experiment, data, parameters, trainings, engine, folder, checkpoint);
        }
        return 0;
    }

    private void train(
            ResolvedExperiment experiment,
            TrainingData data,
            int parameters,
            Trainings trainings,
            EngineSpec engine,
            RunWriter folder,
            @Nullable Checkpoint checkpoint) {
        PrintWriter console = spec.commandLine().getOut();
        List<TrainingListener> listeners = new ArrayList<>(List.of(folder, new PluginWatch()));
        if (!quiet) {
            describe(experiment, data, parameters, engine, console);
            if (checkpoint != null) {
                describe(checkpoint, folder, console);
            }
            listeners.add(new ConsoleProgress(console, Boolean.getBoolean("descent.terminal")));
        }
        List<String> unlike = DistributionCheck.warnings(DistributionCheck.run(data, experiment.streams()));
        folder.addWarnings(unlike);
        if (!quiet) {
            warn(unlike, console);
        }
        Trainer trainer = trainings.trainer(experiment, data, engine, listeners);
        EndOfProcess end = new EndOfProcess(folder, spec.commandLine().getErr());
        try (end) {
            TrainingResult result = folder.train(trainer);
            if (!quiet) {
                summarise(result, folder, console);
                warn(LayerWarnings.of(result), console);
            }
            draw(folder, result, data);
        } catch (DivergedException e) {
            if (!quiet) {
                console.println();
                console.println("run folder       " + folder.path());
            }
            draw(folder, e.result(), data);
            throw e;
        } catch (PluginException e) {
            if (folder.keepUnfinished()) { // false if an initializer failed
                spec.commandLine()
                        .getErr()
                        .println("descent: the progress before the failure is saved in " + folder.path());
            }
            throw e;
        }
    }

    private void draw(RunWriter folder, TrainingResult result, TrainingData data) {
        if (!noPictures) {
            RunPictures.draw(folder.path(), result, data, spec.commandLine().getErr());
        }
    }

    private void describe(
            ResolvedExperiment experiment, TrainingData data, int parameters, EngineSpec engine, PrintWriter console) {
        Schema schema = data.schema();
        int inputs = data.summary().inputs().inputs();
        int features = schema.features().size();
        console.printf(
                Locale.ROOT,
                "%s: %s; %d features%s; label %s, %s%n",
                arguments.name(),
                sizes(data),
                features,
                inputs == features ? "" : String.format(Locale.ROOT, ", %,d inputs", inputs),
                schema.label(),
                label(schema));
        if (schema.image() == null) {
            ColumnsTable.printShort(data.report(), tableFile(experiment), console);
        }
        data.report().notes().forEach(note -> console.println("note: " + note));
        String widths = experiment.network().hidden().stream()
                .map(layer -> layer.units() + "-")
                .collect(Collectors.joining());
        int outputs = experiment.criterion(data.summary()).outputs();
        console.printf(
                Locale.ROOT,
                "network %d-%s%d, %,d parameters, %s; %s, batches of %s, learning rate %s%n",
                inputs,
                widths,
                outputs,
                parameters,
                experiment.precision(),
                experiment.training().optimizer().name(),
                experiment.training().batchSize(),
                Decimal.text(experiment.training().learningRate()));
        if (arguments.isTable()) {
            describeStop(experiment, console);
        }
        if (data.summary().isScaled()) {
            console.println(scaling(experiment.data().target()));
        }
        console.println(engines.describe(injector.get(), engine));
    }

    private static String label(Schema schema) {
        int classes = schema.classes().size();
        return classes > 0
                ? classes + " classes"
                : schema.labels().size() == 1 ? "a number" : schema.labels().size() + " numbers";
    }

    /** The table in a command that describes it. */
    private String tableFile(ResolvedExperiment experiment) {
        if (arguments.isTable()) {
            return arguments.file().toString();
        }
        Path file = experiment.data().file();
        return String.valueOf(file == null ? experiment.data().train() : file);
    }

    private static void describeStop(ResolvedExperiment experiment, PrintWriter console) {
        EarlyStopping stopping = experiment.training().earlyStopping();
        if (stopping != null) {
            console.printf(
                    "stops when %s has not improved for %d epochs, at the latest after %d%n",
                    stopping.metric(),
                    stopping.patience(),
                    experiment.training().epochs());
        }
    }

    private static String scaling(@Nullable TargetScaling target) {
        String labels = target == TargetScaling.LOG
                ? "the standardised logarithm of the label"
                : target == TargetScaling.QUANTILE ? "normal quantiles of the label" : "the standardised label";
        return "the cost is that of %s; all other numbers are in its own units".formatted(labels);
    }

    private void describe(Checkpoint checkpoint, RunWriter folder, PrintWriter console) {
        String changed = Objects.requireNonNull(folder.changed()).entrySet().stream()
                .map(entry -> "%s %s -> %s"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().get(0),
                                entry.getValue().get(1)))
                .collect(Collectors.joining(", "));
        console.printf(
                "continues %s after epoch %d; changed: %s%n",
                continued, checkpoint.description().epoch(), changed.isEmpty() ? "nothing" : changed);
    }

    private static String sizes(TrainingData data) {
        List<String> sizes = new ArrayList<>();
        addSize(sizes, data.train(), "train");
        addSize(sizes, data.dev(), "dev");
        addSize(sizes, data.test(), "test");
        return String.join(", ", sizes);
    }

    private static void addSize(List<String> sizes, @Nullable Examples set, String name) {
        if (set != null) {
            sizes.add(String.format(Locale.ROOT, "%,d %s examples", set.size(), name));
        }
    }

    private void summarise(TrainingResult result, RunWriter folder, PrintWriter console) {
        console.println();
        MetricsTable table = new MetricsTable();
        table.add("train", result.train());
        table.add("dev", result.dev());
        table.add("test", result.test());
        table.print(console);
        console.println();
        Diagnosis diagnosis = Diagnosis.of(result);
        console.println("diagnosis        " + diagnosis.summary());
        if (!diagnosis.next().isEmpty()) {
            console.println("next             " + String.join("; ", diagnosis.next()));
        }
        console.printf(
                Locale.ROOT,
                "trained          %d epochs%s in %.2f s%s%n",
                result.epochs(),
                folder.changed() == null ? "" : " in total, the new ones",
                result.seconds(),
                result.stoppedEarly() ? ", stopped early" : "");
        if (result.modelEpoch() != result.epochs()) {
            console.printf("model            from epoch %d, the best by %s%n", result.modelEpoch(), metric(result));
        }
        console.println("weights SHA-256  " + result.weightsSha256());
        console.println("run folder       " + folder.path());
    }

    private static void warn(List<String> warnings, PrintWriter console) {
        warnings.forEach(warning -> console.println("warning: " + warning));
    }

    private static MetricName metric(TrainingResult result) {
        return Objects.requireNonNull(result.experiment().training().earlyStopping())
                .metric();
    }
}
