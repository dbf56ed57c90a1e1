package io.descent.core.experiment;

import io.descent.inference.text.internal.Nearest;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A set of choices for everything that an experiment does not say: {@code recipe} in an experiment file. Without that key
 * the recipe is {@link #NONE} if the file has a key of {@code network}, or one of {@code training} that decides what is
 * learnt; otherwise it is {@link #IMAGES} for images and {@link #TABLES} for all other data.
 */
public final class Recipe {
    /** The default of every key. */
    public static final Recipe NONE = new Recipe("none", null);

    /** For tables: RealMLP (Holzmueller, Grinsztajn and Steinwart 2024, arXiv:2407.04491). */
    public static final Recipe TABLES = new Recipe("tables", null);

    /** For images: dense layers with dropout, a schedule and augmentation. */
    public static final Recipe IMAGES = new Recipe("images", null);

    /** All recipes. */
    public static final List<Recipe> ALL = List.of(NONE, TABLES, IMAGES);

    private final String name;
    private final @Nullable RecipeChoices choices;

    /**
     * One choice of a recipe.
     *
     * @param key of the experiment file
     * @param choice its value, or the rule by which it is chosen
     * @param why the reason and its source
     */
    public record Choice(String key, String choice, String why) {}

    private Recipe(String name, @Nullable RecipeChoices choices) {
        this.name = name;
        this.choices = choices;
    }

    /**
     * Finds a recipe by its name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Recipe parse(String text) {
        List<String> names = ALL.stream().map(Recipe::toString).toList();
        return ALL.stream()
                .filter(each -> each.name.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown recipe '%s'%s; recipes: %s"
                        .formatted(
                                text,
                                Nearest.suggestion(text, names),
                                names.stream().collect(Collectors.joining(", ")))));
    }

    /** What the recipe chooses, in the order of the experiment file; nothing for {@link #NONE}. */
    public List<Choice> explain() {
        return this.equals(NONE) ? List.of() : RecipeBook.of(this).explain();
    }

    /** The same recipe, for one experiment. */
    Recipe with(RecipeChoices ofExperiment) {
        return new Recipe(name, ofExperiment);
    }

    /** What was given beside this recipe; null if it is not of an experiment file. */
    @Nullable
    RecipeChoices choices() {
        return choices;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Recipe recipe && name.equals(recipe.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The name in files. */
    @Override
    public String toString() {
        return name;
    }
}
