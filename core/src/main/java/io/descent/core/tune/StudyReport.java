package io.descent.core.tune;

import io.descent.core.file.internal.CsvOutput;
import io.descent.core.metrics.MetricName;
import io.descent.core.search.Outcome;
import io.descent.core.search.StudyResult;
import io.descent.core.search.Trial;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.text.internal.Decimal;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The files of a finished study.
 *
 * @param tested the number of the chosen trial and its metrics on the test set; null if the test set has not been used
 */
record StudyReport(
        StudyResult result,
        MetricName metric,
        StudySpec spec,
        @Nullable Map<String, Object> tested) {
    /** Whether a trial failed, finished, or ended at an earlier rung. */
    private static String state(Trial trial, int most) {
        return trial.isFailed() ? "failed" : trial.last().epochs() < most ? "left-behind" : "finished";
    }

    private int mostEpochs() {
        return result.trials().stream()
                .mapToInt(trial -> trial.last().epochs())
                .max()
                .orElse(0);
    }

    void write(Path folder) {
        OutputFile.write(
                folder.resolve("trials.csv"),
                out -> CsvOutput.write(new OutputStreamWriter(out, StandardCharsets.UTF_8), this::writeTrials));
        OutputFile.write(folder.resolve("study.json"), Json.pretty(json()));
    }

    private void writeTrials(Consumer<List<String>> records) {
        List<String> head = new ArrayList<>(List.of("trial", "round", "state", "epochs", metric.toString(), "margin"));
        result.space().dimensions().forEach(dimension -> head.add(dimension.name()));
        head.addAll(List.of("weightsSha256", "failure", "seconds"));
        records.accept(head);
        int most = mostEpochs();
        for (Trial trial : result.trials()) {
            Outcome first = trial.last().repeats().get(0);
            List<String> row = new ArrayList<>();
            row.add(Integer.toString(trial.number()));
            row.add(Integer.toString(trial.rungs().get(0).round()));
            row.add(state(trial, most));
            row.add(Integer.toString(first.epochs()));
            row.add(trial.isFailed() ? "" : Decimal.text(trial.value()));
            row.add(trial.margin().isPresent() ? Decimal.text(trial.margin().getAsDouble()) : "");
            Map<String, Object> values = trial.point().values();
            result.space().dimensions().forEach(dimension -> row.add(text(values.get(dimension.name()))));
            row.add(text(first.weightsSha256()));
            row.add(text(trial.failure()));
            row.add(Decimal.text(trial.seconds()));
            records.accept(row);
        }
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof Double number ? Decimal.text(number) : value.toString();
    }

    private Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("metric", metric.toString());
        json.put("goal", Names.kebab(result.goal().name()));
        json.put("strategy", RecordWriter.plugin(spec.strategy()));
        json.put("seed", spec.base().seed());
        Map<String, Object> counts = new LinkedHashMap<>();
        int most = mostEpochs();
        for (String state : List.of("finished", "left-behind", "failed")) {
            counts.put(
                    state,
                    result.trials().stream()
                            .filter(trial -> state(trial, most).equals(state))
                            .count());
        }
        json.put("trials", counts);
        json.put("repeats", spec.repeats());
        json.put("epochs", result.epochs());
        json.put("seconds", result.seconds());
        json.put("repeatable", result.isRepeatable());
        if (result.stopped() != null) {
            json.put("stopped", result.stopped());
        }
        result.best().ifPresent(best -> json.put("best", json(best)));
        if (tested != null && tested.get("metrics") instanceof Map<?, ?> metrics && !metrics.isEmpty()) {
            Map<String, Object> test = new LinkedHashMap<>();
            test.put("note", "the test set was used once, for trial " + tested.get("trial") + ", after it was chosen");
            test.put("metrics", metrics);
            json.put("test", test);
        }
        json.put("importance", result.importance());
        json.put("advice", result.advice());
        return json;
    }

    private static Map<String, Object> json(Trial best) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("trial", best.number());
        json.put("value", best.value());
        best.margin().ifPresent(margin -> json.put("margin", margin));
        json.put("repeats", best.last().repeats().stream().map(Outcome::value).toList());
        json.put("values", best.point().values());
        json.put("weightsSha256", best.last().repeats().get(0).weightsSha256());
        json.put("experiment", Tuning.BEST);
        json.put("run", Tuning.BEST_RUN);
        return json;
    }
}
