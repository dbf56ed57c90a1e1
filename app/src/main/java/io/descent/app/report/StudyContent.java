package io.descent.app.report;

import io.descent.app.picture.Axis;
import io.descent.app.report.Html.Cell;
import io.descent.core.search.Journal;
import io.descent.inference.file.internal.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the report of a study contains: from its journal, and from its result as soon as there is one. */
final class StudyContent {
    static final String JOURNAL = Journal.FILE;

    private static final int MOST_AXES = 10;
    private static final int MOST_TRIALS = 2000;

    private final Fields study;
    private final Fields search;
    private final Map<Integer, Trial> trials;
    private final boolean larger;
    private final Html html = new Html();

    /** A trial as the journal has it: the end of its last repeat. */
    private static final class Trial {
        private Fields values = Fields.NONE;
        private int epochs;
        /** The epochs that it was given so far; early stopping may use fewer. */
        private int given;

        private int round;
        private final List<Double> found = new ArrayList<>();
        private String failure = "";
        private double seconds;

        /** The mean over repeats; NaN if there is none yet. */
        double value() {
            return failure.isEmpty()
                    ? found.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN)
                    : Double.NaN;
        }
    }

    private StudyContent(Fields study, Fields search, Map<Integer, Trial> trials) {
        this.study = study;
        this.search = search;
        this.trials = trials;
        this.larger = study.text("goal").isEmpty()
                ? isLargerBetter(search.text("metric"))
                : study.text("goal").equals("maximize");
    }

    /** While a study runs, its files do not say whether large values are good. */
    private static boolean isLargerBetter(String metric) {
        return !metric.matches("(?i).*(cost|loss|error|rmse|mae|mse|mape|deviance|brier|pinball|poisson|hinge).*");
    }

    static Html of(Path folder, String name) {
        Map<Integer, Trial> trials = new TreeMap<>();
        Fields search = Fields.NONE;
        try (BufferedReader lines = Files.newBufferedReader(folder.resolve(JOURNAL))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Fields fact = new Fields(Json.read(line));
                switch (fact.text("fact")) {
                    case "study" -> search = fact.at("definition", "search");
                    case "proposed", "finished", "failed" -> take(fact, trials);
                    default -> {}
                }
            }
        } catch (IOException | RuntimeException e) {
            // there is no more
        }
        return new StudyContent(Fields.read(folder.resolve("study.json")), search, trials).write(name);
    }

    private static void take(Fields fact, Map<Integer, Trial> trials) {
        Double number = fact.number("trial");
        if (number == null) {
            return;
        }
        Trial trial = trials.computeIfAbsent(number.intValue(), n -> new Trial());
        Double value = fact.number("value");
        Double epochs = fact.number("epochs");
        Double until = fact.number("until");
        Double seconds = fact.number("seconds");
        Double round = fact.number("round");
        switch (fact.text("fact")) {
            case "proposed" -> {
                trial.values = fact.at("values");
                trial.round = round == null ? 0 : round.intValue();
            }
            case "failed" -> trial.failure = fact.text("reason");
            default -> {
                if (until != null && until.intValue() > trial.given) { // a later rung
                    trial.found.clear();
                    trial.given = until.intValue();
                }
                if (value != null) {
                    trial.found.add(value);
                }
            }
        }
        trial.epochs = epochs == null ? trial.epochs : Math.max(trial.epochs, epochs.intValue());
        trial.seconds += seconds == null ? 0 : seconds;
    }

    private String metric() {
        String named = search.text("metric").isEmpty() ? study.text("metric") : search.text("metric");
        return named.isEmpty() ? "the usual metric" : named;
    }

    private Html write(String name) {
        html.raw("<h1>%s</h1>".formatted(Html.escaped(name)));
        summary();
        progress();
        parallel();
        table();
        importance();
        return html;
    }

    private List<Trial> done() {
        return trials.values().stream()
                .filter(trial -> Double.isFinite(trial.value()))
                .toList();
    }

    /** The number of the best trial among those with the most epochs; -1 if there is none. */
    private int best() {
        Double best = study.at("best").number("trial");
        if (best != null) {
            return best.intValue();
        }
        int most = done().stream().mapToInt(trial -> trial.given).max().orElse(0);
        Comparator<Map.Entry<Integer, Trial>> byValue = Comparator.comparingDouble(
                entry -> larger ? -entry.getValue().value() : entry.getValue().value());
        return trials.entrySet().stream()
                .filter(entry -> entry.getValue().given == most
                        && Double.isFinite(entry.getValue().value()))
                .min(byValue)
                .map(Map.Entry::getKey)
                .orElse(-1);
    }

    private void summary() {
        html.section("summary", "Summary");
        String asked = search.text("trials");
        long failed = trials.values().stream()
                .filter(trial -> !trial.failure.isEmpty())
                .count();
        html.paragraph("%d of %s trials are done%s. They are compared by %s; %s is better."
                .formatted(
                        done().size() + failed,
                        asked.isEmpty() ? "?" : asked,
                        failed == 0 ? "" : ", %d of them failed".formatted(failed),
                        metric(),
                        larger ? "larger" : "smaller"));
        if (study.isEmpty() && !asked.isEmpty()) {
            html.raw("<progress max=\"%s\" value=\"%d\"></progress>".formatted(Html.escaped(asked), done().size()));
        }
        Trial best = trials.get(best());
        if (best != null) {
            html.paragraph("The best is trial %d: %s %s after %d epochs."
                    .formatted(best(), metric(), RunContent.number(best.value()), best.epochs));
            List<List<String>> rows = new ArrayList<>();
            best.values.names().forEach(key -> rows.add(List.of(key, shown(best.values, key))));
            html.table("Its hyperparameters", List.of("hyperparameter", "value"), rows);
        }
        Fields test = study.at("test", "metrics");
        List<List<String>> rows = new ArrayList<>();
        for (String name : test.names()) {
            if (test.number(name) != null && !name.equals("examples")) {
                rows.add(List.of(name, RunContent.number(test.number(name))));
            }
        }
        if (!rows.isEmpty()) {
            html.table("The best trial on the test set, which was used once", List.of("metric", "value"), rows);
        }
        if (!study.text("advice").isEmpty()) {
            html.paragraph(study.text("advice"));
        }
        html.end();
    }

    private static String shown(Fields values, String key) {
        Double number = values.number(key);
        return number == null ? values.text(key) : Axis.number(number);
    }

    private void progress() {
        double[] xs = trials.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
        double[] ys = trials.values().stream().mapToDouble(Trial::value).toArray();
        int most = done().stream().mapToInt(trial -> trial.given).max().orElse(0);
        double best = Double.NaN;
        double[] soFar = new double[xs.length];
        int i = 0;
        for (Trial trial : trials.values()) {
            double value = trial.value();
            if (trial.given == most && Double.isFinite(value) && !(larger ? value <= best : value >= best)) {
                best = value;
            }
            soFar[i++] = best;
        }
        Plot plot = new Plot("%s by trial".formatted(metric()), "trial", metric())
                .counts()
                .points("a trial", xs, ys)
                .line("the best so far", xs, soFar);
        if (!plot.isEmpty()) {
            html.section("trials-by-number", "Progress").plots(List.of(plot)).end();
        }
    }

    /** The axes: the hyperparameters, the most important first if that is known. */
    private List<String> names() {
        Set<String> names = new LinkedHashSet<>(study.at("importance").names());
        trials.values().forEach(trial -> names.addAll(trial.values.names()));
        return List.copyOf(names);
    }

    /** The plot of parallel coordinates, which the script of the page draws, because it reacts to what is chosen. */
    private void parallel() {
        if (done().isEmpty()) {
            return;
        }
        List<String> names = names();
        List<String> shown = names.subList(0, Math.min(MOST_AXES, names.size()));
        List<Object> lines = new ArrayList<>();
        int best = best();
        trials.forEach((number, trial) -> {
            if (Double.isFinite(trial.value()) && lines.size() < MOST_TRIALS) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("trial", number);
                List<Object> values = new ArrayList<>();
                for (String name : shown) {
                    Double value = trial.values.number(name);
                    values.add(value != null ? value : trial.values.text(name));
                }
                values.add(trial.value());
                line.put("values", values);
                lines.add(line);
            }
        });
        List<Object> axes = new ArrayList<>();
        for (String name : shown) {
            String range = search.at("space").text(name);
            axes.add(Map.of("name", name, "log", range.contains("log") && !range.contains("one-minus")));
        }
        axes.add(Map.of("name", metric(), "log", false));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("axes", axes);
        data.put("lines", lines);
        data.put("best", best);
        data.put("larger", larger);
        html.section("parallel", "Hyperparameters and " + metric())
                .paragraph(
                        "Each line is a trial. Drag along an axis, or fill in the fields below, to choose trials; the"
                                + " table shows the same ones.")
                .raw(
                        "<div class=\"wide\"><svg class=\"parallel\" role=\"img\" aria-label=\"Parallel coordinates of %d trials\" data-parallel=\"%s\"></svg></div>"
                                .formatted(lines.size(), Html.escaped(Json.line(data))))
                .raw("<form class=\"ranges\" aria-label=\"Choose trials by ranges\"></form>")
                .end();
    }

    private void table() {
        List<String> names = names();
        List<String> head = new ArrayList<>(List.of("trial", metric(), "epochs", "round"));
        head.addAll(names);
        head.addAll(List.of("seconds", "failure"));
        List<List<Cell>> rows = new ArrayList<>();
        trials.forEach((number, trial) -> {
            if (rows.size() >= MOST_TRIALS) {
                return;
            }
            double value = trial.value();
            List<Cell> row = new ArrayList<>();
            row.add(new Cell(String.valueOf(number), " data-sort=\"%d\" data-trial=\"%d\"".formatted(number, number)));
            row.add(Double.isFinite(value) ? Cell.number(RunContent.number(value), value) : Cell.of(""));
            row.add(Cell.of(trial.epochs == 0 ? "" : String.valueOf(trial.epochs)));
            row.add(Cell.of(String.valueOf(trial.round)));
            for (String name : names) {
                Double known = trial.values.number(name);
                row.add(known == null ? Cell.of(trial.values.text(name)) : Cell.number(Axis.number(known), known));
            }
            row.add(Cell.number(String.format(Locale.ROOT, "%.2f", trial.seconds), trial.seconds));
            row.add(Cell.of(trial.failure));
            rows.add(row);
        });
        html.section("trials", "Trials")
                .cells(
                        rows.size() < trials.size() ? "The first %d trials".formatted(rows.size()) : "All trials",
                        head,
                        rows)
                .end();
    }

    private void importance() {
        Fields importance = study.at("importance");
        if (importance.isEmpty()) {
            return;
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (String name : importance.names()) {
            Double share = importance.number(name);
            double known = share == null ? 0 : share;
            rows.add(List.of(
                    new Cell(name, String.format(Locale.ROOT, " class=\"bar\" style=\"--share:%.4f\"", known)),
                    Cell.number(String.format(Locale.ROOT, "%.1f %%", 100 * known), known)));
        }
        html.section("importance", "Importance of the hyperparameters")
                .cells("Share of the variation of " + metric(), List.of("hyperparameter", "importance"), rows)
                .end();
    }
}
