package io.descent.app.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a model is for, how well it predicts and what it is made of, in Markdown, for those who are to use it (Mitchell et
 * al. 2019, arXiv:1810.03993). It says what a run knows; what people have to say, such as for whom the model is meant, it
 * asks for.
 */
public final class ModelCard {
    private static final int MOST_COLUMNS = 60;

    private final Fields result;
    private final Fields model;
    private final boolean continued;
    private final StringBuilder text = new StringBuilder();

    private ModelCard(Fields result, Fields model, boolean continued) {
        this.continued = continued;
        this.result = result;
        this.model = model;
    }

    /**
     * The card of a run that has ended.
     *
     * @param name of the model
     */
    public static String of(Path folder, String name) {
        return new ModelCard(
                        Fields.read(folder.resolve("result.json")),
                        Fields.read(folder.resolve("model").resolve("model.json")),
                        Files.exists(folder.resolve("continued.json")))
                .write(name);
    }

    private String write(String name) {
        line("# " + escaped(name));
        line(escaped(RunContent.whatItIs(result, model)));
        heading("Intended use");
        line("Fill in: who is meant to use the predictions, for which decisions, and for which they are not meant.");
        data();
        metrics();
        limits();
        provenance();
        return text.toString();
    }

    private void line(String line) {
        text.append(line).append("\n\n");
    }

    private void heading(String title) {
        line("## " + title);
    }

    /** A table; cells are escaped. */
    private void table(List<String> head, List<List<String>> rows) {
        row(head);
        row(head.stream().map(cell -> "---").toList());
        rows.forEach(this::row);
        text.append('\n');
    }

    private void row(List<String> cells) {
        text.append(cells.stream().map(ModelCard::escaped).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    /** Text that Markdown and HTML show as it is. */
    private static String escaped(String text) {
        return text.replaceAll("\\R", " ")
                .replaceAll("([\\\\|*_`\\[\\]#])", "\\\\$1")
                .replace("&", "&amp;")
                .replace("<", "&lt;");
    }

    private void data() {
        Fields data = result.at("data");
        heading("Data");
        List<String> sizes = new ArrayList<>();
        for (String set : List.of("train", "dev", "test")) {
            Double size = data.number(set);
            if (size != null && size > 0) {
                sizes.add(String.format(Locale.ROOT, "%,.0f %s", size, set));
            }
        }
        line("Examples: " + String.join(", ", sizes) + ".");
        List<Fields> columns = result.objects("columns");
        if (!columns.isEmpty()) {
            table(
                    List.of("column", "kind", "missing", "encoding", "remark"),
                    columns.stream()
                            .limit(MOST_COLUMNS)
                            .map(column -> List.of(
                                    column.text("name"),
                                    column.text("kind"),
                                    column.text("missing"),
                                    column.text("encoding"),
                                    column.text("remark")))
                            .toList());
            if (columns.size() > MOST_COLUMNS) {
                line("... and %,d more columns.".formatted(columns.size() - MOST_COLUMNS));
            }
        }
    }

    private void metrics() {
        heading("Metrics");
        List<List<String>> rows = new ArrayList<>();
        for (String set : List.of("train", "dev", "test")) {
            Fields of = result.at("metrics", set);
            for (String metric : of.names()) {
                if (!RunContent.NO_METRICS.contains(metric)) {
                    Fields interval = of.at("intervals", metric);
                    rows.add(List.of(
                            set,
                            metric,
                            RunContent.number(of.number(metric)),
                            interval.isEmpty()
                                    ? ""
                                    : "%s to %s"
                                            .formatted(
                                                    RunContent.number(interval.number("low")),
                                                    RunContent.number(interval.number("high")))));
                }
            }
        }
        table(List.of("set", "metric", "value", "95 % interval"), rows);
        line(
                "The intervals are bootstrap intervals over the rows of a set. They do not include that another training, or"
                        + " data of another time, would give another model.");
    }

    private void limits() {
        heading("Limits");
        List<String> limits = new ArrayList<>();
        if (result.text("outcome").equals("diverged")) {
            limits.add("The training diverged: "
                    + escaped(result.at("divergence").text("message")) + ". The parameters are the last good ones.");
        }
        if (result.at("metrics", "test").isEmpty()) {
            limits.add(
                    result.at("metrics", "dev").isEmpty()
                            ? "There is no dev set and no test set: the metrics do not say how well new rows are predicted."
                            : "There is no test set, and the dev set may have chosen the model: expect somewhat worse"
                                    + " predictions than these metrics say.");
        }
        limits.add(
                "Predictions are meant for rows like those of the training set. Words that it does not have are predicted"
                        + " as rare or unknown ones, and numbers far outside its range are predicted without a warning.");
        result.at("metrics").at("train", "classes").names().forEach(name -> {
            Double support = result.at("metrics", "train", "classes", name).number("support");
            if (support != null && support < 50) {
                limits.add("The class '%s' has only %.0f training examples.".formatted(escaped(name), support));
            }
        });
        result.texts("warnings").forEach(warning -> limits.add(escaped(warning)));
        String summary = result.at("diagnosis").text("summary");
        if (!summary.isEmpty()) {
            limits.add("Diagnosis of the training: " + escaped(summary) + ".");
        }
        limits.forEach(limit -> text.append("* ").append(limit).append('\n'));
        text.append('\n');
    }

    private void provenance() {
        heading("Provenance");
        Fields data = result.at("data");
        Fields environment = result.at("environment");
        table(
                List.of("what", "value"),
                List.of(
                        List.of("weights, SHA-256", result.text("weightsSha256")),
                        List.of("columns, SHA-256", data.text("columns")),
                        List.of("labels, SHA-256", data.text("labels")),
                        List.of("examples, SHA-256", data.text("examples")),
                        List.of("seed", result.text("seed")),
                        List.of("Descent", environment.text("descent")),
                        List.of("Java", environment.text("java"))));
        boolean isRepeatable = result.text("outcome").matches("completed|stopped-early") && !continued;
        line(
                isRepeatable
                        ? "`experiment.yaml` in the same folder trains the same weights again, to the bit, from the same data."
                        : "The training continued another one, or was ended from outside, so `experiment.yaml` alone does"
                                + " not repeat it.");
    }
}
