package io.descent.fuzz;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Inputs that begin with {@code +}: a JSON object whose values replace those of a sound file. So an input reaches what
 * comes after reading a file all of whose keys are required.
 */
final class Merge {
    private Merge() {}

    /** Whether an input begins with {@code +}. */
    static boolean isWanted(byte[] input) {
        return input.length > 0 && input[0] == '+';
    }

    /** The sound file with the values of an input; the input without its first character if it is not an object. */
    static byte[] into(Path sound, byte[] input) throws IOException {
        byte[] content = Arrays.copyOfRange(input, 1, input.length);
        try {
            Map<String, Object> changes = Json.read(new String(content, StandardCharsets.UTF_8));
            return Json.pretty(merged(Json.read(Files.readString(sound)), changes))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException | RuntimeException e) {
            return content;
        }
    }

    private static Map<String, Object> merged(Map<?, ?> sound, Map<?, ?> changes) {
        Map<String, Object> merged = new LinkedHashMap<>();
        sound.forEach((key, value) -> merged.put((String) key, value));
        changes.forEach((key, value) -> merged.merge(
                (String) key,
                value == null ? "null" : value,
                (old, changed) -> old instanceof Map<?, ?> one && changed instanceof Map<?, ?> other
                        ? merged(one, other)
                        : changed));
        return merged;
    }
}
