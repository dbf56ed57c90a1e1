package io.descent.core.data;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.table.internal.CellFormat;
import io.descent.inference.table.internal.NumberFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The cells of the columns that have a role, for the rows of a table. */
record RoleCells(Roles roles, Table table) {
    private static final int LONGEST_SHOWN = 40;
    private static final List<List<String>> SETS = List.of(
            List.of("train", "training"), List.of("dev", "development", "valid", "validation", "val"), List.of("test"));

    /**
     * The weight of each row; empty without weights.
     *
     * @throws InvalidInputException if a weight is missing, negative or not a number
     */
    double[] weights() {
        if (roles.weight() == null) {
            return new double[0];
        }
        double[] weights = numbers(roles.weight(), "a weight");
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] < 0) {
                throw table.problem(i, roles.weight(), "the weight is negative; expected at least 0");
            }
        }
        return weights;
    }

    /**
     * The time of each row.
     *
     * @throws InvalidInputException if a time is missing, or neither a date nor a number
     */
    double[] times() {
        return numbers(Objects.requireNonNull(roles.time()), "a date or a number");
    }

    private double[] numbers(String name, String expected) {
        Received received = table.received(name);
        Column column = received.column();
        CellFormat format = null;
        if (column instanceof Column.Words words) {
            NumberFormats formats = new NumberFormats(null);
            List<CellFormat> possible = formats.of(words.words());
            if (possible.isEmpty()) {
                possible = formats.of(words.words(), CellReceiver.MOST_ODD);
            }
            format = possible.isEmpty() ? NumberFormat.PLAIN : possible.get(0);
        }
        double[] numbers = new double[table.rows()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = format == null ? table.number(i, name) : format.parse(table.text(i, name));
            if (!Double.isFinite(numbers[i])) {
                String odd = received.oddAt(table.position(i));
                String text = odd == null ? table.text(i, name) : odd;
                throw table.problem(
                        i,
                        name,
                        text.isEmpty()
                                ? "the cell is missing; expected " + expected
                                : "'%s' is not %s".formatted(Excerpt.of(text, LONGEST_SHOWN), expected));
            }
        }
        return numbers;
    }

    /**
     * The number of the group of each row, counted from 0 in the order of their first rows.
     *
     * @throws InvalidInputException if a row has no group
     */
    int[] groups() {
        Map<String, Integer> numbers = new HashMap<>();
        int[] groups = new int[table.rows()];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = numbers.computeIfAbsent(group(i), name -> numbers.size());
        }
        return groups;
    }

    /** The names of the groups in the order of their first rows. */
    List<String> groupNames() {
        List<String> names = new ArrayList<>();
        for (int i = 0; roles.group() != null && i < table.rows(); i++) {
            names.add(group(i));
        }
        return names.stream().distinct().toList();
    }

    /**
     * The name of the group of a row.
     *
     * @throws InvalidInputException if it has none
     */
    String group(int row) {
        String name = Objects.requireNonNull(roles.group());
        String group = table.text(row, name);
        if (group.isEmpty()) {
            throw table.problem(row, name, "the group is missing; give every row a group");
        }
        return group;
    }

    /**
     * The set of each row: 0 for the training set, 1 for the dev set, 2 for the test set.
     *
     * @throws InvalidInputException if a cell names no set
     */
    int[] sets() {
        String name = Objects.requireNonNull(roles.set());
        int[] sets = new int[table.rows()];
        for (int i = 0; i < sets.length; i++) {
            sets[i] = set(table.text(i, name));
            if (sets[i] < 0) {
                throw table.problem(
                        i,
                        name,
                        "'%s' is not a set; expected train, dev or test"
                                .formatted(Excerpt.of(table.text(i, name), LONGEST_SHOWN)));
            }
        }
        return sets;
    }

    private static int set(@Nullable String text) {
        String word = Objects.requireNonNullElse(text, "").toLowerCase(Locale.ROOT);
        for (int set = 0; set < SETS.size(); set++) {
            if (SETS.get(set).contains(word)) {
                return set;
            }
        }
        return -1;
    }
}
