package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static io.descent.app.CommandLineRun.sha;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Augmentations, data sources and listeners from jars in a folder of plugins. */
class OtherKindsDropInTest {
    @TempDir
    private Path folder;

    private Path plugins;

    @BeforeEach
    void namePlugins() {
        plugins = folder.resolve("plugins");
    }

    private void drop(String kind, String type, String components, String body) throws IOException {
        new PluginJar()
                .with(type, """
                        package example;
                        import io.descent.api.*;
                        import java.util.*;
                        import java.util.random.RandomGenerator;
                        public record %s(%s) implements %s {
                            %s
                        }
                        """.formatted(type, components, kind, body))
                .service(kind, "example." + type)
                .build(plugins, type.toLowerCase(java.util.Locale.ROOT) + ".jar");
    }

    private Path experiment(String text) throws IOException {
        return Files.writeString(folder.resolve("experiment.yaml"), text);
    }

    private Object[] train(Path experiment, String run, Object... more) {
        Object[] start = {
            "train", experiment, "--plugins", plugins, "--quiet", "--no-pictures", "--out", folder.resolve(run)
        };
        Object[] all = java.util.Arrays.copyOf(start, start.length + more.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return all;
    }

    @Test
    void anAugmentationChangesTheTraining() throws IOException {
        drop("Augmentation", "Halve", "@Hyperparameter(min = 0) double share", """
                public Halve() { this(0.5); }
                public void apply(Example example, RandomGenerator random) {
                    for (int i = 0; i < example.size(); i++) {
                        if (random.nextDouble() < share) { example.set(i, example.get(i) / 2); }
                    }
                }
                """);
        Path file = experiment("""
                data: {generator: moons}
                network: {hidden: [{units: 4}]}
                training: {epochs: 3, augment: [{halve: {share: 0}}]}
                """);
        good(train(file, "none"));
        good(train(file, "some", "--set", "training.augment[0].halve.share=0.3"));
        good(train(file, "without", "--set", "training.augment=[]"));
        assertThat(sha(folder.resolve("none")))
                .isEqualTo(sha(folder.resolve("without")))
                .isNotEqualTo(sha(folder.resolve("some")));
        assertThat(Files.readString(folder.resolve("some/experiment.yaml"))).contains("halve:", "share: 0.3");
        good(train(folder.resolve("some/experiment.yaml"), "again"));
        assertThat(sha(folder.resolve("again"))).isEqualTo(sha(folder.resolve("some")));
    }

    @Test
    void anAugmentationThatWritesNaNIsNamed() throws IOException {
        drop("Augmentation", "Spoil", "", """
                public void apply(Example example, RandomGenerator random) { example.set(1, 0.0 / 0); }
                """);
        CommandLineRun run = refused(train(experiment("""
                data: {file: %s, label: digit}
                network: {hidden: [{units: 4}]}
                training: {augment: [spoil]}
                """.formatted(EXAMPLES.resolve("data/digits.csv"))), "run"));
        assertThat(run.err())
                .contains(
                        "the augmentation spoil (spoil.jar) failed in step 1 for training example ",
                        "feature 1",
                        "NaN");
    }

    private static final String SQUARES = """
            public Squares() { this(100); }
            public List<String> columns() { return List.of("x", "half", "large"); }
            public String label() { return "large"; }
            public void read(Rows rows) {
                for (int i = 0; i < examples; i++) {
                    rows.number(i).text("" + i / 2.0).text(i * i > 2500 ? "yes" : "no").endRow();
                }
            }
            """;

    @Test
    void aDataSourceIsTrainedAndEvaluated() throws IOException {
        drop("DataSource", "Squares", "@Hyperparameter(min = 10) int examples", SQUARES);
        good(train(experiment("""
                data: {source: {squares: {examples: 200}}}
                network: {hidden: [{units: 4}]}
                training: {epochs: 3}
                """), "source"));
        StringBuilder csv = new StringBuilder("x,half,large\n");
        for (int i = 0; i < 200; i++) {
            csv.append(i + "," + i / 2.0 + "," + (i * i > 2500 ? "yes" : "no") + "\n");
        }
        Files.writeString(folder.resolve("squares.csv"), csv);
        good(train(experiment("""
                data: {file: squares.csv, label: large}
                network: {hidden: [{units: 4}]}
                training: {epochs: 3}
                """), "file"));
        Path run = folder.resolve("source");
        assertThat(sha(run)).isEqualTo(sha(folder.resolve("file")));
        assertThat(Files.readString(run.resolve("experiment.yaml")))
                .contains("squares:", "examples: 200", "label: large", "task: classification");
        good(train(run.resolve("experiment.yaml"), "again"));
        assertThat(sha(folder.resolve("again"))).isEqualTo(sha(run));
        assertThat(good("evaluate", run, "--split", "test", "--plugins", plugins)
                        .out())
                .contains("accuracy");
        assertThat(good("plugins", "squares", "--plugins", plugins).out()).contains("data-source squares", "examples");
    }

    @Test
    void mistakesWithADataSourceEndWithCodeTwo() throws IOException {
        drop("DataSource", "Squares", "@Hyperparameter(min = 10) int examples", SQUARES);
        drop("DataSource", "Broken", "", """
                public List<String> columns() { return List.of("x", "y"); }
                public void read(Rows rows) throws java.io.IOException {
                    rows.number(1).text("a").endRow();
                    throw new java.io.IOException("the service does not answer; start it");
                }
                """);
        drop("DataSource", "Short", "", """
                public List<String> columns() { return List.of("x", "y"); }
                public void read(Rows rows) { rows.number(1).endRow(); }
                """);
        Path file = experiment("""
                data: {source: {squares: {examples: 200}}}
                network: {hidden: [{units: 4}]}
                """);
        assertThat(refused(train(file, "r", "--set", "data.label=small")).err())
                .contains("data source squares: the label column 'small' is missing; columns: x, half, large");
        assertThat(refused(train(file, "r", "--set", "data.source=squars")).err())
                .contains("data.source: unknown data source 'squars'; did you mean 'squares'?");
        assertThat(refused(train(file, "r", "--set", "data.source=broken", "--set", "data.label=y"))
                        .err())
                .isEqualTo("descent: data source broken: the service does not answer; start it\n");
        assertThat(CommandLineRun.of(train(file, "r", "--set", "data.source=short", "--set", "data.label=y")))
                .satisfies(run -> {
                    assertThat(run.code()).isEqualTo(2);
                    assertThat(run.err())
                            .contains(
                                    "the data source short (short.jar) failed: ", "row 1 (counted from 1) has 1 cells")
                            .doesNotContain("\tat ");
                });
    }

    private static final String STOP = """
            public StopAt() { this("dev.accuracy", 0.9); }
            public Session open(TrainingView training) {
                return new Session() {
                    public void onEpoch() {
                        Double value = training.metrics().get(metric);
                        if (value != null && value >= enough) { training.stop(); }
                    }
                };
            }
            """;

    @Test
    void aListenerStopsATraining() throws IOException {
        drop("Listener", "StopAt", "String metric, double enough", STOP);
        Path file = experiment("""
                data: {file: %s, label: digit}
                network: {hidden: [{units: 32}]}
                training: {epochs: 30, learning-rate: 0.01}
                listeners: [{stop-at: {enough: 0.95}}]
                """.formatted(EXAMPLES.resolve("data/digits.csv")));
        good(train(file, "stopped"));
        Map<String, Object> result = CommandLineRun.result(folder.resolve("stopped"));
        int epochs = ((Number) result.get("epochs")).intValue();
        assertThat(epochs).isBetween(2, 29);
        assertThat(result.get("outcome")).isEqualTo("stopped");
        assertThat(CommandLineRun.metric(folder.resolve("stopped"), "dev", "accuracy"))
                .isGreaterThanOrEqualTo(0.95);
        assertThat(Files.readString(folder.resolve("stopped/experiment.yaml"))).contains("stop-at:", "enough: 0.95");
        good(train(file, "fewer", "--set", "listeners=[]", "--set", "training.epochs=" + epochs));
        assertThat(sha(folder.resolve("fewer"))).isEqualTo(sha(folder.resolve("stopped")));
    }

    /** Trials are compared over all their epochs. */
    @Test
    void trialsHaveNoListeners() throws IOException {
        drop("Listener", "StopAt", "String metric, double enough", STOP);
        Path file = experiment("""
                data: {source: moons}
                network: {hidden: [{units: 4}]}
                training: {epochs: 4}
                listeners: [{stop-at: {metric: train.cost, enough: 0}}]
                search: {trials: 2, space: {training.learning-rate: {log: [0.01, 0.1]}}}
                """);
        good(train(file, "run"));
        assertThat(CommandLineRun.result(folder.resolve("run")).get("epochs")).isEqualTo(1);
        good("tune", file, "--plugins", plugins, "--quiet", "--out", folder.resolve("study"));
        assertThat(CommandLineRun.result(folder.resolve("study/best")).get("epochs"))
                .isEqualTo(4);
    }
}
