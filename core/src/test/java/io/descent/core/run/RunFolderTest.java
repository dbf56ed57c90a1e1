package io.descent.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.descent.core.TestPlugins;
import io.descent.core.data.DataSet;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.inference.network.internal.Normalization;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.core.experiment.ExperimentFile;
import io.descent.inference.file.internal.Json;
import io.descent.core.metrics.ClassificationEvaluation;
import io.descent.inference.Model;
import io.descent.inference.spec.BatchNorm;
import io.descent.core.network.LayerSpec;
import io.descent.inference.network.internal.Network;
import io.descent.core.loss.SoftmaxCrossEntropy;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.core.training.DivergedException;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    Path parent;

    private final ExperimentFile reader = new ExperimentFile(TestPlugins.registry());

    private static TrainerBuilder moons() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(100, 0.1, 1)))
                .hidden(4, new TestPlugins.Cubic(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .epochs(3)
                .reportEvery(2);
    }

    private RunFolder train(Path folder) {
        RunFolder run = RunFolder.create(folder, false);
        TrainingResult result = moons().listener(run).build().train();
        run.finish(result);
        return run;
    }

    @Test
    void runLeavesWhatTheDesignSays() throws IOException {
        Path folder = parent.resolve("a/b");
        train(folder);
        Map<String, Object> result = Json.read(Files.readString(folder.resolve("result.json")));
        assertThat(result)
                .containsKeys(
                        "seed", "precision", "backend", "threads", "epochs", "seconds", "metrics", "weightsSha256")
                .containsEntry("outcome", "completed")
                .containsEntry("epochs", 3);
        assertThat((Map<?, ?>) result.get("metrics"))
                .extracting(Object::toString)
                .asString()
                .contains("accuracy");
        List<String> lines = Files.readAllLines(folder.resolve("metrics.jsonl"));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .matches("\\{\"epoch\":1,\"learningRate\":0.001,\"seconds\":[^,]+,\"evaluationSeconds\":[^,]+,"
                        + "\"train\":\\{\"cost\":[^,]+}}");
        assertThat(lines.get(1)).contains("\"dev\":{\"cost\":");
        assertThat(reader.read(folder.resolve("experiment.yaml"), List.of())
                        .training()
                        .reportEvery())
                .isEqualTo(2);
        assertThat(folder.resolve("model/weights.safetensors")).exists();
    }

    @Test
    void modelReadsBackAndGivesTheSameMetrics() {
        RunFolder run = RunFolder.create(parent.resolve("r"), false);
        Trainer trainer = moons().listener(run).build();
        TrainingResult result = trainer.train();
        run.finish(result);
        Model model = Model.load(run.path(), reader);
        assertThat(model.network().parameters().sha256()).isEqualTo(result.weightsSha256());
        DataSet raw = new Moons(100, 0.1, 1).generate(Precision.FLOAT32);
        assertThat(model.evaluate(raw)).isEqualTo(result.model().evaluate(raw));
        assertThat(((ClassificationEvaluation) model.evaluate(raw)).examples()).isEqualTo(100);
        double[] probabilities = model.predict(raw.feature(0, 0), raw.feature(0, 1));
        assertThat(probabilities).hasSize(2);
        assertThat(probabilities[0] + probabilities[1]).isEqualTo(1);
        assertThat(Model.load(run.path().resolve("model"), reader).schema()).isEqualTo(model.schema());
        assertThatThrownBy(() -> model.predict(1)).hasMessage("example 0 has 1 features, the schema 2");
    }

    @Test
    void folderWithARunIsKeptUnlessAskedFor() throws IOException {
        Path folder = parent.resolve("r");
        train(folder);
        Files.writeString(folder.resolve("notes.txt"), "mine");
        Files.writeString(folder.resolve("model/notes.txt"), "mine");
        assertThatThrownBy(() -> RunFolder.create(folder, false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("holds a run already")
                .hasMessageContaining("--overwrite");
        String before = Files.readString(folder.resolve("result.json"));
        RunFolder replacing = RunFolder.create(folder, true);
        TrainingResult result = moons().seed(9).listener(replacing).build().train();
        assertThat(folder.resolve("result.json")).hasContent(before); // until the new run is finished
        replacing.finish(result);
        assertThat(Files.readString(folder.resolve("result.json"))).contains(result.weightsSha256());
        assertThat(Model.load(folder, reader).network().parameters().sha256()).isEqualTo(result.weightsSha256());
        assertThat(folder.resolve("notes.txt")).hasContent("mine");
        assertThat(folder.resolve("model/notes.txt")).hasContent("mine");
        try (Stream<Path> left = Files.list(parent)) {
            assertThat(left).containsExactly(folder);
        }
    }

    @Test
    void picturesOfTheFormerRunAreReplacedOrRemoved() throws IOException {
        Path folder = parent.resolve("r");
        train(folder);
        Files.writeString(folder.resolve(RunFolder.LEARNING_CURVE), "former");
        Files.writeString(folder.resolve(RunFolder.CONFUSION), "former");
        RunFolder replacing = RunFolder.create(folder, true);
        TrainingResult result = moons().listener(replacing).build().train();
        assertThat(folder.resolve(RunFolder.CONFUSION)).hasContent("former");
        replacing.finish(result);
        assertThat(folder.resolve(RunFolder.LEARNING_CURVE)).doesNotExist();
        assertThat(folder.resolve(RunFolder.CONFUSION)).doesNotExist();
        assertThatThrownBy(() -> {
                    Files.writeString(parent.resolve(RunFolder.CONFUSION), "mine");
                    RunFolder.create(parent, true);
                })
                .hasMessageContaining("confusion.png is not part of a run");
    }

    @Test
    void numbersOfARunReadBack() throws IOException {
        Path folder = parent.resolve("r");
        train(folder);
        RunRecord run = RunRecord.read(folder);
        assertThat(run.metrics()).contains("learningRate", "seconds", "train.cost", "dev.cost", "dev.accuracy");
        assertThat(run.history("train.cost")).containsOnlyKeys(1, 2, 3);
        assertThat(run.history("dev.cost")).containsOnlyKeys(2, 3);
        assertThat(run.history("learningRate")).containsEntry(3, 0.001);
        assertThat(run.history("no.such")).isEmpty();
        assertThat(run.result("epochs")).isEqualTo(3);
        assertThat(run.result("metrics.dev.cost"))
                .isEqualTo(run.history("dev.cost").get(3));
        assertThat(run.result("divergence.step")).isNull();
        assertThat(run.headline()).isEqualTo("accuracy");
        Files.writeString(folder.resolve("metrics.jsonl"), "{\"epoch\":1,\"train\":{\"cost\":\"-Infinity\"}}\n");
        assertThat(RunRecord.read(folder).history("train.cost")).containsEntry(1, Double.NEGATIVE_INFINITY);
    }

    @Test
    void foldersWithoutAFinishedRunAreRefused() throws IOException {
        assertThatThrownBy(() -> RunRecord.read(parent))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("holds no finished run");
        Path folder = train(parent.resolve("r")).path();
        Files.writeString(folder.resolve("metrics.jsonl"), "{");
        assertThatThrownBy(() -> RunRecord.read(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("metrics.jsonl: line 1: is no JSON object");
    }

    @Test
    void failedReplacementLeavesTheFormerRunAlone() throws IOException {
        Path folder = parent.resolve("r");
        train(folder);
        String before = Files.readString(folder.resolve("result.json"));
        try (RunFolder replacing = RunFolder.create(folder, true)) {
            assertThatThrownBy(() -> moons().listener(replacing)
                            .listener(new TrainingListener() {
                                @Override
                                public void onStep(TrainingRun run) {
                                    throw new IllegalStateException("broken");
                                }
                            })
                            .build()
                            .train())
                    .hasMessage("broken");
        }
        assertThat(folder.resolve("result.json")).hasContent(before);
        try (Stream<Path> left = Files.list(parent)) {
            assertThat(left).containsExactly(folder);
        }
    }

    @Test
    void folderInWhichNothingWasWrittenIsRemoved() {
        RunFolder.next(parent, "x").close();
        assertThat(parent).isEmptyDirectory();
        RunFolder finished = train(parent.resolve("y"));
        finished.close();
        assertThat(parent.resolve("y/result.json")).exists();
    }

    @Test
    void filesThatAreNoRunAreNotRemoved() throws IOException {
        Files.createDirectories(parent.resolve("model"));
        Files.writeString(parent.resolve("model/model.json"), "mine");
        assertThatThrownBy(() -> RunFolder.create(parent, true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("model.json is not part of a run and would be in the way");
    }

    @Test
    void nextFolderIsNumbered() {
        assertThat(RunFolder.next(parent.resolve("runs"), "x").path()).hasFileName("x-1");
        assertThat(RunFolder.next(parent.resolve("runs"), "x").path()).hasFileName("x-2");
        assertThat(RunFolder.next(parent.resolve("runs"), "y").path()).hasFileName("y-1");
    }

    @Test
    void placeBelowAFileCannotHoldARun() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "x");
        assertThatThrownBy(() -> RunFolder.create(file.resolve("run"), false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be written");
        assertThatThrownBy(() -> RunFolder.next(file, "x")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> RunFolder.create(file, false)).hasMessageContaining("stands in the way");
    }

    @Test
    void divergedRunIsReadable() throws IOException {
        RunFolder run = RunFolder.create(parent.resolve("r"), false);
        DivergedException e = catchThrowableOfType(
                DivergedException.class,
                () -> moons().optimizer(new TestPlugins.Plain())
                        .learningRate(1e38)
                        .listener(run)
                        .build()
                        .train());
        run.finish(e);
        Map<String, Object> result = Json.read(Files.readString(run.path().resolve("result.json")));
        assertThat(result).containsEntry("outcome", "diverged");
        assertThat(result.get("divergence").toString()).contains("step=", "message=");
        assertThat(Model.load(run.path(), reader).network().parameters().flat().firstNonFinite())
                .isEqualTo(-1);
    }

    @Test
    void damagedModelsAreRefused() throws IOException {
        assertThatThrownBy(() -> Model.load(parent, reader)).hasMessageContaining("holds no model");
        Path model = train(parent.resolve("r")).path().resolve("model");
        Path json = model.resolve("model.json");
        String good = Files.readString(json);
        for (String[] change : new String[][] {
            {"\"format\" : 1", "\"format\" : 2", "model.json: line 2, format: found '2'"},
            {"cubic", "cubik", "there is no activation 'cubik'; did you mean 'cubic'?"},
            {"\"units\" : 4", "\"units\" : 400000000", "too few for the"},
            {"\"units\" : 4", "\"units\" : 3", "dense-1.weight should be F32 of shape [3, 2]"},
            {"\"classification\"", "\"regression\"", "contradict each other"},
            {"\"x1\", ", "", "1 features, but 2 means"},
            {"float32", "float16", "expected float32 or float64"},
            {"binary-cross-entropy", "softmax-cross-entropy", "does not fit"}
        }) {
            assertThat(good).contains(change[0]);
            Files.writeString(json, good.replace(change[0], change[1]));
            assertThatThrownBy(() -> Model.load(model, reader))
                    .as(change[1])
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(change[2]);
        }
        Files.writeString(json, good);
        Files.write(model.resolve("weights.safetensors"), "nonsense".repeat(100).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Model.load(model, reader)).isInstanceOf(InvalidInputException.class);
        Files.delete(model.resolve("weights.safetensors"));
        assertThatThrownBy(() -> Model.load(model, reader)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void namesOfClassesSurviveTheFile() {
        var schema = new Schema(
                List.of("a\"b", "\u00e4"), "y", Task.CLASSIFICATION, List.of("no", "\ud83d\ude00", "~", "1e3"));
        var network = new Network(
                2,
                List.of(new LayerSpec(4, new TestPlugins.Softmax(), new TestPlugins.HeNormal(), List.of())),
                Precision.FLOAT64);
        new Model(
                        schema,
                        new Normalization(new double[] {0.1, -3}, new double[] {1e-10, 2}),
                        network,
                        new SoftmaxCrossEntropy())
                .save(parent.resolve("m"));
        assertThat(Model.load(parent.resolve("m"), reader).schema()).isEqualTo(schema);
    }

    @Test
    void modelsWithBatchNormPredictTheSameAfterReading() throws IOException {
        TrainingResult result = Trainer.builder()
                .data(DataSpec.generated(new Moons(100, 0.1, 1)))
                .hidden(new LayerSpec(
                        4, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new BatchNorm(0.8, 1e-4), List.of()))
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .epochs(3)
                .build()
                .train();
        result.model().save(parent.resolve("m"));
        Model model = Model.load(parent.resolve("m"), reader);
        assertThat(model.network().layers().get(0).batchNorm()).isEqualTo(new BatchNorm(0.8, 1e-4));
        assertThat(model.network().statistics(0).mean().get(0, 3))
                .isEqualTo(result.model().network().statistics(0).mean().get(0, 3));
        DataSet raw = new Moons(100, 0.1, 1).generate(Precision.FLOAT32);
        assertThat(model.evaluate(raw)).isEqualTo(result.model().evaluate(raw));
        String weights = Files.readString(parent.resolve("m/weights.safetensors"), StandardCharsets.ISO_8859_1);
        assertThat(weights).contains("batch-norm-1.gamma", "batch-norm-1.running-variance");
    }
}
