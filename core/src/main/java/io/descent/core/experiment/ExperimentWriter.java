package io.descent.core.experiment;

import io.descent.core.config.internal.Yaml;
import io.descent.core.file.internal.Differences;
import io.descent.inference.config.internal.RecordWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes experiments in the form of experiment files. */
public final class ExperimentWriter {
    private ExperimentWriter() {}

    /** The experiment as YAML: every key that has a value. Paths are absolute. */
    public static String yaml(ResolvedExperiment experiment) {
        return Yaml.text(RecordWriter.map(experiment));
    }

    /** The keys whose values differ, such as {@code training.learning-rate}, each with its first and second value. */
    public static Map<String, List<@Nullable Object>> differences(Record first, ResolvedExperiment second) {
        return Differences.between(RecordWriter.map(first), RecordWriter.map(second));
    }
}
