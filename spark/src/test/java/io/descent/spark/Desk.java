package io.descent.spark;

import io.descent.core.config.internal.YamlFile;
import io.descent.core.data.TableProgress;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.inference.tensor.internal.EngineSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Trainings as {@code descent train} makes them, of a file. */
final class Desk {
    private Desk() {}

    /** The weights of an experiment whose section data has no source. */
    static String weights(Path table, String label, String experiment, List<String> overrides) {
        return weights(table, label, experiment, overrides, List.of());
    }

    /** The weights, with the plugins of some folders. */
    static String weights(Path table, String label, String experiment, List<String> overrides, List<Path> plugins) {
        Services services = new Services(plugins);
        List<String> all = new ArrayList<>(overrides);
        all.add("data.file=" + table.toAbsolutePath());
        all.add("data.label=" + label);
        all.add("data.order=content");
        Experiment asked = services.experiments()
                .read(YamlFile.of("experiment", experiment, Path.of("").toAbsolutePath(), all));
        TrainingData data = asked.trainingData(TableProgress.NONE);
        ResolvedExperiment resolved = services.trainings().resolve(asked, data.summary());
        return services.trainings()
                .trainer(resolved, data, new EngineSpec(services.backend(), 2), List.of())
                .train()
                .weightsSha256();
    }
}
