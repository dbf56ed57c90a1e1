package io.descent.inference.spec;

import java.io.Serializable;
import java.util.List;

/**
 * A setting that files give as one text or as a list of texts, such as the name of a column or several names.
 *
 * @param all the texts, different from each other, at least one
 */
public record Texts(List<String> all) implements Serializable {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is empty or a text occurs twice
     */
    public Texts {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("expected a text, or a list with at least one");
        }
        if (all.stream().distinct().count() < all.size()) {
            throw new IllegalArgumentException("the list %s contains a text twice".formatted(all));
        }
    }

    /** One text. */
    public static Texts parse(String text) {
        return new Texts(List.of(text));
    }

    /** The only text, or all of them separated by commas. */
    @Override
    public String toString() {
        return String.join(", ", all);
    }
}
