package io.descent.inference.plugin.internal;

import io.descent.api.Plugin;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the plugins in records, directly, in lists and in nested records. */
public final class UsedPlugins {
    private final Map<String, Plugin> plugins = new LinkedHashMap<>();

    /** Searches records. */
    public UsedPlugins(Object... records) {
        for (Object each : records) {
            add(each);
        }
    }

    private void add(@Nullable Object value) {
        if (value instanceof Plugin plugin) {
            plugins.putIfAbsent(Names.kind(PluginInfo.kindOf(plugin.getClass())) + " " + PluginName.of(plugin), plugin);
        }
        if (value instanceof Collection<?> values) {
            values.forEach(this::add);
        } else if (value instanceof Record all
                && Modifier.isPublic(all.getClass().getModifiers())) {
            HyperparameterInfo.of(all.getClass(), all).forEach(component -> add(component.value()));
        }
    }

    /** One for each kind and name, in the order in which they were found. */
    public Collection<Plugin> all() {
        return plugins.values();
    }

    /** The notes about the plugins, for files. */
    public List<PluginNote> notes() {
        return all().stream().map(PluginNote::of).toList();
    }
}
