package io.descent.api;

import java.util.Locale;

/**
 * Something that may differ between two runs and is found by {@link java.util.ServiceLoader}.
 *
 * <p>A plugin is an immutable, stateless {@code public record}:
 *
 * <ul>
 *   <li>its components are its hyperparameters, each of type {@code double}, {@code int}, {@code long}, {@code boolean},
 *       {@code String}, an enum, {@code SortedMap<Integer, Double>} or another kind of plugin; {@link Hyperparameter} adds a
 *       range and a line of help;
 *   <li>its public no-argument constructor documents the defaults; {@code ServiceLoader} calls it;
 *   <li>its compact constructor rejects with an {@link IllegalArgumentException} what a range cannot express.
 * </ul>
 *
 * One instance may be used by several threads and several runs at once. Results must be the same bits everywhere: compute
 * transcendental functions with {@link Tensor} operations or {@link StrictMath}, never with {@link Math} (whose results
 * differ between machines; {@code Math.sqrt}, {@code Math.fma}, {@code abs}, {@code min} and {@code max} are exact).
 */
public interface Plugin {
    /**
     * The name by which experiment files and saved models call this plugin: lower-case letters and digits in words joined
     * by single hyphens, beginning with a letter, at most 40 characters. It is a file format: never rename a plugin.
     *
     * @return by default the class's simple name in kebab-case: {@code HeNormal} is {@code he-normal}, {@code L2} is
     *     {@code l2}
     */
    default String name() {
        return getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
                .toLowerCase(Locale.ROOT);
    }
}
