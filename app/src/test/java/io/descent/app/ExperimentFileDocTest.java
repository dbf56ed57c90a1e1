package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Augmentation;
import io.descent.api.DataSource;
import io.descent.api.Hyperparameter;
import io.descent.core.calibration.CalibrationSpec;
import io.descent.core.calibration.ThresholdSpec;
import io.descent.core.data.DataSpec;
import io.descent.core.experiment.CheckpointSpec;
import io.descent.core.experiment.DiagnosisSpec;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.FoldsSpec;
import io.descent.core.experiment.Rates;
import io.descent.core.experiment.ShardsSpec;
import io.descent.core.experiment.TrainingSpec;
import io.descent.core.experiment.WeightDecay;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.NetworkSpec;
import io.descent.core.network.OutputSpec;
import io.descent.core.random.RandomSpec;
import io.descent.core.wiring.PluginsModule;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Default;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.text.internal.Decimal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/experiment-file.md lists every key with default and range, and every built-in plugin; its examples train. */
class ExperimentFileDocTest {
    private static final String DOCUMENT = "docs/experiment-file.md";

    @TempDir
    Path folder;

    private static String page() throws IOException {
        return Files.readString(EXAMPLES.resolveSibling(DOCUMENT));
    }

    /** The cells of the table row that begins with a key, below a heading. */
    private static List<String> row(String heading, String key) throws IOException {
        String page = page();
        int start = page.indexOf("# " + heading + "\n");
        assertThat(start).as("the heading " + heading).isNotNegative();
        int end = page.indexOf("\n#", start);
        List<List<String>> rows = page.substring(start, end < 0 ? page.length() : end)
                .lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> List.of(line.substring(2).split(" \\| ?", -1)))
                .filter(cells -> cells.get(0).contains("`" + key + "`"))
                .toList();
        assertThat(rows).as("rows of " + key + " below " + heading).hasSize(1);
        return rows.get(0);
    }

    static List<Arguments> sections() throws ClassNotFoundException {
        return List.of(
                Arguments.of("Top level", Experiment.class, ""),
                Arguments.of("`data`", DataSpec.class, ""),
                Arguments.of("`network`", NetworkSpec.class, ""),
                Arguments.of("`network.hidden[i]`", LayerSpec.class, ""),
                Arguments.of("`network.hidden[i]`", BatchNorm.class, "batch-norm."),
                Arguments.of("`network.output`", OutputSpec.class, ""),
                Arguments.of("`training`", TrainingSpec.class, ""),
                Arguments.of("`training.rates`", Rates.class, ""),
                Arguments.of("`training.weight-decay`", WeightDecay.class, ""),
                Arguments.of("`training.early-stopping`", EarlyStopping.class, ""),
                Arguments.of("`training.folds`", FoldsSpec.class, ""),
                Arguments.of("`training.shards`", ShardsSpec.class, ""),
                Arguments.of("`random`", RandomSpec.class, ""),
                Arguments.of("`diagnosis`", DiagnosisSpec.class, ""),
                Arguments.of("`calibration`", CalibrationSpec.class, ""),
                Arguments.of("`calibration.threshold`", ThresholdSpec.class, ""),
                Arguments.of("`calibration.threshold.costs`", ThresholdSpec.Costs.class, ""),
                Arguments.of("`checkpoint`", CheckpointSpec.class, ""),
                Arguments.of("`search`", Class.forName("io.descent.core.tune.StudySpec$Section"), ""));
    }

    @ParameterizedTest
    @MethodSource("sections")
    void everyKeyHasItsDefaultAndItsRange(String heading, Class<? extends Record> section, String prefix)
            throws IOException {
        for (HyperparameterInfo info : HyperparameterInfo.flat(HyperparameterInfo.of(section, null))) {
            List<String> cells = row(heading, prefix + info.key());
            Default otherwise = info.component().getAnnotation(Default.class);
            if (otherwise == null) {
                assertThat(cells.get(2)).as(info.key()).isEqualTo("required");
            } else if (!info.isOptional()) {
                assertThat(cells.get(2).replace("`", "")).as(info.key()).isEqualTo(otherwise.value());
            }
            Hyperparameter range = info.annotation();
            if (range != null) {
                String type = cells.get(1).replace(",", "");
                if (range.min() != Double.NEGATIVE_INFINITY) {
                    assertThat(type).as(info.key()).contains(Decimal.text(range.min()));
                }
                if (range.max() != Double.POSITIVE_INFINITY) {
                    assertThat(type).as(info.key()).contains(Decimal.text(range.max()));
                }
            }
        }
    }

    @Test
    void everyBuiltInPluginIsNamed() throws IOException {
        for (PluginInfo info :
                PluginsModule.find(getClass().getClassLoader(), List.of()).all()) {
            boolean augmentation = info.kind() == Augmentation.class;
            if (augmentation || info.kind() == DataSource.class) {
                List<String> cells = row(augmentation ? "`training.augment`" : "`data`", info.name());
                for (HyperparameterInfo each : info.hyperparameters()) {
                    assertThat(cells.get(1)).as(info.name()).contains("`" + each.key(), ": " + each.valueText());
                }
            } else if (info.kind() != Backend.class
                    && !info.prototype().getClass().getPackageName().equals("io.descent.app")) {
                assertThat(page()).contains("`" + info.name() + "`");
            }
        }
    }

    @Test
    void theExamplesTrain() throws IOException {
        List<String> examples = DocCode.blocks(DOCUMENT, "run by ExperimentFileDocTest", "yaml");
        assertThat(examples).hasSize(3);
        for (String example : examples) {
            Path file = folder.resolve("doc.yaml");
            Files.writeString(
                    file,
                    example.replace(
                            "data/digits.csv",
                            EXAMPLES.resolve("data/digits.csv").toString()));
            Path run = folder.resolve("run");
            good("train", file, "--quiet", "--overwrite", "--no-pictures", "--out", run, "--set", "training.epochs=12");
            assertThat(CommandLineRun.metric(run, "dev", "accuracy")).isGreaterThan(0.8);
        }
    }
}
