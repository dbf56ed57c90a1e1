package io.descent.core.training;

import io.descent.inference.plugin.internal.PluginFailure;

import io.descent.api.Plugin;
import io.descent.core.experiment.Experiment;
import io.descent.inference.plugin.internal.UsedPlugins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    /** At how many looks in a row each of the plugins was at work. */
    private final int[] seen;

    private final List<String> names;
    private final Thread thread = new Thread(this::watch, "descent-watch");

    /**
     * Begins to look.
     *
     * @param step gives the updates completed, to any thread
     */
    PluginWatch(Experiment experiment, IntSupplier step) {
        this.plugins = new ArrayList<>(new UsedPlugins(experiment).all());
        this.step = step;
        names = plugins.stream().map(PluginFailure::name).toList();
        seen = new int[names.size()];
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
                Arrays.fill(seen, 0);
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
        for (int i = 0; i < seen.length; i++) {
            String place = places.get(plugins.get(i).getClass().getName());
            seen[i] = place == null ? 0 : seen[i] + 1;
            if (seen[i] == LOOKS) {
                LOG.warn(
                        "{} has been at work for over {} s, in step {}, at {}",
                        names.get(i),
                        LOOKS,
                        step.getAsInt() + 1,
                        place);
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
