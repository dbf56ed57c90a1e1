package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code descent train --continue}: an interrupted and continued training equals an uninterrupted one. */
class ContinueTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("e.yaml");
        Files.writeString(file, """
                data: {generator: {moons: {examples: 120}}}
                network:
                  hidden:
                    - {units: 6, batch-norm: true, regularizers: [{dropout: {keep-prob: 0.8}}]}
                    - {units: 5, activation: tanh}
                training:
                  epochs: 20
                  batch-size: 16
                  learning-rate: 0.01
                  schedule: {exponential: {base: 0.9}}
                  regularizers: [l2]
                """);
    }

    private Path train(String name, Object... more) {
        Path run = folder.resolve(name);
        Object[] first = {"train", file, "--out", run, "--overwrite", "--quiet"};
        CommandLineRun.good(Stream.concat(Stream.of(first), Stream.of(more)).toArray());
        return run;
    }

    static Stream<String> optimizers() {
        return ServiceLoader.load(Optimizer.class).stream()
                .map(ServiceLoader.Provider::get)
                .map(Plugin::name)
                // by default, the number of epochs decides where averaging starts
                .map(name -> name.equals("swa") ? "{swa: {start: 0}}" : name);
    }

    private static List<Object> costs(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> {
                    try {
                        Map<String, Object> json = Json.read(line);
                        return List.of(json.get("epoch"), json.get("train"), json.get("dev"), json.get("learningRate"));
                    } catch (IOException e) {
                        throw new AssertionError(line, e);
                    }
                })
                .map(Object.class::cast)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void twoHalvesEqualTheWhole(String optimizer) throws IOException {
        String set = "training.optimizer=" + optimizer;
        Path whole = train("whole", "--set", set);
        Path half = train("half", "--set", set, "--set", "training.epochs=10");
        Path continued = train("continued", "--set", set, "--continue", half);
        assertThat(CommandLineRun.sha(continued))
                .isEqualTo(CommandLineRun.sha(whole))
                .isNotEqualTo(CommandLineRun.sha(half));
        assertThat(costs(continued)).isEqualTo(costs(whole));
        assertThat(CommandLineRun.metric(continued, "test", "cost"))
                .isEqualTo(CommandLineRun.metric(whole, "test", "cost"));
    }

    /** The slots of a wrapped optimizer mean something else to another one. */
    @Test
    void aWrapperAroundAnotherOptimizerBeginsWithEmptySlots() throws IOException {
        String one = "training.optimizer={ema: {optimizer: %s}}".formatted("adam");
        String other = "training.optimizer={ema: {optimizer: %s}}".formatted("momentum");
        Path half = train("half", "--set", one, "--set", "training.epochs=10");
        Path continued = train("continued", "--set", other, "--continue", half);
        Path back = train("back", "--set", one, "--set", "training.epochs=25", "--continue", continued);
        assertThat(costs(continued)).hasSize(20);
        assertThat(costs(back)).hasSize(25);
    }

    @Test
    void earlyStoppingRemembersTheBestEpochBefore() throws IOException {
        Object[] stopping = {
            "--set", "training.early-stopping={metric: dev.cost, patience: 30}", "--set", "training.learning-rate=0.1"
        };
        Path whole = train(
                "whole",
                Stream.concat(Stream.of(stopping), Stream.of("--set", "training.epochs=60"))
                        .toArray());
        Path part = train(
                "part",
                Stream.concat(Stream.of(stopping), Stream.of("--set", "training.epochs=25"))
                        .toArray());
        Path continued = train(
                "continued",
                Stream.concat(Stream.of(stopping), Stream.of("--set", "training.epochs=60", "--continue", part))
                        .toArray());
        assertThat(CommandLineRun.result(continued).get("modelEpoch"))
                .isEqualTo(CommandLineRun.result(whole).get("modelEpoch"));
        assertThat(CommandLineRun.sha(continued)).isEqualTo(CommandLineRun.sha(whole));
    }

    @Test
    void whatChangedIsRecordedAndSaid() throws IOException {
        Path half = train("half", "--set", "training.epochs=10");
        Path run = folder.resolve("run");
        CommandLineRun command = CommandLineRun.good(
                "train",
                file,
                "--out",
                run,
                "--continue",
                half,
                "--set",
                "training.learning-rate=0.002",
                "--set",
                "training.optimizer=momentum");
        assertThat(command.out())
                .contains("continues " + half + " after epoch 10; changed: ")
                .contains("training.learning-rate 0.01 -> 0.002");
        List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
        assertThat(lines).hasSize(20);
        assertThat(lines.subList(0, 10)).isEqualTo(Files.readAllLines(half.resolve("metrics.jsonl")));
        Map<String, Object> line = Json.read(lines.get(10));
        Map<?, ?> changed = (Map<?, ?>) ((Map<?, ?>) line.get("continued")).get("changed");
        assertThat(changed.get("training.learning-rate")).isEqualTo(List.of(0.01, 0.002));
        assertThat(changed.get("training.epochs")).isEqualTo(List.of(10, 20));
        assertThat(changed.containsKey("training.optimizer.momentum.beta")).isTrue();
    }

    /** As in the notes: a diverged run continues with a lower learning rate, from its last good parameters. */
    @Test
    void aDivergedRunCanBeContinuedGently() throws IOException {
        Path run = folder.resolve("diverged");
        assertThat(CommandLineRun.of(
                                "train",
                                file,
                                "--out",
                                run,
                                "--quiet",
                                "--set",
                                "training.optimizer=gradient-descent",
                                "--set",
                                "training.learning-rate=1e300")
                        .code())
                .isEqualTo(3);
        Path again = train("again", "--continue", run);
        assertThat(CommandLineRun.result(again).get("outcome")).isEqualTo("completed");
    }

    @Test
    void whatCannotBeContinuedIsRefused() throws IOException {
        Path half = train("half", "--set", "training.epochs=10");
        assertThat(CommandLineRun.refused("train", file, "--continue", folder, "--out", folder.resolve("x"))
                        .err())
                .contains("this run cannot be continued");
        assertThat(CommandLineRun.refused(
                                "train",
                                file,
                                "--continue",
                                half,
                                "--out",
                                folder.resolve("x"),
                                "--set",
                                "training.epochs=10")
                        .err())
                .contains("10 epochs are completed already; set training.epochs, now 10, to a larger number");
        assertThat(CommandLineRun.refused(
                                "train",
                                file,
                                "--continue",
                                half,
                                "--out",
                                folder.resolve("x"),
                                "--set",
                                "network.hidden[0].units=7")
                        .err())
                .contains("dense-1.weight should be F32 of shape [7, 2]");
        assertThat(CommandLineRun.refused(
                                "train",
                                file,
                                "--continue",
                                half,
                                "--out",
                                folder.resolve("x"),
                                "--precision",
                                "float64")
                        .err())
                .contains("dense-1.weight should be F64");
        Files.writeString(half.resolve("metrics.jsonl"), "{\"epoch\": 1}\n");
        assertThat(CommandLineRun.refused("train", file, "--continue", half, "--out", folder.resolve("x"))
                        .err())
                .contains("metrics.jsonl: has 13 bytes; it was written with");
        Files.delete(half.resolve("manifest.json")); // as if it were not finished
        assertThat(CommandLineRun.refused("train", file, "--continue", half, "--out", folder.resolve("x"))
                        .err())
                .contains("metrics.jsonl: line 1 is damaged: its checksum is wrong or missing; the checkpoint needs the"
                        + " metrics of 10 epochs");
        Files.writeString(half.resolve("metrics.jsonl"), "");
        assertThat(CommandLineRun.refused("train", file, "--continue", half, "--out", folder.resolve("x"))
                        .err())
                .contains("metrics.jsonl: line 1 is missing; the checkpoint needs the metrics of 10 epochs");
    }
}
