package io.descent.core.experiment;

import io.descent.core.file.internal.Differences;
import io.descent.inference.config.internal.RecordWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes experiments in the form of experiment files. */
public final class ExperimentWriter {
    private static final String DATA = "data";
    private static final Set<String> TABLES = Set.of("file", "train", "dev", "test");

    private ExperimentWriter() {}

    /** The experiment as YAML with comments: every key that has a value. Paths are absolute. */
    public static String yaml(ResolvedExperiment experiment) {
        return CommentedYaml.of(RecordWriter.map(experiment));
    }

    /**
     * The experiment as YAML with comments: every key that has a value.
     *
     * @param folder of the file; the path of a table in this folder, or in one within it, is relative to it. All other
     *     paths are absolute
     */
    public static String yaml(ResolvedExperiment experiment, Path folder) {
        Map<String, Object> all = RecordWriter.map(experiment);
        if (all.get(DATA) instanceof Map<?, ?> data) {
            Map<String, Object> relative = new LinkedHashMap<>();
            data.forEach((key, value) -> relative.put(
                    String.valueOf(key), TABLES.contains(String.valueOf(key)) ? relative(value, folder) : value));
            all.put(DATA, relative);
        }
        return CommentedYaml.of(all);
    }

    private static Object relative(Object path, Path folder) {
        Path file = Path.of(String.valueOf(path));
        Path parent = folder.toAbsolutePath().normalize();
        return file.isAbsolute() && file.startsWith(parent)
                ? parent.relativize(file).toString()
                : path;
    }

    /** The keys whose values differ, such as {@code training.learning-rate}, each with its first and second value. */
    public static Map<String, List<@Nullable Object>> differences(Record first, ResolvedExperiment second) {
        return Differences.between(RecordWriter.map(first), RecordWriter.map(second));
    }
}
