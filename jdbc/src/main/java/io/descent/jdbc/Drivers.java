package io.descent.jdbc;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Finds drivers through the class loader of this plugin, so that a driver in the plugin's folder serves this plugin
 * alone. {@link java.sql.DriverManager} would not see it.
 */
final class Drivers {
    private Drivers() {}

    /**
     * Connects with the first driver that accepts a URL.
     *
     * @throws Mistake if there is none, or the database refuses
     */
    static Connection connect(String url, Properties properties) throws Mistake {
        List<String> others = new ArrayList<>();
        Iterator<Driver> drivers =
                ServiceLoader.load(Driver.class, Jdbc.class.getClassLoader()).iterator();
        while (true) {
            Driver driver;
            try {
                if (!drivers.hasNext()) {
                    break;
                }
                driver = drivers.next();
            } catch (ServiceConfigurationError e) {
                others.add("one that cannot be loaded (" + e.getMessage() + ")");
                continue;
            }
            try {
                Connection connection = driver.acceptsURL(url) ? driver.connect(url, properties) : null;
                if (connection != null) {
                    return connection;
                }
            } catch (SQLException e) {
                throw new Mistake(
                        "cannot connect to %s: %s; check url, user and password-env, and that the database runs"
                                .formatted(url, Mistake.line(e)),
                        e);
            }
            others.add(driver.getClass().getName());
        }
        throw new Mistake("no driver for the url '%s' (found: %s); put the jar of the driver beside %s"
                .formatted(url, others.isEmpty() ? "no driver" : String.join(", ", others), ownJar()));
    }

    private static String ownJar() {
        CodeSource source = Jdbc.class.getProtectionDomain().getCodeSource();
        String remedy = ", both in one subfolder of the plugin folder, such as plugins/jdbc/";
        try {
            return source == null
                    ? "descent-jdbc" + remedy
                    : Path.of(source.getLocation().toURI()) + remedy;
        } catch (URISyntaxException e) {
            return source.getLocation() + remedy;
        }
    }
}
