package io.descent.inference.plugin.internal;

import io.descent.api.Plugin;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One plugin that was found.
 *
 * @param kind the service type, for instance {@code Optimizer}
 * @param name its name in files
 * @param prototype an instance with the default hyperparameters
 */
public record PluginInfo(Class<? extends Plugin> kind, String name, Plugin prototype) {
    /** The kind of a plugin type: the interface that directly extends {@link Plugin}. */
    public static Class<? extends Plugin> kindOf(Class<?> type) {
        for (Class<?> parent : type.getInterfaces()) {
            if (parent == Plugin.class) {
                return type.asSubclass(Plugin.class);
            }
            if (Plugin.class.isAssignableFrom(parent)) {
                return kindOf(parent);
            }
        }
        throw new IllegalArgumentException(type + " is not a plugin");
    }

    /** Where it was loaded from. */
    public PluginOrigin origin() {
        return PluginOrigin.of(prototype.getClass());
    }

    /** What its doc comment says; null if its jar does not contain the comment. */
    public @Nullable Documentation documentation() {
        return Documentation.of(prototype.getClass());
    }

    /** The hyperparameters that can be set. */
    public List<HyperparameterInfo> hyperparameters() {
        return HyperparameterInfo.of(prototype.getClass().asSubclass(Record.class), prototype);
    }

    /**
     * The hyperparameters with their defaults in one line: {@code beta1 0.9, beta2 0.999}; {@code none} if it has none.
     */
    public String hyperparameterText() {
        List<HyperparameterInfo> all = hyperparameters();
        return all.isEmpty()
                ? "none"
                : all.stream().map(h -> h.key() + " " + h.valueText()).collect(Collectors.joining(", "));
    }
}
