package io.descent.app;

import java.io.PrintWriter;
import java.util.List;

/** Rows of text in columns that are as wide as what they hold. */
final class TextTable {
    private TextTable() {}

    /** Prints rows of one length. */
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
