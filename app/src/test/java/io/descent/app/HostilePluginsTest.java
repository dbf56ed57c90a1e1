package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.PluginJar.direction;
import static io.descent.app.PluginJar.optimizer;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Activation;
import io.descent.api.Optimizer;
import io.descent.core.wiring.PluginsModule;
import io.descent.inference.plugin.internal.PluginRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plugins that end the process, hang, flood the terminal or change their names: the command names their jars. */
@Timeout(120)
class HostilePluginsTest {
    private static final String SAME = direction("return gradient;");

    /** Plugins hang while this system property is set. */
    private static final String HANG = "example.hang";

    @TempDir
    private Path folder;

    private record Ended(int code, String output) {}

    @BeforeEach
    void dropGood() throws IOException {
        optimizer("Good", SAME).build(folder, "good.jar");
        System.setProperty(HANG, "true");
    }

    @AfterEach
    void endHanging() {
        System.clearProperty(HANG);
    }

    /** Runs the command in a process of its own. */
    private Ended run(Object... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + HANG + "=true",
                "-cp",
                System.getProperty("java.class.path"),
                Descent.class.getName()));
        for (Object each : arguments) {
            words.add(each.toString());
        }
        words.addAll(List.of("--plugins", folder.toString()));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            static { System.exit(0); }                                   | <clinit>
            public Leaves { System.exit(0); }                            | <init>
            public String name() { Runtime.getRuntime().exit(0); return "leaves"; } | name
            public List<String> slots() { System.exit(0); return List.of(); } | slots
            """)
    void anExitWhileLoadingNamesTheJarAndIsAnError(String member, String method)
            throws IOException, InterruptedException {
        Path jar = optimizer("Leaves", member + SAME).build(folder, "leaves.jar");
        Ended ended = run("plugins");
        assertThat(ended.output())
                .contains("descent: " + jar + ": loading a plugin ended the process, at example.Leaves." + method + "(")
                .contains("remove the call of System.exit");
        assertThat(ended.code()).isEqualTo(2);
    }

    @Test
    void anExitAfterLoadingNamesTheJarAndIsAnErrorToo() throws IOException, InterruptedException {
        Path jar = activation("Leaves", "System.exit(0);").build(folder, "leaves.jar");
        Ended ended = run("check", EXAMPLES.resolve("moons.yaml"), "--set", "network.hidden[0].activation=leaves");
        assertThat(ended.output())
                .contains("descent: " + jar + ": a plugin ended the process, at example.Leaves.forward(");
        assertThat(ended.code()).isEqualTo(2);
    }

    private static PluginJar activation(String type, String statement) {
        return new PluginJar().with(type, """
                package example;
                import io.descent.api.*;
                public record %s() implements Activation {
                    public void forward(Tensor z, Tensor a, Scratch scratch) { %s a.assign(z); }
                    public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {}
                }""".formatted(type, statement)).service("Activation", "example." + type);
    }

    private static String hang() {
        return "while (System.getProperty(\"" + HANG + "\") != null) { Thread.onSpinWait(); }";
    }

    @ParameterizedTest
    @CsvSource({"static,<clinit>", "constructor,<init>", "name,name"})
    void codeThatDoesNotReturnIsNamedAndTheOthersAreLoaded(String where, String method) throws IOException {
        String member = switch (where) {
            case "static" -> "static { " + hang() + " }";
            case "constructor" -> "public Hangs { " + hang() + " }";
            default -> "public String name() { " + hang() + " return \"hangs\"; }";
        };
        Path jar = optimizer("Hangs", member + SAME).build(folder, "hangs.jar");
        activation("Last", "").build(folder, "last.jar");
        PluginRegistry registry;
        try (LoadingWatch watch = new LoadingWatch(300)) {
            registry = PluginsModule.find(getClass().getClassLoader(), List.of(folder), watch);
        }
        assertThat(registry.problems())
                .singleElement()
                .asString()
                .startsWith(jar + ": ")
                .contains("its code did not return within 0.3 s, at example.Hangs." + method + "(Hangs.java:")
                .contains("remove the jar, or correct the plugin");
        assertThat(registry.find(Optimizer.class, "good")).isNotNull();
        assertThat(registry.find(Activation.class, "last")).isNotNull();
        assertThat(registry.find(Optimizer.class, "adam")).isNotNull();
    }

    @Test
    void aTrainingWithAPluginThatHangsEndsWithAnError() throws IOException, InterruptedException {
        Path jar = optimizer("Hangs", "static { " + hang() + " }" + SAME).build(folder, "hangs.jar");
        Ended ended = run("train", EXAMPLES.resolve("moons.yaml"), "--set", "training.optimizer=hangs");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.output())
                .contains(jar
                        + ": an optimizer could not be loaded: its code did not return within 5 s, at example.Hangs")
                .contains("unknown optimizer 'hangs'");
        assertThat(run("plugins").output()).contains("good.jar").contains("did not return within 5 s");
    }

    @Test
    void aProgramLoadsPluginsOnItsOwnThread() throws IOException {
        optimizer(
                        "Looks",
                        "public Looks { System.setProperty(\"example.thread\", Thread.currentThread().getName()); }"
                                + SAME)
                .build(folder, "looks.jar");
        PluginsModule.find(getClass().getClassLoader(), List.of(folder));
        assertThat(System.getProperty("example.thread"))
                .isEqualTo(Thread.currentThread().getName());
        Descent.find(List.of(folder));
        assertThat(System.getProperty("example.thread")).isEqualTo("plugin-loading");
    }

    @Test
    void aFloodOfProblemsIsCut() throws IOException {
        new PluginJar()
                .service(
                        "Optimizer",
                        IntStream.range(0, 10_000)
                                .mapToObj(i -> "example.Absent" + i)
                                .collect(Collectors.joining("\n")))
                .build(folder, "flood.jar");
        PluginRegistry registry = PluginsModule.find(getClass().getClassLoader(), List.of(folder));
        assertThat(registry.problems()).hasSize(10_000);
        assertThat(registry.firstProblems()).hasSize(20).last().isEqualTo("... and 9981 more");
        CommandLineRun doctor = CommandLineRun.of("plugins", "doctor", folder);
        assertThat(doctor.code()).isEqualTo(1);
        assertThat(doctor.out().lines())
                .hasSizeLessThan(25)
                .contains("problem: ... and 9981 more")
                .anyMatch(line -> line.endsWith("1 plugin found, 10000 problems"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public Long { throw new IllegalStateException(\"x\\u001b[2J\".repeat(1000000)); }",
                "public Long { throw new NoClassDefFoundError(\"x\".repeat(1000000)); }",
                "public String name() { return \"x\".repeat(1000000); }",
                "public String name() { throw new IllegalStateException(\"x\".repeat(1000000)); }",
                "public List<String> slots() { return List.of(\"x\".repeat(1000000)); }"
            })
    void aHugeMessageIsCut(String member) throws IOException {
        optimizer("Long", member + SAME).build(folder, "long.jar");
        PluginRegistry registry = PluginsModule.find(getClass().getClassLoader(), List.of(folder));
        assertThat(registry.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .contains("long.jar", "...")
                        .hasSizeLessThan(2000)
                        .doesNotContain("\u001b"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            throw new IllegalStateException("tired") | IllegalStateException: tired, at example.Late.name
            return null                              | name() of the class example.Late returned null, after 'late' before; return the same name in every call
            return "x" + calls                       | name() of the class example.Late returned 'x
            """)
    void aNameThatFailsLateIsThePluginsFault(String late, String message) throws IOException {
        Path jar = optimizer("Late", """
                private static int calls;
                public String name() { if (calls++ == 0) { return "late"; } %s; }
                """.formatted(late) + SAME).build(folder, "late-1.0.jar");
        CommandLineRun run = CommandLineRun.of(
                "train",
                EXAMPLES.resolve("moons.yaml"),
                "--set",
                "training.optimizer=late",
                "--plugins",
                folder,
                "--out",
                folder.resolve("run"));
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err())
                .contains("descent: ", jar.getFileName().toString(), message)
                .doesNotContain("bug in Descent", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"public double rate() { return late(rate); }", "public int hashCode() { return (int) late(1); }"
            })
    void aMethodOfARecordThatFailsLateIsThePluginsFault(String member) throws IOException {
        new PluginJar()
                .with("Late", """
                        package example;
                        import io.descent.api.*;
                        public record Late(double rate) implements Optimizer {
                            private static int calls;
                            public Late() { this(0.5); }
                            %s
                            private static double late(double value) {
                                if (calls++ < 3) { return value; }
                                throw new IllegalStateException("tired");
                            }
                            public Tensor toDirection(Tensor gradient, Step step) { hashCode(); return gradient; }
                        }
                        """.formatted(member))
                .service("Optimizer", "example.Late")
                .build(folder, "late-1.0.jar");
        CommandLineRun run = CommandLineRun.of(
                "train",
                EXAMPLES.resolve("moons.yaml"),
                "--set",
                "training.optimizer=late",
                "--plugins",
                folder,
                "--out",
                folder.resolve("run"));
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err())
                .contains("late-1.0.jar", "tired", "example.Late")
                .doesNotContain("bug in Descent", "\tat ");
    }

    /** Starts a training that hangs in a plugin until it is ended. */
    private Process startHanging(String set, Path log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-D" + HANG + "=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Descent.class.getName(),
                        "train",
                        EXAMPLES.resolve("moons.yaml").toString(),
                        "--plugins",
                        folder.toString(),
                        "--set",
                        set,
                        "--out",
                        log.resolveSibling(log.getFileName() + "-run").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    @Test
    void pluginsThatHangAreNamedBeforeInAndBetweenSteps() throws IOException, InterruptedException {
        String sleep =
                "try { Thread.sleep(1000000); } catch (InterruptedException e) { throw new IllegalStateException(e); }";
        new PluginJar()
                .with("SlowInitializer", """
                        package example;
                        import io.descent.api.*;
                        public record SlowInitializer() implements Initializer {
                            public void fill(Tensor w, Fan fan, java.util.random.RandomGenerator random) { %s }
                        }""".formatted(sleep))
                .with("SlowLoss", """
                        package example;
                        import io.descent.api.*;
                        public record SlowLoss() implements Loss {
                            public Link link(Labels labels) { return Link.LOGIT; }
                            public int outputs(Labels labels) { return 1; }
                            public String outputActivation(Labels labels) { return "sigmoid"; }
                            public void costs(Outputs outputs, Tensor y, Tensor costs) { %s }
                            public void gradient(Outputs outputs, Tensor y, Tensor gradient) {}
                        }""".formatted(sleep))
                .with("SlowMetric", """
                        package example;
                        import io.descent.api.*;
                        public record SlowMetric() implements Metric {
                            public boolean largerIsBetter() { return true; }
                            public Double of(Predictions predictions) { %s return 1.0; }
                        }""".formatted(sleep))
                .service("Initializer", "example.SlowInitializer")
                .service("Loss", "example.SlowLoss")
                .service("Metric", "example.SlowMetric")
                .build(folder, "slow.jar");
        List<String> settings = List.of(
                "network.hidden[0].initializer=slow-initializer", "network.loss=slow-loss", "metrics=[slow-metric]");
        List<String> warnings = List.of(
                "the initializer slow-initializer (slow.jar) has been running for over 10 s, at example.SlowInitializer.fill(",
                "the loss slow-loss (slow.jar) has been running for over 10 s, in step 1, at example.SlowLoss.costs(",
                "the metric slow-metric (slow.jar) has been running for over 10 s, after step ");
        List<Process> processes = new ArrayList<>();
        try {
            for (String set : settings) {
                processes.add(startHanging(set, folder.resolve("log-" + processes.size())));
            }
            for (int i = 0; i < settings.size(); i++) {
                while (!Files.readString(folder.resolve("log-" + i)).contains(warnings.get(i))) {
                    assertThat(processes.get(i).isAlive())
                            .as(Files.readString(folder.resolve("log-" + i)))
                            .isTrue();
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }
}
