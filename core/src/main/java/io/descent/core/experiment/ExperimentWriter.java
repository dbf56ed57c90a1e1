package io.descent.core.experiment;


import io.descent.inference.config.internal.RecordWriter;
import io.descent.core.file.internal.Differences;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Writes experiments as YAML. */
public final class ExperimentWriter {
    private ExperimentWriter() {}

    /** The experiment as a YAML file: every key that has a value, paths absolute. */
    public static String yaml(Experiment experiment) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndicatorIndent(2)
                .setIndentWithIndicator(true)
                .build();
        return new Dump(settings).dumpToString(RecordWriter.map(experiment));
    }

    /** The keys whose values differ, such as {@code training.learning-rate}, each with the first value and the second. */
    public static Map<String, List<@Nullable Object>> differences(Experiment first, Experiment second) {
        return Differences.between(RecordWriter.map(first), RecordWriter.map(second));
    }
}
