package io.descent.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.descent.app.CommandLineRun.EXAMPLES;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import io.descent.app.report.LiveServer;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLConnection;
import java.nio.channels.NetworkChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises of docs/security.md that no other test shows, and that the tests named there exist. */
class SecurityTest {
    private static final Path PAGE = EXAMPLES.resolveSibling("docs/security.md");

    private static final JavaClasses DESCENT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.descent");

    @TempDir
    private Path folder;

    @Test
    void descentOpensNoConnection() {
        assertThat(DESCENT.size()).isGreaterThan(500);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.descent.tracking..") // sends to the server that the user names
                .and()
                .areNotAssignableTo(LiveServer.class) // listens on the loopback address
                .and()
                .areNotAssignableTo(ArchiveSample.class) // calls the server that it has started itself
                .should()
                .dependOnClassesThat(belongToAnyOf(
                        Socket.class,
                        ServerSocket.class,
                        DatagramSocket.class,
                        InetAddress.class,
                        URLConnection.class,
                        HttpURLConnection.class,
                        NetworkChannel.class,
                        DriverManager.class))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "java.rmi..", "javax.naming..", "javax.net..", "javax.sql..")
                .orShould(ArchConditions.callMethod(java.net.URL.class, "openStream"))
                .orShould(ArchConditions.callMethod(java.net.URL.class, "openConnection"))
                .check(DESCENT);
    }

    @Test
    void descentStartsNoProgramAndReadsNoSerializedObject() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.descent.processor..") // runs in the compiler, and only there
                .should()
                .dependOnClassesThat(belongToAnyOf(ProcessBuilder.class, Process.class, ObjectInputStream.class))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.script..", "javax.tools..", "java.beans..")
                .check(DESCENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"file:/tmp/\"]]]]",
                "training: {optimizer: !!io.descent.optimizers.Adam {}}",
                "training: {optimizer: io.descent.optimizers.Adam}",
                "training: {optimizer: {class: io.descent.optimizers.Adam}}",
                "network: {hidden: [{units: 4, activation: java.lang.Runtime}]}"
            })
    void filesThatNameClassesAreRefused(String section) throws IOException {
        Path experiment = folder.resolve("experiment.yaml");
        String others = Stream.of(
                        "data: {generator: {moons: {}}}", "network: {hidden: [{units: 4}]}", "training: {epochs: 1}")
                .filter(each -> !each.startsWith(section.substring(0, 4)))
                .reduce("", (one, other) -> one + other + "\n");
        Files.writeString(experiment, others + section + "\n");
        CommandLineRun run = CommandLineRun.refused("train", experiment, "--out", folder.resolve("run"));
        assertThat(run.err()).containsAnyOf("unknown", "tag", "expected", "must be", "!!");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void everyTestThatThePageNamesExists() throws IOException {
        String page = Files.readString(PAGE);
        Matcher names = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`").matcher(page);
        int found = 0;
        while (names.find()) {
            Path file = source(names.group(1));
            if (names.group(2) != null) {
                assertThat(Files.readString(file))
                        .as(names.group())
                        .containsPattern("(void|ArchRule) " + names.group(2) + "\\b");
            }
            found++;
        }
        assertThat(found).isGreaterThan(15);
    }

    /** A row of a table that promises something ends with its test. */
    @Test
    void everyPromiseInATableNamesATest() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("|") && !line.startsWith("|---"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(10);
        for (String row : rows) {
            String cells = row.strip().substring(0, row.strip().length() - 1);
            String last = cells.substring(cells.lastIndexOf('|') + 1).strip();
            assertThat(last).as(row).matches("Test|`\\w+Test(\\.\\w+)?`(, `\\w+Test(\\.\\w+)?`)*");
        }
    }

    private static Path source(String test) throws IOException {
        Path root = EXAMPLES.getParent();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.filter(each -> Files.isDirectory(each.resolve("src/test/java")))
                    .toList()) {
                try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
                    Path found = files.filter(file ->
                                    file.getFileName().toString().equals(String.format(Locale.ROOT, "%s.java", test)))
                            .findFirst()
                            .orElse(null);
                    if (found != null) {
                        return found;
                    }
                }
            }
        }
        throw new AssertionError("docs/security.md names the test " + test + ", which does not exist");
    }
}
