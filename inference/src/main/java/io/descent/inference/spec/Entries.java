package io.descent.inference.spec;

import java.util.SortedMap;

/**
 * A setting that files give either as a word or as a map from names to numbers. A class of such settings has the static
 * methods {@code parse(String)} and {@code of(SortedMap<String, Double>)}, which throw {@link IllegalArgumentException}
 * for invalid values.
 */
public interface Entries {
    /** The map; empty if a word gives the setting, which {@code toString()} returns. */
    SortedMap<String, Double> entries();
}
