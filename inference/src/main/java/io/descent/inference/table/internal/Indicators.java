package io.descent.inference.table.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A few words as numbers: an input per word that is 1 or 0, or for two words a single input that is -1 for the first and
 * 1 for the second. A missing cell, and a word that has no input, makes 0s. The numbers are then scaled like those of a
 * column of numbers (Holzmueller, Grinsztajn and Steinwart 2024, arXiv:2407.04491, section 3). Cells are given as the
 * position of their word, {@link OneHot#category}.
 *
 * @param words the words, without an input for missing cells
 * @param scalings one per input
 */
public record Indicators(OneHot words, List<Scaling> scalings) implements NumberEncoder {
    /** Checks that the parts fit together. */
    public Indicators {
        scalings = List.copyOf(scalings);
        if (words.missing() || scalings.size() != inputs(words)) {
            throw new IllegalArgumentException("%d scalings for %d words; expected one for each input"
                    .formatted(scalings.size(), words.categories()));
        }
    }

    /** The number of inputs that words make. */
    public static int inputs(OneHot words) {
        return words.categories() == 2 && !words.others() ? 1 : words.categories();
    }

    /** An input before it is scaled, for a cell with the given position of its word; NaN or negative for none. */
    public static double unscaled(OneHot words, double category, int input) {
        if (!(category >= 0)) {
            return 0;
        }
        if (inputs(words) == 1 && words.categories() == 2) {
            return category == 0 ? -1 : 1;
        }
        return category == input ? 1 : 0;
    }

    @Override
    public int width() {
        return scalings.size();
    }

    @Override
    public void encode(double value, double[] inputs, int from) {
        for (int k = 0; k < scalings.size(); k++) {
            inputs[from + k] = scalings.get(k).apply(unscaled(words, value, k));
        }
    }

    @Override
    public List<String> inputs(String column) {
        if (scalings.size() == 1 && words.categories() == 2) {
            return List.of(column);
        }
        return new ArrayList<>(words.inputs(column));
    }
}
