package io.descent.inference;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.table.internal.BadCell;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.RowEncoder;
import io.descent.inference.text.internal.Nearest;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the features of an example from Java values by their names. */
final class NamedValues {
    /** Absent features that a message names. */
    private static final int MOST_NAMED = 10;

    private final List<FeatureColumn> columns;

    NamedValues(InputEncoding encoding) {
        columns = encoding.columns();
    }

    /**
     * The components of a record by their names.
     *
     * @throws InvalidInputException if a component cannot be read
     */
    static Map<String, @Nullable Object> of(Record example) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (RecordComponent component : example.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                values.put(component.getName(), component.getAccessor().invoke(example));
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new InvalidInputException(
                        "%s: the component '%s' cannot be read: %s"
                                .formatted(example.getClass().getName(), component.getName(), e),
                        e);
            }
        }
        return values;
    }

    /**
     * Encodes an example as the next row.
     *
     * @param place the beginning of a message; empty for a single example
     */
    void encode(Map<String, ?> example, String place, RowEncoder row) {
        List<String> absent = new ArrayList<>();
        for (int j = 0; j < columns.size(); j++) {
            String name = columns.get(j).name();
            Object value = example.get(name);
            if (value != null) {
                encode(j, value, place, row);
            } else if (example.containsKey(name)) {
                row.missing(j);
            } else {
                absent.add(name);
            }
        }
        if (!absent.isEmpty()) {
            throw new InvalidInputException(place + absent(absent, example));
        }
        BadCell bad = row.endRow();
        if (bad != null) {
            throw bad(bad.column(), place, bad.toString());
        }
    }

    private String absent(List<String> absent, Map<String, ?> example) {
        List<String> others = new ArrayList<>(example.keySet());
        columns.forEach(column -> others.remove(column.name()));
        String names = absent.stream()
                .limit(MOST_NAMED)
                .map(name -> "'%s'%s".formatted(name, Nearest.suggestion(name, others)))
                .collect(Collectors.joining(absent.size() == 1 ? "" : System.lineSeparator() + "  "));
        int more = absent.size() - MOST_NAMED;
        return "the example lacks %s %s%s; use null for a value that is not known"
                .formatted(
                        absent.size() == 1 ? "the feature" : "the features",
                        names,
                        more > 0 ? " and " + more + " more" : "");
    }

    private void encode(int column, Object value, String place, RowEncoder row) {
        if (value instanceof Number number) {
            row.number(column, number.doubleValue());
        } else if (value instanceof Boolean truth) {
            if (columns.get(column).kind() == ColumnKind.CATEGORICAL) {
                row.text(column, truth.toString());
            } else {
                row.number(column, truth ? 1 : 0);
            }
        } else if (value instanceof CharSequence || value instanceof Character || value instanceof Enum<?>) {
            row.text(column, value.toString());
        } else if (value instanceof LocalDate date) {
            row.date(column, date.toEpochDay() * 86_400.0, date.toString());
        } else if (value instanceof LocalDateTime date) {
            row.date(column, seconds(date.toInstant(ZoneOffset.UTC)), date.toString());
        } else if (value instanceof OffsetDateTime date) {
            row.date(column, seconds(date.toInstant()), date.toString());
        } else if (value instanceof ZonedDateTime date) {
            row.date(column, seconds(date.toInstant()), date.toString());
        } else if (value instanceof Instant date) {
            row.date(column, seconds(date), date.toString());
        } else {
            throw bad(
                    column,
                    place,
                    "found a %s; expected a number, a boolean, a text, a date of java.time, or null"
                            .formatted(value.getClass().getTypeName()));
        }
    }

    private static double seconds(Instant date) {
        return date.getEpochSecond() + date.getNano() * 1e-9;
    }

    private InvalidInputException bad(int column, String place, String what) {
        return new InvalidInputException(
                "%sthe feature '%s': %s".formatted(place, columns.get(column).name(), what));
    }
}
