package io.descent.inference.config.internal;

import io.descent.api.Plugin;
import io.descent.inference.file.internal.InputFile;
import io.descent.inference.file.internal.Json;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/** Reads a file into a record. */
public final class RecordReader {
    private RecordReader() {}

    /**
     * Reads a JSON file.
     *
     * @param longest size limit in bytes
     * @throws InvalidInputException that lists every problem in the file with its line
     */
    public static <R extends Record> R json(Path file, Class<R> type, int longest, PluginRegistry registry) {
        return json(file, json(file, longest), type, registry);
    }

    /**
     * Reads a JSON file.
     *
     * @param longest size limit in bytes
     * @throws InvalidInputException if it is not JSON
     */
    public static Node json(Path file, int longest) {
        return JsonNodes.read(file.toString(), InputFile.text(file, longest));
    }

    /**
     * Turns a part of a JSON file into a record.
     *
     * @throws InvalidInputException that lists every problem with its line
     */
    public static <R extends Record> R json(Path file, Node part, Class<R> type, PluginRegistry registry) {
        return record(
                file.toString(),
                part,
                type,
                registry,
                node -> file.toAbsolutePath().getParent());
    }

    /**
     * Makes a plugin from what {@link RecordWriter#plugin} returned.
     *
     * @param written its name, or a map from its name to its hyperparameters
     * @throws InvalidInputException if the plugin is unknown or a hyperparameter is invalid
     */
    public static <P extends Plugin> P plugin(Object written, Class<P> kind, PluginRegistry registry) {
        String label = Names.kind(kind);
        Node.Section root = (Node.Section) JsonNodes.read(label, Json.pretty(Map.of(label, written)));
        Problems problems = new Problems("");
        Plugin plugin = new Binder(registry, problems, node -> Path.of(""))
                .plugin(root.entries().get(0).value(), kind, "");
        if (plugin == null) {
            throw InvalidInputException.of(label, problems.texts());
        }
        return kind.cast(plugin);
    }

    /**
     * Turns a tree into a record.
     *
     * @param label name of the file
     * @param baseDirectory the folder that a relative path in a node starts from
     * @throws InvalidInputException that lists every problem with its line
     */
    public static <R extends Record> R record(
            String label, Node root, Class<R> type, PluginRegistry registry, Function<Node, Path> baseDirectory) {
        Problems problems = new Problems(label);
        R record = new Binder(registry, problems, baseDirectory).file(root, type);
        if (record == null || problems.count() > 0) {
            throw InvalidInputException.of(label, problems.texts());
        }
        return record;
    }
}
