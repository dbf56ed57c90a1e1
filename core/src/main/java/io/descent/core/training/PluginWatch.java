package io.descent.core.training;

import io.descent.api.Listener;
import io.descent.api.Metric;
import io.descent.api.Plugin;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.UsedPlugins;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns about plugins that hang: those that compute steps, losses and metrics, and listeners. It checks the training
 * once a second. If no step ends, and the same plugin appears in a stack trace in ten checks in a row, it logs a
 * warning, because plugin calls should take microseconds. It reads the stack traces of all threads of the JVM. The
 * command uses it; a program may add one to a trainer as a listener.
 */
public final class PluginWatch implements TrainingListener {
    private static final Logger LOG = LoggerFactory.getLogger(PluginWatch.class);
    private static final int LOOKS = 10;
    private static final long MILLIS = 1000;

    private static final AtomicInteger RUNNING = new AtomicInteger();

    private @Nullable Watch watch;

    /** Creates a watch for one training. */
    public PluginWatch() {}

    /** Whether a training of this process is being watched, which names the plugins that hang in it. */
    public static boolean isRunning() {
        return RUNNING.get() > 0;
    }

    @Override
    public void onStart(TrainingRun run) {
        watch = new Watch(run);
        RUNNING.incrementAndGet();
        watch.thread.start();
    }

    @Override
    public void onClose(TrainingRun run) {
        if (watch != null) {
            watch.end();
            watch = null;
            RUNNING.decrementAndGet();
        }
    }

    /** The thread that watches one training. */
    private static final class Watch {
        private final List<Plugin> plugins;
        private final List<String> names;
        private final TrainingRun run;
        /** For each plugin, in how many consecutive checks it was running. */
        private final int[] seen;

        private final Thread thread = new Thread(this::watch, "descent-watch");

        Watch(TrainingRun run) {
            this.run = run;
            plugins = List.copyOf(new UsedPlugins(run.experiment()).all());
            names = plugins.stream().map(PluginFailure::name).toList();
            seen = new int[names.size()];
            thread.setDaemon(true);
        }

        private void watch() {
            int last = -1;
            while (true) {
                try {
                    Thread.sleep(MILLIS);
                } catch (InterruptedException e) {
                    return;
                }
                int now = run.step();
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
                for (int i = trace.length - 1; i >= 0; i--) { // the innermost frame of a class wins
                    places.put(trace[i].getClassName(), trace[i].toString());
                }
            });
            for (int i = 0; i < seen.length; i++) {
                String place = places.get(plugins.get(i).getClass().getName());
                seen[i] = place == null ? 0 : seen[i] + 1;
                if (seen[i] == LOOKS) {
                    boolean isBetween = plugins.get(i) instanceof Metric || plugins.get(i) instanceof Listener;
                    LOG.warn(
                            "{} has been running for over {} s, {} step {}, at {}",
                            names.get(i),
                            LOOKS,
                            isBetween ? "after" : "in",
                            isBetween ? run.step() : run.step() + 1,
                            place);
                }
            }
        }

        void end() {
            thread.interrupt();
            try {
                thread.join(MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
