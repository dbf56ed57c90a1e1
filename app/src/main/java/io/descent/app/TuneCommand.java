package io.descent.app;

import com.google.inject.Injector;
import io.descent.app.picture.RunPictures;
import io.descent.app.picture.StudyPictures;
import io.descent.app.report.LiveServer;
import io.descent.app.report.Report;
import io.descent.core.data.TrainingData;
import io.descent.core.run.RunFiles;
import io.descent.core.search.StudyListener;
import io.descent.core.search.StudyResult;
import io.descent.core.search.Trial;
import io.descent.core.training.TrainingResult;
import io.descent.core.tune.StudySpec;
import io.descent.core.tune.Tuning;
import io.descent.core.wiring.Trainings;
import io.descent.inference.file.internal.Folders;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code descent tune}. */
@Command(
        name = "tune",
        description =
                "Search hyperparameters: train an experiment with many settings and choose the best by the dev set.",
        mixinStandardHelpOptions = true)
final class TuneCommand implements Callable<Integer> {
    private static final Path PARENT = Path.of("runs");
    private static final int LINE = 100;

    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec command;

    @Mixin
    private final ExperimentArguments arguments = new ExperimentArguments();

    @Mixin
    private final WatchArgument watch = new WatchArgument();

    @Mixin
    private final EngineArguments engines = new EngineArguments();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description =
                    "The number of trials to train at once; they share --threads. Default: one per core. Results do not"
                            + " depend on it.")
    private int parallel = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The study folder. Default: the next of runs/NAME-study-1, -2, ...; with --resume, the last.")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Resume a study that was interrupted.")
    private boolean resume;

    @Option(names = "--quiet", description = "Print errors only.")
    private boolean quiet;

    @Option(names = "--no-pictures", description = "Do not draw pictures.")
    private boolean noPictures;

    TuneCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        if (parallel < 1 || parallel > 1024) {
            throw new InvalidInputException("--parallel is %d; it must be from 1 to 1024".formatted(parallel));
        }
        Injector services = injector.get();
        EngineSpec whole = engines.spec(services);
        StudySpec spec = arguments.readStudy(services);
        Path folder = folder();
        PrintWriter console = command.commandLine().getOut();
        LiveServer live = watch(folder, console);
        try (live;
                Tuning tuning = open(spec, services, folder)) {
            StudyListener progress = new StudyListener() {};
            if (!quiet) {
                describe(spec, tuning, console);
                progress = new TuneProgress(
                        console, spec, tuning.metric().toString(), Boolean.getBoolean("descent.terminal"));
            }
            EngineSpec each = whole.withThreads(Math.max(1, whole.threads() / parallel));
            StudyResult result;
            ResumeHint hint = new ResumeHint(folder, command.commandLine().getErr());
            try (hint) {
                result = tuning.search(each, parallel, progress);
            }
            finish(tuning, result, whole, folder);
        }
        return 0;
    }

    private @Nullable LiveServer watch(Path folder, PrintWriter console) {
        try {
            return watch.start(() -> folder, folder, console);
        } catch (InvalidInputException e) {
            if (out == null && !resume) {
                deleteIfEmpty(folder);
            }
            throw e;
        }
    }

    private Tuning open(StudySpec spec, Injector services, Path folder) {
        try {
            return new Tuning(
                    spec,
                    services.getInstance(Trainings.class),
                    services.getInstance(PluginRegistry.class),
                    folder,
                    resume);
        } catch (InvalidInputException e) {
            if (out == null && !resume) {
                deleteIfEmpty(folder);
            }
            throw e;
        }
    }

    private static void deleteIfEmpty(Path folder) {
        try {
            Folders.deleteIfEmpty(folder);
        } catch (IOException e) {
            // the study has failed already
        }
    }

    private Path folder() {
        String name = arguments.name() + "-study";
        if (out != null) {
            return out;
        }
        if (!resume) {
            return RunFiles.nextFolder(PARENT, name);
        }
        Path last = null;
        for (int i = 1; Files.isDirectory(PARENT.resolve(name + "-" + i)); i++) {
            last = PARENT.resolve(name + "-" + i);
        }
        if (last == null) {
            throw new InvalidInputException(
                    "there is no study to resume: %s does not exist; name the study folder with --out"
                            .formatted(PARENT.resolve(name + "-1")));
        }
        return last;
    }

    private void describe(StudySpec spec, Tuning tuning, PrintWriter console) {
        console.printf(
                "%s: up to %,d trials of %d %s, strategy %s%s; metric %s on %,d dev examples; %d at once%n",
                arguments.name(),
                spec.trials(),
                spec.space().size(),
                spec.space().size() == 1 ? "hyperparameter" : "hyperparameters",
                spec.strategy().name(),
                spec.repeats() > 1 ? ", " + spec.repeats() + " trainings each" : "",
                tuning.metric(),
                tuning.data().dev() == null ? 0 : tuning.data().dev().size(),
                parallel);
        if (tuning.journal().dropped() > 0) {
            console.printf(
                    "the journal ended in the middle of a trial; its last %,d bytes were dropped%n",
                    tuning.journal().dropped());
        }
        console.flush();
    }

    private void finish(Tuning tuning, StudyResult result, EngineSpec engine, Path folder) {
        PrintWriter console = command.commandLine().getOut();
        Optional<Trial> best = result.best();
        if (best.isEmpty()) {
            tuning.report(result);
            throw new InvalidInputException(
                    result.trials().isEmpty()
                            ? "no trial was completed: " + result.stopped()
                            : "all %d trials failed; trial %d: %s. See %s"
                                    .formatted(
                                            result.trials().size(),
                                            result.trials().get(0).number(),
                                            result.trials().get(0).failure(),
                                            folder.resolve("trials.csv")));
        }
        tuning.report(result);
        tuning.choose(best.get(), engine, this::drawRun);
        tuning.report(result);
        if (!noPictures) {
            RunPictures.attempt(command.commandLine().getErr(), () -> {
                new StudyPictures(result, tuning.metric().toString())
                        .all()
                        .forEach((name, png) -> OutputFile.write(folder.resolve(name), file -> file.write(png)));
                return null;
            });
        }
        ReportCommand.write(folder, Report.name(folder), command.commandLine().getErr());
        if (!quiet) {
            summarise(tuning, result, best.get(), folder, console);
        }
    }

    private void drawRun(Path run, TrainingResult trained, TrainingData data) {
        if (!noPictures) {
            RunPictures.draw(run, trained, data, command.commandLine().getErr());
        }
        ReportCommand.write(run, Report.name(run), command.commandLine().getErr());
    }

    private static void summarise(Tuning tuning, StudyResult result, Trial best, Path folder, PrintWriter console) {
        console.println();
        TextTable.print(TuneProgress.table(result, tuning.metric().toString(), 10), console);
        console.println();
        Map<String, Double> importance = result.importance();
        importance.forEach((name, share) -> console.printf(Locale.ROOT, "%5.1f %%  %s%n", 100 * share, name));
        console.println();
        wrap(result.advice()).forEach(console::println);
        console.println();
        Map<String, Object> tested = tuning.journal().tested();
        if (tested != null && tested.get("metrics") instanceof Map<?, ?> metrics && !metrics.isEmpty()) {
            List<String> texts = new ArrayList<>();
            metrics.forEach((name, value) -> {
                if (value instanceof Number number && !name.equals("examples")) {
                    texts.add(name + " " + MetricsTable.number(number.doubleValue()));
                }
            });
            console.printf("test set, evaluated once, for trial %d: %s%n", best.number(), String.join(", ", texts));
        }
        if (result.stopped() != null) {
            console.println("not repeatable: " + result.stopped());
        }
        console.println("best experiment  " + folder.resolve(Tuning.BEST));
        console.println("study folder     " + folder);
        console.flush();
    }

    /** Breaks a text into lines. */
    private static List<String> wrap(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() > LINE) {
                lines.add(line.toString().strip());
                line.setLength(0);
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().strip());
        return lines;
    }
}
