package io.descent.core.importance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What matters to a model, measured on one data set.
 *
 * @param set the name of the set: dev or test
 * @param rows number of rows that were used
 * @param repeats permutations per column
 * @param metric what grows if a column matters: {@code log-loss} for classes, {@code rmse} for values
 * @param value the metric of the rows as they are
 * @param columns the columns, the most important one first
 * @param dependence how predictions depend on the most important columns
 */
public record Importance(
        String set,
        int rows,
        int repeats,
        String metric,
        double value,
        List<OfColumn> columns,
        List<Dependence> dependence) {
    /** Copies the lists. */
    public Importance {
        columns = List.copyOf(columns);
        dependence = List.copyOf(dependence);
    }

    /**
     * The importance of a column.
     *
     * @param name of the column
     * @param mean by how much the metric grows if the cells of the column are permuted: mean over permutations
     * @param standardDeviation over permutations
     */
    public record OfColumn(String name, double mean, double standardDeviation) {}

    /**
     * The partial dependence of the prediction on a column.
     *
     * @param column name of the column
     * @param isOrdered whether the cells are numbers or dates
     * @param outputs what is predicted: names of classes, or of values of the label
     * @param rows number of rows over which predictions are averaged
     * @param points in ascending order, or the most frequent word first; a missing cell comes last
     */
    public record Dependence(String column, boolean isOrdered, List<String> outputs, int rows, List<Point> points) {
        /** Copies the lists. */
        public Dependence {
            outputs = List.copyOf(outputs);
            points = List.copyOf(points);
        }
    }

    /**
     * The mean prediction if every row had the same cell.
     *
     * @param number the cell of an ordered column: the number, or seconds since 1970; null for words and missing cells
     * @param cell the cell as text; empty if it is missing
     * @param means one per output
     */
    public record Point(@Nullable Double number, String cell, List<Double> means) {
        /** Copies the list. */
        public Point {
            means = List.copyOf(means);
        }
    }
}
