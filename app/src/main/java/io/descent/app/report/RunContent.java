package io.descent.app.report;

import io.descent.app.report.Html.Cell;
import io.descent.core.config.internal.Yaml;
import io.descent.inference.config.internal.Node;
import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the report of a run contains. A run that has not ended has curves, and no more. */
final class RunContent {
    private static final List<String> SETS = List.of("train", "dev", "test");
    private static final int MOST_CLASSES = 30;
    private static final int MOST_CURVES = 8;
    private static final int MOST_COLUMNS = 30;
    private static final int MOST_LAYERS = 8;
    private static final int MOST_EPOCHS = 20_000;
    /** Names of results of a set that are no metrics. */
    static final Set<String> NO_METRICS = Set.of("examples", "classes", "confusion", "intervals", "bootstrap");

    private final Fields result;
    private final Fields model;
    private final String experiment;
    private final List<Fields> epochs;
    private final Html html = new Html();

    private RunContent(Fields result, Fields model, String experiment, List<Fields> epochs) {
        this.result = result;
        this.model = model;
        this.experiment = experiment;
        this.epochs = epochs;
    }

    static Html of(Path folder, String name) {
        return new RunContent(
                        Fields.read(folder.resolve("result.json")),
                        Fields.read(folder.resolve("model").resolve("model.json")),
                        text(folder.resolve("experiment.yaml")),
                        epochs(folder))
                .write(name);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** The epochs so far; of very many, every second, every fourth and so on. The last line may be half written. */
    static List<Fields> epochs(Path folder) {
        List<Fields> epochs = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(folder.resolve("metrics.jsonl"))) {
            int every = 1;
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Fields epoch = new Fields(Json.read(line));
                if (number++ % every != 0) { // the last one is always kept
                    epochs.set(epochs.size() - 1, epoch);
                    continue;
                }
                if (epochs.size() == MOST_EPOCHS) {
                    every *= 2;
                    for (int i = epochs.size() / 2 - 1; i >= 0; i--) {
                        epochs.remove(2 * i + 1);
                    }
                }
                epochs.add(epoch);
            }
        } catch (IOException | RuntimeException e) {
            // there are no more
        }
        return epochs;
    }

    private Html write(String name) {
        html.raw("<h1>%s</h1>".formatted(Html.escaped(name)));
        summary();
        metrics();
        diagnosis();
        curves();
        classes();
        values();
        calibration();
        importance();
        folds();
        columns();
        if (!experiment.isEmpty()) {
            html.section("experiment", "Experiment")
                    .details("experiment.yaml", experiment)
                    .end();
        }
        environment();
        return html;
    }

    private boolean isClasses() {
        return !model.list("classes").isEmpty();
    }

    /** The metric to name if there is room for only one. */
    private String headline() {
        return result.at("metrics", "train").number("accuracy") != null ? "accuracy" : "r2";
    }

    private void summary() {
        html.section("summary", "Summary");
        if (result.isEmpty()) {
            progress();
        } else {
            html.paragraph(whatItIs(result, model));
            for (String set : List.of("test", "dev")) {
                Double value = result.at("metrics", set).number(headline());
                if (value != null) {
                    html.paragraph("%s on the %s set: %s%s."
                            .formatted(
                                    capital(headline()),
                                    set,
                                    number(value),
                                    interval(set, headline(), ", 95 % interval ")));
                }
            }
            html.paragraph(howItEnded());
        }
        html.end();
    }

    private static String capital(String text) {
        return text.matches("r2|f1|auc|rmse|mae")
                ? text.toUpperCase(Locale.ROOT)
                : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private void progress() {
        Double last = epochs.isEmpty() ? null : epochs.get(epochs.size() - 1).number("epoch");
        int done = last == null ? 0 : last.intValue();
        Integer of = epochsAsked();
        html.paragraph(
                done == 0
                        ? "The training has not ended its first epoch."
                        : "Epoch %,d%s.".formatted(done, of == null ? "" : String.format(Locale.ROOT, " of %,d", of)));
        if (done > 0) {
            if (of != null) {
                html.raw("<progress max=\"%d\" value=\"%d\">%d of %d</progress>".formatted(of, done, done, of));
            }
            List<List<String>> rows = new ArrayList<>();
            Fields epoch = epochs.get(epochs.size() - 1);
            for (String set : SETS) {
                for (String metric : epoch.at(set).names()) {
                    Double value = epoch.at(set).number(metric);
                    if (value != null) {
                        rows.add(List.of(set + " " + metric, number(value)));
                    }
                }
            }
            html.table("The last epoch", List.of("metric", "value"), rows);
        }
    }

    private @Nullable Integer epochsAsked() {
        try {
            Node found = Yaml.read("experiment.yaml", experiment).find("training", "epochs");
            return found instanceof Node.Text text ? Integer.valueOf(text.text()) : null;
        } catch (InvalidInputException | NumberFormatException e) {
            return null; // the file is not there yet
        }
    }

    /** A sentence about a model. */
    static String whatItIs(Fields result, Fields model) {
        List<String> layers = model.objects("layers").stream()
                .map(layer -> layer.text("units"))
                .toList();
        int members =
                model.number("average") == null ? 1 : model.number("average").intValue();
        String network = "%s of %s"
                .formatted(
                        members > 1 ? "An average of " + members + " networks" : "A network",
                        layers.isEmpty() ? "unknown layers" : "layers of " + String.join(", ", layers) + " units");
        int columns = model.list("columns").size();
        List<String> labels = model.texts("labels");
        return "%s predicts %s%s%s. It was trained on %s examples."
                .formatted(
                        network,
                        String.join(", ", labels),
                        !model.list("classes").isEmpty()
                                ? " (" + model.list("classes").size() + " classes)"
                                : "",
                        columns == 0 ? "" : " from " + columns + (columns == 1 ? " column" : " columns"),
                        count(result.at("data").number("train")));
    }

    private String howItEnded() {
        Double modelEpoch = result.number("modelEpoch");
        String epoch = modelEpoch == null || modelEpoch.equals(result.number("epochs"))
                ? ""
                : " The model is that of epoch %s.".formatted(count(modelEpoch));
        String outcome = switch (result.text("outcome")) {
            case "diverged" ->
                "The training diverged: " + result.at("divergence").text("message") + ".";
            case "failed" -> "A plugin failed: " + result.at("failure").text("message") + ".";
            case "stopped-early" -> "The training stopped early, because the dev set did not improve.";
            case "time-limit" -> "The training ended at its time limit.";
            case "stopped" -> "A listener stopped the training.";
            default -> "The training was completed.";
        };
        Double seconds = result.number("seconds");
        return "%s %s epochs%s.%s"
                .formatted(
                        outcome,
                        count(result.number("epochs")),
                        seconds == null ? "" : String.format(Locale.ROOT, " in %,.1f seconds", seconds),
                        epoch);
    }

    private static String count(@Nullable Double value) {
        return value == null ? "?" : String.format(Locale.ROOT, "%,.0f", value);
    }

    /** A metric with four digits, as on the console. */
    static String number(@Nullable Double value) {
        if (value == null) {
            return "";
        }
        double size = Math.abs(value);
        return !Double.isFinite(value)
                ? value.toString()
                : size >= 1e7 || (size < 5e-4 && size > 0)
                        ? String.format(Locale.ROOT, "%.4e", value)
                        : String.format(Locale.ROOT, size >= 1000 ? "%,.1f" : "%.4f", value);
    }

    private String interval(String set, String metric, String before) {
        Fields interval = result.at("metrics", set, "intervals", metric);
        return interval.isEmpty()
                ? ""
                : "%s%s to %s".formatted(before, number(interval.number("low")), number(interval.number("high")));
    }

    private void metrics() {
        Set<String> names = new LinkedHashSet<>();
        List<String> sets = SETS.stream()
                .filter(set -> !result.at("metrics", set).isEmpty())
                .toList();
        sets.forEach(set -> names.addAll(result.at("metrics", set).names()));
        names.removeAll(NO_METRICS);
        if (sets.isEmpty()) {
            return;
        }
        List<String> head = new ArrayList<>(List.of("metric"));
        for (String set : sets) {
            head.add(set);
            if (!result.at("metrics", set, "intervals").isEmpty()) {
                head.add("95 % interval");
            }
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (String metric : names) {
            List<Cell> row = new ArrayList<>(List.of(Cell.of(metric)));
            for (String set : sets) {
                Double value = result.at("metrics", set).number(metric);
                row.add(value == null ? Cell.of("undefined") : Cell.number(number(value), value));
                if (!result.at("metrics", set, "intervals").isEmpty()) {
                    row.add(Cell.of(interval(set, metric, "")));
                }
            }
            rows.add(row);
        }
        String examples = sets.stream()
                .map(set -> count(result.at("metrics", set).number("examples")) + " " + set)
                .collect(Collectors.joining(", ", "Metrics on ", " examples"));
        html.section("metrics", "Metrics").cells(examples, head, rows);
        Fields threshold = result.at("threshold");
        if (!threshold.isEmpty()) {
            html.paragraph("%s is predicted from the probability %s on, which is the best for %s on the dev set."
                    .formatted(threshold.text("class"), number(threshold.number("value")), threshold.text("goal")));
        }
        html.end();
    }

    private void diagnosis() {
        Fields diagnosis = result.at("diagnosis");
        List<String> warnings = result.texts("warnings");
        if (diagnosis.isEmpty() && warnings.isEmpty()) {
            return;
        }
        html.section("diagnosis", "Diagnosis");
        if (!diagnosis.isEmpty()) {
            if (!diagnosis.text("summary").isEmpty()) {
                html.paragraph(capital(diagnosis.text("summary")) + ".");
            }
            if (!diagnosis.list("next").isEmpty()) {
                html.paragraph("What to try next:").list(diagnosis.texts("next"));
            }
        }
        if (!warnings.isEmpty()) {
            html.paragraph("Warnings:").list(warnings);
        }
        html.end();
    }

    private void curves() {
        if (epochs.isEmpty()) {
            return;
        }
        List<Plot> plots = new ArrayList<>();
        double[] numbers = history("epoch");
        Set<String> metrics = new LinkedHashSet<>(List.of("cost"));
        epochs.forEach(epoch -> metrics.addAll(epoch.at("dev").names()));
        for (String metric : metrics) {
            Plot plot = new Plot(capital(metric) + " by epoch", "epoch", metric).counts();
            for (String set : List.of("train", "dev")) {
                plot.line(set, numbers, history(metric, set));
            }
            plots.add(plot);
        }
        plots.add(new Plot("Learning rate by epoch", "epoch", "learning rate")
                .counts()
                .line("learning rate", numbers, history("learningRate")));
        layers(numbers, plots);
        html.section("curves", "Training").plots(plots).end();
    }

    private double[] history(String name, String... path) {
        return epochs.stream().mapToDouble(epoch -> epoch.at(path).orNaN(name)).toArray();
    }

    /** Norms by layer, if the training watched its layers. */
    private void layers(double[] numbers, List<Plot> plots) {
        List<List<Fields>> all =
                epochs.stream().map(epoch -> epoch.objects("layers")).toList();
        List<Fields> last = all.get(all.size() - 1);
        Map<String, String> norms = new LinkedHashMap<>();
        norms.put("gradientNorm", "Norm of the gradients");
        norms.put("activationNorm", "Norm of the activations");
        norms.forEach((key, title) -> {
            Plot plot = new Plot(title + " by epoch", "epoch", "norm").counts();
            for (int i = 0; i < Math.min(MOST_LAYERS, last.size()); i++) {
                int layer = i;
                plot.line(
                        last.get(layer).text("name"),
                        numbers,
                        all.stream()
                                .mapToDouble(each ->
                                        each.size() > layer ? each.get(layer).orNaN(key) : Double.NaN)
                                .toArray());
            }
            plots.add(plot);
        });
    }

    private void classes() {
        String set = SETS.stream()
                .filter(each -> !result.at("metrics", each, "classes").isEmpty())
                .reduce((first, second) -> second)
                .orElse("");
        if (set.isEmpty()) {
            return;
        }
        Fields of = result.at("metrics", set);
        List<String> names = of.at("classes").names();
        html.section("classes", "Classes of the " + set + " set");
        html.cells(
                "How each class is found",
                List.of("class", "precision", "recall", "F1", "examples"),
                names.stream()
                        .map(name -> List.of(
                                Cell.of(name),
                                Cell.of(number(of.at("classes", name).number("precision"))),
                                Cell.of(number(of.at("classes", name).number("recall"))),
                                Cell.of(number(of.at("classes", name).number("f1"))),
                                Cell.of(count(of.at("classes", name).number("support")))))
                        .toList());
        if (names.size() <= MOST_CLASSES) {
            confusion(of, names);
        }
        Fields curves = result.at("curves", set);
        if (!curves.isEmpty()) {
            Plot roc = new Plot("ROC curve", "false positive rate", "true positive rate").unit(true);
            Plot precisionRecall = new Plot("Precision and recall", "recall", "precision").unit(false);
            for (String name : curves.names()
                    .subList(0, Math.min(MOST_CURVES, curves.names().size()))) {
                Fields curve = curves.at(name);
                roc.line(name, curve.coordinates("roc", 0), curve.coordinates("roc", 1));
                precisionRecall.line(
                        name, curve.coordinates("precisionRecall", 0), curve.coordinates("precisionRecall", 1));
            }
            html.plots(List.of(roc, precisionRecall));
            if (curves.names().size() > MOST_CURVES) {
                html.paragraph("The curves show the first %d classes.".formatted(MOST_CURVES));
            }
        }
        html.end();
    }

    private void confusion(Fields of, List<String> names) {
        List<String> head = new ArrayList<>(List.of("actual, predicted"));
        head.addAll(names);
        List<List<Cell>> rows = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            double[] counts = of.list("confusion").get(i) instanceof List<?> row ? Fields.numbers(row) : new double[0];
            double sum = Arrays.stream(counts).sum();
            List<Cell> row = new ArrayList<>(List.of(Cell.of(names.get(i))));
            for (double count : counts) {
                String shade = String.format(Locale.ROOT, " style=\"--share:%.3f\"", sum == 0 ? 0 : count / sum);
                row.add(new Cell(count(count), " data-sort=\"%s\"%s".formatted(count, shade)));
            }
            rows.add(row);
        }
        html.raw("<div class=\"confusion\">")
                .cells("Actual class by row, predicted class by column", head, rows)
                .raw("</div>");
    }

    private void values() {
        if (isClasses()) {
            return;
        }
        String set = !result.at("curves", "test").isEmpty() ? "test" : "dev";
        Fields pairs = result.at("curves", set);
        if (pairs.isEmpty()) {
            return;
        }
        List<Plot> plots = new ArrayList<>();
        for (String label : pairs.names()) {
            plots.add(new Plot(label + ": predicted and actual values", "actual", "predicted")
                    .points("a row", pairs.coordinates(label, 0), pairs.coordinates(label, 1))
                    .square());
        }
        html.section("values", "Values of the %s set".formatted(set))
                .plots(plots)
                .end();
    }

    private void calibration() {
        Fields calibration = result.at("calibration");
        List<String> sets = Stream.of("dev", "test")
                .filter(set -> !calibration.at(set).isEmpty())
                .toList();
        if (sets.isEmpty()) {
            return;
        }
        html.section("calibration", "Calibration");
        html.paragraph("Probabilities are computed with the temperature %s, learnt on %s examples."
                .formatted(number(calibration.number("temperature")), count(calibration.number("examples"))));
        List<List<Cell>> rows = new ArrayList<>();
        List<Plot> plots = new ArrayList<>();
        for (String set : sets) {
            Fields of = calibration.at(set);
            rows.add(List.of(
                    Cell.of(set),
                    Cell.of(number(of.at("logLoss").number("before"))),
                    Cell.of(number(of.at("logLoss").number("after"))),
                    Cell.of(number(of.at("calibrationError").number("before"))),
                    Cell.of(number(of.at("calibrationError").number("after")))));
            Plot plot = new Plot(
                            "Reliability on the " + set + " set", "probability of the predicted class", "share correct")
                    .unit(true);
            for (String when : List.of("before", "after")) {
                List<Fields> bins = of.at("reliability").objects(when);
                plot.line(when, numbers(bins, "predicted"), numbers(bins, "observed"));
            }
            plots.add(plot);
        }
        html.cells(
                "Before and after calibration",
                List.of("set", "log loss before", "after", "calibration error before", "after"),
                rows);
        html.plots(plots).end();
    }

    private static double[] numbers(List<Fields> objects, String name) {
        return objects.stream().mapToDouble(each -> each.orNaN(name)).toArray();
    }

    private void importance() {
        Fields importance = result.at("importance");
        if (importance.isEmpty()) {
            return;
        }
        List<Fields> columns = importance.objects("columns");
        html.section("importance", "Importance of the columns");
        html.paragraph(
                "By how much the %s grows if the cells of a column are permuted among %s rows of the %s set; mean and standard deviation of %s permutations."
                        .formatted(
                                importance.text("metric"),
                                count(importance.number("rows")),
                                importance.text("set"),
                                importance.text("repeats")));
        double largest = columns.stream()
                .mapToDouble(column -> Math.max(0, number(column, "mean")))
                .max()
                .orElse(0);
        List<List<Cell>> rows = new ArrayList<>();
        for (Fields column : columns.subList(0, Math.min(MOST_COLUMNS, columns.size()))) {
            double mean = number(column, "mean");
            double share = largest == 0 ? 0 : Math.max(0, mean) / largest;
            rows.add(List.of(
                    new Cell(
                            column.text("name"),
                            String.format(Locale.ROOT, " class=\"bar\" style=\"--share:%.4f\"", share)),
                    Cell.number(significant(mean), mean),
                    Cell.of(significant(number(column, "standardDeviation")))));
        }
        html.cells("The most important columns", List.of("column", "mean", "standard deviation"), rows);
        List<Plot> plots = new ArrayList<>();
        for (Fields dependence : importance.objects("partialDependence")) {
            plots.add(dependence(dependence));
        }
        if (!plots.isEmpty()) {
            html.heading("Mean prediction by the value of a column").plots(plots);
        }
        html.end();
    }

    /** Three digits. */
    private static String significant(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value, new MathContext(3)).toPlainString()
                : String.valueOf(value);
    }

    private static double number(Fields of, String name) {
        Double value = of.number(name);
        return value == null ? 0 : value;
    }

    private Plot dependence(Fields dependence) {
        List<String> outputs = dependence.texts("outputs");
        String column = dependence.text("column");
        boolean ordered = dependence.text("ordered").equals("true");
        List<Fields> points = dependence.objects("points").stream()
                .filter(point -> !ordered || point.number("number") != null)
                .toList();
        Plot plot = new Plot(column, column, isClasses() ? "mean probability" : "mean prediction");
        double[] xs = ordered
                ? numbers(points, "number")
                : IntStream.range(0, points.size()).asDoubleStream().toArray();
        // the probabilities of two classes tell the same
        for (int k = isClasses() && outputs.size() == 2 ? 1 : 0; k < Math.min(MOST_CURVES, outputs.size()); k++) {
            int output = k;
            double[] ys = points.stream()
                    .mapToDouble(point -> Fields.numbers(point.list("means"))[output])
                    .toArray();
            if (ordered) {
                plot.line(outputs.get(k), xs, ys);
            } else {
                plot.points(outputs.get(k), xs, ys);
            }
        }
        return ordered
                ? plot
                : plot.words(points.stream()
                        .map(point -> point.text("cell").isEmpty() ? "(missing)" : point.text("cell"))
                        .toList());
    }

    private void folds() {
        Fields folds = result.at("folds");
        if (folds.isEmpty()) {
            return;
        }
        List<Fields> members = folds.objects("members");
        List<String> metrics = new ArrayList<>(folds.at("mean").names());
        metrics.removeAll(NO_METRICS);
        List<String> head = new ArrayList<>(List.of("network", "trained on", "held out"));
        head.addAll(metrics);
        List<List<Cell>> rows = new ArrayList<>();
        for (Fields member : members) {
            List<Cell> row = new ArrayList<>(List.of(
                    Cell.of("division %s, fold %s".formatted(member.text("repeat"), member.text("fold"))),
                    Cell.of(count(member.number("examples"))),
                    Cell.of(count(member.at("metrics").number("examples")))));
            metrics.forEach(
                    metric -> row.add(Cell.of(number(member.at("metrics").number(metric)))));
            rows.add(row);
        }
        for (String line : List.of("mean", "standardDeviation", "pooled")) {
            List<Cell> row = new ArrayList<>(List.of(
                    Cell.of(line.equals("standardDeviation") ? "standard deviation" : line), Cell.of(""), Cell.of("")));
            metrics.forEach(metric -> row.add(Cell.of(number(folds.at(line).number(metric)))));
            rows.add(row);
        }
        html.section("folds", "Folds")
                .cells("Each network on the rows that it was not trained on", head, rows)
                .end();
    }

    private void columns() {
        List<Fields> columns = result.objects("columns");
        if (columns.isEmpty()) {
            return;
        }
        html.section("columns", "Columns")
                .cells(
                        "What the training found in the table",
                        List.of("column", "kind", "missing", "distinct", "encoding", "remark"),
                        columns.stream()
                                .map(column -> List.of(
                                        Cell.of(column.text("name")),
                                        Cell.of(column.text("kind")),
                                        Cell.of(count(column.number("missing"))),
                                        Cell.of(number(column, "distinct") < 0 ? "" : count(column.number("distinct"))),
                                        Cell.of(column.text("encoding")),
                                        Cell.of(column.text("remark"))))
                                .toList())
                .end();
    }

    private void environment() {
        if (result.isEmpty()) {
            return;
        }
        html.section("environment", "Environment");
        List<List<String>> rows = new ArrayList<>();
        Fields environment = result.at("environment");
        environment.names().forEach(name -> rows.add(List.of(name, environment.text(name))));
        for (String name : List.of("seed", "precision", "backend", "threads", "weightsSha256")) {
            if (!result.text(name).isEmpty()) {
                rows.add(List.of(name, result.text(name)));
            }
        }
        Fields data = result.at("data");
        for (String name : List.of("columns", "labels", "examples")) {
            if (!data.text(name).isEmpty()) {
                rows.add(List.of("SHA-256 of the " + name, data.text(name)));
            }
        }
        html.table("What the run depends on", List.of("name", "value"), rows);
        html.table(
                "Plugins",
                List.of("kind", "name", "jar", "version"),
                result.objects("plugins").stream()
                        .map(plugin -> List.of(
                                plugin.text("kind"), plugin.text("name"), plugin.text("jar"), plugin.text("version")))
                        .toList());
        html.end();
    }
}
