package io.descent.inference.table.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Words as a one-hot block: one input per word that was kept, then one for all other words, then one for missing cells. */
public final class OneHot implements ColumnEncoder {
    /** The category of a cell for which no input is 1. */
    public static final int NONE = -1;

    private final List<String> words;
    private final boolean others;
    private final boolean missing;
    private final Map<String, Integer> index = new HashMap<>();

    /**
     * Creates an encoder.
     *
     * @param words the words that have an input each, as {@link Words#canonical} returns them, in the order of their
     *     inputs
     * @param others whether there is an input for words that the training set has, but too rarely; unseen words then
     *     count as such
     * @param missing whether there is an input for missing cells
     */
    public OneHot(List<String> words, boolean others, boolean missing) {
        this.words = List.copyOf(words);
        this.others = others;
        this.missing = missing;
        for (String word : this.words) {
            index.put(word, index.size());
        }
        if (index.size() != words.size() || categories() == 0) {
            throw new IllegalArgumentException("expected different words, at least one");
        }
    }

    /** The words that have an input each. */
    public List<String> words() {
        return words;
    }

    /** Whether there is an input for words that were too rare to have one each. */
    public boolean others() {
        return others;
    }

    /** Whether there is an input for missing cells. */
    public boolean missing() {
        return missing;
    }

    /** Number of inputs, at least 1. */
    public int categories() {
        return words.size() + (others ? 1 : 0) + (missing ? 1 : 0);
    }

    /**
     * The input that is 1, counted from 0; {@link #NONE} if none is.
     *
     * @param word as {@link Words#canonical} returns it; null for a missing cell
     */
    public int category(@Nullable String word) {
        if (word == null) {
            return missing ? categories() - 1 : NONE;
        }
        Integer found = index.get(word);
        return found != null ? found : others ? words.size() : NONE;
    }

    /** Whether a word has an input of its own. */
    public boolean has(String word) {
        return index.containsKey(word);
    }

    @Override
    public List<String> inputs(String column) {
        List<String> names = new ArrayList<>();
        words.forEach(word -> names.add(column + " = " + word));
        if (others) {
            names.add(column + " is another word");
        }
        if (missing) {
            names.add(column + " is missing");
        }
        return names;
    }
}
