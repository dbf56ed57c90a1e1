package io.descent.spark;

import io.descent.core.data.RawData;
import io.descent.core.data.Table;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.FoldsSpec;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.run.EvaluationJson;
import io.descent.core.run.FoldsJson;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingResult;
import io.descent.inference.file.internal.Json;
import io.descent.inference.tensor.internal.EngineSpec;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;

/** The training of a table that fits into one executor, which trains it as {@code descent train} does. */
final class CollectedTraining {
    private CollectedTraining() {}

    /**
     * Trains.
     *
     * @param rows cells of the layout
     * @param threads of the training; results do not depend on it
     */
    static Trained train(JavaRDD<Cells> rows, Layout layout, Settings settings, Services.Plugins plugins, int threads) {
        List<byte[]> trained = rows.coalesce(1)
                .mapPartitions(cells -> List.of(Packed.bytes(train(cells, layout, settings, plugins, threads)))
                        .iterator())
                .collect();
        return trained.isEmpty() ? Trained.failed(Layout.NO_ROWS) : Packed.object(trained.get(0), Trained.class);
    }

    private static Trained train(
            Iterator<Cells> cells, Layout layout, Settings settings, Services.Plugins plugins, int threads) {
        List<Frame> rows = layout.frames(cells);
        return rows.isEmpty()
                ? Trained.failed(Layout.NO_ROWS)
                : Trained.of(() -> train(layout.table(rows), settings, plugins, threads, Trainer::train));
    }

    /**
     * Trains on a table in this process.
     *
     * @param training does it, here or elsewhere
     */
    static Trained train(
            Table table,
            Settings settings,
            Services.Plugins plugins,
            int threads,
            Function<Trainer, TrainingResult> training) {
        Services services = plugins.services();
        Experiment asked = settings.read(services.experiments());
        TrainingData data = data(asked, table);
        ResolvedExperiment experiment = services.trainings().resolve(asked, data.summary());
        TrainingResult result = training.apply(
                services.trainings().trainer(experiment, data, new EngineSpec(services.backend(), threads), List.of()));
        return new Trained(
                ModelBytes.of(result.model().parts()),
                json(result, data.report().notes()),
                null);
    }

    /** The examples of a table. */
    static TrainingData data(Experiment asked, Table table) {
        return FoldsSpec.encode(
                RawData.of(asked.dataToLoad(), table, null, null, asked.streams()),
                asked.training().folds(),
                asked.precision());
    }

    /** What was measured. */
    static String json(TrainingResult result, List<String> notes) {
        Map<String, @Nullable Object> metrics = new LinkedHashMap<>();
        metrics.put("train", EvaluationJson.of(result.train()));
        if (result.dev() != null) {
            metrics.put("dev", EvaluationJson.of(result.dev()));
        }
        if (result.test() != null) {
            metrics.put("test", EvaluationJson.of(result.test()));
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("weightsSha256", result.weightsSha256());
        json.put("epochs", result.epochs());
        json.put("seconds", result.seconds());
        json.put("metrics", metrics);
        if (result.folds() != null) {
            json.put("folds", FoldsJson.of(result.folds(), result.epochs(), null));
        }
        json.put("notes", notes);
        return Json.line(json);
    }
}
