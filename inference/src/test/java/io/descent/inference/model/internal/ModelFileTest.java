package io.descent.inference.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.inference.TestModels;
import io.descent.inference.TestPlugins;
import io.descent.inference.file.internal.FileDigest;
import io.descent.inference.file.internal.Manifest;
import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.network.internal.InputShape;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
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
                        InputEncoding.standardized(
                                schema.features(), new double[] {0.1, -3}, new double[] {1e-10, 2}, false),
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
    void columnsOfAllKindsReadBackTheSame() throws IOException {
        ModelParts written = TestModels.twoValues();
        ModelFile.save(written, folder, List.of());
        ModelParts read = load();
        assertThat(read.schema()).isEqualTo(written.schema());
        assertThat(read.targets()).isEqualTo(written.targets());
        assertThat(read.encoding().missing()).isEqualTo(written.encoding().missing());
        assertThat(read.encoding().shape()).isEqualTo(written.encoding().shape());
        assertThat(read.encoding().inputs()).isEqualTo(written.encoding().inputs());
        assertThat(read.network().inputShape()).isEqualTo(new InputShape(16, 2, 23));
        String text = Files.readString(folder.resolve("model.json"));
        for (String line : List.of(
                "{\"name\":\"age\",\"kind\":\"numeric\",\"encoder\":{\"scaled\":{\"scaling\":{\"standardize\":"
                        + "{\"mean\":40,\"deviation\":10}},\"fill\":38.0,\"indicator\":true}}}",
                "{\"name\":\"work\",\"kind\":\"categorical\",\"encoder\":{\"one-hot\":{\"words\":"
                        + "[\"clerk\",\"smith\",\"1\"],\"others\":true,\"missing\":true}}}",
                "\"format\":{\"number\":{\"decimal\":\",\",\"thousands\":\".\",\"unit\":\"\\u20AC\"}}",
                "\"format\":{\"truth\":{\"yes\":\"yes\",\"no\":\"no\"}}",
                "\"format\":{\"date\":{\"pattern\":\"yyyy-MM-dd\"}}")) {
            assertThat(text).contains(line);
        }
        assertThat(text.lines().filter(line -> line.contains("\"name\":"))).hasSize(6);
        for (int j = 0; j < 6; j++) {
            FeatureColumn before = written.encoding().columns().get(j);
            FeatureColumn after = read.encoding().columns().get(j);
            assertThat(after.format()).isEqualTo(before.format());
            if (before.encoder() instanceof OneHot words) {
                assertThat(((OneHot) after.encoder()).words()).isEqualTo(words.words());
            } else {
                assertThat(after).isEqualTo(before);
            }
        }
    }

    @Test
    void everyScalingReadsBackToTheLastBit() {
        Random random = new Random(6);
        List<Scaling> scalings = new ArrayList<>(List.of(new Scaling.None()));
        for (int i = 0; i < 50; i++) {
            double low = random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300);
            double high = random.nextDouble() * Math.pow(10, random.nextInt(600) - 300) + Double.MIN_VALUE;
            scalings.add(new Scaling.Standardize(low, high));
            scalings.add(new Scaling.Robust(low, high));
            scalings.add(new Scaling.MinMax(low, low + high));
            scalings.add(new Scaling.Log(low, high));
            scalings.add(new Scaling.Quantile(
                    random.doubles(20).map(x -> low * x).sorted().toArray()));
        }
        List<FeatureColumn> columns = new ArrayList<>();
        for (Scaling scaling : scalings) {
            Scaling feature = scaling instanceof Scaling.Log ? new Scaling.None() : scaling;
            columns.add(FeatureColumn.number("c" + columns.size(), feature, feature.invert(0), false));
        }
        InputEncoding encoding = new InputEncoding(columns, Set.of());
        List<String> names = columns.stream().map(FeatureColumn::name).toList();
        Network network = new Network(
                encoding.shape(),
                List.of(new Layer(scalings.size(), new TestPlugins.Linear(), null)),
                Precision.FLOAT64);
        Schema schema = new Schema(
                names,
                scalings.stream().map(s -> "y" + scalings.indexOf(s)).toList(),
                Task.REGRESSION,
                List.of(),
                null);
        ModelFile.save(new ModelParts(schema, encoding, scalings, network, "x", 0), folder, List.of());
        ModelParts read = load();
        assertThat(read.targets()).isEqualTo(scalings);
        assertThat(read.encoding().columns()).isEqualTo(columns);
    }

    @Test
    void plainModelsHaveALinePerColumn() throws IOException {
        int columns = 784;
        List<String> names =
                IntStream.range(0, columns).mapToObj(i -> "pixel_" + i).toList();
        Random random = new Random(7);
        InputEncoding encoding = InputEncoding.standardized(
                names,
                random.doubles(columns).toArray(),
                random.doubles(columns).map(x -> x + 0.1).toArray(),
                true);
        Network network =
                new Network(columns, List.of(new Layer(2, new TestPlugins.Softmax(), null)), Precision.FLOAT32);
        ModelFile.save(
                new ModelParts(
                        new Schema(names, "y", Task.CLASSIFICATION, List.of("a", "b")),
                        encoding,
                        List.of(),
                        network,
                        "softmax-cross-entropy",
                        0),
                folder,
                List.of());
        List<String> lines = Files.readAllLines(folder.resolve("model.json"));
        assertThat(lines).hasSizeBetween(columns + 10, columns + 60);
        assertThat(Files.size(folder.resolve("model.json"))).isLessThan(150_000);
        assertThat(load().encoding().columns()).isEqualTo(encoding.columns());
    }

    /** Writes the manifest anew, as whoever changes a model on purpose must. */
    private void seal() throws IOException {
        Map<String, FileDigest> digests = new LinkedHashMap<>();
        for (String name : List.of("weights.safetensors", "model.json")) {
            digests.put(name, FileDigest.of(folder.resolve(name)));
        }
        Manifest.write(folder, digests);
    }

    @Test
    void damagedColumnsAreRefused() throws IOException {
        ModelFile.save(TestModels.twoValues(), folder, List.of());
        Path json = folder.resolve("model.json");
        String good = Files.readString(json);
        for (String[] change : new String[][] {
            {"\"clerk\",\"smith\"", "\"smith\",\"smith\"", "column 'work': expected different words"},
            {"[\"Bern\",\"Rome\"]", "[]", "column 'city': expected different words, at least one"},
            {"\"yyyy-MM-dd\"", "\"yy-MM-dd\"", "'yy-MM-dd' is not a date pattern"},
            {"\"date\":{\"pattern\"", "\"dates\":{\"pattern\"", "unknown format 'dates'; did you mean 'date'?"},
            {"\"decimal\":\",\"", "\"decimal\":\";\"", "the decimal separator is ';'"},
            {"\"min\":0", "\"min\":2000", "invalid scaling with 2000 1000"},
            {"[\"Bern\",\"Rome\"]", "[\"Bern\"]", "dense-1.weight should be F64 of shape [2, 22]"},
            {"[\"Bern\",\"Rome\"]", "[\"Bern\",null]", "found nothing, expected a text"},
            {"\"targets\" : [ {", "\"targets\" : [ \"none\", {", "3 scalings for the label sum, count"},
            {"\"count\" ]", "\"count\", \"more\" ]", "a network of 2 outputs does not fit 3 labels"},
            {"\"sum\", \"count\" ]", "]", "0 labels; expected one"}
        }) {
            assertThat(good).contains(change[0]);
            Files.writeString(json, good.replace(change[0], change[1]));
            seal();
            assertThatThrownBy(this::load)
                    .as(change[1])
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(change[2]);
        }
        StringBuilder words = new StringBuilder("[\"0\"");
        for (int i = 1; i <= 1_000_000; i++) {
            words.append(",\"").append(i).append('"');
        }
        Files.writeString(json, good.replace("[\"Bern\",\"Rome\"]", words + "]"));
        seal();
        assertThatThrownBy(this::load)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith("columns: more than 1,000,000 categories, reached at the column 'city'");
    }

    @Test
    void damagedModelsAreRefused() throws IOException {
        assertThatThrownBy(this::load)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder + ": contains no model; expected a finished run, or a folder with model.json");
        ModelFile.save(TestModels.twoClasses(), folder, List.of());
        Path json = folder.resolve("model.json");
        String good = Files.readString(json);
        for (String[] change : new String[][] {
            {"\"format\" : 2", "\"format\" : 3", "model.json: line 2, format: found '3'"},
            {
                "\"format\" : 2",
                "\"format\" : 1",
                "model.json: was written by an older version of Descent, whose models had no columns of words; train the"
                        + " model again"
            },
            {"cubic", "cubik", "unknown activation 'cubik'; did you mean 'cubic'?"},
            {"\"units\" : 4", "\"units\" : 400000000", "too few for the"},
            {"\"units\" : 4", "\"units\" : 3", "dense-1.weight should be F32 of shape [3, 2]"},
            {"\"units\" : 4", "\"units\" : 0", "layers[0].units: found '0', expected a whole number at least 1"},
            {"\"classification\"", "\"regression\"", "task and classes do not match"},
            {"\"x1\"", "\"x2\"", "two columns are called 'x2'"},
            {"\"numeric\"", "\"ignore\"", "the column 'x1' cannot be IGNORE"},
            {"\"numeric\"", "\"categorical\"", "the column 'x1' cannot be CATEGORICAL"},
            {"standardize", "standardise", "unknown scaling 'standardise'; did you mean 'standardize'?; known: none, "},
            {"\"scaled\"", "\"scald\"", "unknown encoder 'scald'; did you mean 'scaled'?; known: scaled, truth"},
            {"\"fill\":0.0", "\"fill\":\"NaN\"", "fill: found the text \"NaN\" in quotes, expected a number"},
            {"\"mean\":0.5", "\"mean\":1e999", "mean: found '1e999', expected a number"},
            {"float32", "float16", "expected float32 or float64"},
            {"\"no\", \"yes\"", "\"no\", \"yes\", \"perhaps\"", "does not fit 2 features and 3 classes"},
            {"\"1x2\"", "\"2x2\"", "an image of 2x2 has 4 pixels, but there are 2 features"},
            {"\"deviation\":2", "\"deviation\":0", "invalid scaling with 0.5 0"},
            {"\"loss\"", "\"los\"", "unknown key; did you mean 'loss'?"}
        }) {
            assertThat(good).contains(change[0]);
            Files.writeString(json, good.replace(change[0], change[1]));
            seal();
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
        seal();
        assertThatThrownBy(this::load).hasMessageContaining("contains a number that is not finite");
        Files.write(weights, "nonsense".repeat(100).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::load).isInstanceOf(InvalidInputException.class);
        Files.delete(weights);
        assertThatThrownBy(this::load).hasMessageContaining("weights.safetensors: is missing; this model is damaged");
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
