package io.descent.app;

import io.descent.inference.spec.Schema;
import io.descent.inference.table.internal.ColumnEncoder;
import io.descent.inference.table.internal.Indicators;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.RowEncoder;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What was odd about rows that were predicted: counted while they are read, and printed at the end. */
final class RowProblems {
    static final int LONGEST_NAME = 60;
    private static final int MOST_ROWS = 5;
    private static final int MOST_COLUMNS = 20;

    private final List<String> first = new ArrayList<>();
    private String file = "";
    private boolean isSeveral;
    private long line;
    private long bad;
    private long rows;

    void file(String name) {
        isSeveral |= !file.isEmpty();
        file = name;
        line = 0;
    }

    void line(long number) {
        line = number;
    }

    /** Counts a row without a prediction. */
    void bad(String reason) {
        if (first.size() < MOST_ROWS) {
            first.add(
                    "  %s%s%s".formatted(isSeveral ? file + ", " : "", line == 0 ? "" : "line " + line + ": ", reason));
        }
        bad++;
    }

    /** Counts rows. */
    void rows(int more) {
        rows += more;
    }

    /**
     * Prints what was met; nothing if nothing was odd.
     *
     * @param given the features for which the table has a column
     */
    void print(RowEncoder encoder, Schema schema, InputEncoding encoding, Set<String> given, PrintWriter err) {
        if (bad > 0) {
            err.printf(Locale.ROOT, "descent: %,d of %,d rows have no prediction:%n", bad, rows);
            first.forEach(err::println);
            if (bad > first.size()) {
                err.printf(Locale.ROOT, "  and %,d more%n", bad - first.size());
            }
        }
        List<String> lines = new ArrayList<>();
        for (int j = 0; j < schema.features().size(); j++) {
            String name = ColumnsTable.shortened(schema.features().get(j), LONGEST_NAME);
            if (encoder.unseenCells(j) > 0) {
                lines.add(unseen(name, encoder, j, encoding.columns().get(j).encoder()));
            }
            if (!given.contains(schema.features().get(j))) {
                lines.add(name + ": not in the table, taken as missing");
            } else if (encoder.missingCells(j) > 0) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%s: missing in %,d %s",
                        name,
                        encoder.missingCells(j),
                        rows(encoder.missingCells(j))));
            }
        }
        lines.stream().limit(MOST_COLUMNS).forEach(line -> err.println("descent: " + line));
        if (lines.size() > MOST_COLUMNS) {
            err.printf("descent: the same in %d more columns%n", lines.size() - MOST_COLUMNS);
        }
        err.flush();
    }

    private static String unseen(String name, RowEncoder encoder, int column, ColumnEncoder encoderOfColumn) {
        int words = encoder.unseenWords(column);
        long cells = encoder.unseenCells(column);
        // the model does not know which words were too rare for an input of their own
        boolean mayBeRare = (encoderOfColumn instanceof OneHot oneHot && oneHot.others())
                || (encoderOfColumn instanceof Indicators indicators
                        && indicators.words().others());
        return String.format(
                Locale.ROOT,
                "%s: %,d%s unseen%s %s in %,d %s",
                name,
                words,
                words == RowEncoder.MOST_UNSEEN_WORDS ? " or more" : "",
                mayBeRare ? " or rare" : "",
                words == 1 ? "value" : "values",
                cells,
                rows(cells));
    }

    private static String rows(long count) {
        return count == 1 ? "row" : "rows";
    }
}
