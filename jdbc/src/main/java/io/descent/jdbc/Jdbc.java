package io.descent.jdbc;

import io.avaje.spi.ServiceProvider;
import io.descent.api.DataSource;
import io.descent.api.Hyperparameter;
import io.descent.api.Rows;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rows of an SQL query, with any JDBC driver. Columns are named by their labels.
 *
 * <p>Numbers of every SQL type are read as double (DECIMAL rounded to the nearest, BIGINT exact up to 2^53), booleans
 * as 1 and 0, dates and times as ISO 8601 text such as {@code 2026-01-31T14:05:00}, character types as text, and NULL
 * as a missing cell. Columns of any other type must be converted in the query or left out.
 *
 * <p>A database returns rows in any order unless the query ends with ORDER BY, and the split of the examples depends on
 * the order. The transaction of the query is rolled back.
 *
 * @param url of the database, for instance {@code jdbc:postgresql://localhost/shop}; never contains a password
 * @param query a SELECT
 * @param user of the database; empty if the driver needs none
 * @param passwordEnv the name of the environment variable that contains the password; empty if the driver needs none
 */
@ServiceProvider(DataSource.class)
public record Jdbc(
        @Hyperparameter(help = "JDBC URL of the database, without a password")
        String url,

        @Hyperparameter(help = "a SELECT; end it with ORDER BY")
        String query,

        @Hyperparameter(help = "user of the database; empty for none")
        String user,

        @Hyperparameter(help = "environment variable that contains the password; empty for none")
        String passwordEnv)
        implements DataSource {
    private static final System.Logger LOG = System.getLogger(Jdbc.class.getName());
    private static final Pattern PASSWORD =
            Pattern.compile("(?i)([?&;](password|passwd|pwd)=[^;&])|(//[^/@?;]*:[^/@?;]+@)|(thin:[^/@]+/[^@]+@)");
    private static final int FETCH = 1000;

    /** Has neither a URL nor a query; give both. */
    public Jdbc() {
        this("", "", "", "");
    }

    /**
     * Checks that no password is in sight.
     *
     * @throws IllegalArgumentException if the URL contains a password, which would be written to every run folder
     */
    public Jdbc {
        if (PASSWORD.matcher(url).find()) {
            throw new IllegalArgumentException("the url contains a password, which would be written to every run"
                    + " folder; put it into an environment variable and name that in password-env");
        }
    }

    @Override
    public List<String> columns() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = prepare(connection)) {
            ResultSetMetaData meta = statement.getMetaData();
            if (meta != null) {
                return names(meta);
            }
            try (ResultSet rows = statement.executeQuery()) { // a driver may know the columns only then
                return names(rows.getMetaData());
            }
        } catch (SQLException e) {
            throw explained(e);
        }
    }

    @Override
    public void read(Rows rows) throws SQLException {
        if (!Query.isOrdered(query)) {
            LOG.log(
                    Level.WARNING,
                    "the query of the data source jdbc has no ORDER BY: the database may return its rows in another"
                            + " order each time, and the split and the result depend on it");
        }
        try (Connection connection = connect()) {
            boolean begun = begin(connection);
            try (PreparedStatement statement = prepare(connection)) {
                statement.setFetchSize(FETCH);
                try (ResultSet found = statement.executeQuery()) {
                    write(found, rows);
                }
            } finally {
                if (begun) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw explained(e);
        }
    }

    /** Some drivers fetch rows in parts only within a transaction. */
    private static boolean begin(Connection connection) {
        try {
            connection.setAutoCommit(false);
            return true;
        } catch (SQLException e) { // the database has no transactions
            return false;
        }
    }

    private static void write(ResultSet found, Rows rows) throws SQLException {
        List<String> names = names(found.getMetaData());
        long row = 0;
        while (found.next()) {
            row++;
            for (int j = 0; j < names.size(); j++) {
                Cell.write(found.getObject(j + 1), rows, row, names.get(j));
            }
            rows.endRow();
        }
        if (row == 0) {
            throw new Mistake("the query returned no rows");
        }
    }

    private static List<String> names(ResultSetMetaData meta) throws SQLException {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int j = 1; j <= meta.getColumnCount(); j++) {
            String name = meta.getColumnLabel(j);
            if (name == null || name.isBlank()) {
                throw new Mistake("column " + j + " of the query has no name; name it with AS");
            }
            if (!seen.add(name)) {
                throw new Mistake("two columns of the query are called '" + name + "'; name one of them with AS");
            }
            names.add(name);
        }
        return names;
    }

    private PreparedStatement prepare(Connection connection) throws SQLException {
        if (query.isBlank()) {
            throw new Mistake("query is missing; give a SELECT");
        }
        return connection.prepareStatement(query);
    }

    private Connection connect() throws SQLException {
        if (url.isBlank()) {
            throw new Mistake("url is missing; give the JDBC URL of the database");
        }
        Properties properties = new Properties();
        if (!user.isEmpty()) {
            properties.setProperty("user", user);
        }
        if (!passwordEnv.isEmpty()) {
            String password = System.getenv(passwordEnv);
            if (password == null) {
                throw new Mistake(
                        "the environment variable %s, which password-env names, is not set".formatted(passwordEnv));
            }
            properties.setProperty("password", password);
        }
        return Drivers.connect(url, properties);
    }

    private static SQLException explained(SQLException e) {
        return e instanceof Mistake
                ? e
                : new SQLException("the query failed: " + Mistake.line(e), e.getSQLState(), e.getErrorCode(), e);
    }
}
