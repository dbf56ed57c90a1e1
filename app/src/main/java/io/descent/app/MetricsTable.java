package io.descent.app;

import io.descent.core.metrics.ConfusionMatrix;
import io.descent.core.metrics.Evaluation;
import io.descent.inference.limit.internal.Limits;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A table of metrics, with one column per data set. */
final class MetricsTable {
    private static final int MOST_CLASSES = 20;
    private static final int NAME = 10;
    private static final int CELL = 12;

    private final Map<String, Evaluation> columns = new LinkedHashMap<>();

    /** Adds a column, unless the evaluation is null. */
    void add(String name, @Nullable Evaluation evaluation) {
        if (evaluation != null) {
            columns.put(name, evaluation);
        }
    }

    void print(PrintWriter out) {
        Set<String> metrics = new LinkedHashSet<>();
        columns.values().forEach(each -> metrics.addAll(each.values().keySet()));
        int width = metrics.stream().mapToInt(String::length).max().orElse(0) + 1;
        String name = "%-" + Math.max(width, NAME) + "s";
        row(out, name, "", List.copyOf(columns.keySet()));
        row(
                out,
                name,
                "examples",
                columns.values().stream()
                        .map(e -> String.format(Locale.ROOT, "%,d", e.examples()))
                        .toList());
        for (String metric : metrics.stream().limit(Limits.TABLE_LINES).toList()) {
            row(
                    out,
                    name,
                    metric,
                    columns.values().stream()
                            .map(e -> number(e.values().get(metric)))
                            .toList());
        }
        if (metrics.size() > Limits.TABLE_LINES) {
            out.printf("... and %d more metrics; result.json has all%n", metrics.size() - Limits.TABLE_LINES);
        }
        if (columns.values().stream().anyMatch(each -> each.right() != null && each.confusion() == null)) {
            out.printf(
                    "%nThe confusion matrix and the metrics of each class are kept for at most %d classes.%n",
                    Limits.CONFUSION_CLASSES);
        }
    }

    private void row(PrintWriter out, String format, String name, List<String> cells) {
        int longest = columns.keySet().stream().mapToInt(String::length).max().orElse(0);
        String cellFormat = "%" + Math.max(CELL, longest + 2) + "s";
        out.printf(format, name);
        cells.forEach(cell -> out.printf(cellFormat, cell));
        out.println();
    }

    /** Prints precision, recall, F1 and the confusion matrix, if there are at most 20 classes. */
    static void printClasses(PrintWriter out, ConfusionMatrix confusion) {
        List<String> names = confusion.classes();
        if (names.size() > MOST_CLASSES) {
            return;
        }
        int width = new TreeSet<>(names.stream().map(String::length).toList()).last();
        String name = "%-" + Math.max(width, "class".length()) + "s";
        out.println();
        out.printf(name + "%12s%12s%12s%12s%n", "class", "precision", "recall", "f1", "examples");
        for (int i = 0; i < names.size(); i++) {
            out.printf(
                    name + "%12s%12s%12s%,12d%n",
                    names.get(i),
                    number(confusion.precision(i)),
                    number(confusion.recall(i)),
                    number(confusion.f1(i)),
                    confusion.support(i));
        }
        out.println();
        out.println("confusion: true class down, predicted class across");
        String cell = "%" + Math.max(width + 1, 7) + "s";
        out.printf(name, "");
        names.forEach(each -> out.printf(cell, each));
        out.println();
        for (int i = 0; i < names.size(); i++) {
            out.printf(name, names.get(i));
            confusion.counts().get(i).forEach(count -> out.printf(cell, count));
            out.println();
        }
    }

    /** A number with four decimals, or with four significant digits if it is large or tiny. */
    static String number(@Nullable Double value) {
        if (value == null) {
            return "-";
        }
        double size = Math.abs(value);
        boolean plain = size == 0 || (size >= 1e-3 && size < 1e5);
        return String.format(Locale.ROOT, plain ? "%.4f" : "%.4g", value);
    }
}
