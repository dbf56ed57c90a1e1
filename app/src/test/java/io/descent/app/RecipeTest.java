package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.metric;
import static io.descent.app.CommandLineRun.refused;
import static io.descent.app.CommandLineRun.sha;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.experiment.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choices for everything that an experiment does not say. */
class RecipeTest {
    @TempDir
    Path folder;

    private Path table;

    @BeforeEach
    void write() throws IOException {
        table = MixedTable.csv(folder.resolve("people.csv"), MixedTable.rows(250, 1));
    }

    /** The resolved experiment of a training that is cut short. */
    private String resolved(String yaml, String... settings) throws IOException {
        Path file = folder.resolve("experiment.yaml");
        Files.writeString(file, yaml);
        Path run = folder.resolve("run");
        List<Object> all = new ArrayList<>(List.of("train", file, "--out", run, "--overwrite", "--quiet"));
        all.add("--no-pictures");
        for (String setting : settings) {
            all.addAll(List.of("--set", setting));
        }
        good(all.toArray());
        return Files.readString(run.resolve("experiment.yaml"));
    }

    private String data(String label) {
        return "data: {file: people.csv, label: %s, ignore: [%s]}\n"
                .formatted(label, label.equals("risk") ? "price" : "risk");
    }

    @Test
    void withTheDataAloneTheRecipeForTablesDecides() throws IOException {
        assertThat(resolved(data("risk"), "training.epochs=2"))
                .contains(
                        "  normalize: robust\n",
                        "    numbers: 8\n",
                        "  parametrization: ntk\n",
                        "    - units: 256\n      activation: selu\n      parametric: true\n",
                        "    softmax-cross-entropy:\n      label-smoothing: 0\n",
                        "  learning-rate: 0.04\n",
                        "  epochs: 2\n",
                        "    metric: dev.log-loss\n    patience: 2\n",
                        "  method: temperature\n",
                        "importance: true\n")
                .doesNotContain("recipe:");
        assertThat(resolved(data("price"), "training.epochs=2"))
                .contains(
                        "      activation: mish\n",
                        "  loss: mean-squared-error\n",
                        "  learning-rate: 0.2\n",
                        "    metric: dev.rmse\n")
                .doesNotContain("temperature");
    }

    @Test
    void aFileWithANetworkOrATrainingHasNoRecipe() throws IOException {
        assertThat(resolved(data("risk") + "network: {hidden: [{units: 4}]}\n", "training.epochs=2"))
                .contains("      activation: relu\n", "  parametrization: standard\n", "  learning-rate: 0.001\n")
                .doesNotContain("early-stopping:", "calibration:");
        String problem = refused("train", write("training: {epochs: 2}\n")).err();
        assertThat(problem).contains("network").contains("is missing");
    }

    private Path write(String more) throws IOException {
        Path file = folder.resolve("other.yaml");
        Files.writeString(file, data("risk") + more);
        return file;
    }

    @Test
    void limitsAndFoldsDoNotCount() throws IOException {
        assertThat(resolved(data("risk") + "training: {time: 1 h, report-every: 5}\n", "training.epochs=2"))
                .contains("  parametrization: ntk\n", "  time: 1 h\n", "  report-every: 5\n");
        assertThat(resolved(data("price") + "training: {folds: 2}\n", "training.epochs=2"))
                .contains("  parametrization: ntk\n", "    k: 2\n", "  interval: true\n");
    }

    @Test
    void everyKeyReplacesOneChoice() throws IOException {
        String yaml = "recipe: tables\n" + data("risk")
                + "network: {hidden: [{units: 8}], input: {scale: false}}\n"
                + "training: {epochs: 2, optimizer: {adam: {beta1: 0.8}}, rates: {bias: 1}}\n";
        assertThat(resolved(yaml, "network.hidden[0].activation=relu", "training.weight-decay.rate=0.5"))
                .contains(
                        "    - units: 8\n      activation: relu\n      parametric: true\n      initializer: unit-variance\n",
                        "    embedding: 8\n    scale: false\n",
                        "      beta1: 0.8\n      beta2: 0.95\n",
                        "    bias: 1\n",
                        "    scale: 6\n",
                        "    rate: 0.5\n    schedule: flat-cosine\n")
                .doesNotContain("units: 256");
        assertThat(resolved(yaml, "training.optimizer=adamw", "network.input=false"))
                .contains("    adamw:\n      beta1: 0.9\n      beta2: 0.999\n")
                .doesNotContain("  input:\n    periodic");
    }

    @Test
    void smallTablesAreTrainedForAThousandUpdates() throws IOException {
        // 150 training examples make one update per epoch
        assertThat(resolved(data("risk"), "training.time=50 ms")).contains("  epochs: 1000\n", "  batch-size: 150\n");
    }

    @Test
    void aTableOnTheCommandLineIsTrainedByTheRecipe() throws IOException {
        Path run = folder.resolve("by-command");
        good(
                "train",
                table,
                "--label",
                "risk",
                "--ignore",
                "price",
                "--out",
                run,
                "--no-pictures",
                "--set",
                "training.epochs=100");
        assertThat(metric(run, "test", "accuracy")).isGreaterThan(0.7);
        Path file = folder.resolve("new.yaml");
        good(
                "new",
                "experiment",
                table,
                "--label",
                "risk",
                "--ignore",
                "price",
                "--set",
                "training.epochs=100",
                "--out",
                file);
        Path again = folder.resolve("again");
        good("train", file, "--out", again, "--no-pictures", "--quiet");
        assertThat(sha(again)).isEqualTo(sha(run));
    }

    @Test
    void imagesHaveARecipeOfTheirOwn() throws IOException {
        Path digits = Path.of("../examples/data/digits.csv").toAbsolutePath().normalize();
        String yaml = "data: {file: %s, label: digit, image: 8x8}\n".formatted(digits);
        assertThat(resolved(yaml, "training.epochs=1"))
                .contains("    - units: 512\n      activation: relu\n", "  normalize: none\n", "    - shift:\n")
                .doesNotContain("periodic", "importance: true");
    }

    @Test
    void aRecipeHasAName() throws IOException {
        assertThat(refused("train", write("recipe: table\n")).err())
                .contains("recipe: unknown recipe 'table'; did you mean 'tables'?; recipes: none, tables, images");
        assertThat(refused("describe", "recipe", "cake").err()).contains("unknown recipe 'cake'");
    }

    @Test
    void describeExplainsEveryChoice() {
        String out = good("describe", "recipe").out();
        for (Recipe recipe : List.of(Recipe.TABLES, Recipe.IMAGES)) {
            assertThat(out).contains("recipe " + recipe + "\n");
            assertThat(recipe.explain()).hasSizeGreaterThan(10);
            recipe.explain().forEach(choice -> assertThat(out).contains("\n- " + choice.key() + ": "));
        }
        assertThat(good("describe", "recipe", "images").out()).doesNotContain("ntk");
        assertThat(good("describe", "recipe", "--json").out()).contains("\"tables\"", "\"why\"");
    }
}
