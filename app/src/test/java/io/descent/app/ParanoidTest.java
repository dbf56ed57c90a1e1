package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code --paranoid}, a plugin that writes to what it may only read is named; results stay the same. */
class ParanoidTest {
    private static final Map<String, String> KINDS = Map.of(
            "Optimizer", "training.optimizer=writes",
            "Activation", "network.hidden[0].activation=writes",
            "Loss", "network.loss=writes",
            "Regularizer", "training.regularizers=[writes]",
            "Initializer", "network.hidden[0].initializer=writes");

    @TempDir
    private Path folder;

    private CommandLineRun run(String command, String kind, String... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                command,
                EXAMPLES.resolve("moons.yaml"),
                "--plugins",
                folder.resolve("plugins"),
                "--set",
                KINDS.get(kind)));
        if (command.equals("train")) {
            arguments.addAll(List.of("--set", "training.epochs=2", "--quiet", "--no-pictures", "--out"));
            arguments.add(folder.resolve("run"));
        }
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray());
    }

    /** Drops a plugin that runs a statement in one of its methods. */
    private void drop(String kind, String method, String statement) throws IOException {
        String body = switch (kind) {
            case "Optimizer" -> """
                            public Tensor toDirection(Tensor gradient, Step step) { TODIRECTION return gradient; }
                            public Tensor evaluated(Step step) { EVALUATED return null; }
                            """;
            case "Activation" -> """
                            public void forward(Tensor z, Tensor a, Scratch scratch) { a.assign(z); FORWARD }
                            public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) { BACKWARD }
                            """;
            case "Loss" -> """
                            public Link link(Labels labels) { return Link.LOGIT; }
                            public int outputs(Labels labels) { return 1; }
                            public String outputActivation(Labels labels) { return "sigmoid"; }
                            public void costs(Outputs outputs, Tensor y, Tensor costs) { costs.fill(1); COSTS }
                            public void gradient(Outputs outputs, Tensor y, Tensor gradient) { gradient.fill(0.1); GRADIENT }
                            """;
            case "Regularizer" -> """
                            public double penalty(Tensor weights, Scratch scratch) { PENALTY return 1; }
                            public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) { ADDGRADIENT }
                            """;
            default -> """
                            public void fill(Tensor weights, Fan fan, java.util.random.RandomGenerator random) { weights.fill(0.1); }
                            public void adapt(Tensor values, Tensor z, java.util.random.RandomGenerator random) { ADAPT }
                            public boolean needsExamples() { return true; }
                            """;
        };
        String code = body.replace(method.toUpperCase(java.util.Locale.ROOT) + " ", statement + " ")
                .replaceAll(
                        "\\b(TODIRECTION|EVALUATED|FORWARD|BACKWARD|COSTS|GRADIENT|PENALTY|ADDGRADIENT|ADAPT)\\b", "");
        String type = kind.equals("Regularizer") ? "WeightPenalty" : kind;
        new PluginJar()
                .with(
                        "Writes",
                        "package example; import io.descent.api.*; public record Writes() implements " + type + " { "
                                + code + " }")
                .service(kind, "example.Writes")
                .build(folder.resolve("plugins"), "writes.jar");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Optimizer   | toDirection | step.parameter().fill(7);                    | the optimizer writes (writes.jar) failed in step 1 for dense-1.weight: toDirection() wrote to the parameter
            Optimizer   | toDirection | step.parameter().row(0).set(0, 0, 7);        | toDirection() wrote to the parameter, which it may only read: row 0, column 0 (from 0) was
            Optimizer   | evaluated   | step.parameter().scale(0.5);                 | evaluated() wrote to the parameter
            Activation  | forward     | z.set(1, 2, 7);                              | the activation writes (writes.jar) failed in step 1 for dense-1: forward() wrote to z, which it may only read: row 1, column 2 (from 0) was
            Activation  | backward    | z.scale(2);                                  | backward() wrote to z
            Activation  | backward    | a.fill(7);                                   | backward() wrote to a,
            Loss        | costs       | outputs.z().fill(7);                         | the loss writes (writes.jar) failed in step 1: costs() wrote to z
            Loss        | costs       | outputs.a().fill(7);                         | costs() wrote to a,
            Loss        | costs       | y.fill(7);                                   | costs() wrote to y, which it may only read: row 0, column 0 (from 0) was
            Loss        | gradient    | outputs.z().fill(7);                         | gradient() wrote to z
            Loss        | gradient    | outputs.a().fill(7);                         | gradient() wrote to a,
            Loss        | gradient    | y.fill(7);                                   | gradient() wrote to y
            Regularizer | penalty     | weights.fill(7);                             | the regularizer writes (writes.jar) failed in step 1 for dense-1: penalty() wrote to the weights
            Regularizer | addGradient | weights.fill(7);                             | addGradient() wrote to the weights
            Initializer | adapt       | z.fill(7);                                   | the initializer writes (writes.jar) failed for dense-1: adapt() wrote to z
            """)
    void whatMayOnlyBeReadIsNotWritten(String kind, String method, String statement, String message)
            throws IOException {
        drop(kind, method, statement);
        CommandLineRun checked = run("train", kind, "--paranoid");
        assertThat(checked.code()).as(checked.err()).isEqualTo(2);
        assertThat(checked.err()).contains(message).doesNotContain("\tat ", "WriteToInput");
    }

    /** What is not written is not reported. */
    @ParameterizedTest
    @ValueSource(strings = {"Optimizer", "Activation", "Loss", "Regularizer", "Initializer"})
    void pluginsThatOnlyReadPass(String kind) throws IOException {
        drop(kind, "none", "");
        CommandLineRun checked = run("train", kind, "--paranoid");
        assertThat(checked.code()).as(checked.err()).isZero();
    }

    @Test
    void checkAndTuneKnowTheOptionToo() throws IOException {
        drop("Activation", "backward", "z.fill(7);");
        CommandLineRun check = run("check", "Activation", "--paranoid");
        assertThat(check.code()).isEqualTo(2);
        assertThat(check.err())
                .contains("the activation writes (writes.jar) failed for dense-1: backward() wrote to z");
        Path study = folder.resolve("study.yaml");
        Files.writeString(study, """
                data: {generator: {moons: {}}, split: 60/20/20}
                network: {hidden: [{units: 4, activation: writes}]}
                training: {epochs: 1}
                search: {metric: dev.accuracy, trials: 2, space: {training.learning-rate: {log: [0.001, 0.1]}}}
                """);
        CommandLineRun tune = CommandLineRun.of(
                "tune", study, "--plugins", folder.resolve("plugins"), "--paranoid", "--out", folder.resolve("study"));
        assertThat(tune.out() + tune.err()).contains("backward() wrote to z, which it may only read");
    }

    @Test
    void predictRefusesIt() {
        assertThat(CommandLineRun.refused("predict", folder, EXAMPLES.resolve("data/digits.csv"), "--paranoid")
                        .err())
                .startsWith("descent: --paranoid checks plugins while they train or are evaluated; use it with train");
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float64"})
    void resultsStayTheSameToTheBit(String precision) throws IOException {
        List<String> digests = new ArrayList<>();
        for (String more : List.of("--quiet", "--paranoid")) {
            Path run = folder.resolve("run" + digests.size());
            CommandLineRun.good(
                    "train",
                    EXAMPLES.resolve("digits.yaml"),
                    "--set",
                    "training.epochs=2",
                    "--set",
                    "training.regularizers=[l2, {dropout: {keep-prob: 0.9}}]",
                    "--set",
                    "network.hidden[0].batch-norm=true",
                    "--set",
                    "network.hidden[0].activation=gelu",
                    "--precision",
                    precision,
                    "--no-pictures",
                    more,
                    "--out",
                    run);
            digests.add(CommandLineRun.sha(run));
            assertThat(CommandLineRun.result(run).toString()).doesNotContain("aranoid");
        }
        assertThat(digests.get(0)).isEqualTo(digests.get(1));
    }
}
