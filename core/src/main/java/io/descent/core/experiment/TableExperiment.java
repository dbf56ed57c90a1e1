package io.descent.core.experiment;

import io.descent.api.Activation;
import io.descent.api.Initializer;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.core.data.DataSpec;
import io.descent.core.metrics.MetricName;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.NetworkSpec;
import io.descent.core.network.OutputSpec;
import io.descent.core.random.RandomSpec;
import io.descent.inference.spec.PluginLookup;
import io.descent.inference.spec.Precision;
import java.util.Collections;
import java.util.List;

/**
 * The experiment for a table about which the user says nothing but the label: two hidden layers of 128 units, trained
 * with Adam until the cost of the dev set stops falling.
 */
public final class TableExperiment {
    private static final int LAYERS = 2;
    private static final int UNITS = 128;
    private static final int MOST_EPOCHS = 200;
    private static final int PATIENCE = 10;
    private static final double LEARNING_RATE = 0.001;

    private TableExperiment() {}

    /**
     * Makes the experiment.
     *
     * @param data the table
     * @param plugins finds the activation, the initializers, the optimizer and the schedule by their names
     */
    public static Experiment of(DataSpec data, PluginLookup plugins) {
        LayerSpec layer = new LayerSpec(
                UNITS,
                plugins.require(Activation.class, "relu"),
                plugins.require(Initializer.class, "he-normal"),
                List.of());
        OutputSpec output = new OutputSpec(null, plugins.require(Initializer.class, "xavier-normal"), List.of());
        EarlyStopping stopping = new EarlyStopping(MetricName.parse("dev.cost"), PATIENCE, 0);
        TrainingSpec training = new TrainingSpec(
                MOST_EPOCHS,
                null,
                true,
                LEARNING_RATE,
                plugins.require(Optimizer.class, "adam"),
                plugins.require(LrSchedule.class, "constant"),
                0,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                stopping,
                Watch.NOTHING,
                1,
                null,
                null);
        return new Experiment(
                1,
                RandomSpec.KEYED,
                Precision.FLOAT32,
                data,
                new NetworkSpec(Collections.nCopies(LAYERS, layer), output, null),
                training,
                List.of(),
                new DiagnosisSpec(0),
                List.of(),
                CheckpointSpec.USUAL);
    }
}
