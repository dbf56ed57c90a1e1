package io.descent.core.plugin;

import io.descent.api.Plugin;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One plugin that was found.
 *
 * @param kind the service type, for instance {@code Optimizer}
 * @param name its name in files
 * @param prototype an instance with the default hyperparameters
 * @param origin where its class was loaded from, as a path
 */
public record PluginInfo(Class<? extends Plugin> kind, String name, Plugin prototype, String origin) {
    /** What can be set. */
    public List<HyperparameterInfo> hyperparameters() {
        return HyperparameterInfo.of(prototype.getClass().asSubclass(Record.class), prototype);
    }

    /** The hyperparameters with their defaults in one line: {@code beta1 0.9, beta2 0.999}; {@code none} without any. */
    public String hyperparameterText() {
        List<HyperparameterInfo> all = hyperparameters();
        return all.isEmpty()
                ? "none"
                : all.stream().map(h -> h.key() + " " + h.valueText()).collect(Collectors.joining(", "));
    }
}
