package io.descent.inference.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.inference.TestModels;
import io.descent.inference.TestPlugins;
import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    @TempDir
    Path folder;

    private ModelParts load() {
        return ModelFile.load(folder, TestPlugins.registry());
    }

    @Test
    void everythingReadsBackTheSame() throws IOException {
        ModelParts written = TestModels.twoClasses();
        ModelFile.save(written, folder, List.of());
        ModelParts read = load();
        assertThat(read.schema()).isEqualTo(written.schema());
        assertThat(read.loss()).isEqualTo(written.loss());
        assertThat(read.encoding().columns()).isEqualTo(written.encoding().columns());
        assertThat(read.network().layers()).isEqualTo(written.network().layers());
        assertThat(read.network().parameters().sha256())
                .isEqualTo(written.network().parameters().sha256());
        List<Safetensors.Entry> from = NetworkTensors.forPrediction(written.network());
        List<Safetensors.Entry> to = NetworkTensors.forPrediction(read.network());
        for (int i = 0; i < from.size(); i++) {
            ArrayTensor tensor = from.get(i).tensor();
            for (int j = 0; j < tensor.size(); j++) {
                assertThat(to.get(i).tensor().get(j / tensor.columns(), j % tensor.columns()))
                        .isEqualTo(tensor.get(j / tensor.columns(), j % tensor.columns()));
            }
        }
        assertThat(read.network().layers().get(0).batchNorm()).isEqualTo(new BatchNorm(0.8, 1e-4));
        String weights = Files.readString(folder.resolve("weights.safetensors"), StandardCharsets.ISO_8859_1);
        assertThat(weights).contains("batch-norm-1.gamma", "batch-norm-1.running-variance");
    }

    @Test
    void theFolderOfARunIsEnough() {
        ModelFile.save(TestModels.twoClasses(), folder.resolve("model"), List.of());
        assertThat(load().schema()).isEqualTo(TestModels.twoClasses().schema());
        assertThat(ModelFile.load(folder.resolve("model"), TestPlugins.registry())
                        .schema())
                .isEqualTo(load().schema());
    }

    @Test
    void namesOfClassesSurviveTheFile() {
        Schema schema = new Schema(
                List.of("a\"b", "\u00e4"),
                List.of("y"),
                Task.CLASSIFICATION,
                List.of("no", "\ud83d\ude00", "~", "1e3"),
                new ImageShape(1, 2));
        Network network = new Network(2, List.of(new Layer(4, new TestPlugins.Softmax(), null)), Precision.FLOAT64);
        ModelFile.save(
                new ModelParts(
                        schema,
                        InputEncoding.standardized(schema.features(), new double[] {0.1, -3}, new double[] {1e-10, 2}),
                        List.of(),
                        network,
                        "softmax-cross-entropy",
                        0),
                folder,
                List.of());
        assertThat(load().schema()).isEqualTo(schema);
    }

    /** A model with an unknown loss can still predict. */
    @Test
    void aLossThatIsNotKnownHereIsOnlyAName() throws IOException {
        ModelParts parts = TestModels.twoClasses();
        ModelFile.save(
                new ModelParts(
                        parts.schema(),
                        parts.encoding(),
                        parts.targets(),
                        parts.network(),
                        "focal-of-a-later-version",
                        0),
                folder,
                List.of());
        assertThat(Files.readString(folder.resolve("model.json"))).contains("focal-of-a-later-version");
        ModelParts read = load();
        assertThat(read.loss()).isEqualTo("focal-of-a-later-version");
        assertThat(TestModels.model(read).predict(1, 2).probability("yes"))
                .isEqualTo(TestModels.model(parts).predict(1, 2).probability("yes"));
    }

    @Test
    void damagedModelsAreRefused() throws IOException {
        assertThatThrownBy(this::load)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder + ": contains no model; expected a run folder, or a folder with model.json");
        ModelFile.save(TestModels.twoClasses(), folder, List.of());
        Path json = folder.resolve("model.json");
        String good = Files.readString(json);
        for (String[] change : new String[][] {
            {"\"format\" : 1", "\"format\" : 2", "model.json: line 2, format: found '2'"},
            {"cubic", "cubik", "unknown activation 'cubik'; did you mean 'cubic'?"},
            {"\"units\" : 4", "\"units\" : 400000000", "too few for the"},
            {"\"units\" : 4", "\"units\" : 3", "dense-1.weight should be F32 of shape [3, 2]"},
            {"\"units\" : 4", "\"units\" : 0", "layers[0].units: found '0', expected a whole number at least 1"},
            {"\"classification\"", "\"regression\"", "task and classes do not match"},
            {"\"x1\", ", "", "1 features, but 2 means"},
            {"float32", "float16", "expected float32 or float64"},
            {"\"no\", \"yes\"", "\"no\", \"yes\", \"perhaps\"", "does not fit 2 features and 3 classes"},
            {"\"1x2\"", "\"2x2\"", "an image of 2x2 has 4 pixels, but there are 2 features"},
            {"\"deviation\" : [ 2.0", "\"deviation\" : [ 0", "feature 0 has mean 0.5 and deviation 0.0"},
            {"\"loss\"", "\"los\"", "unknown key; did you mean 'loss'?"}
        }) {
            assertThat(good).contains(change[0]);
            Files.writeString(json, good.replace(change[0], change[1]));
            assertThatThrownBy(this::load)
                    .as(change[1])
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(change[2]);
        }
        Files.writeString(json, good);
        Path weights = folder.resolve("weights.safetensors");
        byte[] numbers = Files.readAllBytes(weights);
        byte[] infinite = numbers.clone();
        infinite[infinite.length - 1] = (byte) 0x7f;
        infinite[infinite.length - 2] = (byte) 0x80;
        Files.write(weights, infinite);
        assertThatThrownBy(this::load).hasMessageContaining("contains a number that is not finite");
        Files.write(weights, "nonsense".repeat(100).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::load).isInstanceOf(InvalidInputException.class);
        Files.delete(weights);
        assertThatThrownBy(this::load).hasMessageContaining("weights.safetensors: file not found");
    }

    /** The message names a missing jar as noted when the model was written. */
    @Test
    void aMissingPluginIsLookedUpInTheNotes() {
        ModelFile.save(TestModels.with(new TestPlugins.Unregistered()), folder, List.of());
        assertThatThrownBy(this::load)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("unknown activation 'unregistered'")
                .hasMessageContaining("activation unregistered was in test-classes")
                .hasMessageContaining("--plugins");
    }
}
