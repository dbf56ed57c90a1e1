package io.descent.core.training;

import io.descent.api.Plugin;
import io.descent.core.experiment.Experiment;
import io.descent.core.plugin.PluginException;
import io.descent.core.plugin.UsedPlugins;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second whether a step goes on, and logs a warning about plugins that are found at work at each of ten looks
 * during which it does not: their calls should take microseconds.
 */
final class PluginWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PluginWatch.class);
    private static final int LOOKS = 10;
    private static final long MILLIS = 1000;

    private final List<Plugin> plugins;
    private final IntSupplier step;
    private final Map<Plugin, Integer> seen = new HashMap<>();
    private final Thread thread = new Thread(this::watch, "descent-watch");

    /**
     * Begins to look.
     *
     * @param step gives the updates completed, to any thread
     */
    PluginWatch(Experiment experiment, IntSupplier step) {
        this.plugins = new ArrayList<>(new UsedPlugins(experiment).all());
        this.step = step;
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        int last = -1;
        while (true) {
            try {
                Thread.sleep(MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            int now = step.getAsInt();
            if (now == last) {
                look();
            } else {
                seen.clear();
            }
            last = now;
        }
    }

    private void look() {
        Map<String, String> places = new HashMap<>();
        Thread.getAllStackTraces().values().forEach(trace -> {
            for (int i = trace.length - 1; i >= 0; i--) { // the innermost place in a class wins
                places.put(trace[i].getClassName(), trace[i].toString());
            }
        });
        Set<Plugin> absent = new HashSet<>(seen.keySet());
        for (Plugin plugin : plugins) {
            String place = places.get(plugin.getClass().getName());
            if (place != null) {
                absent.remove(plugin);
                if (seen.merge(plugin, 1, Integer::sum) == LOOKS) {
                    LOG.warn(
                            "{} has been in a call for over {} s, in step {}, at {}",
                            PluginException.name(plugin),
                            LOOKS,
                            step.getAsInt() + 1,
                            place);
                }
            }
        }
        seen.keySet().removeAll(absent);
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
