package io.descent.inference.plugin.internal;

import io.descent.inference.text.internal.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the doc comment of a plugin says, as plain text that is safe to print. The annotation processor
 * {@code descent-processor} puts it into the plugin's jar and describes the form of the resource.
 *
 * @param lines the paragraphs of the class comment, each in one line, separated by empty lines; list items begin with
 *     {@code "- "} or a number, and preformatted lines with a tab
 * @param hyperparameters what the comment says about single hyperparameters, by their names in experiments
 */
public record Documentation(List<String> lines, Map<String, String> hyperparameters) {
    static final String FOLDER = "META-INF/descent/docs/";

    /** More than any comment needs. */
    static final int MOST_BYTES = 1 << 16;

    private static final String PARAMETER = "@param ";
    private static final String PREFORMATTED = "\t";

    /** The documentation in a plugin's jar; null if there is none, because no processor ran when it was compiled. */
    static @Nullable Documentation of(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        try (InputStream in = loader == null ? null : loader.getResourceAsStream(FOLDER + type.getName() + ".txt")) {
            if (in == null) {
                return null;
            }
            Documentation read = read(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
            return read.lines.isEmpty() && read.hyperparameters.isEmpty() ? null : read;
        } catch (IOException e) { // a damaged jar: the plugin works all the same
            return null;
        }
    }

    private static Documentation read(String text) {
        List<String> lines = new ArrayList<>();
        Map<String, String> hyperparameters = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            String[] words = line.split(" ", 3);
            if (line.startsWith(PARAMETER) && words.length == 3) {
                hyperparameters.put(Printable.line(Names.kebab(words[1])), Printable.line(words[2]));
            } else if (line.startsWith(PREFORMATTED)) {
                lines.add(PREFORMATTED + Printable.line(line.substring(1)));
            } else {
                lines.add(Printable.line(line));
            }
        }
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
            lines.remove(lines.size() - 1);
        }
        return new Documentation(List.copyOf(lines), hyperparameters);
    }
}
