package io.descent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.DataSource;
import io.descent.core.data.ColumnChoice;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Table;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcTest {
    private static final Path IRIS =
            Path.of("../examples/data/iris.csv").toAbsolutePath().normalize();
    private static final String ALL = "select * from flowers order by id";

    @TempDir
    Path folder;

    private String h2;
    private String sqlite;

    @BeforeEach
    void nameDatabases() {
        h2 = "jdbc:h2:" + folder.resolve("flowers") + ";DATABASE_TO_LOWER=TRUE";
        sqlite = "jdbc:sqlite:" + folder.resolve("flowers.sqlite");
    }

    private static Jdbc source(String url, String query) {
        return new Jdbc(url, query, "", "");
    }

    private static void execute(String url, String... statements) throws Exception {
        try (Connection db = DriverManager.getConnection(url);
                Statement sql = db.createStatement()) {
            for (String each : statements) {
                sql.execute(each);
            }
        }
    }

    /** Fills a table with the rows of a CSV file, in reverse order, and their line. */
    private static void fill(String url) throws Exception {
        Table iris = Table.csv(IRIS);
        List<String> names = iris.columns();
        execute(
                url,
                "create table flowers (id integer, a double precision, b double precision, c double precision,"
                        + " d double precision, kind varchar(20))");
        try (Connection db = DriverManager.getConnection(url);
                PreparedStatement insert = db.prepareStatement("insert into flowers values (?, ?, ?, ?, ?, ?)")) {
            for (int i = iris.rows() - 1; i >= 0; i--) {
                insert.setInt(1, i);
                for (int j = 0; j < 4; j++) {
                    insert.setDouble(j + 2, iris.number(i, names.get(j)));
                }
                insert.setString(6, iris.text(i, names.get(4)));
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).hasSize(150);
        }
    }

    private static String weights(TrainerBuilder data) {
        return data.hidden(8).epochs(2).build().train().weightsSha256();
    }

    private static String fileWeights() {
        return weights(Trainer.builder()
                .data(DataSpec.csv(IRIS, Table.csv(IRIS).columns().get(4))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "sqlite"})
    void rowsOfAQueryGiveTheWeightsOfTheFile(String database) throws Exception {
        String url = database.equals("h2") ? h2 : sqlite;
        fill(url);
        assertThat(weights(
                        Trainer.builder().data(source(url, ALL)).label("kind").ignore("id")))
                .isEqualTo(fileWeights());
        assertThat(weights(Trainer.builder()
                        .data(source(url, "select a, b, c, d, kind from flowers order by id desc"))
                        .label("kind")))
                .isNotEqualTo(fileWeights());
    }

    @Test
    void typesBecomeNumbersAndText() throws Exception {
        execute(
                h2,
                "create table t (i int, l bigint, r real, d double precision, n decimal(20, 4), b boolean,"
                        + " s varchar(9), c clob, dd date, tt time, at timestamp, z timestamp with time zone, u uuid)",
                "insert"
                        + " into t values (7, 9007199254740993, 0.5, 1e-300, 0.1, true, 'a b', 'long', date '2026-01-31', time"
                        + " '14:05:00', timestamp '2026-01-31 14:05:00', timestamp with time zone '2026-01-31 14:05:00+01:00',"
                        + " '12345678-1234-1234-1234-123456789abc')",
                "insert into t (i, b) values (null, false)");
        Table table = Table.of(source(h2, "select * from t order by l nulls last"));
        assertThat(table.columns()).containsExactly("i", "l", "r", "d", "n", "b", "s", "c", "dd", "tt", "at", "z", "u");
        assertThat(table.number(0, "i")).isEqualTo(7);
        assertThat(table.number(0, "l")).isEqualTo(9007199254740992.0);
        assertThat(table.number(0, "r")).isEqualTo(0.5);
        assertThat(table.number(0, "d")).isEqualTo(1e-300);
        assertThat(table.number(0, "n")).isEqualTo(0.1);
        assertThat(table.number(0, "b")).isEqualTo(1);
        assertThat(table.number(1, "b")).isZero();
        assertThat(table.number(1, "i")).isNaN();
        assertThat(table.text(1, "s")).isEmpty();
        assertThat(Stream.of("s", "c", "dd", "tt", "at", "z", "u").map(name -> table.text(0, name)))
                .containsExactly(
                        "a b",
                        "long",
                        "2026-01-31",
                        "14:05:00",
                        "2026-01-31T14:05:00",
                        "2026-01-31T14:05:00+01:00",
                        "12345678-1234-1234-1234-123456789abc");
    }

    /** SQLite has types of cells, not of columns. */
    @Test
    void cellsOfOneColumnMayDiffer() throws Exception {
        execute(
                sqlite,
                "create table t (a, b, y)",
                "insert into t values (1, 2.5, 'p'), ('3', 1, 'q'), ('x', null, 'q')");
        Table table = Table.of(source(sqlite, "select * from t order by rowid"));
        assertThat(List.of(table.text(0, "a"), table.text(1, "a"), table.text(2, "a")))
                .containsExactly("1", "3", "x");
        assertThat(table.number(0, "b")).isEqualTo(2.5);
        Trainer trainer = Trainer.builder()
                .data(source(sqlite, "select * from t order by rowid"))
                .label("y")
                .split("none")
                .hidden(2)
                .build();
        assertThat(trainer.experiment().data().columns())
                .containsEntry("a", ColumnChoice.parse("categorical"))
                .containsEntry("b", ColumnChoice.parse("numeric"));
    }

    private static void assertRefused(DataSource source, String... parts) {
        assertThatThrownBy(() -> Table.of(source))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("data source jdbc: ")
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining("\n");
    }

    @Test
    void mistakesAreExplained() throws Exception {
        execute(h2, "create table t (a int, b binary(2))", "insert into t values (1, x'0102')");
        assertRefused(new Jdbc(), "url is missing; give the JDBC URL of the database");
        assertRefused(source(h2, ""), "query is missing; give a SELECT");
        assertRefused(source(h2, "selct * from t"), "the query failed: ", "Syntax error");
        assertRefused(source(h2, "select * from u order by 1"), "the query failed: ", "\"u\" not found");
        assertRefused(source(h2, "select a from t where a > 5 order by a"), "the query returned no rows");
        assertRefused(
                source(h2, "select a, a from t order by a"), "two columns of the query are called 'a'", "with AS");
        assertRefused(
                source(h2, "select * from t order by a"),
                "row 1, column 'b': the cell is neither a number nor text (byte[])");
        assertRefused(
                source("jdbc:postgresql://localhost/shop", "select 1"),
                "no driver for the url 'jdbc:postgresql://localhost/shop'",
                "org.h2.Driver",
                "org.sqlite.JDBC",
                "put the jar of the driver beside",
                "plugins/jdbc/");
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertRefused(
                source("jdbc:h2:tcp://localhost:" + free + "/x", "select 1"),
                "cannot connect to jdbc:h2:tcp://localhost:" + free + "/x: ",
                "Connection",
                "check url, user and password-env, and that the database runs");
    }

    @Test
    void thePasswordComesFromTheEnvironment() throws Exception {
        execute(
                h2,
                "create user reader password 'secret'",
                "create table t (a int)",
                "insert into t values (4)",
                "grant select on t to reader");
        String query = "select a from t order by a";
        assertThat(Table.of(new Jdbc(h2, query, "reader", "DESCENT_TEST_PASSWORD"))
                        .number(0, "a"))
                .isEqualTo(4);
        assertRefused(new Jdbc(h2, query, "reader", ""), "cannot connect to", "Wrong user name or password");
        assertRefused(
                new Jdbc(h2, query, "reader", "DESCENT_NO_SUCH"),
                "the environment variable DESCENT_NO_SUCH, which password-env names, is not set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://localhost/shop?user=me&password=secret",
                "jdbc:sqlserver://localhost;Password=secret;",
                "jdbc:mysql://me:secret@localhost/shop",
                "jdbc:oracle:thin:me/secret@//localhost/shop"
            })
    void aPasswordInAUrlIsRefused(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source(url, "select 1"))
                .withMessageContaining("which would be written to every run folder")
                .withMessageContaining("password-env");
    }

    @Test
    void urlsWithoutAPasswordAreAccepted() {
        for (String url : List.of(
                "jdbc:postgresql://localhost:5432/shop?ssl=true",
                "jdbc:h2:tcp://localhost:9092/~/x",
                "jdbc:oracle:thin:@//localhost:1521/shop",
                "jdbc:mysql://me@localhost:3306/shop")) {
            assertThat(source(url, "").url()).isEqualTo(url);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select * from t order by id | true",
                "select * from t ORDER   BY id limit 5 | true",
                "select * from t | false",
                "select * from (select * from t order by id) s | false",
                "select row_number() over (partition by a order by b) from t | false",
                "select * from t -- order by id | false",
                "select * from t /* order by id */ | false",
                "select ' order by ' from t | false",
                "select \"order by\" from t | false",
                "select order_by from t | false",
                "with s as (select 1 a) select * from s order by (a) | true"
            })
    void aQueryIsOrderedIfItEndsSo(String query, boolean ordered) {
        assertThat(Query.isOrdered(query)).isEqualTo(ordered);
    }

    @Test
    void aQueryWithoutOrderIsRemarkedOn() throws Exception {
        fill(sqlite);
        List<String> messages = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                messages.add(record.getLevel() + " " + record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(Jdbc.class.getName()); // System.Logger writes to it
        logger.addHandler(handler);
        try {
            Table.of(source(sqlite, ALL));
            assertThat(messages).isEmpty();
            Table.of(source(sqlite, "select * from flowers"));
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(messages).hasSize(1).allMatch(text -> text.startsWith("WARNING ") && text.contains("ORDER BY"));
    }

    /** A source only reads, whatever its query does. */
    @Test
    void nothingIsChanged() throws Exception {
        execute(h2, "create table t (a int)", "insert into t values (4)");
        String query = "select a from final table (update t set a = 5) order by a";
        assertThat(Table.of(source(h2, query)).number(0, "a")).isEqualTo(5);
        assertThat(Table.of(source(h2, "select a from t order by a")).number(0, "a"))
                .isEqualTo(4);
    }

    private static Path jarOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Packs the classes of this module. */
    private static void pack(Path jar) throws Exception {
        Path classes = jarOf(Jdbc.class);
        Files.createDirectories(jar.getParent());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
                Files.copy(each, out);
                out.closeEntry();
            }
        }
    }

    /** Finds the plugins of a folder alone. */
    private static DataSource fromFolder(Path plugins, String url, String query) {
        PluginRegistry registry =
                PluginRegistry.load(ClassLoader.getPlatformClassLoader(), PluginRegistry.API_KINDS, List.of(plugins));
        assertThat(registry.problems()).isEmpty();
        return new ExperimentFile(registry)
                .readPlugin("{jdbc: {url: '%s', query: '%s'}}".formatted(url, query), DataSource.class);
    }

    @Test
    void thePluginAndADriverShareAFolder() throws Exception {
        fill(h2);
        fill(sqlite);
        Path plugins = folder.resolve("plugins");
        pack(plugins.resolve("jdbc/descent-jdbc.jar"));
        DataSource alone = fromFolder(plugins, h2, ALL);
        assertThat(alone.getClass()).isNotEqualTo(Jdbc.class);
        assertRefused(
                alone,
                "no driver for the url 'jdbc:h2:",
                "(found: no driver); put the jar of the driver beside " + plugins.resolve("jdbc/descent-jdbc.jar")
                        + ", both in one subfolder of the plugin folder");
        Files.copy(jarOf(org.h2.Driver.class), plugins.resolve("jdbc/h2.jar"));
        DataSource withH2 = fromFolder(plugins, h2, ALL);
        assertThat(weights(Trainer.builder().data(withH2).label("kind").ignore("id")))
                .isEqualTo(fileWeights());
        assertRefused(fromFolder(plugins, sqlite, ALL), "no driver for the url 'jdbc:sqlite:", "org.h2.Driver");
        Files.copy(jarOf(org.sqlite.JDBC.class), plugins.resolve("jdbc/sqlite.jar"));
        assertThat(weights(Trainer.builder()
                        .data(fromFolder(plugins, sqlite, ALL))
                        .label("kind")
                        .ignore("id")))
                .isEqualTo(fileWeights());
    }
}
