package io.descent.app;

import com.google.inject.Injector;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.tune.StudySpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The experiment file of a command, and the options that change its keys. */
final class ExperimentArguments {
    @Parameters(paramLabel = "EXPERIMENT", description = "An experiment file (YAML).")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a key, for instance training.epochs=3; repeat for more keys.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "Short for --set seed=N.")
    private @Nullable String seed;

    /** The name of its runs: the file's name without its extension. */
    String name() {
        Path name = file.getFileName();
        return name == null ? "run" : name.toString().replaceFirst("\\.ya?ml$", "");
    }

    /**
     * Reads the experiment.
     *
     * @param more overrides that are applied last
     */
    Experiment read(Injector injector, List<String> more) {
        return injector.getInstance(ExperimentFile.class).read(file, overrides(more));
    }

    /** Reads the experiment with its section {@code search}. */
    StudySpec readStudy(Injector injector) {
        return StudySpec.read(file, overrides(List.of()), injector.getInstance(ExperimentFile.class));
    }

    private List<String> overrides(List<String> more) {
        List<String> all = new ArrayList<>(overrides);
        if (seed != null) {
            all.add("seed=" + seed);
        }
        all.addAll(more);
        return all;
    }
}
