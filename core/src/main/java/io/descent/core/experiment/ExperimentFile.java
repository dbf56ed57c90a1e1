package io.descent.core.experiment;

import io.descent.api.Plugin;
import io.descent.core.config.internal.Yaml;
import io.descent.core.config.internal.YamlFile;
import io.descent.inference.config.internal.Binder;
import io.descent.inference.config.internal.Node;
import io.descent.inference.config.internal.Problems;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads experiments from YAML 1.2 files. */
public final class ExperimentFile {
    /** The key of the section for studies. */
    public static final String SEARCH = "search";

    private static final String LISTENERS = "listeners";

    private static final Logger LOG = LoggerFactory.getLogger(ExperimentFile.class);

    private final PluginRegistry registry;

    /** Creates a reader that uses the given plugins. */
    @Inject
    public ExperimentFile(PluginRegistry registry) {
        this.registry = registry;
    }

    /** Creates a reader that uses the plugins on the class path of this library. */
    public static ExperimentFile ofClassPath() {
        PluginRegistry registry =
                PluginRegistry.load(ExperimentFile.class.getClassLoader(), PluginRegistry.API_KINDS, List.of());
        registry.firstProblems().forEach(LOG::warn);
        return new ExperimentFile(registry);
    }

    /** The plugins that this reader uses. */
    public PluginRegistry registry() {
        return registry;
    }

    /**
     * Reads an experiment. The {@code search} section is ignored.
     *
     * @param file paths in it are relative to its folder
     * @param overrides such as {@code training.epochs=3}, applied in this order; paths in them are relative to the
     *     current folder
     * @throws InvalidInputException with every problem of the file, each with its line
     */
    public Experiment read(Path file, List<String> overrides) {
        return read(YamlFile.read(file, overrides));
    }

    /**
     * Reads an experiment that is parsed already. The {@code search} section is ignored.
     *
     * @throws InvalidInputException with every problem of the file, each with its line
     */
    public Experiment read(YamlFile file) {
        Problems problems = new Problems(file.label());
        YamlFile experiment = file.without(SEARCH);
        return experiment.require(bind(experiment, UnaryOperator.identity(), problems), problems);
    }

    /**
     * Reads an experiment that is parsed already, with its recipe.
     *
     * @param file without a {@code search} section
     * @param changes of its tree, made last
     * @return null after a problem
     */
    public @Nullable Experiment bind(YamlFile file, UnaryOperator<Node> changes, Problems problems) {
        Recipe recipe = RecipeChoices.recipe(file);
        if (recipe.equals(Recipe.NONE)) {
            return file.binder(problems, registry).file(changes.apply(file.root()), Experiment.class);
        }
        RecipeChoices choices = new RecipeChoices(recipe, file, changes, registry);
        Experiment experiment = choices.experiment(null, problems);
        return experiment == null ? null : experiment.withRecipe(recipe.with(choices));
    }

    /**
     * Reads an experiment whose listeners do not matter, so that their jars may be missing.
     *
     * @param file paths in it are relative to its folder
     * @throws InvalidInputException with every problem of the file, each with its line
     */
    public Experiment readWithoutListeners(Path file) {
        return read(YamlFile.read(file, List.of()).without(LISTENERS));
    }

    /**
     * Reads a plugin as written in experiment files.
     *
     * @param text its name, or a map from its name to its hyperparameters
     * @throws InvalidInputException with every problem of the text
     */
    public <P extends Plugin> P readPlugin(String text, Class<P> kind) {
        String label = Names.kind(kind);
        Problems problems = new Problems(label);
        Plugin plugin = new Binder(registry, problems, node -> Path.of("").toAbsolutePath())
                .plugin(Yaml.read(label, text), kind, "");
        if (plugin == null || problems.count() > 0) {
            throw InvalidInputException.of(label, problems.texts());
        }
        return kind.cast(plugin);
    }
}
