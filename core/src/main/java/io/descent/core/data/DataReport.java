package io.descent.core.data;

import java.util.List;

/**
 * What was found in a table.
 *
 * @param columns all columns in their order; empty for images and for examples that a program encoded
 * @param notes what was left out or changed, and what looks wrong, in sentences
 */
public record DataReport(List<ColumnReport> columns, List<String> notes) {
    /** Nothing to report. */
    public static final DataReport NONE = new DataReport(List.of(), List.of());

    /**
     * One column.
     *
     * @param name of the column
     * @param kind what it is: numeric, categorical, boolean, date, ignored, label, or its role
     * @param missing number of missing cells
     * @param distinct number of different cells that are not missing; -1 if unknown, or if there are more than 10,000 numbers
     * @param encoding what it becomes; empty if it is not a feature
     * @param remark what the user should know; empty for nothing
     */
    public record ColumnReport(String name, String kind, int missing, int distinct, String encoding, String remark) {}

    /** Copies the lists. */
    public DataReport {
        columns = List.copyOf(columns);
        notes = List.copyOf(notes);
    }
}
