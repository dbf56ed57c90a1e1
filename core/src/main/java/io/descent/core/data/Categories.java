package io.descent.core.data;

import io.descent.api.Hyperparameter;
import io.descent.inference.spec.Default;
import java.io.Serializable;

/**
 * Which words of a column get an input of their own: {@code data.categories} in an experiment file. All other words
 * share one input.
 *
 * @param most the most words that get one, the most frequent ones
 * @param fewest the rows of the training set in which such a word must occur
 * @param numbers columns with at most this many inputs, others included, become numbers, which are scaled like other
 *     numbers and have no input for missing cells; 0 for none
 */
public record Categories(
        @Default("100") @Hyperparameter(min = 1, max = 1_000_000)
        int most,

        @Default("3") @Hyperparameter(min = 1) int fewest,

        @Default("0") @Hyperparameter(min = 0, max = 1000) int numbers)
        implements Serializable {
    /** At most 100 words, each of them in at least 3 rows. */
    public static final Categories USUAL = new Categories(100, 3, 0);
}
