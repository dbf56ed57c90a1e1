package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.Descent;
import io.descent.inference.Model;
import io.descent.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code descent export}; the module onnx tests what the files compute. */
class ExportTest {
    @TempDir
    Path folder;

    private Path classes;

    @BeforeEach
    void train() {
        classes = folder.resolve("classes");
        good("train", EXAMPLES.resolve("iris.yaml"), "--set", "training.epochs=2", "--no-pictures", "--out", classes);
    }

    @Test
    void writesTheFileOfTheModel() throws IOException {
        Path file = folder.resolve("iris.onnx");
        assertThat(good("export", classes, "--out", file).out())
                .matches(
                        "wrote \\S+iris.onnx, [0-9,]+ bytes: predicts species, one of 3 classes from 4 columns, missing"
                                + " cells and unseen words included\\R");
        Model model = Descent.load(classes);
        assertThat(Files.readAllBytes(file)).isEqualTo(OnnxModel.of(model, model.precision(), null));
        good("export", classes, "--format", "onnx", "--precision", "float64", "--out", file);
        assertThat(Files.size(file)).isGreaterThan(OnnxModel.of(model, model.precision(), null).length);
    }

    @Test
    void intervalsAreThoseOfTheModel() {
        Path values = folder.resolve("values");
        good(
                "train",
                EXAMPLES.resolve("data/diabetes.csv"),
                "--label",
                "progression",
                "--set",
                "training.epochs=2",
                "--set",
                "calibration.interval=true",
                "--no-pictures",
                "--out",
                values);
        Path file = folder.resolve("values.onnx");
        good("export", values, "--interval", "0.9", "--out", file);
        assertThat(file).content(java.nio.charset.StandardCharsets.ISO_8859_1).contains("lower", "upper");
        assertThat(refused("export", values, "--interval", "0.9999", "--out", file)
                        .err())
                .contains("intervals of the level 0.9999 need at least");
        assertThat(refused("export", values, "--interval", "2", "--out", file).err())
                .contains("--interval 2");
        assertThat(refused("export", classes, "--interval", "0.9", "--out", file)
                        .err())
                .contains("--interval is for models that predict values");
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThat(refused("export", folder.resolve("nothing")).err()).contains("nothing");
        assertThat(refused("export", classes, "--format", "pmml").err()).contains("expected one of [ONNX]");
        Path nowhere = folder.resolve("no/such/folder/model.onnx");
        assertThat(refused("export", classes, "--out", nowhere).err()).contains("model.onnx");
        assertThat(nowhere).doesNotExist();
    }
}
