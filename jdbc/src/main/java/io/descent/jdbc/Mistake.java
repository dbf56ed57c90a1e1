package io.descent.jdbc;

import java.sql.SQLException;

/** A mistake of the user, explained. */
final class Mistake extends SQLException {
    private static final long serialVersionUID = 1L;

    Mistake(String message) {
        super(message);
    }

    Mistake(String message, SQLException cause) {
        super(message, cause.getSQLState(), cause.getErrorCode(), cause);
    }

    /** The message of a driver in one line. */
    static String line(SQLException e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().strip().replaceAll("\\s+", " ");
    }
}
