package io.descent.inference.table.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two words that mean true and false, in any case of letters.
 *
 * @param yes the word for true, in lower case
 * @param no the word for false, in lower case
 */
public record TruthFormat(String yes, String no) implements CellFormat {
    /** The pairs of words that are known. */
    private static final List<TruthFormat> KNOWN = List.of(
            new TruthFormat("true", "false"),
            new TruthFormat("yes", "no"),
            new TruthFormat("t", "f"),
            new TruthFormat("y", "n"));

    /** The pair that contains a word; null if none does. */
    public static @Nullable TruthFormat of(String word) {
        for (TruthFormat known : KNOWN) {
            if (!Double.isNaN(known.parse(word))) {
                return known;
            }
        }
        return null;
    }

    @Override
    public double parse(String text) {
        return text.equalsIgnoreCase(yes) ? 1 : text.equalsIgnoreCase(no) ? 0 : Double.NaN;
    }
}
