package io.descent.core.data;

import io.descent.inference.problem.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns that are neither features nor label, but decide something.
 *
 * @param weight the column with weights; null for none
 * @param group the column with groups; null for none
 * @param time the column by which the table is split; null for none. It may be a feature, too
 * @param set the column that names sets; null for none
 */
record Roles(
        @Nullable String weight,
        @Nullable String group,
        @Nullable String time,
        @Nullable String set) {
    static final Roles NONE = new Roles(null, null, null, null);

    static Roles of(DataSpec spec) {
        return new Roles(spec.weight(), spec.group(), spec.time(), spec.set());
    }

    /** The roles that rows of a dev or test set have. */
    Roles ofOtherSets() {
        return new Roles(weight, group, null, null);
    }

    /** Whether a column has one of these roles. */
    boolean has(String name) {
        return Stream.of(weight, group, time, set).anyMatch(name::equals);
    }

    /** Whether a column is no feature because of its role. */
    boolean isNoFeature(String name) {
        return has(name) && !name.equals(time);
    }

    /** Whether the cells of a column are words, whatever they look like. */
    boolean areWords(String name) {
        return name.equals(group) || name.equals(set);
    }

    /**
     * Rejects an input without one of the columns.
     *
     * @throws InvalidInputException that names the column
     */
    void require(TableInput input) {
        named().forEach((role, name) -> {
            if (!input.columns().contains(name)) {
                throw new InvalidInputException(
                        input.place() + ": " + Table.missing("the column data." + role, name, input.columns()));
            }
        });
    }

    /** The columns by their role. */
    private Map<String, String> named() {
        Map<String, String> named = new LinkedHashMap<>();
        put(named, "weight", weight);
        put(named, "group", group);
        put(named, "time", time);
        put(named, "set", set);
        return named;
    }

    private static void put(Map<String, String> named, String role, @Nullable String name) {
        if (name != null) {
            named.put(role, name);
        }
    }

    /** The cells of the columns for the rows of a table. */
    RoleCells of(Table table) {
        return new RoleCells(this, table);
    }
}
