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
import java.util.Arrays;
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

    private static ModelParts average(ModelParts... members) {
        return ModelParts.average(members[0].schema(), members[0].encoding(), members[0].targets(), List.of(members));
    }

    /** Predicts what {@link TestModels#value} does, and more. */
    private static ModelParts shifted(double shift) {
        ModelParts parts = TestModels.value();
        parts.network().parameters().tensor(1).set(0, 0, 10 + shift);
        return parts;
    }

    /** CV+ (Barber et al. 2021, section 3.1), written down; the average of the three members is at 12. */
    @Test
    void intervalsOfFoldsAreFromThePredictionsOfTheFirstMembers() {
        Residuals residuals = new Residuals(List.of(new double[] {1, 2, 7}, new double[] {0, 3, 4}));
        Model model = new Model(
                average(shifted(0), shifted(1), shifted(5))
                        .withCalibration(new Calibration(1, 0.5, List.of(residuals))),
                new Scalar());
        // at x = (0.5, -1): 10 - {1, 2, 7} and 11 - {0, 3, 4} are 3 7 8 8 9 11; sums 11 11 12 14 15 17
        for (Prediction prediction : List.of(
                model.predict(0.5, -1),
                model.predict(new double[][] {{9, 9}, {0.5, -1}}).get(1),
                model.predict(Map.of("x1", 0.5, "x2", -1)),
                model.predict(List.of(Map.of("x1", 9, "x2", 9), Map.of("x1", 0.5, "x2", -1)))
                        .get(1))) {
            assertThat(prediction.value()).isEqualTo(12);
            assertThat(prediction.interval(0.85).lower()).isEqualTo(3); // floor(0.15 x 7) = 1
            assertThat(prediction.interval(0.85).upper()).isEqualTo(17); // ceil(0.85 x 7) = 6
            assertThat(prediction.interval(0.6).lower()).isEqualTo(7); // floor(2.8) = 2
            assertThat(prediction.interval(0.6).upper()).isEqualTo(15); // ceil(4.2) = 5
            assertThat(prediction.interval("y", 0.5).lower()).isEqualTo(8); // floor(3.5) = 3
            assertThat(prediction.interval("y", 0.5).upper()).isEqualTo(14); // ceil(3.5) = 4
        }
    }

    @Test
    void eachLabelHasTheOutputsOfItsOwn() {
        ModelParts one = TestModels.twoValues();
        ModelParts other = TestModels.twoValues();
        other.network().parameters().tensor(1).set(0, 0, 5).set(0, 1, -3);
        Residuals folds = new Residuals(List.of(new double[] {1, 2}, new double[] {0, 4}));
        Model model = new Model(
                average(one, other).withCalibration(new Calibration(1, 0.5, List.of(folds, folds))), new Scalar());
        Map<String, Object> row = new LinkedHashMap<>();
        model.schema().features().forEach(name -> row.put(name, null));
        Prediction prediction = model.predict(List.of(row, row)).get(1);
        double[] first = new Model(one, new Scalar()).predict(row).values();
        double[] second = new Model(other, new Scalar()).predict(row).values();
        assertThat(second[0] - first[0]).isEqualTo(10); // 5 x the deviation of the label
        assertThat(second[1] - first[1]).isEqualTo(-3);
        for (int k = 0; k < 2; k++) {
            double[] lower = {first[k] - 1, first[k] - 2, second[k], second[k] - 4};
            double[] upper = {first[k] + 1, first[k] + 2, second[k], second[k] + 4};
            Arrays.sort(lower);
            Arrays.sort(upper);
            String label = model.schema().labels().get(k);
            assertThat(prediction.interval(label, 0.6).lower()).isEqualTo(lower[1]); // floor(0.4 x 5) = 2
            assertThat(prediction.interval(label, 0.6).upper()).isEqualTo(upper[2]); // ceil(0.6 x 5) = 3
        }
    }

    @Test
    void aFoldNeedsANetwork() throws IOException {
        Residuals three = new Residuals(List.of(new double[] {1}, new double[] {2}, new double[] {3}));
        Calibration calibration = new Calibration(1, 0.5, List.of(three));
        assertThatThrownBy(() -> TestModels.value().withCalibration(calibration))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "intervals have the residuals of 3 folds, but the model has a single network; expected at most one fold per network");
        ModelParts two = average(TestModels.value(), TestModels.value());
        assertThatThrownBy(() -> two.withCalibration(calibration))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("of 3 folds, but the model has 2 networks");
        assertThat(average(TestModels.value(), TestModels.value(), TestModels.value())
                        .withCalibration(calibration)
                        .calibration()
                        .members())
                .isEqualTo(3);
        assertThat(two.withCalibration(new Calibration(1, 0.5, List.of(NINE)))
                        .calibration()
                        .members())
                .isZero(); // split conformal on the average
        String start = "{\"format\": 1, \"intervals\": [{\"label\": \"y\", \"residuals\": ";
        ModelFile.save(TestModels.value().withCalibration(new Calibration(1, 0.5, List.of(NINE))), folder, List.of());
        refuse(start + "[[1], [2]]}]}", "calibration.json: intervals have the residuals of 2 folds");
    }

    @Test
    void membersAreHandedOutUntilThereIsNoMoreRoom() {
        Predictor predictor = new Predictor(average(shifted(0), shifted(1), shifted(5)), new Scalar());
        double[][] examples = {{0.5, -1}, {2.5, -1}}; // 10 and 13, shifted
        for (int room = 0; room <= 7; room++) {
            double[] ofMembers = new double[room];
            assertThat(predictor.predict(examples, ofMembers, new Workers(1))[1])
                    .containsExactly(15);
            assertThat(ofMembers)
                    .containsExactly(Arrays.copyOf(
                            Arrays.copyOf(new double[] {10, 13, 11, 14, 15, 18}, Math.min(6, room / 2 * 2)), room));
        }
        double[] single = new double[2];
        predictor.predict(examples[1], single);
        assertThat(single).containsExactly(13, 14);
        new Predictor(TestModels.value(), new Scalar()).predict(examples[1], single);
        assertThat(single).containsExactly(13, 14); // a single network has no members
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
                average(TestModels.twoValues(), TestModels.twoValues())
                        .withCalibration(new Calibration(1, 0.5, List.of(new Residuals(folds), NINE))),
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
