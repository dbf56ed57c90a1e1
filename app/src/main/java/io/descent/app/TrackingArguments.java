package io.descent.app;

import io.descent.core.run.RunFiles;
import io.descent.core.run.RunRecord;
import io.descent.core.training.TrainingListener;
import io.descent.inference.problem.InvalidInputException;
import io.descent.tracking.MlFlow;
import io.descent.tracking.TensorBoard;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that send a training to other tools. */
final class TrackingArguments implements AutoCloseable {
    @Option(
            names = "--tensorboard",
            paramLabel = "DIR",
            description = "A folder to which events for TensorBoard are written; with training.watch: layers,"
                    + " histograms of the parameters too.")
    private @Nullable Path tensorBoard;

    @Option(
            names = "--mlflow",
            paramLabel = "URL",
            description = "An MLflow server on which the run is recorded, such as http://127.0.0.1:5000.")
    private @Nullable String server;

    private @Nullable MlFlow mlFlow;
    private boolean completed;

    /**
     * The listeners that are asked for.
     *
     * @param experiment the name of the experiment
     * @param run the name of the run
     * @throws InvalidInputException if the address of the server is none
     */
    List<TrainingListener> listeners(String experiment, String run) {
        List<TrainingListener> listeners = new ArrayList<>();
        if (tensorBoard != null) {
            listeners.add(new TensorBoard(tensorBoard));
        }
        if (server != null) {
            URI address;
            try {
                address = URI.create(server);
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException("--mlflow %s: is no address: %s".formatted(server, e.getMessage()), e);
            }
            mlFlow = new MlFlow(address, experiment, run);
            listeners.add(mlFlow);
        }
        return listeners;
    }

    /** Sends what is known when a training has ended well: its final metrics and the files that describe it. */
    void completed(Path folder) {
        completed = true;
        MlFlow to = mlFlow;
        if (to == null) {
            return;
        }
        RunRecord record = RunRecord.read(folder);
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (String set : List.of("train", "dev", "test")) {
            for (String name : record.metricsOf(set)) {
                metrics.put("final." + set + "." + name, record.result("metrics." + set + "." + name));
            }
        }
        Double epochs = record.result("epochs");
        to.metrics(metrics, epochs == null ? 0 : epochs.intValue());
        for (String file : List.of("result.json", RunFiles.EXPERIMENT, RunFiles.REPORT, RunFiles.MODEL_CARD)) {
            to.file(folder.resolve(file));
        }
    }

    /** Ends what is left open. */
    @Override
    public void close() {
        if (mlFlow != null) {
            mlFlow.finish(completed);
        }
    }
}
