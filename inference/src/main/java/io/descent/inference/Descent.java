package io.descent.inference;

import io.descent.api.Activation;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Backends;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Loads models.
 *
 * <pre>{@code
 * Model model = Descent.load(Path.of("runs/digits-1"));
 * String digit = model.predict(Map.of("pixel_0_0", 0, "pixel_0_1", 5, ...)).label();
 * }</pre>
 *
 * <p>Put the artifact {@code descent-activations} on the class path. For SIMD kernels, add {@code descent-simd} and
 * start Java with {@code --add-modules jdk.incubator.vector}; results do not depend on it.
 */
public final class Descent {
    private static final System.Logger LOG = System.getLogger(Descent.class.getName());

    private Descent() {}

    /**
     * Loads a model whose plugins are on the class path of this library.
     *
     * @param folder a run folder, or a folder that a model was saved to
     * @throws InvalidInputException if the folder contains no model, the model is damaged, or a plugin is missing
     */
    public static Model load(Path folder) {
        return load(folder, Descent.class.getClassLoader());
    }

    /**
     * Loads a model whose plugins are visible to a class loader.
     *
     * @param folder a run folder, or a folder that a model was saved to
     * @param plugins class loader of the plugins
     * @throws InvalidInputException if the folder contains no model, the model is damaged, or a plugin is missing
     */
    public static Model load(Path folder, ClassLoader plugins) {
        return load(folder, plugins, List.of());
    }

    /**
     * Loads a model whose plugins are on the class path of this library or in folders of jars.
     *
     * @param folder a run folder, or a folder that a model was saved to
     * @param pluginFolders folders that contain jars, or folders of jars, as for {@code --plugins} of the command
     * @throws InvalidInputException if the folder contains no model, the model is damaged, or a plugin or plugin folder
     *     is missing
     */
    public static Model load(Path folder, List<Path> pluginFolders) {
        return load(folder, Descent.class.getClassLoader(), pluginFolders);
    }

    private static Model load(Path folder, ClassLoader plugins, List<Path> pluginFolders) {
        Objects.requireNonNull(folder, "folder");
        PluginRegistry registry = PluginRegistry.load(plugins, List.of(Activation.class, Backend.class), pluginFolders);
        registry.firstProblems().forEach(problem -> LOG.log(System.Logger.Level.WARNING, problem));
        return new Model(ModelFile.load(folder, registry), Backends.fastest(registry.instances(Backend.class)));
    }
}
