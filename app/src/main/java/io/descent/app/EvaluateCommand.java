package io.descent.app;

import com.google.inject.Injector;
import io.descent.api.Metric;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.data.TableFormat;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.metrics.Bootstrap;
import io.descent.core.metrics.ConfusionMatrix;
import io.descent.core.metrics.EvaluatedModel;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.Intervals;
import io.descent.core.run.EvaluationJson;
import io.descent.core.run.RunFiles;
import io.descent.core.run.RunReader;
import io.descent.inference.Model;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Engine;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent evaluate}. */
@Command(
        name = "evaluate",
        description = "Evaluate a trained network on the sets of its own run, or on a data file.",
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    private enum Split {
        TRAIN,
        DEV,
        TEST
    }

    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run folder, or a model folder if DATA is given.")
    private Path folder;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DATA",
            description =
                    "A table with the features and the label: CSV, TSV or JSON Lines, plain, .gz or .zip; a pattern in"
                            + " quotes; or - for standard input. Or an IDX file of images beside its labels.")
    private @Nullable Path file;

    @Option(names = "--split", paramLabel = "SET", description = "train, dev or test. Default: all sets of the run.")
    private @Nullable Split split;

    @Mixin
    private final EngineArguments engines = new EngineArguments();

    @Mixin
    private final FormatArguments formats = new FormatArguments();

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            description = "A metric to compute in addition, such as auc or '{f1: {average: macro}}'. May be repeated.")
    private List<String> metrics = new ArrayList<>();

    @Option(names = "--json", description = "Print all metrics as JSON, as in result.json.")
    private boolean json;

    @Option(
            names = "--require",
            paramLabel = "REQUIREMENT",
            description =
                    "What a metric of DATA or of the test set must be, such as 'accuracy>=0.95'; otherwise the exit code"
                            + " is 1. May be repeated.")
    private List<String> required = new ArrayList<>();

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write whether each requirement is met as a JUnit XML file.")
    private @Nullable Path junit;

    EvaluateCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        List<Requirement> requirements = required.stream().map(Requirement::of).toList();
        if (junit != null && requirements.isEmpty()) {
            throw new InvalidInputException("--junit needs a --require, such as --require 'accuracy>=0.95'");
        }
        Model model = engines.model(folder, injector.get());
        Map<String, Evaluation> evaluations = new LinkedHashMap<>();
        Map<String, Intervals> intervals = new LinkedHashMap<>();
        try (Engine engine = engines.spec(injector.get()).start()) {
            evaluate(model, engine, evaluations, intervals);
        }
        List<Requirement.Outcome> outcomes =
                requirements.stream().map(each -> each.check(evaluations)).toList();
        print(evaluations, intervals);
        if (junit != null) {
            OutputFile.write(
                    junit,
                    out -> out.write(
                            Requirement.junit(folder.toString(), outcomes).getBytes(StandardCharsets.UTF_8)));
        }
        List<Requirement.Outcome> failed =
                outcomes.stream().filter(outcome -> !outcome.isMet()).toList();
        failed.forEach(outcome -> spec.commandLine().getErr().println("descent: " + outcome.text()));
        return failed.isEmpty() ? 0 : Descent.CHECK_FAILED;
    }

    private void evaluate(
            Model model, Engine engine, Map<String, Evaluation> evaluations, Map<String, Intervals> intervals) {
        if (file == null && !formats.given().isEmpty()) {
            throw new InvalidInputException("%s is for a data file; name it after the run"
                    .formatted(formats.given().get(0).option()));
        }
        if (file == null) {
            evaluateRun(model, engine, evaluations, intervals);
        } else if (split != null) {
            throw new InvalidInputException(
                    "--split applies to runs only; without it, the whole data file is evaluated");
        } else {
            TableFormat format = formats.format(file, injector.get().getInstance(PluginRegistry.class));
            RawExamples data = RawData.read(
                    file, model.schema(), formats.encoding(model.parts().encoding(), format), format, true);
            evaluate(
                    evaluated(model, data, engine, List.of()),
                    model.parts().calibration(),
                    "data",
                    new Bootstrap(engine.workers()),
                    evaluations,
                    intervals);
        }
    }

    private void evaluateRun(
            Model model, Engine engine, Map<String, Evaluation> evaluations, Map<String, Intervals> intervals) {
        RunReader run = new RunReader(folder, injector.get().getInstance(ExperimentFile.class));
        if (!run.exists()) {
            throw new InvalidInputException(folder + ": this is not a run folder because it has no "
                    + RunFiles.EXPERIMENT + "; to evaluate a model folder, name a data file after it");
        }
        RawData raw = run.data();
        List<Metric> recorded = run.metrics();
        for (Split which : Split.values()) {
            RawExamples set = switch (which) {
                case TRAIN -> raw.train();
                case DEV -> raw.dev();
                case TEST -> raw.test();
            };
            if (set != null && (split == null || split == which)) {
                Bootstrap bootstrap = which == Split.TRAIN
                        ? null // the model was fitted to these rows
                        : new Bootstrap(engine.workers());
                evaluate(
                        evaluated(model, set, engine, recorded),
                        model.parts().calibration(),
                        name(which),
                        bootstrap,
                        evaluations,
                        intervals);
            }
        }
        if (evaluations.isEmpty()) {
            throw new InvalidInputException(folder + ": this run has no " + name(split) + " set");
        }
    }

    /** Adds the metrics of a set; of a model with a decision threshold, also those at 0.5. */
    private static void evaluate(
            EvaluatedModel evaluated,
            Calibration calibration,
            String name,
            @Nullable Bootstrap bootstrap,
            Map<String, Evaluation> evaluations,
            Map<String, Intervals> intervals) {
        evaluations.put(name, evaluated.evaluate());
        Intervals of = bootstrap == null ? null : evaluated.intervals(bootstrap);
        if (of != null) {
            intervals.put(name, of);
        }
        if (calibration.threshold() != Calibration.HALF) {
            EvaluatedModel usual = evaluated.calibrated(calibration.withThreshold(Calibration.HALF));
            evaluations.put(CalibrationText.atHalf(name), usual.evaluate());
        }
    }

    /** A model with the metrics of its run and those of the command line. */
    private EvaluatedModel evaluated(Model model, RawExamples set, Engine engine, List<Metric> recorded) {
        ExperimentFile reader = injector.get().getInstance(ExperimentFile.class);
        List<Metric> all = new ArrayList<>(recorded);
        for (String text : metrics) {
            Metric metric = reader.readPlugin(text, Metric.class);
            if (!all.contains(metric)) {
                all.add(metric);
            }
        }
        return EvaluatedModel.of(model, set, engine, reader.registry(), all);
    }

    private static String name(@Nullable Split split) {
        return String.valueOf(split).toLowerCase(Locale.ROOT);
    }

    private void print(Map<String, Evaluation> evaluations, Map<String, Intervals> intervals) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            evaluations.forEach(
                    (name, evaluation) -> all.put(name, EvaluationJson.of(evaluation, intervals.get(name))));
            out.print(Json.pretty(all));
            return;
        }
        MetricsTable table = new MetricsTable();
        evaluations.forEach(table::add);
        table.print(out);
        IntervalsTable.print(intervals, out);
        ConfusionMatrix confusion = evaluations.values().iterator().next().confusion();
        if (evaluations.keySet().stream()
                                .filter(name -> !CalibrationText.isAtHalf(name))
                                .count()
                        == 1
                && confusion != null) {
            MetricsTable.printClasses(out, confusion);
        }
    }
}
