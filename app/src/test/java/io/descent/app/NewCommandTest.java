package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Plugin;
import io.descent.testkit.Contracts;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NewCommandTest {
    @TempDir
    private Path folder;

    private static void compile(Path classes, List<Path> sources) {
        String processor = "io.descent.processor.DocumentationProcessor";
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                classes.toString(),
                                "-processor",
                                processor),
                        sources.stream().map(Path::toString))
                .toList();
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(NewCommand.Kind.class)
    void writesAProjectWhosePluginKeepsItsContract(NewCommand.Kind kind) throws Throwable {
        Path project = folder.resolve("project");
        CommandLineRun run = good("new", kind, "of-mine", "--directory", project, "--group", "org.example.own");
        assertThat(run.out()).contains("the " + kind + " 'of-mine'").contains("mvn package");
        Path main = project.resolve("src/main/java/org/example/own/OfMine.java");
        Path test = project.resolve("src/test/java/org/example/own/OfMineTest.java");
        compile(project.resolve("src/main/resources"), List.of(main, test));
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {project.resolve("src/main/resources").toUri().toURL()},
                getClass().getClassLoader())) {
            Plugin plugin = (Plugin)
                    loader.loadClass("org.example.own.OfMine").getConstructor().newInstance();
            assertThat(plugin.name()).isEqualTo("of-mine");
            for (var clause : Contracts.of(plugin)) {
                clause.test().execute();
            }
        }
        assertThat(project.resolve("src/main/resources/META-INF/descent/docs/org.example.own.OfMine.txt"))
                .content()
                .startsWith("The ")
                .contains(" of-mine")
                .containsPattern("(?i)(say here what|cite the source|say here)");
        try (Stream<Path> services = Files.list(project.resolve("src/main/resources/META-INF/services"))) {
            assertThat(services)
                    .singleElement()
                    .satisfies(file -> assertThat(file).content().isEqualTo("org.example.own.OfMine\n"));
        }
        assertThat(project.resolve("pom.xml"))
                .content()
                .contains("<groupId>org.example.own</groupId>", "<artifactId>of-mine</artifactId>", "descent-bom")
                .containsPattern("<annotationProcessorPaths>(?s:.{1,300})<artifactId>descent-processor</artifactId>")
                .doesNotContain("${", "__");
        assertThat(project.resolve("README.md")).content().contains("of-mine").doesNotContain("__");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "loss        | `--set network.loss=of-mine`",
                "metric      | `--set metrics=[of-mine]`",
                "data-source | `--set 'data={source: of-mine}'`",
                "augmentation| `--set training.augment=[of-mine]`",
                "listener    | `--set listeners=[of-mine]`"
            })
    void saysHowToUseThePlugin(String kind, String use) {
        good("new", kind, "of-mine", "--directory", folder);
        assertThat(folder.resolve("README.md")).content().contains("the " + kind + " `of-mine`", "add " + use);
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatWouldNotWork() {
        return Stream.of(
                        new String[] {"adam", "there is already an optimizer 'adam'"},
                        new String[] {"Mine", "is not a valid plugin name"},
                        new String[] {"l-2", "would give the plugin the name 'l2'"},
                        new String[] {"step", "would hide the one"},
                        new String[] {"string", "would hide the one"})
                .map(row -> DynamicTest.dynamicTest(
                        row[0],
                        () -> assertThat(refused("new", "optimizer", row[0], "--directory", folder.resolve("x"))
                                        .err())
                                .contains(row[1])));
    }

    @Test
    void touchesNoFolderThatHoldsFiles() throws IOException {
        Files.writeString(folder.resolve("mine.txt"), "mine");
        assertThat(refused("new", "mask", "of-mine", "--directory", folder).err())
                .contains("is not empty");
        assertThat(refused("new", "mask", "of-mine", "--group", "a b", "--directory", folder)
                        .err())
                .contains("is not a valid package name");
    }
}
