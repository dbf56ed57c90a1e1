package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.PluginJar.direction;
import static io.descent.app.PluginJar.optimizer;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs with bad plugins end with a clear message and keep their progress. */
class SurvivalTest {
    @TempDir
    private Path folder;

    private CommandLineRun train(String set) {
        return CommandLineRun.of(
                "train",
                EXAMPLES.resolve("digits.yaml"),
                "--plugins",
                folder.resolve("plugins"),
                "--set",
                set,
                "--set",
                "training.epochs=3",
                "--threads",
                2,
                "--quiet",
                "--out",
                folder.resolve("run"));
    }

    private void evaluate() {
        CommandLineRun.good(
                "evaluate", folder.resolve("run"), "--split", "test", "--plugins", folder.resolve("plugins"));
    }

    private void drop(String type, String body) throws IOException {
        optimizer(type, body).build(folder.resolve("plugins"), type.toLowerCase(Locale.ROOT) + "-1.2.3.jar");
    }

    private static void requireNoThreadLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("descent-"));
    }

    private static String inStep12(String statement) {
        return direction("if (step.number() == 12) { " + statement + " } return gradient;");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            throw new IllegalStateException("confused");  | IllegalStateException: confused, at example.Bad
            int[] none = new int[0]; none[1]++;            | ArrayIndexOutOfBoundsException
            return toDirection(gradient, step);            | infinite recursion (StackOverflowError)
            Object o = new long[Integer.MAX_VALUE][1000];  | out of memory
            step.slot("v");                                | the optimizer bad has no slot 'v'; it declares []
            step.scratch(1000000);                         | use 0 to 63
            gradient.add(gradient.rows(0, 1));             | shapes differ
            """)
    void aFailureNamesPluginJarParameterAndStep(String statement, String cause) throws IOException {
        drop("Bad", inStep12(statement));
        CommandLineRun run = train("training.optimizer=bad");
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err())
                .contains("the optimizer bad (bad-1.2.3.jar) failed in step 12 for dense-1.weight: ")
                .contains(cause)
                .contains(folder.resolve("run").toString())
                .doesNotContain("\tat ");
        requireNoThreadLeft();
        Map<String, Object> result = CommandLineRun.result(folder.resolve("run"));
        assertThat(result).containsEntry("outcome", "failed").containsKey("weightsSha256");
        assertThat(((Map<?, ?>) result.get("failure")).get("step")).isEqualTo(11);
        assertThat(folder.resolve("run/failure.txt")).content().contains("\tat example.Bad.toDirection");
        evaluate();
    }

    @Test
    void theParametersAreThoseOfTheLastCompletedStep() throws IOException {
        drop("Bad", inStep12("throw new RuntimeException();"));
        train("training.optimizer=bad");
        String failed = CommandLineRun.sha(folder.resolve("run"));
        drop("Ends", direction("if (step.number() > 11) { gradient.fill(0); } return gradient;"));
        CommandLineRun.good(
                "train",
                EXAMPLES.resolve("digits.yaml"),
                "--plugins",
                folder.resolve("plugins"),
                "--set",
                "training.optimizer=ends",
                "--set",
                "training.epochs=1",
                "--quiet",
                "--out",
                folder.resolve("whole"));
        assertThat(failed).isEqualTo(CommandLineRun.sha(folder.resolve("whole")));
    }

    @Test
    void aRunThatFailedCanBeCompared() throws IOException {
        drop("Bad", direction("if (step.number() == 40) { throw new RuntimeException(); } return gradient;"));
        train("training.optimizer=bad");
        List<String> lines = CommandLineRun.good(
                        "compare",
                        folder.resolve("run"),
                        "--out",
                        folder.resolve("compare.png"),
                        "--plugins",
                        folder.resolve("plugins"))
                .out()
                .lines()
                .toList();
        assertThat(lines.get(0)).contains("dev accuracy").endsWith("seconds");
        assertThat(lines.get(1)).matches("run +1 +- +- +- +-");
    }

    @Test
    void aDirectionThatIsNotFiniteEndsAsDiverged() throws IOException {
        drop("Bad", inStep12("gradient.set(0, 0, Double.NaN);"));
        CommandLineRun run = train("training.optimizer=bad");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err())
                .contains("step 12: the update of dense-1.weight by the optimizer bad (bad-1.2.3.jar) is not finite");
        requireNoThreadLeft();
    }

    /** Failures that fail again when their message or stack trace is read. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            throw new RuntimeException() { public String getMessage() { throw new IllegalStateException(); } };
            throw new RuntimeException() { public String toString() { return null; } };
            throw new RuntimeException() { public StackTraceElement[] getStackTrace() { return null; } };
            throw new RuntimeException("two\\nlines") { public void printStackTrace(java.io.PrintWriter w) { w.close(); throw new Error(); } };
            Bad.<RuntimeException>sneak(new Exception() { public String toString() { Bad.<RuntimeException>sneak(new Exception()); return ""; } });
            """)
    void aFailureThatFailsItselfIsNamedToo(String statement) throws IOException {
        drop(
                "Bad",
                inStep12(statement) + "static <E extends Throwable> void sneak(Throwable e) throws E { throw (E) e; }");
        CommandLineRun run = train("training.optimizer=bad");
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines().filter(line -> line.startsWith("descent: the optimizer")))
                .singleElement()
                .asString()
                .startsWith("descent: the optimizer bad (bad-1.2.3.jar) failed in step 12 for dense-1.weight: ");
        assertThat(CommandLineRun.result(folder.resolve("run"))).containsEntry("outcome", "failed");
        evaluate();
    }

    @Test
    void slotsThatChangeLaterDoNotMatter() throws IOException {
        drop(
                "Bad",
                "static boolean stepped; public List<String> slots() { return stepped ? null : List.of(\"a\"); }"
                        + direction("stepped = true; return step.slot(\"a\").assign(gradient);"));
        CommandLineRun run = train("training.optimizer=bad");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(folder.resolve("run/checkpoints/1/state.json")).exists();
    }

    @Test
    void aMissingMethodSaysWhatToDo() throws IOException {
        drop("Bad", inStep12("throw new NoSuchMethodError(\"io.descent.api.Tensor.cosh()\");"));
        assertThat(train("training.optimizer=bad").err())
                .contains("failed in step 12")
                .contains("it was built against another version of descent-api");
    }

    @Test
    void aWrongLearningRateKeepsWhatWasReached() throws IOException {
        new PluginJar()
                .with("Wild", """
                        package example;
                        import io.descent.api.*;
                        public record Wild() implements LrSchedule {
                            public double rate(double initialRate, Progress progress) {
                                return progress.step() == 11 ? Double.NaN : initialRate;
                            }
                        }""")
                .service("LrSchedule", "example.Wild")
                .build(folder.resolve("plugins"), "wild.jar");
        CommandLineRun run = train("training.schedule=wild");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "the schedule wild (wild.jar) failed in step 12: it returned the learning rate NaN in epoch 1");
        evaluate();
    }

    @Test
    void aPenaltyCannotWriteTheWeights() throws IOException {
        for (String name : List.of("Writes", "Reads")) {
            new PluginJar()
                    .with(name, """
                            package example;
                            import io.descent.api.*;
                            public record %s() implements WeightPenalty {
                                public double penalty(Tensor w, Scratch s) { %s return 0; }
                                public void addGradient(Tensor w, Tensor g, double c, Scratch s) { }
                            }""".formatted(name, name.equals("Writes") ? "w.fill(7);" : ""))
                    .service("Regularizer", "example." + name)
                    .build(folder.resolve("plugins"), name + ".jar");
        }
        List<String> digests = new ArrayList<>();
        for (String name : List.of("writes", "reads")) {
            assertThat(train("training.regularizers=[" + name + "]").code()).isZero();
            digests.add(CommandLineRun.sha(folder.resolve("run")));
            Files.move(folder.resolve("run"), folder.resolve(name));
        }
        assertThat(digests.get(0)).isEqualTo(digests.get(1));
    }

    @Test
    void initialWeightsThatAreNotFiniteNameTheInitializer() throws IOException {
        new PluginJar()
                .with("Undefined", """
                        package example;
                        import io.descent.api.*;
                        public record Undefined() implements Initializer {
                            public void fill(Tensor w, Fan fan, java.util.random.RandomGenerator r) { w.fill(0.0 / 0); }
                        }""")
                .service("Initializer", "example.Undefined")
                .build(folder.resolve("plugins"), "undefined.jar");
        CommandLineRun run = train("network.hidden[0].initializer=undefined");
        assertThat(run.err())
                .contains(
                        "the initializer undefined (undefined.jar) failed for dense-1: it produced weights that are not finite")
                .doesNotContain("the progress before");
    }

    @Test
    void aPluginDoesNotSeeTheApplicationThroughTheThread() throws IOException {
        String look =
                "try { Class.forName(\"io.descent.core.training.Trainer\", false, Thread.currentThread().getContextClassLoader());"
                        + " throw new IllegalStateException(\"seen\"); } catch (ClassNotFoundException e) { }";
        drop("Curious", "public Curious { " + look + " }" + direction(look + " return gradient;"));
        CommandLineRun run = train("training.optimizer=curious");
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void aDirectionOfAnotherShapeIsRefused() throws IOException {
        drop("Bad", inStep12("return gradient.row(0);"));
        CommandLineRun run = train("training.optimizer=bad");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "the optimizer bad (bad-1.2.3.jar) failed in step 12 for dense-1.weight: it returned float32 tensor (1 x");
    }

    @Test
    void whatIsWrittenIntoAParameterHarmsNothing() throws IOException {
        drop("Writes", direction("step.parameter().fill(7); return gradient;"));
        drop("Reads", direction("step.parameter(); return gradient;"));
        List<String> digests = new ArrayList<>();
        for (String name : List.of("writes", "reads")) {
            assertThat(train("training.optimizer=" + name).code()).isZero();
            digests.add(CommandLineRun.sha(folder.resolve("run")));
            Files.move(folder.resolve("run"), folder.resolve(name));
        }
        assertThat(digests.get(0)).isEqualTo(digests.get(1));
    }

    @Test
    void otherKindsAreNamedTooWhenTheyFail() throws IOException {
        new PluginJar()
                .with("Rough", """
                        package example;
                        import io.descent.api.*;
                        public record Rough() implements Activation {
                            public void forward(Tensor z, Tensor a, Scratch scratch) { a.assign(z).tanh(); }
                            public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
                                throw new IllegalStateException("no way back");
                            }
                        }""")
                .with("Lost", """
                        package example;
                        import io.descent.api.*;
                        public record Lost() implements LrSchedule {
                            public double rate(double initialRate, Progress progress) { return progress.cost(5); }
                        }""")
                .with("Stuck", """
                        package example;
                        import io.descent.api.*;
                        public record Stuck() implements Initializer {
                            public void fill(Tensor w, Fan fan, java.util.random.RandomGenerator random) { w.get(-1, 0); }
                        }""")
                .service("Activation", "example.Rough")
                .service("LrSchedule", "example.Lost")
                .service("Initializer", "example.Stuck")
                .build(folder.resolve("plugins"), "kinds.jar");
        assertThat(train("network.hidden[0].activation=rough").err())
                .contains("the activation rough (kinds.jar) failed in step 1 for dense-1: ")
                .contains("no way back");
        Files.move(folder.resolve("run"), folder.resolve("first"));
        assertThat(train("training.schedule=lost").err())
                .contains("the schedule lost (kinds.jar) failed in step 1: ")
                .contains("IndexOutOfBounds");
        Files.move(folder.resolve("run"), folder.resolve("second"));
        CommandLineRun stuck = train("network.hidden[0].initializer=stuck");
        assertThat(stuck.err())
                .contains("the initializer stuck (kinds.jar) failed for dense-1: ")
                .doesNotContain("the progress before");
        assertThat(folder.resolve("run")).doesNotExist();
        requireNoThreadLeft();
    }

    @Test
    void aModelWhoseActivationIsMissingSaysWhichJarToAdd() throws IOException {
        new PluginJar()
                .with("Wavy", """
                        package example;
                        import io.descent.api.*;
                        public record Wavy() implements Activation {
                            public void forward(Tensor z, Tensor a, Scratch scratch) { a.assign(z).tanh(); }
                            public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
                                gradient.multiply(scratch.scratch(0).fill(1).addProduct(a, a, -1));
                            }
                        }""")
                .service("Activation", "example.Wavy")
                .build(folder.resolve("plugins"), "wavy-1.2.3.jar");
        assertThat(train("network.hidden[0].activation=wavy").code()).isZero();
        Path run = folder.resolve("run");
        List<?> plugins = (List<?>) CommandLineRun.result(run).get("plugins");
        assertThat(plugins)
                .anySatisfy(plugin -> assertThat(String.valueOf(plugin))
                        .contains("kind=activation, name=wavy, jar=wavy-1.2.3.jar, version=1.2.3, sha256="));
        assertThat(Json.read(Files.readString(run.resolve("model/model.json")))
                        .get("plugins")
                        .toString())
                .contains("name=wavy")
                .contains("name=softmax");
        CommandLineRun.good(
                "predict",
                run.resolve("model"),
                EXAMPLES.resolve("data/digits.csv"),
                "--plugins",
                folder.resolve("plugins"),
                "--out",
                folder.resolve("p.csv"));
        CommandLineRun refused =
                CommandLineRun.refused("predict", run.resolve("model"), EXAMPLES.resolve("data/digits.csv"));
        assertThat(refused.err())
                .contains("unknown activation 'wavy'")
                .contains("activation wavy was in wavy-1.2.3.jar, version 1.2.3, SHA-256 ")
                .contains("put that jar into plugins/");
    }

    private Process start(String optimizer, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Descent.class.getName(),
                "train",
                EXAMPLES.resolve("digits.yaml").toString(),
                "--plugins",
                folder.resolve("plugins").toString(),
                "--set",
                "training.optimizer=" + optimizer,
                "--set",
                "training.epochs=1000000",
                "--out",
                folder.resolve("run").toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private void awaitEpoch() throws IOException, InterruptedException {
        Path metrics = folder.resolve("run/metrics.jsonl");
        while (!Files.exists(metrics) || Files.size(metrics) == 0) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void endAndRequireCheckpoint(Process process) throws IOException, InterruptedException {
        process.destroy();
        assertThat(process.waitFor(4, TimeUnit.SECONDS)).as("ended").isTrue();
        assertThat(Files.readString(folder.resolve("log")))
                .contains("interrupted; to go on: descent train --resume " + folder.resolve("run"))
                .doesNotContain("bug in Descent");
        assertThat(folder.resolve("run/result.json")).doesNotExist();
        assertThat(folder.resolve("run/model")).doesNotExist();
        CommandLineRun.good("verify", folder.resolve("run"));
    }

    @Test
    @Timeout(60)
    void aTrainingThatIsEndedKeepsWhatWasReached() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("plugins"));
        Process process = start("adam");
        awaitEpoch();
        endAndRequireCheckpoint(process);
        CommandLineRun.good(
                "train",
                EXAMPLES.resolve("digits.yaml"),
                "--continue",
                folder.resolve("run"),
                "--set",
                "training.epochs=" + (epochs() + 1),
                "--quiet",
                "--out",
                folder.resolve("more"));
    }

    private int epochs() throws IOException {
        return Files.readAllLines(folder.resolve("run/metrics.jsonl")).size();
    }

    @Test
    @Timeout(60)
    void anExitOfThePluginIsNoSuccess() throws IOException, InterruptedException {
        drop("Leaves", direction("if (step.number() == 70) { System.exit(0); } return gradient;"));
        Process process = start("leaves", "--set", "checkpoint.every=1 epoch");
        assertThat(process.waitFor()).isEqualTo(130);
        assertThat(Files.readString(folder.resolve("log")))
                .contains("interrupted; to go on: descent train --resume " + folder.resolve("run"));
    }

    @Test
    @Timeout(90)
    void aPluginThatDoesNotReturnIsNamedAndCannotKeepTheProcess() throws IOException, InterruptedException {
        drop("Sleepy", direction("while (step.number() == 70) { Thread.onSpinWait(); } return gradient;"));
        Process process = start("sleepy", "--set", "checkpoint.every=1 epoch");
        awaitEpoch();
        while (!Files.readString(folder.resolve("log")).contains("has been running for over 10 s")) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(Files.readString(folder.resolve("log")))
                .contains("the optimizer sleepy (sleepy-1.2.3.jar) has been running for over 10 s, in step 70, at ")
                .contains("example.Sleepy.toDirection");
        endAndRequireCheckpoint(process);
    }

    @Test
    @Timeout(60)
    void aRateThatMovesNothingIsSaidOnce() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("plugins"));
        Process process = start("adam", "--set", "training.learning-rate=1e-30", "--set", "training.epochs=3");
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(folder.resolve("log")).lines())
                .filteredOn(line -> line.contains("no weight changed in the first epoch"))
                .singleElement()
                .asString()
                .contains("the learning rate, 1.0E-30, is too small to change a float32 number");
    }
}
