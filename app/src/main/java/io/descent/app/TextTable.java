package io.descent.app;

import java.io.PrintWriter;
import java.util.List;

/** Prints rows of text in columns as wide as their longest cell. */
final class TextTable {
    private TextTable() {}

    /** Prints rows that all have the same number of cells. */
    static void print(List<List<String>> rows, PrintWriter out) {
        for (List<String> row : rows) {
            for (int column = 0; column < row.size() - 1; column++) {
                out.print(row.get(column)
                        + " ".repeat(2 + width(rows, column) - row.get(column).length()));
            }
            out.println(row.get(row.size() - 1));
        }
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
