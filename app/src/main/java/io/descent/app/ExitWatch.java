package io.descent.app;

import io.descent.inference.plugin.internal.PluginOrigin;
import io.descent.inference.plugin.internal.PluginRegistry;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Names the plugin that ends the process with {@code System.exit}, and ends it with an exit code that is an error. A
 * training has {@link EndOfProcess}, which saves it first. Nothing can be done about {@code Runtime.halt}.
 */
final class ExitWatch implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 200;

    /** The plugins of this process; null until they are loaded. */
    private static volatile @Nullable PluginRegistry plugins;

    private final PrintWriter err;
    private final Thread hook = new Thread(this::end, "descent-exit");

    ExitWatch(PrintWriter err) {
        this.err = err;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Tells it which plugins there are. */
    static void loaded(PluginRegistry registry) {
        plugins = registry;
    }

    /** The plugins of this process; null until they are loaded. */
    static @Nullable PluginRegistry plugins() {
        return plugins;
    }

    private void end() {
        StackTraceElement caller = caller(Thread.getAllStackTraces().values());
        if (caller == null) { // the user or the system has ended the process
            return;
        }
        await(EndOfProcess.class);
        err.println("descent: " + explain(caller));
        err.flush();
        Runtime.getRuntime().halt(Descent.USAGE);
    }

    private static String explain(StackTraceElement caller) {
        String jar = LoadingWatch.loading();
        PluginRegistry known = plugins;
        PluginOrigin origin = known == null ? null : known.origin(caller.getClassName());
        if (jar != null) {
            return "%s: loading a plugin ended the process, at %s; remove the jar, or remove the call of System.exit"
                    .formatted(jar, caller);
        }
        return "%s: a plugin ended the process, at %s; remove the call of System.exit"
                .formatted(origin == null ? "unknown jar" : origin.place(), caller);
    }

    /** Waits a moment for another hook of this program, which ends the process itself. */
    private static void await(Class<?> other) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (System.nanoTime() < end) {
            while (runs(other)) {
                pause();
            }
            pause();
        }
    }

    private static boolean runs(Class<?> type) {
        return Thread.getAllStackTraces().values().stream()
                .anyMatch(trace -> trace.length > 0
                        && Arrays.stream(trace)
                                .anyMatch(element -> element.getClassName().equals(type.getName())));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The method of a plugin that called {@code System.exit}; null if none did. This program may, when a signal ends it. */
    static @Nullable StackTraceElement caller(Collection<StackTraceElement[]> threads) {
        for (StackTraceElement[] thread : threads) {
            boolean exits = false;
            for (StackTraceElement element : thread) {
                boolean isJava = element.getModuleName() != null
                        && element.getModuleName().startsWith("java.");
                exits |= isJava
                        && element.getClassName().equals(Runtime.class.getName())
                        && element.getMethodName().equals("exit");
                if (exits && !isJava) {
                    if (!element.getClassName().equals(Descent.class.getName())) {
                        return element;
                    }
                    break;
                }
            }
        }
        return null;
    }

    /** From now on, the process may end. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the hook is already running, and decides how the process ends
        }
    }
}
