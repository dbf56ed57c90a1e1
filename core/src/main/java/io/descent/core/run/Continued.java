package io.descent.core.run;

import io.descent.inference.file.internal.InputFile;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The run that another one continues, in {@code continued.json}.
 *
 * @param from its folder
 * @param epochs how many epochs it had completed
 * @param changed keys of the experiment that differ, with their old and new values
 */
record Continued(String from, int epochs, Map<String, List<@Nullable Object>> changed) {
    private static final int LONGEST = 1 << 24;

    /** Reads the file of a run; null if it continues none. */
    static @Nullable Continued read(Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            Map<String, Object> json = Json.read(InputFile.text(file, LONGEST));
            if (json.get("from") instanceof String from
                    && json.get("epochs") instanceof Integer epochs
                    && json.get("changed") instanceof Map<?, ?> keys) {
                Map<String, List<@Nullable Object>> changed = new LinkedHashMap<>();
                keys.forEach((key, values) -> changed.put(String.valueOf(key), new ArrayList<>((List<?>) values)));
                return new Continued(from, epochs, changed);
            }
        } catch (IOException | ClassCastException e) {
            // damaged
        }
        throw new InvalidInputException(file + ": is damaged; expected the run that this one continues");
    }

    void write(Path file) {
        Map<String, Object> json = json();
        json.put("epochs", epochs);
        OutputFile.write(file, Json.pretty(json));
    }

    /** What stands in the metrics of the first new epoch. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from", from);
        json.put("changed", changed);
        return json;
    }
}
