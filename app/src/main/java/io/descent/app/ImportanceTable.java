package io.descent.app;

import io.descent.core.importance.Importance;
import io.descent.core.importance.Importance.Dependence;
import io.descent.core.importance.Importance.OfColumn;
import io.descent.core.importance.Importance.Point;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints what matters to a model. */
final class ImportanceTable {
    private static final int LINES = 20;
    private static final int SHORT = 5;
    private static final int DEPENDENCES = 3;
    private static final int POINTS = 6;
    private static final int LONGEST_CELL = 24;

    private ImportanceTable() {}

    /** Prints the most important columns in one line. */
    static void printLine(Importance importance, PrintWriter out) {
        List<String> columns = importance.columns().stream()
                .limit(SHORT)
                .map(column -> column.name() + " " + signed(column.mean()))
                .toList();
        out.println("what matters     " + String.join(", ", columns) + " (growth of the " + words(importance.metric())
                + " if permuted)");
    }

    /** Prints the most important columns, and how predictions depend on the first of them. */
    static void print(Importance importance, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%,d %s examples, %s %s; by how much it grows if the cells of a column are permuted:%n%n",
                importance.rows(),
                importance.set(),
                words(importance.metric()),
                MetricsTable.number(importance.value()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("column", "mean of " + importance.repeats(), "standard deviation"));
        for (OfColumn column : importance.columns().stream().limit(LINES).toList()) {
            rows.add(List.of(column.name(), signed(column.mean()), MetricsTable.number(column.standardDeviation())));
        }
        TextTable.print(rows, out);
        if (importance.columns().size() > LINES) {
            out.printf("... and %d more columns%n", importance.columns().size() - LINES);
        }
        out.println();
        for (Dependence dependence :
                importance.dependence().stream().limit(DEPENDENCES).toList()) {
            print(dependence, out);
        }
    }

    /** Prints the mean prediction for some cells: of the last of two classes, or of the first value. */
    private static void print(Dependence dependence, PrintWriter out) {
        int outputs = dependence.outputs().size();
        boolean isOfTwoClasses = outputs == 2;
        List<Point> points = dependence.points();
        int shown = Math.min(POINTS, points.size());
        if (outputs > 2 || shown == 0) {
            return; // the picture has them all
        }
        List<String> cells = new ArrayList<>();
        for (int k = 0; k < shown; k++) {
            Point point = points.get(
                    dependence.isOrdered() && shown > 1
                            ? (int) Math.round((double) k * (points.size() - 1) / (shown - 1))
                            : k);
            cells.add("%s: %s"
                    .formatted(cell(point), MetricsTable.number(point.means().get(isOfTwoClasses ? 1 : 0))));
        }
        out.printf(
                "mean %s by %s  %s%n",
                isOfTwoClasses
                        ? "probability of " + dependence.outputs().get(1)
                        : dependence.outputs().get(0),
                dependence.column(),
                String.join(", ", cells));
    }

    private static String cell(Point point) {
        String cell = point.cell().isEmpty() ? "missing" : point.cell();
        return cell.length() <= LONGEST_CELL ? cell : cell.substring(0, LONGEST_CELL - 3) + "...";
    }

    private static String words(String metric) {
        return metric.equals("rmse") ? "RMSE" : "log loss";
    }

    private static String signed(double value) {
        return (value > 0 ? "+" : "") + MetricsTable.number(value);
    }
}
