package io.descent.inference.plugin.internal;

import io.descent.inference.file.internal.Sha256;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * Where a plugin was loaded from.
 *
 * @param place its jar or folder of classes, as a path
 * @param version the version in the jar's manifest; null if there is none
 */
public record PluginOrigin(String place, @Nullable String version) {
    /** The origin of a class. */
    public static PluginOrigin of(Class<?> type) {
        return new PluginOrigin(place(type), type.getPackage().getImplementationVersion());
    }

    private static String place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return "unknown place";
        }
        try {
            return Path.of(source.getLocation().toURI()).toString();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return source.getLocation().toString();
        }
    }

    /** The name of the jar, without its folders. */
    public String jar() {
        return place.substring(place.replace('\\', '/').lastIndexOf('/') + 1);
    }

    /** The SHA-256 of the jar as hexadecimal digits; null for a folder of classes or an unreadable jar. */
    public @Nullable String sha256() {
        try {
            Path jar = Path.of(place);
            return Files.isRegularFile(jar) ? Sha256.of(jar) : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
