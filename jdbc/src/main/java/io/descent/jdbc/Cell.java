package io.descent.jdbc;

import io.descent.api.Rows;
import java.sql.Clob;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.Temporal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cells of a result as numbers and text. The value decides, not the column: SQLite types every cell. */
final class Cell {
    private Cell() {}

    static void write(@Nullable Object value, Rows rows, long row, String column) throws SQLException {
        if (value == null) {
            rows.missing();
        } else if (value instanceof Number number) {
            rows.number(number.doubleValue());
        } else if (value instanceof Boolean truth) {
            rows.number(truth ? 1 : 0);
        } else {
            rows.text(text(value, row, column));
        }
    }

    private static String text(Object value, long row, String column) throws SQLException {
        if (value instanceof String || value instanceof Character || value instanceof UUID) {
            return value.toString();
        }
        if (value instanceof Date date) {
            return date.toLocalDate().toString();
        }
        if (value instanceof Time time) {
            return iso(time.toLocalTime());
        }
        if (value instanceof Timestamp timestamp) {
            return iso(timestamp.toLocalDateTime());
        }
        if (value instanceof Temporal temporal) {
            return iso(temporal);
        }
        if (value instanceof Clob clob) {
            return clob.getSubString(1, (int) Math.min(Integer.MAX_VALUE, clob.length()));
        }
        throw new Mistake(
                "row %d, column '%s': the cell is neither a number nor text (%s); convert it with CAST, or leave it out"
                        .formatted(row, column, value.getClass().getSimpleName()));
    }

    /** ISO 8601 with seconds, which toString() leaves out where they are 0. */
    private static String iso(Temporal value) {
        if (value instanceof LocalDateTime || value instanceof OffsetDateTime || value instanceof ZonedDateTime) {
            return DateTimeFormatter.ISO_DATE_TIME.format(value);
        }
        if (value instanceof LocalTime || value instanceof OffsetTime) {
            return DateTimeFormatter.ISO_TIME.format(value);
        }
        return value.toString();
    }
}
