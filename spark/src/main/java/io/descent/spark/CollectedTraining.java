package io.descent.spark;

import io.descent.core.data.RawData;
import io.descent.core.data.Table;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.FoldsSpec;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.run.EvaluationJson;
import io.descent.core.training.DivergedException;
import io.descent.core.training.TrainingResult;
import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import io.descent.inference.tensor.internal.EngineSpec;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        return trained.isEmpty()
                ? new Trained(new byte[0], "", "the DataFrame contains no rows")
                : Packed.object(trained.get(0), Trained.class);
    }

    private static Trained train(
            Iterator<Cells> cells, Layout layout, Settings settings, Services.Plugins plugins, int threads) {
        List<Frame> rows = layout.frames(cells);
        if (rows.isEmpty()) {
            return new Trained(new byte[0], "", "the DataFrame contains no rows");
        }
        try {
            Services services = plugins.services();
            Experiment asked = settings.read(services.experiments());
            Table table = layout.table(rows);
            TrainingData data = data(asked, table);
            ResolvedExperiment experiment = services.trainings().resolve(asked, data.summary());
            TrainingResult result = services.trainings()
                    .trainer(experiment, data, new EngineSpec(services.backend(), threads), List.of())
                    .train();
            return new Trained(
                    ModelBytes.of(result.model().parts()),
                    json(result, data.report().notes()),
                    null);
        } catch (InvalidInputException | PluginException | DivergedException e) {
            return new Trained(new byte[0], "", String.valueOf(e.getMessage()));
        }
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
        json.put("notes", notes);
        return Json.line(json);
    }
}
