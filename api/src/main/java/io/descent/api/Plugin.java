package io.descent.api;

import java.util.Locale;

/**
 * An exchangeable part of a run, such as an optimizer or an activation, found by {@link java.util.ServiceLoader}.
 *
 * <p>A plugin is an immutable, stateless {@code public record}:
 *
 * <ul>
 *   <li>Its components are its hyperparameters. Each is of type {@code double}, {@code int}, {@code long},
 *       {@code boolean}, {@code String}, an enum, {@code List<Double>}, {@code SortedMap<Integer, Double>} or another
 *       kind of plugin. {@link Hyperparameter} adds a range and a line of help.
 *   <li>Its public no-argument constructor sets the defaults. {@code ServiceLoader} calls it.
 *   <li>Its compact constructor throws {@link IllegalArgumentException} for values that a range cannot rule out.
 * </ul>
 *
 * <p>Several threads and several runs may use one instance at once. Results must be the same bits on every machine.
 * Compute transcendental functions with {@link Tensor} operations or {@link StrictMath}, never with {@link Math}, whose
 * results differ between machines. {@code Math.sqrt}, {@code Math.fma}, {@code abs}, {@code min} and {@code max} are
 * exact.
 */
public interface Plugin {
    /**
     * Returns the name of this plugin in experiment files and saved models: words of lower-case letters and digits,
     * joined by single hyphens, beginning with a letter, at most 40 characters. The name is part of the file format, so
     * never rename a plugin.
     *
     * @return by default the simple name of the class in kebab-case: {@code HeNormal} becomes {@code he-normal},
     *     {@code L2} becomes {@code l2}
     */
    default String name() {
        return getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
                .toLowerCase(Locale.ROOT);
    }
}
