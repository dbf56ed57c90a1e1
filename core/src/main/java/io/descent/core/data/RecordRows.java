package io.descent.core.data;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Converts Java objects to columns. */
final class RecordRows {
    private RecordRows() {}

    static Table table(Collection<? extends Record> rows) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("expected at least one record");
        }
        Class<?> type = rows.iterator().next().getClass();
        Table.Builder builder = Table.builder();
        for (RecordComponent component : type.getRecordComponents()) {
            List<@Nullable Object> cells = new ArrayList<>();
            for (Record row : rows) {
                if (row.getClass() != type) {
                    throw new IllegalArgumentException("row %d is a %s, but earlier rows are of %s"
                            .formatted(cells.size(), row.getClass().getName(), type.getName()));
                }
                cells.add(read(component, row, cells.size()));
            }
            builder.add(component.getName(), column(cells));
        }
        return builder.build();
    }

    private static @Nullable Object read(RecordComponent component, Record row, int position) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(row);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "row %d: %s cannot be read: %s".formatted(position, component.getName(), e.getMessage()), e);
        }
    }

    /** Numbers if all cells are numbers, booleans or null, otherwise texts. */
    static Column column(List<@Nullable Object> cells) {
        if (cells.stream().allMatch(cell -> cell == null || cell instanceof Number || cell instanceof Boolean)) {
            return new Column.Numbers(
                    cells.stream().mapToDouble(RecordRows::number).toArray());
        }
        return new Column.Texts(
                cells.stream().map(cell -> Objects.toString(cell, "")).toList());
    }

    private static double number(@Nullable Object cell) {
        if (cell == null) {
            return Double.NaN;
        }
        return cell instanceof Number number ? number.doubleValue() : Boolean.TRUE.equals(cell) ? 1 : 0;
    }
}
