package io.descent.app.serve;

import static io.descent.app.report.Html.escaped;

import io.descent.inference.file.internal.Json;
import io.descent.inference.spec.Schema;
import io.descent.inference.table.internal.DateFormat;
import io.descent.inference.table.internal.DateParts;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.Indicators;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.TruthFormat;
import io.descent.inference.text.internal.Decimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page of the server, and its description for programs. */
final class Pages {
    /** Above so many columns, the page shows one row as JSON instead of a field per column. */
    private static final int MOST_FIELDS = 60;

    private static final int MOST_EXAMPLES = 3;
    private static final int DIGITS = 6;
    private static final double SECONDS_OF_DAY = 86_400;

    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
            form { display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1rem; align-items: center; }
            @media (max-width: 32rem) { form { grid-template-columns: 1fr; } }
            input, textarea, button { font: inherit; padding: .3rem .5rem; width: 100%; box-sizing: border-box; }
            button { width: max-content; grid-column: -2; }
            pre { white-space: pre-wrap; border: 1px solid gray; padding: .7rem; min-height: 3rem; }
            """;

    private static final String SCRIPT = """
            const form = document.querySelector('form'), out = document.querySelector('output');
            form.addEventListener('submit', async event => {
              event.preventDefault();
              let row = {};
              const text = form.querySelector('textarea');
              try {
                if (text) row = JSON.parse(text.value);
                else for (const field of form.querySelectorAll('input'))
                  row[field.name] = field.value.trim() === '' ? null : field.value;
                const answer = await fetch('predict', {
                  method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({rows: [row]})});
                out.textContent = JSON.stringify(await answer.json(), null, 2);
              } catch (error) { out.textContent = String(error); }
            });
            """;

    private Pages() {}

    /**
     * The page: what the model predicts from what, and a form for one row.
     *
     * @param card the model card; empty for none
     */
    static String html(String name, Scorer scorer, String card) {
        Schema schema = scorer.model().schema();
        List<FeatureColumn> columns = scorer.model().parts().encoding().columns();
        StringBuilder fields = new StringBuilder();
        if (columns.size() > MOST_FIELDS) {
            Map<String, Object> row = new LinkedHashMap<>();
            columns.forEach(column -> row.put(column.name(), examples(column).get(0)));
            fields.append("<label for=\"row\">row</label><textarea id=\"row\" rows=\"12\">%s</textarea>\n"
                    .formatted(escaped(Json.pretty(row))));
        } else {
            for (int j = 0; j < columns.size(); j++) {
                List<String> examples = examples(columns.get(j));
                fields.append(
                        "<label for=\"f%d\">%s</label><input id=\"f%d\" name=\"%s\" placeholder=\"%s\" value=\"%s\">\n"
                                .formatted(
                                        j,
                                        escaped(columns.get(j).name()),
                                        j,
                                        escaped(columns.get(j).name()),
                                        escaped(String.join(", ", examples)),
                                        escaped(examples.get(0))));
            }
        }
        String predicts = schema.classes().isEmpty()
                ? "the value of " + String.join(", ", schema.labels())
                : "the class %s, one of %d: %s"
                        .formatted(schema.label(), schema.classes().size(), shortened(schema.classes()));
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title>
                <style>
                %2$s</style>
                </head>
                <body>
                <h1>%1$s</h1>
                <p>Predicts %3$s, from %4$d columns. An empty field is a missing cell.</p>
                <form>
                %5$s<button>Predict</button>
                </form>
                <h2>Prediction</h2>
                <pre><output aria-live="polite"></output></pre>
                <h2>For programs</h2>
                <p><code>POST /predict</code> with JSON or CSV; <a href="openapi.json">openapi.json</a>;
                <a href="v2/models/%6$s">Open Inference Protocol</a>; <a href="metrics">metrics</a>.</p>
                <h2>Model</h2>
                <p>%7$d %8$s of %9$d layers, weights SHA-256 <code>%10$s</code></p>
                %12$s
                <script>
                %11$s</script>
                </body>
                </html>
                """.formatted(
                escaped(name),
                STYLE,
                escaped(predicts),
                columns.size(),
                fields,
                escaped(URLEncoder.encode(name, StandardCharsets.UTF_8)),
                Math.max(1, scorer.model().parts().members().size()),
                scorer.model().parts().members().isEmpty() ? "network" : "networks",
                scorer.model().parts().network().layers().size(),
                scorer.model().parts().weightsSha256(),
                SCRIPT,
                card.isEmpty()
                        ? ""
                        : "<details><summary>Model card</summary><pre>%s</pre></details>".formatted(escaped(card)));
    }

    private static String shortened(List<String> words) {
        int most = 2 * MOST_EXAMPLES;
        return words.size() <= most
                ? String.join(", ", words)
                : "%s, and %d more".formatted(String.join(", ", words.subList(0, most)), words.size() - most);
    }

    /** Cells that a column may have; at least one. */
    private static List<String> examples(FeatureColumn column) {
        if (column.encoder() instanceof Scaled scaled) {
            return List.of(Decimal.rounded(scaled.fill(), DIGITS));
        }
        OneHot words = column.encoder() instanceof Indicators few
                ? few.words()
                : column.encoder() instanceof OneHot many ? many : null;
        if (words != null) {
            List<String> some = words.words();
            return some.isEmpty() ? List.of("") : some.subList(0, Math.min(MOST_EXAMPLES, some.size()));
        }
        if (column.encoder() instanceof DateParts date && column.format() instanceof DateFormat format) {
            return List.of(format.text(Math.floor(date.elapsed().mean() / SECONDS_OF_DAY) * SECONDS_OF_DAY));
        }
        return column.format() instanceof TruthFormat truth ? List.of(truth.yes(), truth.no()) : List.of("");
    }

    /** The requests as OpenAPI 3.0. */
    static Map<String, Object> openApi(String name, Scorer scorer) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (FeatureColumn column : scorer.model().parts().encoding().columns()) {
            Map<String, Object> property = new LinkedHashMap<>();
            property.put("nullable", true);
            property.put("description", column.kind().toString());
            property.put("example", examples(column).get(0));
            properties.put(column.name(), property);
            required.add(column.name());
        }
        Map<String, Object> row = map("type", "object", "required", required, "properties", properties);
        Map<String, Object> rows = map(
                "type",
                "object",
                "required",
                List.of("rows"),
                "properties",
                map("rows", map("type", "array", "items", row)));
        Map<String, Object> content =
                map("application/json", map("schema", rows), "text/csv", map("schema", map("type", "string")));
        Map<String, Object> responses = map(
                "200",
                        map(
                                "description",
                                "an element of 'predictions' per row: a prediction, or an error with column and reason"),
                "400", map("description", "the body cannot be read, or every row is bad"),
                "503", map("description", "too many requests; try again after Retry-After seconds"));
        Map<String, Object> post = map(
                "summary",
                "Predict rows",
                "requestBody",
                map("required", true, "content", content),
                "responses",
                responses);
        return map(
                "openapi", "3.0.3",
                "info",
                        map(
                                "title",
                                name,
                                "version",
                                scorer.model().parts().weightsSha256().substring(0, 8)),
                "paths", map("/predict", map("post", post)));
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
