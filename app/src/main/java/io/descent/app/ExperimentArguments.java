package io.descent.app;

import com.google.inject.Injector;
import io.descent.core.config.internal.YamlFile;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.tune.StudySpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The experiment file of a command, or the table that stands for one, and the options that change keys. */
final class ExperimentArguments {
    @Parameters(
            paramLabel = "TABLE|EXPERIMENT",
            description = "An experiment file (.yaml or .yml), or a table: CSV, TSV or JSON Lines, plain, .gz or .zip;"
                    + " a pattern in quotes, such as 'part-*.csv'; or - for standard input.")
    private Path file;

    @Mixin
    private final TableArguments table = new TableArguments();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a key, for instance training.epochs=3; repeat for more keys.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "Short for --set seed=N.")
    private @Nullable String seed;

    /** The name of its runs: the file's name without its extensions. */
    String name() {
        Path name = file.getFileName();
        return name == null
                ? "run"
                : isTable() ? TableName.of(file) : name.toString().replaceFirst("\\.ya?ml$", "");
    }

    /** The file. */
    Path file() {
        return file;
    }

    /** Whether the file is a table. */
    boolean isTable() {
        return !file.toString().toLowerCase(Locale.ROOT).matches("(?s).*\\.ya?ml");
    }

    /**
     * Reads the experiment.
     *
     * @param more overrides that are applied last
     */
    Experiment read(Injector injector, List<String> more) {
        ExperimentFile reader = injector.getInstance(ExperimentFile.class);
        return reader.read(yaml(reader, overrides(more)));
    }

    /** Reads the experiment with its section {@code search}. */
    StudySpec readStudy(Injector injector) {
        ExperimentFile reader = injector.getInstance(ExperimentFile.class);
        return StudySpec.read(yaml(reader, overrides(List.of())), reader);
    }

    private YamlFile yaml(ExperimentFile reader, List<String> all) {
        if (isTable()) {
            return table.experiment(file, all, reader.registry());
        }
        table.requireNone(file);
        return YamlFile.read(file, all);
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
