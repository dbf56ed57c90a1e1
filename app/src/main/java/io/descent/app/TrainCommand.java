package io.descent.app;

import com.google.inject.Injector;
import io.descent.app.picture.RunPictures;
import io.descent.app.report.LiveServer;
import io.descent.app.report.Report;
import io.descent.core.data.DataDigest;
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
import io.descent.core.experiment.FoldsSpec;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.experiment.ShardsSpec;
import io.descent.core.importance.Importance;
import io.descent.core.metrics.Interval;
import io.descent.core.metrics.Intervals;
import io.descent.core.metrics.MetricName;
import io.descent.core.random.RandomStreams;
import io.descent.core.run.RunReader;
import io.descent.core.run.RunWriter;
import io.descent.core.training.CalibrationReport;
import io.descent.core.training.Checkpoint;
import io.descent.core.training.DivergedException;
import io.descent.core.training.FoldResults;
import io.descent.core.training.LayerWarnings;
import io.descent.core.training.PluginWatch;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.wiring.Trainings;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import io.descent.inference.spec.Schema;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.inference.text.internal.Decimal;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
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
    /** What may be given together with --resume, because results do not depend on it. */
    private static final List<String> WITH_RESUME = List.of(
            "--resume",
            "--threads",
            "--backend",
            "--quiet",
            "--no-pictures",
            "--plugins",
            "--paranoid",
            "--watch",
            "--tensorboard",
            "--mlflow");

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
    private final WatchArgument watch = new WatchArgument();

    @Mixin
    private final TrackingArguments tracking = new TrackingArguments();

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

    @SuppressWarnings("deprecation") // there is no other way to make the positional parameter optional for one option
    @Option(
            names = "--resume",
            paramLabel = "RUN",
            help = true,
            description =
                    "Go on with a run that was interrupted or killed, from its last checkpoint, as if nothing had happened."
                            + " The experiment is the run's own.")
    private @Nullable Path resumed;

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
        EngineSpec engine = engines.spec(services);
        if (resumed != null) {
            resume(resumed, services, engine);
            return 0;
        }
        Trainings trainings = services.getInstance(Trainings.class);
        Experiment asked = arguments.read(services, precision == null ? List.of() : List.of("precision=" + precision));
        RandomStreams streams = asked.streams();
        if (exportSplit != null) {
            SplitExport.refuseToReplace(exportSplit, overwrite);
            SplitExport.write(RawData.load(asked.dataToLoad(), asked.precision(), streams), exportSplit);
        }
        TrainingData data = load(asked);
        ResolvedExperiment experiment = trainings.resolve(asked, data.summary());
        int parameters =
                experiment.network(data.summary()).parameters().layout().size();
        try (RunWriter folder =
                out == null ? RunWriter.next(Path.of("runs"), arguments.name()) : RunWriter.create(out, overwrite)) {
            if (continued != null) {
                folder.continueFrom(new RunReader(continued, services.getInstance(ExperimentFile.class)), experiment);
            }
            train(experiment, data, parameters, trainings, engine, folder);
        }
        return 0;
    }

    private void resume(Path run, Injector services, EngineSpec engine) {
        requireOnlyForResume();
        Trainings trainings = services.getInstance(Trainings.class);
        try (RunWriter folder = RunWriter.resume(new RunReader(run, services.getInstance(ExperimentFile.class)))) {
            Experiment asked = Objects.requireNonNull(folder.experiment());
            TrainingData data = load(asked);
            ResolvedExperiment experiment = trainings.resolve(asked, data.summary());
            int parameters =
                    experiment.network(data.summary()).parameters().layout().size();
            train(experiment, data, parameters, trainings, engine, folder);
        }
    }

    /** The experiment of a run that is resumed must stay as it is. */
    private void requireOnlyForResume() {
        List<String> given = new ArrayList<>();
        spec.commandLine().getParseResult().matchedPositionals().forEach(file -> given.add(file.paramLabel()));
        spec.commandLine().getParseResult().matchedOptions().forEach(option -> given.add(option.longestName()));
        given.removeAll(WITH_RESUME);
        if (!given.isEmpty()) {
            throw new InvalidInputException(
                    "--resume goes on with the run's own experiment, in its folder, so %s cannot be given with it; to train on with changes, use --continue %s"
                            .formatted(String.join(" and ", given), resumed));
        }
    }

    private TrainingData load(Experiment asked) {
        TableProgress progress = quiet
                ? TableProgress.NONE
                : new ReadingProgress(spec.commandLine().getOut(), Boolean.getBoolean("descent.terminal"));
        return asked.trainingData(progress);
    }

    private void train(
            ResolvedExperiment experiment,
            TrainingData data,
            int parameters,
            Trainings trainings,
            EngineSpec engine,
            RunWriter folder) {
        PrintWriter console = spec.commandLine().getOut();
        List<TrainingListener> listeners = new ArrayList<>(List.of(folder, new PluginWatch()));
        listeners.addAll(tracking.listeners(
                resumed == null ? arguments.name() : Report.name(resumed).replaceFirst("-[0-9]+$", ""),
                Report.name(folder.path())));
        if (!quiet) {
            describe(experiment, data, parameters, engine, console);
            describeStart(folder, data, console);
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
            LiveServer live = watch.start(folder::folder, folder.path(), console);
            try (tracking;
                    live) {
                TrainingResult result = folder.train(trainer, (at, trained) -> {
                    draw(at, trained, data);
                    ReportCommand.write(
                            at, Report.name(folder.path()), spec.commandLine().getErr());
                });
                tracking.completed(folder.path());
                if (!quiet) {
                    summarise(result, folder, console);
                    warn(folder.remarks(), console);
                    warn(LayerWarnings.of(result), console);
                }
            }
        } catch (DivergedException e) {
            if (!quiet) {
                console.println();
                console.println("run folder       " + folder.folder());
            }
            sayThatTheFormerRunStays(folder);
            throw e;
        } catch (CancellationException e) {
            throw e; // the hook says how to go on
        } catch (Throwable e) {
            sayWhatIsSaved(folder, e);
            throw e;
        }
    }

    private void sayWhatIsSaved(RunWriter folder, Throwable failure) {
        PrintWriter err = spec.commandLine().getErr();
        if (failure instanceof PluginException && Files.exists(folder.folder().resolve("result.json"))) {
            err.println("descent: the progress before the failure is saved in " + folder.folder());
        } else if (folder.hasCheckpoint()) {
            err.println(
                    "descent: the last checkpoint is whole; to go on from it: descent train --resume " + folder.path());
        }
        sayThatTheFormerRunStays(folder);
    }

    private void sayThatTheFormerRunStays(RunWriter folder) {
        if (!folder.folder().equals(folder.path()) && Files.exists(folder.folder())) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "descent: %s still contains the former run; what the new one left is in %s%n",
                            folder.path(), folder.folder());
        }
    }

    private void draw(Path folder, TrainingResult result, TrainingData data) {
        if (!noPictures) {
            RunPictures.draw(folder, result, data, spec.commandLine().getErr());
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
                resumed == null ? arguments.name() : String.valueOf(resumed.getFileName()),
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
                PluginName.of(experiment.training().optimizer()),
                experiment.training().batchSize(),
                Decimal.text(experiment.training().learningRate()));
        describeFolds(experiment, console);
        describeShards(experiment, data, console);
        if (resumed == null && arguments.isTable()) {
            describeStop(experiment, console);
        }
        CalibrationText.printDivision(experiment, console);
        if (data.summary().isScaled()) {
            console.println(scaling(experiment.data().target()));
        }
        console.println(engines.describe(injector.get(), engine));
    }

    private static void describeFolds(ResolvedExperiment experiment, PrintWriter console) {
        FoldsSpec folds = experiment.training().folds();
        if (folds != null) {
            console.printf(
                    "%d folds%s: the model is the average of %d such networks; metrics named dev are means over the rows that each does not see%n",
                    folds.k(), folds.repeats() == 1 ? "" : ", divided " + folds.repeats() + " times", folds.members());
        }
    }

    private static void describeShards(ResolvedExperiment experiment, TrainingData data, PrintWriter console) {
        ShardsSpec shards = experiment.training().shards();
        if (shards != null) {
            console.printf(
                    Locale.ROOT,
                    "%,d shards of up to %,d examples; their parameters are averaged %s%n",
                    shards.count(),
                    shards.size(data.train().size()),
                    shards.every().equals(ShardsSpec.Every.EPOCH)
                            ? "at the end of each epoch"
                            : "every " + shards.every());
        }
    }

    private static String label(Schema schema) {
        int classes = schema.classes().size();
        return classes > 0
                ? classes + " classes"
                : schema.labels().size() == 1 ? "a number" : schema.labels().size() + " numbers";
    }

    /** The table in a command that describes it. */
    private String tableFile(ResolvedExperiment experiment) {
        if (resumed == null && arguments.isTable()) {
            return arguments.file().toString();
        }
        Path file = experiment.data().file();
        return String.valueOf(file == null ? experiment.data().train() : file);
    }

    private static void describeStop(ResolvedExperiment experiment, PrintWriter console) {
        EarlyStopping stopping = experiment.training().earlyStopping();
        if (stopping == null) {
            return;
        }
        int epochs = experiment.training().epochs();
        if (stopping.patience() >= epochs) {
            console.printf("trains %d epochs; the model is the best one by %s%n", epochs, stopping.metric());
        } else {
            console.printf(
                    "stops when %s has not improved for %d epochs, at the latest after %d%n",
                    stopping.metric(), stopping.patience(), epochs);
        }
    }

    private static String scaling(@Nullable TargetScaling target) {
        String labels = target == TargetScaling.LOG
                ? "the standardised logarithm of the label"
                : target == TargetScaling.QUANTILE ? "normal quantiles of the label" : "the standardised label";
        return "the cost is that of %s; all other numbers are in its own units".formatted(labels);
    }

    /** Says from where a run that is resumed or continued goes on. */
    private void describeStart(RunWriter folder, TrainingData data, PrintWriter console) {
        Checkpoint checkpoint = folder.checkpoint();
        if (checkpoint == null) {
            if (resumed != null) {
                console.println(resumed + " has no checkpoint yet; the training starts anew");
            }
            return;
        }
        int steps = checkpoint.description().epochSteps();
        String position = "epoch %d%s"
                .formatted(
                        checkpoint.description().epoch(),
                        steps == 0 ? "" : " and %,d %s".formatted(steps, steps == 1 ? "step" : "steps"));
        if (resumed != null) {
            console.printf("resumes %s after %s%n", resumed, position);
            return;
        }
        String changed = Objects.requireNonNull(folder.changed()).entrySet().stream()
                .map(entry -> "%s %s -> %s"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().get(0),
                                entry.getValue().get(1)))
                .collect(Collectors.joining(", "));
        console.printf(
                "continues %s after %s; changed: %s%n", continued, position, changed.isEmpty() ? "nothing" : changed);
        List<String> differences = checkpoint.description().data().differences(DataDigest.of(data));
        if (!differences.isEmpty()) {
            warn(
                    List.of("the data have changed since %s: %s".formatted(continued, String.join("; ", differences))),
                    console);
        }
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
        CalibrationReport calibration = result.calibration();
        if (calibration != null) {
            calibration.atHalf().forEach((set, evaluation) -> table.add(CalibrationText.atHalf(set), evaluation));
        }
        if (result.folds() != null) {
            table.add("held out", result.folds().pooled());
        }
        table.print(console);
        console.println();
        IntervalsTable.printLine(folder.intervals(), result.train().headline(), console);
        Importance importance = folder.importance();
        if (importance != null) {
            ImportanceTable.printLine(importance, console);
        }
        if (result.folds() != null) {
            describe(result.folds(), folder.intervals().get("held out"), console);
        }
        CalibrationText.print(result, console);
        Diagnosis diagnosis = Diagnosis.of(result);
        console.println("diagnosis        " + diagnosis.summary());
        if (!diagnosis.next().isEmpty()) {
            console.println("next             " + String.join("; ", diagnosis.next()));
        }
        console.printf(
                Locale.ROOT,
                "trained          %d epochs%s in %.2f s%s%n",
                result.epochs(),
                folder.changed() == null || resumed != null ? "" : " in total, the new ones",
                result.seconds(),
                switch (result.stopReason()) {
                    case EARLY_STOPPING -> ", stopped early";
                    case TIME -> ", ended by training.time";
                    default -> "";
                });
        if (result.modelEpoch() != result.epochs()) {
            console.printf("model            from epoch %d, the best by %s%n", result.modelEpoch(), metric(result));
        }
        console.println("weights SHA-256  " + result.weightsSha256());
        console.println("run folder       " + folder.path());
    }

    /** The spread over the folds is no interval of confidence, so both numbers stand by themselves. */
    private static void describe(FoldResults folds, @Nullable Intervals intervals, PrintWriter console) {
        String metric = folds.pooled().headline();
        Interval interval = intervals == null ? null : intervals.of(metric);
        console.printf(
                "folds            %s; %s over the folds: mean %s, standard deviation %s; of all held-out rows together: %s%s%n",
                folds.repeats() == 1 ? folds.k() : folds.k() + ", divided " + folds.repeats() + " times",
                metric,
                MetricsTable.number(folds.mean().get(metric)),
                MetricsTable.number(folds.standardDeviation().get(metric)),
                MetricsTable.number(folds.pooled().values().get(metric)),
                interval == null ? "" : " (95 % interval " + IntervalsTable.text(interval) + ")");
    }

    private static void warn(List<String> warnings, PrintWriter console) {
        warnings.forEach(warning -> console.println("warning: " + warning));
    }

    private static MetricName metric(TrainingResult result) {
        return Objects.requireNonNull(result.experiment().training().earlyStopping())
                .metric();
    }
}
