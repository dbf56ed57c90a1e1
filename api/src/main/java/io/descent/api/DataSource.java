package io.descent.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that examples are read from: a file format, a database, a generator.
 *
 * <pre>{@code
 * public record Squares(@Hyperparameter(min = 2) int rows) implements DataSource {
 *     public Squares() {
 *         this(100);
 *     }
 *
 *     public List<String> columns() {
 *         return List.of("x", "square");
 *     }
 *
 *     public void read(Rows to) {
 *         for (int i = 0; i < rows; i++) {
 *             to.number(i).number((double) i * i).endRow();
 *         }
 *     }
 * }
 * }</pre>
 */
public interface DataSource extends Plugin {
    /**
     * Returns the names of the columns, different and in the order of the cells of a row.
     *
     * @throws Exception if the source cannot be read; the message tells the user what to do
     */
    List<String> columns() throws Exception;

    /**
     * Writes all rows, from the first one. May be called again, and must then write the same rows in the same order.
     *
     * @param rows receives the cells of each row, in the order of {@link #columns}
     * @throws Exception if the source cannot be read; the message tells the user what to do
     */
    void read(Rows rows) throws Exception;

    /** Returns the column that is the label unless the user names another; null if there is no such column. */
    default @Nullable String label() {
        return null;
    }
}
