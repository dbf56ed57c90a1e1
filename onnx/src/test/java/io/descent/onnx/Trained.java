package io.descent.onnx;

import io.descent.core.config.internal.YamlFile;
import io.descent.core.data.TableProgress;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.training.Trainer;
import io.descent.inference.Model;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.inference.tensor.internal.Scalar;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Trains models. */
final class Trained {
    private Trained() {}

    /**
     * Trains as an experiment file says.
     *
     * @param folder of the experiment file
     * @param settings as after {@code --set}
     */
    static Model model(String experimentFile, Path folder, List<String> settings) {
        PluginRegistry registry =
                PluginRegistry.load(Trained.class.getClassLoader(), PluginRegistry.API_KINDS, List.of());
        Experiment asked = new ExperimentFile(registry).read(YamlFile.of("test", experimentFile, folder, settings));
        TrainingData data = asked.trainingData(TableProgress.NONE);
        ResolvedExperiment experiment = asked.resolved(data.summary(), registry::require);
        EngineSpec engine = new EngineSpec(new Scalar(), 1);
        return new Trainer(experiment, data, experiment.streams(), engine, Set.of())
                .train()
                .model();
    }
}
