package io.descent.core.experiment;

import io.descent.core.config.internal.Overrides;
import io.descent.core.config.internal.Yaml;
import io.descent.core.data.DataSummary;
import io.descent.inference.config.internal.Node;
import io.descent.inference.spec.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The choices of one recipe, read from the file {@code recipe-NAME.yaml} beside this class. */
final class RecipeBook {
    private static final int EPOCHS_OF_TABLES = 256;
    private static final int EPOCHS_OF_IMAGES = 60;
    private static final int FEWEST_UPDATES = 1000;
    private static final int BATCH = 256;
    private static final int SMALLEST_BATCH = 16;

    private final Recipe recipe;
    private final List<Entry> entries = new ArrayList<>();

    /** One choice: a value for all labels, one for classes and one for values, or a rule. */
    private record Entry(
            String key,
            @Nullable Node all,
            @Nullable Node classes,
            @Nullable Node values,
            @Nullable String rule,
            String why) {
        @Nullable
        Node value(boolean isClasses) {
            return all != null ? all : isClasses ? classes : values;
        }
    }

    private RecipeBook(Recipe recipe) {
        this.recipe = recipe;
        String name = "recipe-" + recipe + ".yaml";
        Node.Sequence all = (Node.Sequence) Yaml.read(name, text(name));
        for (Node each : all.elements()) {
            Node.Section section = (Node.Section) each;
            entries.add(new Entry(
                    Objects.requireNonNull(word(section, "key")),
                    section.find("value"),
                    section.find("classes"),
                    section.find("values"),
                    word(section, "rule"),
                    Objects.requireNonNull(word(section, "why"))));
        }
    }

    /** The choices of a recipe other than {@link Recipe#NONE}. */
    static RecipeBook of(Recipe recipe) {
        return new RecipeBook(recipe);
    }

    private static String text(String name) {
        try (InputStream file = Objects.requireNonNull(RecipeBook.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String word(Node.Section section, String key) {
        return section.find(key) instanceof Node.Text text ? text.text() : null;
    }

    /**
     * The choices as the tree of an experiment file.
     *
     * @param found the facts about the data; null before they are read, when only choices about reading them count
     * @param folds whether several networks are trained, each of which has rows that are held out
     * @param shards the number of parts of the training set on which one network is trained
     * @param givenEpochs what the user wants; null if nothing is said
     */
    Node tree(@Nullable DataSummary found, boolean folds, int shards, @Nullable Long givenEpochs) {
        boolean isClasses = found == null || found.schema().task() == Task.CLASSIFICATION;
        Node root = new Node.Section(List.of(), Node.Place.NOWHERE);
        for (Entry entry : entries) {
            Node value = entry.rule == null
                    ? entry.value(isClasses)
                    : rule(entry.key, found, folds, shards, givenEpochs, isClasses);
            if (value != null) {
                root = Overrides.put(root, entry.key, value);
            }
        }
        return root;
    }

    private @Nullable Node rule(
            String key,
            @Nullable DataSummary found,
            boolean folds,
            int shards,
            @Nullable Long givenEpochs,
            boolean isClasses) {
        boolean isJudged = found != null && (found.dev() > 0 || folds);
        int train = found == null ? Integer.MAX_VALUE : (found.train() - 1) / shards + 1;
        int batch = Math.min(Math.max(SMALLEST_BATCH, BATCH / shards), train);
        long steps = ((long) train - 1) / batch + 1;
        int usual = recipe.equals(Recipe.TABLES) ? EPOCHS_OF_TABLES : EPOCHS_OF_IMAGES;
        long epochs = givenEpochs != null ? givenEpochs : Math.max(usual, (FEWEST_UPDATES + steps - 1) / steps);
        return switch (key) {
            case "training.epochs" -> number(epochs);
            case "training.batch-size" -> number(batch);
            case "training.early-stopping" ->
                isJudged
                        ? Yaml.read(
                                "recipe",
                                "{metric: dev.%s, patience: %d}".formatted(isClasses ? "log-loss" : "rmse", epochs))
                        : null;
            case "calibration" ->
                isJudged && (isClasses || folds)
                        ? Yaml.read("recipe", isClasses ? "{method: temperature}" : "{interval: true}")
                        : null;
            case "importance" ->
                found != null && found.dev() + found.test() > 0
                        ? new Node.Text("true", true, Node.Place.NOWHERE)
                        : null;
            default -> throw new IllegalStateException(key);
        };
    }

    private static Node number(long value) {
        return new Node.Text(Long.toString(value), true, Node.Place.NOWHERE);
    }

    /** All choices in words. */
    List<Recipe.Choice> explain() {
        List<Recipe.Choice> choices = new ArrayList<>();
        for (Entry entry : entries) {
            String choice = entry.rule != null
                    ? entry.rule
                    : entry.all != null
                            ? flow(entry.all)
                            : "classes: %s; values: %s".formatted(flow(entry.classes), flow(entry.values));
            choices.add(new Recipe.Choice(entry.key, choice, entry.why));
        }
        return choices;
    }

    /** A value as YAML in one line. Equal elements of a list are written once. */
    private static String flow(@Nullable Node node) {
        if (node instanceof Node.Section section) {
            List<String> parts = new ArrayList<>();
            section.entries().forEach(entry -> parts.add(entry.key().compact() + ": " + flow(entry.value())));
            return "{" + String.join(", ", parts) + "}";
        }
        if (node instanceof Node.Sequence sequence) {
            List<String> parts =
                    sequence.elements().stream().map(RecipeBook::flow).toList();
            long different = parts.stream().distinct().count();
            return parts.size() > 1 && different == 1
                    ? "%d times %s".formatted(parts.size(), parts.get(0))
                    : "[" + String.join(", ", parts) + "]";
        }
        return node instanceof Node.Text text ? text.text() : "none";
    }
}
