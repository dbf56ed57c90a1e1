package io.descent.core.experiment;

import io.descent.core.config.internal.YamlFile;
import io.descent.core.data.DataSummary;
import io.descent.inference.config.internal.Node;
import io.descent.inference.config.internal.Problems;
import io.descent.inference.plugin.internal.PluginRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment file says beside its recipe. Every key that is given replaces that one choice of the recipe. Most
 * choices depend on the data, so the experiment is complete only when these are known.
 */
final class RecipeChoices {
    /** Keys of {@code training} that limit or report a training, but do not decide what it learns. */
    private static final Set<String> ASIDE = Set.of("folds", "shards", "time", "report-every", "watch");

    /** Sections whose keys are choices of their own. In all other places, what is given replaces everything. */
    private static final Set<String> SECTIONS = Set.of(
            "",
            "data",
            "data.categories",
            "network",
            "network.input",
            "network.input.periodic",
            "network.hidden[]",
            "network.output",
            "training",
            "training.rates",
            "training.weight-decay",
            "training.early-stopping",
            "calibration");

    private final Recipe recipe;
    private final YamlFile file;
    private final UnaryOperator<Node> changes;
    private final PluginRegistry registry;

    /**
     * Keeps what is given.
     *
     * @param recipe another one than {@link Recipe#NONE}
     * @param changes made last, to the complete tree
     */
    RecipeChoices(Recipe recipe, YamlFile file, UnaryOperator<Node> changes, PluginRegistry registry) {
        this.recipe = recipe;
        this.file = file;
        this.changes = changes;
        this.registry = registry;
    }

    /** The recipe of a file: what it says, or what follows from its other keys. */
    static Recipe recipe(YamlFile file) {
        Node said = file.section("recipe");
        if (said != null) {
            String name = said instanceof Node.Text text ? text.text() : said.compact();
            // an unknown one is told when the key is read
            return Recipe.ALL.stream()
                    .filter(each -> each.toString().equals(name))
                    .findFirst()
                    .orElse(Recipe.TABLES);
        }
        if (!(file.given() instanceof Node.Section given) || given.find("network") != null) {
            return Recipe.NONE;
        }
        if (given.find("training") instanceof Node.Section training
                && !training.entries().stream().allMatch(entry -> ASIDE.stream().anyMatch(entry::is))) {
            return Recipe.NONE;
        }
        if (!(given.find("data") instanceof Node.Section data)) {
            return Recipe.NONE;
        }
        return data.find("directory") != null || data.find("image") != null ? Recipe.IMAGES : Recipe.TABLES;
    }

    /**
     * The experiment with every choice; null after a problem.
     *
     * @param found the facts about the data; null before they are read
     */
    @Nullable
    Experiment experiment(@Nullable DataSummary found, Problems problems) {
        Node root = merge("", RecipeBook.of(recipe).tree(found, hasFolds(), shards(), epochs()), file.given());
        List<String> misplaced = new ArrayList<>();
        root = file.override(root, misplaced);
        misplaced.forEach(text -> problems.add(file.root(), "", text));
        return file.binder(problems, registry).section(changes.apply(root), Experiment.class, "");
    }

    private boolean hasFolds() {
        Node folds = ofTraining("folds");
        return folds != null
                && !(folds instanceof Node.Text text
                        && (text.isNull() || text.text().equals("false")));
    }

    private int shards() {
        Node given = ofTraining("shards");
        Node count = given instanceof Node.Section ? given.find("count") : given;
        return count instanceof Node.Text text && text.text().matches("[1-9]\\d{0,8}")
                ? Integer.parseInt(text.text())
                : 1;
    }

    private @Nullable Long epochs() {
        return ofTraining("epochs") instanceof Node.Text text && text.text().matches("[1-9]\\d{0,9}")
                ? Long.valueOf(text.text())
                : null;
    }

    private @Nullable Node ofTraining(String key) {
        return file.root().find("training", key);
    }

    /**
     * The experiment with every choice.
     *
     * @param found the facts about the data; null before they are read
     * @throws io.descent.inference.problem.InvalidInputException if a choice does not fit what is given
     */
    Experiment experiment(@Nullable DataSummary found) {
        Problems problems = new Problems(file.label());
        return file.require(experiment(found, problems), problems);
    }

    private static Node merge(String path, Node chosen, Node given) {
        if (chosen instanceof Node.Sequence layers
                && given instanceof Node.Sequence own
                && path.equals("network.hidden")) {
            List<Node> merged = new ArrayList<>();
            for (Node each : own.elements()) {
                int like = Math.min(merged.size(), layers.elements().size() - 1);
                merged.add(merge("network.hidden[]", layers.elements().get(like), each));
            }
            return new Node.Sequence(merged, own.place());
        }
        if (!(chosen instanceof Node.Section usual) || !(given instanceof Node.Section own)) {
            return given;
        }
        if (SECTIONS.contains(path)) {
            return mergeKeys(path, usual, own);
        }
        boolean isSamePlugin = usual.entries().size() == 1
                && own.entries().size() == 1
                && usual.entries().get(0).is(own.entries().get(0).key().compact())
                && usual.entries().get(0).value() instanceof Node.Section
                && own.entries().get(0).value() instanceof Node.Section;
        if (!isSamePlugin) {
            return given;
        }
        Node hyperparameters =
                mergeKeys(path, (Node.Section) usual.entries().get(0).value(), (Node.Section)
                        own.entries().get(0).value());
        return new Node.Section(List.of(new Node.Entry(own.entries().get(0).key(), hyperparameters)), own.place());
    }

    private static Node.Section mergeKeys(String path, Node.Section usual, Node.Section own) {
        List<Node.Entry> merged = new ArrayList<>();
        for (Node.Entry entry : usual.entries()) {
            String key = entry.key().compact();
            Node other = own.find(key);
            String inner = path.isEmpty() ? key : path + "." + key;
            merged.add(other == null ? entry : new Node.Entry(entry.key(), merge(inner, entry.value(), other)));
        }
        for (Node.Entry entry : own.entries()) {
            if (usual.entries().stream().noneMatch(each -> each.is(entry.key().compact()))) {
                merged.add(entry);
            }
        }
        return new Node.Section(merged, own.place());
    }
}
