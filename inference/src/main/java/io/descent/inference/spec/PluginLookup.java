package io.descent.inference.spec;

import io.descent.api.Plugin;
import io.descent.inference.problem.InvalidInputException;

/** Finds plugins by their names. */
@FunctionalInterface
public interface PluginLookup {
    /**
     * A plugin with its default hyperparameters.
     *
     * @throws InvalidInputException if the name is unknown, or several plugins share it
     */
    <P extends Plugin> P require(Class<P> kind, String name);
}
