package io.descent.inference.plugin.internal;

import io.descent.api.Plugin;
import io.descent.inference.problem.PluginException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Asks plugins for their names. A plugin answers in its own code, which may fail at any time. */
public final class PluginName {
    /** The first name that a plugin of a class has given. */
    private static final ClassValue<AtomicReference<String>> FIRST = new ClassValue<>() {
        @Override
        protected AtomicReference<String> computeValue(Class<?> type) {
            return new AtomicReference<>();
        }
    };

    private PluginName() {}

    /**
     * The name of a plugin.
     *
     * @throws PluginException if {@code name()} throws, or returns null or another name than before
     */
    public static String of(Plugin plugin) {
        String name;
        try {
            name = plugin.name();
        } catch (Throwable e) {
            throw PluginFailure.of(plugin, null, e);
        }
        String first = first(plugin.getClass());
        if (name == null || !(first == null || first.equals(name))) {
            throw PluginFailure.of(
                    plugin,
                    null,
                    "name() of the class %s returned %s%s; return the same name in every call"
                            .formatted(
                                    plugin.getClass().getName(),
                                    name == null ? "null" : "'" + PluginFailure.shortened(name) + "'",
                                    first == null ? "" : ", after '" + first + "' before"));
        }
        remember(plugin.getClass(), name);
        return name;
    }

    /** Remembers the first name that a class has given. */
    static void remember(Class<? extends Plugin> type, String name) {
        FIRST.get(type).compareAndSet(null, name);
    }

    /** The first name that a class has given; null if it has given none. */
    static @Nullable String first(Class<? extends Plugin> type) {
        return FIRST.get(type).get();
    }
}
