package io.descent.core.experiment;

import io.descent.core.config.internal.Yaml;
import io.descent.core.file.internal.Differences;
import io.descent.inference.config.internal.RecordWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes experiments in the form that files have. */
public final class ExperimentWriter {
    private ExperimentWriter() {}

    /** The experiment as a YAML file: every key that has a value, paths absolute. */
    public static String yaml(ResolvedExperiment experiment) {
        return Yaml.text(RecordWriter.map(experiment));
    }

    /** The keys whose values differ, such as {@code training.learning-rate}, each with the first value and the second. */
    public static Map<String, List<@Nullable Object>> differences(Record first, ResolvedExperiment second) {
        return Differences.between(RecordWriter.map(first), RecordWriter.map(second));
    }
}
