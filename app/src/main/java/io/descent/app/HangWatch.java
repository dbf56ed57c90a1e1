package io.descent.app;

import io.descent.api.Initializer;
import io.descent.api.Listener;
import io.descent.api.LrSchedule;
import io.descent.api.Plugin;
import io.descent.core.training.PluginWatch;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.plugin.internal.PluginRegistry;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Warns about plugins of plugin folders that hang before, after and without a training: data sources, initializers,
 * losses, metrics and others. {@link PluginWatch} watches trainings, because only a training tells whether its steps
 * end. A plugin that is called often may be found running in every check without hanging, so most kinds are named
 * after a minute only.
 */
final class HangWatch implements AutoCloseable {
    private static final int LOOKS = 10;
    private static final int LOOKS_IF_CALLED_OFTEN = 60;
    private static final long MILLIS = 1000;

    /** The kinds that are called a few times outside a training. */
    private static final Set<Class<? extends Plugin>> CALLED_SELDOM =
            Set.of(Initializer.class, Listener.class, LrSchedule.class);

    private final List<PluginInfo> plugins;
    private final PrintWriter err;
    private final long millis;
    /** For each plugin, in how many consecutive checks it was running. */
    private final int[] seen;

    private final Thread thread = new Thread(this::watch, "descent-hang-watch");

    HangWatch(PluginRegistry registry, PrintWriter err) {
        this(registry, err, MILLIS);
    }

    /** Checks at other times than once a second. */
    HangWatch(PluginRegistry registry, PrintWriter err, long millis) {
        this.plugins = registry.dropped();
        this.err = err;
        this.millis = millis;
        this.seen = new int[plugins.size()];
        thread.setDaemon(true);
        if (!plugins.isEmpty()) {
            thread.start();
        }
    }

    private void watch() {
        while (true) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                return;
            }
            look(PluginWatch.isRunning() ? Map.of() : places());
        }
    }

    /** The innermost method of each class that is running. */
    private static Map<String, String> places() {
        Map<String, String> places = new HashMap<>();
        Thread.getAllStackTraces().values().forEach(trace -> {
            for (int i = trace.length - 1; i >= 0; i--) {
                places.put(trace[i].getClassName(), trace[i].toString());
            }
        });
        return places;
    }

    private void look(Map<String, String> places) {
        for (int i = 0; i < seen.length; i++) {
            PluginInfo info = plugins.get(i);
            String place = places.get(info.prototype().getClass().getName());
            seen[i] = place == null ? 0 : seen[i] + 1;
            int looks = CALLED_SELDOM.contains(info.kind()) ? LOOKS : LOOKS_IF_CALLED_OFTEN;
            if (seen[i] == looks) {
                err.printf(
                        "descent: warning: %s has been running for over %d s, at %s%n",
                        PluginFailure.name(info.prototype()), looks * millis / MILLIS, place);
                err.flush();
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
