package io.descent.inference.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.inference.Model;
import io.descent.inference.Prediction;
import io.descent.inference.TestModels;
import io.descent.inference.TestPlugins;
import io.descent.inference.file.internal.FileDigest;
import io.descent.inference.file.internal.Manifest;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {
    private static final Residuals NINE = new Residuals(List.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}));

    @TempDir
    Path folder;

    private static Calibration temperature(double value) {
        return Calibration.NONE.withTemperature(value);
    }

    private static double[] applied(double temperature, double... probabilities) {
        temperature(temperature).apply(probabilities, 0, probabilities.length);
        return probabilities;
    }

    private static double[] softmax(double... z) {
        double sum = 0;
        for (double each : z) {
            sum += Math.exp(each);
        }
        double[] p = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            p[i] = Math.exp(z[i]) / sum;
        }
        return p;
    }

    @Test
    void aTemperatureDividesTheLogits() {
        for (double t : new double[] {0.05, 0.4, 1.7, 20}) {
            assertThat(applied(t, softmax(1, -2, 0.5))).containsExactly(softmax(1 / t, -2 / t, 0.5 / t), within(1e-14));
            assertThat(applied(t, softmax(0, 1.25))).containsExactly(softmax(0, 1.25 / t), within(1e-14));
        }
        assertThat(applied(1, 0.3, 0.4)).containsExactly(0.3, 0.4); // as it is, to the bit
    }

    @Test
    void certainPredictionsStayFinite() {
        assertThat(applied(2, 0, 1)).containsExactly(new double[] {1.4901161e-8, 1 - 1.4901161e-8}, within(1e-15));
        assertThat(applied(0.5, 0, 1, 0)).containsExactly(new double[] {4.93e-32, 1, 4.93e-32}, within(1e-33));
        assertThat(applied(2, -1e-9, 1.5))
                .containsExactly(new double[] {1.4901161e-8, 1 - 1.4901161e-8}, within(1e-15));
    }

    @Test
    void aThresholdDecidesBetweenTwoClasses() {
        Calibration low = Calibration.NONE.withThreshold(0.25);
        assertThat(low.chosen(new double[] {9, 0.75, 0.25}, 1, 2)).isZero();
        assertThat(low.chosen(new double[] {9, 0.7, 0.3}, 1, 2)).isEqualTo(1);
        assertThat(Calibration.NONE.chosen(new double[] {9, 0.7, 0.3}, 1, 2)).isZero();
        assertThat(Calibration.NONE.chosen(new double[] {9, 0.5, 0.5}, 1, 2)).isZero();
        assertThat(Calibration.NONE.chosen(new double[] {9, 0.2, 0.4, 0.4}, 1, 3))
                .isEqualTo(1);
    }

    @Test
    void aModelPredictsCalibratedProbabilities() {
        for (ModelParts raw : List.of(TestModels.twoClasses(), TestModels.threeClasses())) {
            ModelParts parts = raw.withCalibration(temperature(2.5));
            double[] x = {0.75, -1.25};
            double[] expected = applied(2.5, new Predictor(raw, new Scalar()).predict(x));
            Predictor predictor = new Predictor(parts, new Scalar());
            assertThat(predictor.predict(x)).isEqualTo(expected);
            assertThat(new Predictor(raw, new Scalar()).predict(x)).isNotEqualTo(expected);
            Prediction prediction = new Model(parts, new Scalar()).predict(x);
            assertThat(prediction.probabilities().values().stream()
                            .mapToDouble(p -> p)
                            .toArray())
                    .isEqualTo(expected);
            Map<String, Double> named = Map.of("x1", 0.75, "x2", -1.25);
            assertThat(new Model(parts, new Scalar()).predict(named).probabilities())
                    .isEqualTo(prediction.probabilities());
            float[] rows = predictor.predictRows(new float[] {0.75f, -1.25f}, new Workers(1));
            for (int j = 0; j < rows.length; j++) {
                assertThat(rows[j]).isEqualTo((float) expected[expected.length - rows.length + j]);
            }
        }
    }

    @Test
    void aModelPredictsTheClassOfItsThreshold() {
        ModelParts raw = TestModels.twoClasses();
        double[] x = {0.75, -1.25};
        double yes = new Predictor(raw, new Scalar()).predict(x)[1];
        for (double threshold : new double[] {yes - 1e-3, yes + 1e-3}) {
            Model model = new Model(raw.withCalibration(Calibration.NONE.withThreshold(threshold)), new Scalar());
            assertThat(model.predict(x).label()).isEqualTo(yes > threshold ? "yes" : "no");
            assertThat(model.predict(x).probability("yes")).isEqualTo(yes);
        }
    }

    @Test
    void aPredictionHasIntervals() {
        Model model =
                new Model(TestModels.value().withCalibration(new Calibration(1, 0.5, List.of(NINE))), new Scalar());
        Prediction prediction = model.predict(0.5, -1);
        assertThat(prediction.value()).isEqualTo(10);
        assertThat(prediction.interval(0.9).lower()).isEqualTo(1);
        assertThat(prediction.interval(0.9).upper()).isEqualTo(19);
        assertThat(prediction.interval("y", 0.5).upper()).isEqualTo(15);
        assertThatThrownBy(() -> prediction.interval(0.95)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new Model(TestModels.value(), new Scalar())
                        .predict(0.5, -1)
                        .interval(0.9))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the model has no intervals; train it with calibration: {interval: true}");
        assertThatThrownBy(() -> new Model(TestModels.twoClasses(), new Scalar())
                        .predict(0.5, -1)
                        .interval(0.9))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("predicts a class");
    }

    private ModelParts load() {
        return ModelFile.load(folder, TestPlugins.registry());
    }

    private void seal() throws IOException {
        Map<String, FileDigest> digests = new LinkedHashMap<>();
        for (String name : List.of("weights.safetensors", "model.json", "calibration.json")) {
            digests.put(name, FileDigest.of(folder.resolve(name)));
        }
        Manifest.write(folder, digests);
    }

    @Test
    void everythingReadsBackTheSame() {
        ModelFile.save(
                TestModels.twoClasses().withCalibration(new Calibration(1.0 / 3, 0.1 + 0.2, List.of())),
                folder,
                List.of());
        assertThat(load().calibration()).isEqualTo(new Calibration(1.0 / 3, 0.1 + 0.2, List.of()));

        List<double[]> folds = List.of(new double[] {0, 1e-300, 0.1 + 0.2, 1e300}, new double[] {Math.PI});
        ModelFile.save(
                TestModels.twoValues().withCalibration(new Calibration(1, 0.5, List.of(new Residuals(folds), NINE))),
                folder,
                List.of());
        Calibration read = load().calibration();
        assertThat(read.intervals().get(0).byFold().get(0)).isEqualTo(folds.get(0));
        assertThat(read.intervals().get(0).byFold().get(1)).isEqualTo(folds.get(1));
        assertThat(read.intervals().get(1).size()).isEqualTo(9);
        assertThat(read.intervals().get(1).folds()).isEqualTo(1);
        assertThat(folder.resolve("calibration.json")).content().contains("\"sum\"", "\"count\"");
    }

    @Test
    void aModelWithoutCalibrationHasNoFile() {
        ModelFile.save(TestModels.twoClasses().withCalibration(temperature(2)), folder, List.of());
        assertThat(folder.resolve("calibration.json")).exists();
        ModelFile.save(TestModels.twoClasses(), folder, List.of());
        assertThat(folder.resolve("calibration.json")).doesNotExist();
        assertThat(load().calibration()).isEqualTo(Calibration.NONE);
    }

    @Test
    void aFileThatTheManifestDoesNotListIsOfAnotherModel() throws IOException {
        ModelFile.save(TestModels.twoClasses(), folder, List.of());
        Files.writeString(folder.resolve("calibration.json"), "{\"format\": 1, \"temperature\": 2}");
        assertThat(load().calibration()).isEqualTo(Calibration.NONE);
        seal();
        assertThat(load().calibration()).isEqualTo(temperature(2));
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        ModelFile.save(TestModels.twoClasses().withCalibration(temperature(2)), folder, List.of());
        Files.writeString(folder.resolve("calibration.json"), "{\"format\": 1, \"temperature\": 3}");
        assertThatThrownBy(this::load)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("calibration.json")
                .hasMessageContaining("this model is damaged");
        refuse("{\"format\": 2}", "format: found '2'");
        refuse("{}", "format: is missing");
        refuse("[]", "");
        refuse("{\"format\": 1", "");
        refuse(
                "{\"format\": 1, \"temperature\": 0}",
                "temperature: found '0', expected a number at least 0.05 and at most 20");
        refuse("{\"format\": 1, \"temperature\": -1}", "temperature: found '-1'");
        refuse("{\"format\": 1, \"temperature\": 1e999}", "temperature: found '1e999'");
        refuse("{\"format\": 1, \"temperature\": \"NaN\"}", "temperature: found the text \"NaN\" in quotes");
        refuse(
                "{\"format\": 1, \"threshold\": 1.5}",
                "threshold: found '1.5', expected a number at least 0 and at most 1");
        refuse("{\"format\": 1, \"temprature\": 2}", "unknown key; did you mean 'temperature'?");
        refuse(
                "{\"format\": 1, \"intervals\": [{\"label\": \"answer\", \"residuals\": [[1, 2]]}]}",
                "intervals need the residuals of every value that a model predicts; this one predicts classes");
        String start = "{\"format\": 1, \"intervals\": [{\"label\": \"y\", \"residuals\": ";
        ModelFile.save(TestModels.value().withCalibration(new Calibration(1, 0.5, List.of(NINE))), folder, List.of());
        refuse(start + "[[2, 1]]}]}", "found the residual 1.0 after 2.0; expected finite numbers of at least 0");
        refuse(start + "[[-2, 1]]}]}", "found '-2', expected a number at least 0");
        refuse(start + "[[1, null]]}]}", "found nothing");
        refuse(start + "[[]]}]}", "a fold has no residuals");
        refuse(start + "[]}]}", "residuals need at least one fold");
        refuse(start + "[1]}]}", "expected a list");
        refuse(start + "{}}]}", "expected a list");
        refuse(start.replace("\"y\"", "\"z\"") + "[[1]]}]}", "has intervals of z, but the model predicts y");
        refuse("{\"format\": 1, \"temperature\": 2}", "a temperature needs classes");
        refuse("{\"format\": 1, \"threshold\": 0.4}", "a threshold needs two classes");
        ModelFile.save(TestModels.threeClasses().withCalibration(temperature(2)), folder, List.of());
        refuse("{\"format\": 1, \"threshold\": 0.4}", "a threshold needs two classes");
        Files.delete(folder.resolve("calibration.json"));
        assertThatThrownBy(this::load).hasMessageContaining("calibration.json: is missing; this model is damaged");
    }

    private void refuse(String content, String message) throws IOException {
        Files.writeString(folder.resolve("calibration.json"), content);
        seal();
        assertThatThrownBy(this::load)
                .as(content)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(message);
    }
}
