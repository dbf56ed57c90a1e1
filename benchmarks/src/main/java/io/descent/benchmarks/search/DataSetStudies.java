package io.descent.benchmarks.search;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.search.StudyListener;
import io.descent.core.search.StudyResult;
import io.descent.core.tune.StudySpec;
import io.descent.core.tune.Tuning;
import io.descent.core.wiring.PluginsModule;
import io.descent.core.wiring.Trainings;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Studies of small networks on real data. */
final class DataSetStudies {
    private static final String STUDY = """
            seed: %d
            data: {file: %s, label: %s}
            network: {hidden: [{units: 16, activation: relu}]}
            training: {epochs: 27, batch-size: 16, learning-rate: 0.001, optimizer: adam}
            search:
              metric: dev.cost
              strategy: %s
              trials: %d
              space:
                training.learning-rate: {log: [0.0001, 1]}
                training.optimizer.adam.beta1: {one-minus-log: [0.5, 0.99]}
                training.batch-size: {log-integer: [4, 64]}
                network.hidden[0].units: {log-integer: [2, 64]}
                network.hidden[0].activation: {choice: [relu, tanh]}
            """;

    private final Injector injector = Guice.createInjector(new PluginsModule(DataSetStudies.class.getClassLoader()));

    /**
     * Runs a study.
     *
     * @param label the name of the label column
     */
    StudyResult run(String file, String label, String strategy, int trials, int seed, int parallel) throws IOException {
        Path folder = Files.createTempDirectory("study");
        ExperimentFile reader = injector.getInstance(ExperimentFile.class);
        Path yaml = Files.writeString(
                folder.resolve("study.yaml"),
                STUDY.formatted(seed, Path.of("examples/data", file).toAbsolutePath(), label, strategy, trials));
        try (Tuning tuning = new Tuning(
                StudySpec.read(yaml, List.of(), reader),
                injector.getInstance(Trainings.class),
                injector.getInstance(PluginRegistry.class),
                folder,
                false)) {
            return tuning.search(EngineSpec.PLAIN, parallel, new StudyListener() {});
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
