package io.descent.core.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.MapBinder;
import com.google.inject.util.Types;
import io.descent.api.Activation;
import io.descent.api.Augmentation;
import io.descent.api.DataSource;
import io.descent.api.Initializer;
import io.descent.api.Listener;
import io.descent.api.Loss;
import io.descent.api.LrSchedule;
import io.descent.api.Metric;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.Regularizer;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.search.Strategy;
import io.descent.inference.plugin.internal.LoadingGuard;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Backend;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds plugins by kind and name as maps, for example {@code Map<String, Optimizer>}. Other modules may add plugins
 * with a {@link MapBinder}; the registry and the reader of experiments see all of them.
 */
public final class PluginsModule extends AbstractModule {
    private static final Logger LOG = LoggerFactory.getLogger(PluginsModule.class);

    /** The kinds of plugins: those of the API, then those that depend on parts of core outside the API. */
    private static final List<Class<? extends Plugin>> KINDS = List.of(
            Activation.class,
            Initializer.class,
            Optimizer.class,
            LrSchedule.class,
            Regularizer.class,
            Loss.class,
            Metric.class,
            DataSource.class,
            Augmentation.class,
            Listener.class,
            Strategy.class,
            Backend.class);

    private final PluginRegistry found;

    /** Binds the plugins that {@link java.util.ServiceLoader} finds. */
    public PluginsModule(ClassLoader loader) {
        this(loader, List.of());
    }

    /**
     * Binds the plugins that {@link java.util.ServiceLoader} finds, and those in plugin folders.
     *
     * @param loader sees the plugins' jars
     * @param folders contain more jars, and folders of jars
     * @throws InvalidInputException if a folder does not exist
     */
    public PluginsModule(ClassLoader loader, List<Path> folders) {
        this(find(loader, folders));
    }

    /** Binds plugins that were found, and logs the problems of others. */
    public PluginsModule(PluginRegistry found) {
        this.found = found;
        found.firstProblems().forEach(LOG::warn);
    }

    /** Finds the plugins of a class loader and of plugin folders, without Guice. */
    public static PluginRegistry find(ClassLoader loader, List<Path> folders) {
        return find(loader, folders, LoadingGuard.NONE);
    }

    /**
     * Finds the plugins of a class loader and of plugin folders, without Guice.
     *
     * @param guard runs the code of the plugins
     */
    public static PluginRegistry find(ClassLoader loader, List<Path> folders, LoadingGuard guard) {
        return PluginRegistry.load(loader, KINDS, folders, guard);
    }

    @Override
    protected void configure() {
        Map<Class<? extends Plugin>, Provider<? extends Map<String, ?>>> maps = new LinkedHashMap<>();
        for (Class<? extends Plugin> kind : KINDS) {
            maps.put(kind, bindAll(kind));
        }
        bind(PluginRegistry.class).toProvider(() -> found.with(instances(maps))).in(Scopes.SINGLETON);
        bind(ExperimentFile.class);
        bind(Trainings.class);
    }

    private <P extends Plugin> Provider<Map<String, P>> bindAll(Class<P> kind) {
        MapBinder<String, P> names = MapBinder.newMapBinder(binder(), String.class, kind);
        for (PluginInfo info : found.ofKind(kind)) {
            P plugin = kind.cast(info.prototype());
            names.addBinding(info.name()).toProvider(() -> plugin); // toInstance would inject members into the plugin
        }
        @SuppressWarnings("unchecked") // Types builds the type that the method's signature names
        TypeLiteral<Map<String, P>> map =
                (TypeLiteral<Map<String, P>>) TypeLiteral.get(Types.mapOf(String.class, kind));
        return getProvider(Key.get(map));
    }

    private Map<Class<? extends Plugin>, Collection<?>> instances(
            Map<Class<? extends Plugin>, Provider<? extends Map<String, ?>>> maps) {
        Map<Class<? extends Plugin>, Collection<?>> instances = new LinkedHashMap<>();
        maps.forEach((kind, map) -> {
            Set<Plugin> known = Collections.newSetFromMap(new IdentityHashMap<>());
            found.ofKind(kind).forEach(info -> known.add(info.prototype()));
            map.get().forEach((name, plugin) -> {
                if (!known.contains(kind.cast(plugin))) { // the others are bound by the name that they gave when found
                    requireName(kind, name, kind.cast(plugin));
                }
            });
            instances.put(kind, map.get().values());
        });
        return instances;
    }

    private static void requireName(Class<? extends Plugin> kind, String name, Plugin plugin) {
        String own = PluginName.of(kind.cast(plugin));
        if (!own.equals(name)) {
            throw new InvalidInputException("%s is bound as '%s', but its own name is '%s'"
                    .formatted(plugin.getClass().getName(), name, own));
        }
    }
}
