package io.descent.inference.plugin.internal;

import io.descent.api.Plugin;
import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Default;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A note in a file about a plugin that was used, so that it can be found again.
 *
 * @param kind {@code optimizer}
 * @param name its name in files
 * @param jar name of the jar, or of the folder of classes, without its path
 * @param version the version in the jar's manifest; null if there is none
 * @param sha256 of the jar; null for a folder of classes
 */
public record PluginNote(
        String kind,
        String name,
        String jar,
        @Default("null") @Nullable String version,
        @Default("null") @Nullable String sha256) {
    static PluginNote of(Plugin plugin) {
        PluginOrigin origin = PluginOrigin.of(plugin.getClass());
        return new PluginNote(
                Names.kind(PluginInfo.kindOf(plugin.getClass())),
                PluginName.of(plugin),
                origin.jar(),
                origin.version(),
                origin.sha256());
    }

    /**
     * Adds to a problem about missing plugins where those plugins came from.
     *
     * @param file a JSON file with notes under the key {@code plugins}
     */
    public static InvalidInputException explain(Path file, InvalidInputException problem) {
        String message = String.valueOf(problem.getMessage());
        StringBuilder text = new StringBuilder(message);
        try {
            if (Json.read(Files.readString(file)).get("plugins") instanceof List<?> notes) {
                for (Object each : notes) {
                    if (each instanceof Map<?, ?> note
                            && message.contains("unknown %s '%s'"
                                    .formatted(String.valueOf(note.get("kind")).replace('-', ' '), note.get("name")))) {
                        text.append(
                                "%n  %s %s was in %s%s%s; put that jar into plugins/, or name its folder with --plugins"
                                        .formatted(
                                                note.get("kind"),
                                                note.get("name"),
                                                note.get("jar"),
                                                detail(", version ", note.get("version")),
                                                detail(", SHA-256 ", note.get("sha256"))));
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            return problem; // without notes, the problem itself still says what is wrong
        }
        return new InvalidInputException(text.toString(), problem);
    }

    private static String detail(String name, @Nullable Object value) {
        return value == null ? "" : name + value;
    }
}
