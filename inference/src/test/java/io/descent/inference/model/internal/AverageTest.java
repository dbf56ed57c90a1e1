package io.descent.inference.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.inference.Model;
import io.descent.inference.Prediction;
import io.descent.inference.TestModels;
import io.descent.inference.TestPlugins;
import io.descent.inference.file.internal.FolderFiles;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.file.internal.Sha256;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The average of several models. */
class AverageTest {
    private static final Schema SCHEMA = new Schema(List.of("x", "word"), "y", Task.REGRESSION, List.of());

    @TempDir
    Path folder;

    private static InputEncoding encoding(double mean, double deviation, String... words) {
        return new InputEncoding(
                List.of(
                        FeatureColumn.number("x", new Scaling.Standardize(mean, deviation), mean, false),
                        new FeatureColumn(
                                "word", ColumnKind.CATEGORICAL, null, new OneHot(List.of(words), false, false))),
                Set.of("NA"));
    }

    /** Predicts scale (x - mean) / deviation + the number of the word, from 1, times 10. */
    private static ModelParts member(double scale, double mean, double deviation, String... words) {
        InputEncoding encoding = encoding(mean, deviation, words);
        Network network =
                new Network(encoding.shape(), List.of(new Layer(1, new TestPlugins.Linear(), null)), Precision.FLOAT64);
        network.parameters().tensor(0).set(0, 0, scale);
        for (int i = 0; i < words.length; i++) {
            network.parameters().tensor(0).set(0, i + 1, 10 * (i + 1));
        }
        return new ModelParts(SCHEMA, encoding, List.of(new Scaling.None()), network, "mean-squared-error", 0);
    }

    private static ModelParts average() {
        return ModelParts.average(
                SCHEMA,
                encoding(0, 1, "blue", "green", "red"),
                List.of(new Scaling.None()),
                List.of(member(1, 2, 4, "blue", "red"), member(-3, 1, 1, "green")));
    }

    @Test
    void eachMemberEncodesInItsOwnWay() {
        Model model = TestModels.model(average());
        // (6 - 2) / 4 + 20 and -3 (6 - 1) + 0: the second member does not know the word
        Prediction red = model.predict(Map.of("x", 6, "word", "red"));
        assertThat(red.value()).isEqualTo((21 - 15) / 2.0);
        assertThat(red.unseen()).isEmpty();
        Prediction green = model.predict(Map.of("x", "6", "word", "green"));
        assertThat(green.value()).isEqualTo((1 + -15 + 10) / 2.0);
        assertThat(model.predict(Map.of("x", 6, "word", "pink")).unseen()).containsExactly("word");
        // a missing number is the mean of each member
        Prediction missing = model.predict(Map.of("x", "NA", "word", "blue"));
        assertThat(missing.value()).isEqualTo(10 / 2.0);
        assertThat(missing.missing()).containsExactly("x");
        assertThat(model
                        .predict(List.of(
                                Map.of("x", 6, "word", "red"),
                                Map.of("x", 2, "word", "green"),
                                Map.of("x", 1, "word", "blue")))
                        .stream()
                        .map(Prediction::value))
                .containsExactly(3.0, (10 - 3) / 2.0, (-0.25 + 10) / 2);
        assertThatThrownBy(() -> model.predict(Map.of("x", "six", "word", "red")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the feature 'x'");
    }

    @Test
    void manyExamplesAreThoseOneByOne() {
        ModelParts three = TestModels.threeClasses();
        ModelParts other = TestModels.threeClasses();
        other.network().parameters().tensor(0).scale(-2);
        ModelParts both = ModelParts.average(three.schema(), three.encoding(), List.of(), List.of(three, other));
        Predictor predictor = new Predictor(both, new Scalar());
        Predictor first = new Predictor(three, new Scalar());
        Predictor second = new Predictor(other, new Scalar());
        double[][] examples = new double[150][];
        float[] flat = new float[300];
        for (int i = 0; i < examples.length; i++) {
            examples[i] = new double[] {i / 8.0, 3 - i / 16.0};
            flat[2 * i] = (float) examples[i][0];
            flat[2 * i + 1] = (float) examples[i][1];
        }
        try (Workers workers = new Workers(2)) {
            double[][] all = predictor.predict(examples, workers);
            float[] rows = predictor.predictRows(flat, workers);
            for (int i = 0; i < examples.length; i++) {
                assertThat(predictor.predict(examples[i])).isEqualTo(all[i]);
                for (int j = 0; j < 3; j++) {
                    assertThat(all[i][j])
                            .isEqualTo((first.predict(examples[i])[j] + second.predict(examples[i])[j]) / 2);
                    assertThat(rows[3 * i + j]).isEqualTo((float) all[i][j]);
                }
            }
        }
        ModelParts two = TestModels.twoClasses();
        Predictor single = new Predictor(
                ModelParts.average(two.schema(), two.encoding(), List.of(), List.of(two, two, two)), new Scalar());
        try (Workers workers = new Workers(1)) {
            assertThat(single.predictRows(new float[] {1, 2}, workers))
                    .containsExactly((float) single.predict(1, 2)[1]);
        }
    }

    @Test
    void anAverageReadsBackTheSame() throws IOException {
        ModelFile.save(average(), folder, List.of());
        ModelParts read = ModelFile.load(folder, TestPlugins.registry());
        assertThat(read.members()).hasSize(2);
        assertThat(read.weightsSha256()).isEqualTo(average().weightsSha256());
        assertThat(TestModels.model(read).predict(Map.of("x", 6, "word", "red")).value())
                .isEqualTo(3);
        MessageDigest digest = Sha256.start();
        read.members().forEach(member -> digest.update(HexFormat.of().parseHex(member.weightsSha256())));
        assertThat(read.weightsSha256()).isEqualTo(HexFormat.of().formatHex(digest.digest()));
        ModelFile.verify(folder);
        assertThat(ModelFile.files(folder))
                .containsExactlyInAnyOrder(
                        "1/manifest.json",
                        "1/model.json",
                        "1/weights.safetensors",
                        "2/manifest.json",
                        "2/model.json",
                        "2/weights.safetensors",
                        "manifest.json",
                        "model.json");
    }

    private void rewrite(String from, String to) throws IOException {
        String text = Files.readString(folder.resolve("model.json"));
        assertThat(text).contains(from);
        FolderFiles files = new FolderFiles(folder);
        files.write("model.json", OutputFile.text(text.replace(from, to)));
        files.add("1/manifest.json");
        files.add("2/manifest.json");
        files.complete();
    }

    private void requireRefused(String message) {
        assertThatThrownBy(() -> ModelFile.load(folder, TestPlugins.registry()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        ModelFile.save(average(), folder, List.of());
        rewrite("\"average\" : 2", "\"average\" : 3");
        requireRefused("the model is incomplete");
        rewrite("\"average\" : 3", "\"average\" : 2000000000");
        requireRefused("average");
        rewrite("\"average\" : 2000000000", "\"average\" : 2");
        rewrite("\"labels\" : [ \"y\" ]", "\"labels\" : [ \"z\" ]");
        requireRefused("the members of an average have different features, labels, outputs or precisions");
        assertThatThrownBy(() -> ModelParts.average(
                        SCHEMA, average().encoding(), List.of(new Scaling.None()), List.of(average())))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> ModelParts.average(
                        SCHEMA,
                        average().encoding(),
                        List.of(new Scaling.None()),
                        List.of(member(1, 2, 4, "blue"), TestModels.value())))
                .isInstanceOf(InvalidInputException.class);
    }
}
