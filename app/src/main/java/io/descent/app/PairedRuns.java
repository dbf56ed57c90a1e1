package io.descent.app;

import com.google.inject.Injector;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.metrics.Bootstrap;
import io.descent.core.metrics.EvaluatedModel;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.Interval;
import io.descent.core.metrics.Intervals;
import io.descent.core.metrics.MetricSet;
import io.descent.core.metrics.PredictedSet;
import io.descent.core.run.RunReader;
import io.descent.inference.Model;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Engine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The differences between the metrics of runs and those of the first one, on the rows of their dev and test sets. Each
 * model predicts its own rows again; the interval of a difference comes from resamples of the rows that both share.
 */
final class PairedRuns {
    private final Map<String, Predicted> sets;

    /** What a model predicts for a set of its run. */
    private record Predicted(
            RawExamples rows,
            Evaluation evaluation,
            MetricSet metrics,
            @Nullable PredictedSet predicted) {}

    private PairedRuns(Map<String, Predicted> sets) {
        this.sets = sets;
    }

    /**
     * The differences from the first run.
     *
     * @param rows the first one is the head; empty for no differences
     * @param remarks why some are missing, in sentences
     */
    record Found(List<List<String>> rows, List<String> remarks) {
        void print(String first, PrintWriter out) {
            if (!rows.isEmpty()) {
                out.printf("differences from %s on the same rows, with 95 %% intervals (paired bootstrap):%n", first);
                TextTable.print(rows, out);
            }
            remarks.forEach(out::println);
        }
    }

    /** Predicts the rows of all runs and compares the metrics with those of the first. */
    static Found of(List<Path> folders, List<String> names, Injector injector) {
        List<List<String>> rows = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        if (folders.size() < 2) {
            return new Found(rows, remarks);
        }
        EngineArguments engines = new EngineArguments();
        try (Engine engine = engines.spec(injector).start()) {
            PairedRuns first = read(folders.get(0), engines, injector, engine);
            for (int i = 1; i < folders.size(); i++) {
                try {
                    PairedRuns other = read(folders.get(i), engines, injector, engine);
                    first.compare(names.get(0), names.get(i), other, engine, rows, remarks);
                } catch (InvalidInputException e) {
                    remarks.add("no paired difference for %s: %s".formatted(names.get(i), e.getMessage()));
                }
            }
        } catch (InvalidInputException e) {
            remarks.add("no paired differences: " + e.getMessage());
        }
        if (!rows.isEmpty()) {
            rows.add(0, List.of("run", "set", "metric", "difference", "95 % interval"));
        }
        return new Found(rows, remarks);
    }

    private static PairedRuns read(Path folder, EngineArguments engines, Injector injector, Engine engine) {
        ExperimentFile reader = injector.getInstance(ExperimentFile.class);
        RunReader run = new RunReader(folder, reader);
        Model model = engines.model(folder, injector);
        RawData raw = run.data();
        Map<String, Predicted> sets = new LinkedHashMap<>();
        Map<String, RawExamples> found = new LinkedHashMap<>();
        if (raw.dev() != null) {
            found.put("dev", raw.dev());
        }
        if (raw.test() != null) {
            found.put("test", raw.test());
        }
        found.forEach((name, rows) -> {
            EvaluatedModel evaluated = EvaluatedModel.of(model, rows, engine, reader.registry(), run.metrics());
            sets.put(name, new Predicted(rows, evaluated.evaluate(), evaluated.metrics(), evaluated.predict()));
        });
        return new PairedRuns(sets);
    }

    private void compare(
            String firstName,
            String name,
            PairedRuns other,
            Engine engine,
            List<List<String>> rows,
            List<String> remarks) {
        for (String set : List.of("dev", "test")) {
            Predicted one = sets.get(set);
            Predicted two = other.sets.get(set);
            if (one == null || two == null) {
                continue;
            }
            if (one.predicted == null || two.predicted == null) {
                remarks.add(
                        "no paired difference for %s: the outputs for its %s set are too many".formatted(name, set));
            } else if (!one.rows.hasSameRows(two.rows) || !one.predicted.isOfTheRowsOf(two.predicted)) {
                remarks.add("no paired difference for %s: its %s set has other rows than that of %s"
                        .formatted(name, set, firstName));
            } else {
                Intervals intervals = new Bootstrap(engine.workers())
                        .differences(one.predicted, one.metrics, two.predicted, two.metrics);
                intervals.byMetric().forEach((metric, interval) -> {
                    if (!metric.equals("cost")) { // runs may have different losses
                        rows.add(row(
                                name,
                                set,
                                metric,
                                one.evaluation.values().get(metric),
                                two.evaluation.values().get(metric),
                                interval));
                    }
                });
            }
        }
    }

    private static List<String> row(
            String name,
            String set,
            String metric,
            @Nullable Double first,
            @Nullable Double second,
            @Nullable Interval interval) {
        String difference = first == null || second == null ? "-" : signed(second - first);
        return List.of(name, set, metric, difference, IntervalsTable.text(interval));
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%s%s", value > 0 ? "+" : "", MetricsTable.number(value));
    }
}
