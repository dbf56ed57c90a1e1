package io.descent.inference.model.internal;

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

/** Reads the features of an example from Java values by their names. For use by one thread at a time. */
public final class NamedValues {
    /** Absent features that a message names. */
    private static final int MOST_NAMED = 10;

    private final List<FeatureColumn> columns;

    /**
     * Why an example cannot be encoded.
     *
     * @param feature the feature at fault; the first one of several absent ones
     * @param reason what is wrong with it
     * @param message both in words
     */
    public record Problem(String feature, String reason, String message) {
        private static Problem of(String feature, String reason) {
            return new Problem(feature, reason, "the feature '%s': %s".formatted(feature, reason));
        }
    }

    /** Reads examples for an encoding. */
    public NamedValues(InputEncoding encoding) {
        columns = encoding.columns();
    }

    /**
     * The components of a record by their names.
     *
     * @throws InvalidInputException if a component cannot be read
     */
    public static Map<String, @Nullable Object> of(Record example) {
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
     * Encodes an example as the next row. After a problem, the row has no meaning.
     *
     * @return the absent features, if there are any; otherwise the first problem; null for none
     */
    public @Nullable Problem encode(Map<String, ?> example, RowEncoder row) {
        List<String> absent = new ArrayList<>();
        Problem problem = null;
        for (int j = 0; j < columns.size(); j++) {
            String name = columns.get(j).name();
            Object value = example.get(name);
            if (value == null) {
                row.missing(j);
                if (!example.containsKey(name)) {
                    absent.add(name);
                }
            } else if (!encode(j, value, row)) {
                row.missing(j);
                String found = "found a %s; expected a number, a boolean, a text, a date of java.time, or null"
                        .formatted(value.getClass().getTypeName());
                problem = problem == null ? Problem.of(name, found) : problem;
            }
        }
        BadCell bad = row.endRow();
        if (!absent.isEmpty()) {
            return new Problem(
                    absent.get(0), "is absent; use null for a value that is not known", absent(absent, example));
        }
        return problem != null || bad == null
                ? problem
                : Problem.of(columns.get(bad.column()).name(), bad.toString());
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

    /** Encodes a cell; false if its type is not known. */
    private boolean encode(int column, Object value, RowEncoder row) {
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
            return false;
        }
        return true;
    }

    private static double seconds(Instant date) {
        return date.getEpochSecond() + date.getNano() * 1e-9;
    }
}
