package io.descent.app;

import io.descent.core.data.DataReport;
import io.descent.core.data.DataReport.ColumnReport;
import io.descent.inference.limit.internal.Limits;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Prints what was found in the columns of a table: one line per column. */
final class ColumnsTable {
    private static final int WIDTH = 120;
    /** Of a table that contains nothing but numbers, only columns with a remark are shown. */
    private static final int MOST_REMARKS = 10;

    private static final int LONGEST_NAME = 30;
    private static final int LONGEST_ENCODING = 30;
    private static final int SHORTEST_REMARK = 20;
    private static final String DOTS = "...";
    private static final String GAP = "  ";
    private static final List<String> HEAD = List.of("column", "kind", "missing", "distinct", "becomes", "remark");
    private static final Set<String> FEATURES = Set.of("numeric", "categorical", "boolean", "date");

    private ColumnsTable() {}

    /**
     * Prints the columns before a training: at most 40, with shortened remarks; of a table of numbers only those that
     * need a remark.
     *
     * @param file the table, which {@code descent describe} can show completely
     */
    static void printShort(DataReport report, String file, PrintWriter out) {
        List<ColumnReport> columns = report.columns();
        if (columns.isEmpty()) {
            return;
        }
        List<ColumnReport> features =
                columns.stream().filter(each -> FEATURES.contains(each.kind())).toList();
        boolean isPlain = features.stream().allMatch(each -> each.kind().equals("numeric") && each.missing() == 0);
        List<ColumnReport> told = !isPlain
                ? columns
                : columns.stream()
                        .filter(each ->
                                !each.kind().equals("label") && !each.remark().isEmpty())
                        .toList();
        if (isPlain) {
            out.printf(Locale.ROOT, "columns: %,d of numbers, no cell missing%n", features.size());
        }
        int shown = Math.min(told.size(), isPlain ? MOST_REMARKS : Limits.TABLE_LINES);
        if (shown > 0) {
            print(told.subList(0, shown), false, out);
        }
        if (shown < told.size()) {
            out.printf(
                    Locale.ROOT,
                    "... and %,d more columns; 'descent describe %s --all' shows all%n",
                    told.size() - shown,
                    file);
        }
    }

    /**
     * Prints columns with complete remarks.
     *
     * @param all whether to print more than 40
     */
    static void print(DataReport report, boolean all, PrintWriter out) {
        List<ColumnReport> columns = report.columns();
        int shown = all ? columns.size() : Math.min(Limits.TABLE_LINES, columns.size());
        print(columns.subList(0, shown), true, out);
        if (shown < columns.size()) {
            out.printf(Locale.ROOT, "... and %,d more columns; --all shows them%n", columns.size() - shown);
        }
    }

    private static String distinct(ColumnReport column) {
        boolean isFeature = !column.encoding().isEmpty();
        return column.distinct() >= 0 ? count(column.distinct()) : isFeature ? "> 10,000" : "";
    }

    private static void print(List<ColumnReport> columns, boolean complete, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (ColumnReport each : columns) {
            rows.add(List.of(
                    shortened(each.name(), LONGEST_NAME),
                    each.kind(),
                    each.missing() == 0 ? "" : count(each.missing()),
                    distinct(each),
                    shortened(each.encoding(), LONGEST_ENCODING),
                    oneLine(each.remark())));
        }
        int last = HEAD.size() - 1;
        int[] widths = new int[last];
        int before = 0;
        for (int j = 0; j < last; j++) {
            int column = j;
            widths[j] = rows.stream()
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(0);
            before += widths[j] + GAP.length();
        }
        int left = Math.max(SHORTEST_REMARK, WIDTH - before);
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int j = 0; j < last; j++) {
                String cell = row.get(j);
                String blanks = " ".repeat(widths[j] - cell.length());
                boolean isNumber = j == 2 || j == 3;
                line.append(isNumber ? blanks + cell : cell + blanks).append(GAP);
            }
            List<String> remark =
                    complete ? Wrapped.lines(row.get(last), left) : List.of(shortened(row.get(last), left));
            for (int i = 0; i < remark.size(); i++) {
                out.println(((i == 0 ? line : " ".repeat(before)) + remark.get(i)).stripTrailing());
            }
        }
    }

    private static String count(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A text with at most so many characters. */
    static String shortened(String text, int most) {
        String line = oneLine(text);
        if (line.length() <= most) {
            return line;
        }
        int end = most - DOTS.length();
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + DOTS;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
