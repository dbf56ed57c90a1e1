package io.descent.core.tune;

import io.descent.api.Plugin;
import io.descent.core.config.internal.Overrides;
import io.descent.core.experiment.Experiment;
import io.descent.inference.config.internal.Binder;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.text.internal.Nearest;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the component that a key such as {@code training.optimizer.adam.beta1} sets, whatever an experiment has there.
 */
final class KeyPath {
    private final PluginRegistry registry;
    private final String[] keys;

    /** Splits a key into its parts, list positions among them. */
    KeyPath(PluginRegistry registry, String path) {
        this.registry = registry;
        this.keys = Overrides.keys(path);
    }

    /**
     * Returns the component that the key sets.
     *
     * @throws IllegalArgumentException if experiments do not have such a key
     */
    HyperparameterInfo find() {
        return inRecord(Experiment.class, null, 0);
    }

    private HyperparameterInfo inRecord(Class<? extends Record> type, @Nullable Object prototype, int depth) {
        List<HyperparameterInfo> infos = HyperparameterInfo.flat(HyperparameterInfo.of(type, prototype));
        for (HyperparameterInfo info : infos) {
            if (info.key().equals(keys[depth])) {
                return depth + 1 == keys.length ? info : inValue(info.type(), depth + 1);
            }
        }
        List<String> known = infos.stream().map(HyperparameterInfo::key).toList();
        throw unknown(depth, Nearest.suggestion(keys[depth], known) + "; allowed here: " + String.join(", ", known));
    }

    private HyperparameterInfo inValue(Type type, int depth) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            if (depth + 1 < keys.length && keys[depth].matches("\\d+")) {
                return inValue(list.getActualTypeArguments()[0], depth + 1);
            }
            throw wrong(depth, "is used on a list; write [0] for its first element, followed by a key of the element");
        }
        if (type instanceof Class<?> raw && Plugin.class.isAssignableFrom(raw)) {
            PluginInfo info = registry.find(raw, keys[depth]);
            if (info == null) {
                throw unknown(depth, ": " + registry.unknown(raw, keys[depth]));
            }
            if (depth + 1 == keys.length) {
                throw wrong(depth, "is %s; name one of its hyperparameters".formatted(Names.aKind(raw)));
            }
            return inRecord(info.prototype().getClass().asSubclass(Record.class), info.prototype(), depth + 1);
        }
        if (type instanceof Class<?> raw && raw.isRecord() && Binder.parseMethod(raw) == null) {
            return inRecord(raw.asSubclass(Record.class), null, depth);
        }
        throw unknown(depth, ": what precedes it has no keys");
    }

    private IllegalArgumentException unknown(int depth, String rest) {
        return new IllegalArgumentException("unknown key '%s'%s".formatted(keys[depth], rest));
    }

    private IllegalArgumentException wrong(int depth, String what) {
        return new IllegalArgumentException("'%s' %s".formatted(keys[depth], what));
    }
}
