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

/** The experiment that a command is given, and what of it is changed. */
final class ExperimentArguments {
    @Parameters(paramLabel = "EXPERIMENT", description = "an experiment file (YAML)")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "changes a key of the experiment, for instance training.epochs=3; may be repeated")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "short for --set seed=N")
    private @Nullable String seed;

    /** What runs of it are called: the file's name without its ending. */
    String name() {
        Path name = file.getFileName();
        return name == null ? "run" : name.toString().replaceFirst("\\.ya?ml$", "");
    }

    /**
     * Reads the experiment.
     *
     * @param more overrides that come last
     */
    Experiment read(Injector injector, List<String> more) {
        return injector.getInstance(ExperimentFile.class).read(file, overrides(more));
    }

    /** Reads the experiment with what is to be searched in it. */
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
