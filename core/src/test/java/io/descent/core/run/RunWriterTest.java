package io.descent.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Generated;
import io.descent.core.data.Moons;
import io.descent.core.data.RawExamples;
import io.descent.core.data.Table;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.MetricName;
import io.descent.core.network.LayerSpec;
import io.descent.core.training.Checkpoint;
import io.descent.core.training.DivergedException;
import io.descent.core.training.EpochReport;
import io.descent.core.training.StopReason;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import io.descent.inference.Model;
import io.descent.inference.file.internal.FileDigest;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.Manifest;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.network.internal.Network;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.Scalar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunWriterTest {
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

    private static Model load(Path folder) {
        return new Model(ModelFile.load(folder, TestPlugins.registry()), new Scalar());
    }

    private static String sha256(Model model) {
        return model.parts().network().parameters().sha256();
    }

    private static Evaluation evaluate(Model model, RawExamples examples) {
        return Evaluation.of(model, examples, Engine.plain(), TestPlugins.registry(), List.of());
    }

    /** Runs a check after training, before the results are written. */
    private static TrainingListener beforeTheEnd(Runnable look) {
        return new TrainingListener() {
            @Override
            public void onClose(TrainingRun run) {
                look.run();
            }
        };
    }

    private RunWriter train(Path folder) {
        RunWriter run = RunWriter.create(folder, false);
        run.train(moons().listener(run).build());
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
                        + "\"train\":\\{\"cost\":[^,]+},\"crc32c\":\"[0-9a-f]{8}\"}");
        assertThat(lines.get(1)).contains("\"dev\":{\"cost\":");
        assertThat(reader.read(folder.resolve("experiment.yaml"), List.of())
                        .training()
                        .reportEvery())
                .isEqualTo(2);
        assertThat(folder.resolve("model/weights.safetensors")).exists();
    }

    @Test
    void modelReadsBackAndGivesTheSameMetrics() {
        RunWriter run = RunWriter.create(parent.resolve("r"), false);
        TrainingResult result = run.train(moons().listener(run).build());
        Model model = load(run.path());
        assertThat(sha256(model)).isEqualTo(result.weightsSha256());
        RawExamples raw = Generated.of(new Moons(100, 0.1, 1));
        assertThat(evaluate(model, raw)).isEqualTo(evaluate(result.model(), raw));
        assertThat(evaluate(model, raw).examples()).isEqualTo(100);
        Map<String, Double> probabilities = model.predict(raw.features(0)).probabilities();
        assertThat(probabilities).containsOnlyKeys("0", "1");
        assertThat(probabilities.get("0") + probabilities.get("1")).isEqualTo(1);
        assertThat(load(run.path().resolve("model")).schema()).isEqualTo(model.schema());
        assertThatThrownBy(() -> model.predict(1)).hasMessage("example 0 has 1 features; the model expects 2");
    }

    @Test
    void folderWithARunIsKeptUnlessAskedFor() throws IOException {
        Path folder = parent.resolve("r");
        train(folder);
        Files.writeString(folder.resolve("notes.txt"), "mine");
        Files.writeString(folder.resolve("model/notes.txt"), "mine");
        assertThatThrownBy(() -> RunWriter.create(folder, false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("already contains a run")
                .hasMessageContaining("--overwrite");
        String before = Files.readString(folder.resolve("result.json"));
        RunWriter replacing = RunWriter.create(folder, true);
        TrainingResult result = replacing.train(moons().seed(9)
                .listener(replacing)
                .listener(beforeTheEnd(
                        () -> assertThat(folder.resolve("result.json")).hasContent(before)))
                .build());
        assertThat(Files.readString(folder.resolve("result.json"))).contains(result.weightsSha256());
        assertThat(sha256(load(folder))).isEqualTo(result.weightsSha256());
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
        Files.writeString(folder.resolve(RunFiles.LEARNING_CURVE), "former");
        Files.writeString(folder.resolve(RunFiles.CONFUSION), "former");
        RunWriter replacing = RunWriter.create(folder, true);
        replacing.train(moons().listener(replacing)
                .listener(beforeTheEnd(
                        () -> assertThat(folder.resolve(RunFiles.CONFUSION)).hasContent("former")))
                .build());
        assertThat(folder.resolve(RunFiles.LEARNING_CURVE)).doesNotExist();
        assertThat(folder.resolve(RunFiles.CONFUSION)).doesNotExist();
        assertThatThrownBy(() -> {
                    Files.writeString(parent.resolve(RunFiles.CONFUSION), "mine");
                    RunWriter.create(parent, true);
                })
                .hasMessageContaining("contains confusion.png, which a run would overwrite");
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
        assertThat(RunRecord.written(folder).history("train.cost")).containsEntry(1, Double.NEGATIVE_INFINITY);
    }

    @Test
    void foldersWithoutAFinishedRunAreRefused() throws IOException {
        assertThatThrownBy(() -> RunRecord.read(parent))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("does not contain a finished run");
        Path folder = train(parent.resolve("r")).path();
        Files.writeString(folder.resolve("metrics.jsonl"), "{");
        assertThatThrownBy(() -> RunRecord.read(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("metrics.jsonl: has 1 bytes; it was written with")
                .hasMessageContaining("this run is damaged");
        assertThatThrownBy(() -> RunRecord.written(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("metrics.jsonl, line 1: expected a JSON object");
    }

    @Test
    void failedReplacementLeavesTheFormerRunAlone() throws IOException {
        Path folder = parent.resolve("r");
        train(folder);
        String before = Files.readString(folder.resolve("result.json"));
        try (RunWriter replacing = RunWriter.create(folder, true)) {
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
        RunWriter.next(parent, "x").close();
        assertThat(parent).isEmptyDirectory();
        RunWriter finished = train(parent.resolve("y"));
        finished.close();
        assertThat(parent.resolve("y/result.json")).exists();
    }

    @Test
    void filesThatAreNoRunAreNotRemoved() throws IOException {
        Files.createDirectories(parent.resolve("model"));
        Files.writeString(parent.resolve("model/model.json"), "mine");
        assertThatThrownBy(() -> RunWriter.create(parent, true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                        "contains model/model.json, which a run would overwrite, but is not a run folder");
    }

    @Test
    void nextFolderIsNumbered() {
        assertThat(RunWriter.next(parent.resolve("runs"), "x").path()).hasFileName("x-1");
        assertThat(RunWriter.next(parent.resolve("runs"), "x").path()).hasFileName("x-2");
        assertThat(RunWriter.next(parent.resolve("runs"), "y").path()).hasFileName("y-1");
    }

    @Test
    void placeBelowAFileCannotHoldARun() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "x");
        assertThatThrownBy(() -> RunWriter.create(file.resolve("run"), false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be written");
        assertThatThrownBy(() -> RunWriter.next(file, "x")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> RunWriter.create(file, false)).hasMessageContaining("exists and is not a folder");
    }

    @Test
    void divergedRunIsReadable() throws IOException {
        RunWriter run = RunWriter.create(parent.resolve("r"), false);
        DivergedException e = catchThrowableOfType(
                DivergedException.class,
                () -> run.train(moons().optimizer(new TestPlugins.Plain())
                        .learningRate(1e38)
                        .listener(run)
                        .build()));
        assertThat(e.result().stopReason()).isEqualTo(StopReason.DIVERGED);
        Map<String, Object> result = Json.read(Files.readString(run.path().resolve("result.json")));
        assertThat(result).containsEntry("outcome", "diverged");
        assertThat(result.get("divergence").toString()).contains("step=", "message=");
        assertThat(load(run.path()).parts().network().parameters().flat().firstNonFinite())
                .isEqualTo(-1);
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
        Model model = load(parent.resolve("m"));
        Network network = model.parts().network();
        assertThat(network.layers().get(0).batchNorm()).isEqualTo(new BatchNorm(0.8, 1e-4));
        assertThat(network.statistics(0).mean().get(0, 3))
                .isEqualTo(result.model().parts().network().statistics(0).mean().get(0, 3));
        RawExamples raw = Generated.of(new Moons(100, 0.1, 1));
        assertThat(evaluate(model, raw)).isEqualTo(evaluate(result.model(), raw));
        String weights = Files.readString(parent.resolve("m/weights.safetensors"), StandardCharsets.ISO_8859_1);
        assertThat(weights).contains("batch-norm-1.gamma", "batch-norm-1.running-variance");
    }

    /** A model needs its loss only for evaluation. */
    @Test
    void aModelOfAnUnknownLossPredictsAndCannotBeEvaluated() throws IOException {
        Path folder = train(parent.resolve("r")).path();
        Path json = folder.resolve("model/model.json");
        String good = Files.readString(json);
        RawExamples raw = Generated.of(new Moons(100, 0.1, 1));
        double expected = load(folder).predict(raw.features(7)).probability("1");
        for (String[] change : new String[][] {
            {
                "unheard",
                "loss: unknown loss 'unheard'; known: binary-cross-entropy, mean-squared-error, softmax-cross-entropy"
            },
            {"softmax-cross-entropy", "cannot be combined with the loss softmax-cross-entropy and 2 outputs"}
        }) {
            assertThat(good).contains("binary-cross-entropy");
            Files.writeString(json, good.replace("binary-cross-entropy", change[0]));
            Manifest.write(
                    json.getParent(),
                    Map.of(
                            "model.json",
                            FileDigest.of(json),
                            "weights.safetensors",
                            FileDigest.of(json.resolveSibling("weights.safetensors"))));
            Model model = load(folder);
            assertThat(model.predict(raw.features(7)).probability("1")).isEqualTo(expected);
            assertThatThrownBy(() -> evaluate(model, raw))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(change[1]);
        }
    }

    /** Three classes with a third of the examples each. */
    private static Table table() {
        double[] x = new double[90];
        double[] y = new double[90];
        String[] kind = new String[90];
        for (int i = 0; i < kind.length; i++) {
            x[i] = 1000 * Math.cos(i);
            y[i] = Math.sin(i) / 1000;
            kind[i] = "abc".substring(i % 3, i % 3 + 1);
        }
        return Table.builder()
                .column("x", x)
                .column("kind", List.of(kind))
                .column("y", y)
                .build();
    }

    private static TrainerBuilder ofTable(int epochs) {
        return Trainer.builder()
                .data(table(), "kind")
                .hidden(new LayerSpec(
                        4, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new BatchNorm(0.8, 1e-4), List.of()))
                .output(new TestPlugins.Softmax(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .batchSize(20)
                .reportEvery(1)
                .earlyStopping(new EarlyStopping(MetricName.parse("dev.cost"), 50, 0))
                .epochs(epochs);
    }

    @Test
    void aRunFromMemoryCanBeContinued() throws IOException {
        TrainingResult whole = ofTable(7).build().train();
        RunWriter first = RunWriter.create(parent.resolve("first"), false);
        first.train(ofTable(3).listener(first).build());
        RunReader reading = new RunReader(first.path(), reader);
        assertThat(reading.exists()).isTrue();
        assertThat(reading.experiment().data().memory()).isTrue();
        assertThatThrownBy(reading::data)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a program passed the examples of this experiment in memory");

        RunWriter second = RunWriter.create(parent.resolve("second"), false);
        Trainer trainer = ofTable(7).listener(second).build();
        Checkpoint checkpoint = second.continueFrom(reading, trainer.experiment());
        assertThat(checkpoint.description().epoch()).isEqualTo(3);
        assertThat(second.changed()).containsOnlyKeys("training.epochs");
        TrainingResult result = second.train(trainer);
        assertThat(result.weightsSha256()).isEqualTo(whole.weightsSha256());
        assertThat(result.dev()).isEqualTo(whole.dev());
        assertThat(result.test()).isEqualTo(whole.test());
        assertThat(result.modelEpoch()).isEqualTo(whole.modelEpoch());
        assertThat(result.history().stream().map(EpochReport::trainCost))
                .isEqualTo(whole.history().stream().map(EpochReport::trainCost).toList());
        List<String> lines = Files.readAllLines(second.path().resolve("metrics.jsonl"));
        assertThat(lines).hasSize(7);
        assertThat(lines.subList(0, 3))
                .isEqualTo(Files.readAllLines(first.path().resolve("metrics.jsonl")));
        assertThat(Json.read(lines.get(3))).containsKey("continued");
        assertThat(Evaluation.of(load(second.path()), table())).isEqualTo(Evaluation.of(whole.model(), table()));
    }

    @Test
    void aListenerThatStopsLeavesARunThatCanBeContinued() throws IOException {
        RunWriter first = RunWriter.create(parent.resolve("first"), false);
        TrainingListener stopping = new TrainingListener() {
            @Override
            public void onEpoch(TrainingRun run, EpochReport report) {
                if (report.epoch() == 2) {
                    run.stop();
                }
            }
        };
        TrainingResult stopped =
                first.train(ofTable(6).listener(first).listener(stopping).build());
        assertThat(stopped.stopReason()).isEqualTo(StopReason.LISTENER);
        assertThat(Json.read(Files.readString(first.path().resolve("result.json"))))
                .containsEntry("outcome", "stopped")
                .containsEntry("epochs", 2);
        RunWriter second = RunWriter.create(parent.resolve("second"), false);
        Trainer trainer = ofTable(6).listener(second).build();
        second.continueFrom(new RunReader(first.path(), reader), trainer.experiment());
        assertThat(second.changed()).isEmpty();
        assertThat(second.train(trainer).weightsSha256())
                .isEqualTo(ofTable(6).build().train().weightsSha256());
        assertThatThrownBy(() -> second.continueFrom(new RunReader(parent, reader), trainer.experiment()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("this run cannot be continued");
    }

    /** A link to a folder is not deleted, whatever happens to the run. */
    @Test
    void linksAreFollowedAndStay() throws IOException {
        Path real = parent.resolve("real");
        Path link = Files.createSymbolicLink(parent.resolve("link"), Path.of("real"));
        RunWriter.create(link, false).close();
        assertThat(link).isSymbolicLink();
        train(link);
        RunWriter replacing = RunWriter.create(link, true);
        replacing.train(moons().seed(9).listener(replacing).build());
        assertThat(link).isSymbolicLink();
        assertThat(real.resolve("result.json")).exists();
        assertThat(real.resolve("next")).doesNotExist();
        assertThat(load(link).schema().classes()).hasSize(2);
    }

    /** A run that diverges replaces nothing. */
    @Test
    void aRunThatDivergesReplacesNothing() throws IOException {
        Path folder = parent.resolve("r");
        train(folder);
        String before = Files.readString(folder.resolve("result.json"));
        RunWriter replacing = RunWriter.create(folder, true);
        Trainer wild = moons().optimizer(new TestPlugins.Plain())
                .learningRate(1e38)
                .listener(replacing)
                .build();
        assertThatThrownBy(() -> replacing.train(wild)).isInstanceOf(DivergedException.class);
        assertThat(folder.resolve("result.json")).hasContent(before);
        assertThat(Json.read(Files.readString(folder.resolve("next/result.json"))))
                .containsEntry("outcome", "diverged");
        assertThatThrownBy(() -> RunWriter.resume(new RunReader(folder, reader)))
                .hasMessageContaining("this run diverged, and would do so again");
        RunWriter again = RunWriter.create(folder, true);
        TrainingResult result = again.train(moons().seed(9).listener(again).build());
        assertThat(Files.readString(folder.resolve("result.json"))).contains(result.weightsSha256());
        assertThat(folder.resolve("next")).doesNotExist();
    }
}
