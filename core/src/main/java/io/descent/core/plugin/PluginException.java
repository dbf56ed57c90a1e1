package io.descent.core.plugin;

import io.descent.api.Plugin;
import org.jspecify.annotations.Nullable;

/** A plugin has failed: its mistake, not that of those who use it. */
public final class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 500;

    private final String plugin;
    private final String what;
    private final int step;

    /**
     * A failure whose step is not known here.
     *
     * @param where the parameter or layer it was called for; null if it was not for one
     */
    public PluginException(Plugin plugin, @Nullable String where, Throwable cause) {
        this(
                name(plugin),
                (where == null ? "" : " for " + where) + ": " + text(cause) + place(cause, plugin.getClass()),
                0,
                cause);
    }

    /** A failure to do what the API asks for, in words. */
    public PluginException(Plugin plugin, @Nullable String where, String problem) {
        this(name(plugin), (where == null ? "" : " for " + where) + ": " + problem, 0, null);
    }

    private PluginException(String plugin, String what, int step, @Nullable Throwable cause) {
        super(plugin + " failed" + (step == 0 ? "" : " in step " + step) + what, cause);
        this.plugin = plugin;
        this.what = what;
        this.step = step;
    }

    /** A failure in an update, counted from 1. */
    public PluginException inStep(int number) {
        return step > 0 ? this : new PluginException(plugin, what, number, getCause());
    }

    /** The update in which it failed, from 1; 0 if in none. */
    public int step() {
        return step;
    }

    /** The plugin: {@code the optimizer lion (lion-1.0.jar)}. */
    public String plugin() {
        return plugin;
    }

    /** A plugin in words. */
    public static String name(Plugin plugin) {
        Class<? extends Plugin> type = plugin.getClass();
        return "the %s %s (%s)"
                .formatted(
                        Names.kind(PluginInfo.kindOf(type)),
                        ownName(plugin),
                        PluginOrigin.of(type).jar());
    }

    /** The name, or that of the class where the plugin fails to give one. */
    private static String ownName(Plugin plugin) {
        try {
            return plugin.name();
        } catch (Throwable e) {
            return plugin.getClass().getName();
        }
    }

    /** A failure in words, or its class where it fails to give any: exceptions of plugins may do anything. */
    public static String describe(Throwable failure) {
        try {
            String text = failure.toString().replaceAll("\\s+", " ");
            return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        } catch (Throwable e) {
            return failure.getClass().getName();
        }
    }

    private static StackTraceElement[] trace(Throwable failure) {
        try {
            return failure.getStackTrace().clone();
        } catch (Throwable e) {
            return new StackTraceElement[0];
        }
    }

    private static String text(Throwable cause) {
        if (cause instanceof StackOverflowError) {
            return "it calls itself without end (StackOverflowError)";
        }
        if (cause.getClass() == OutOfMemoryError.class) {
            return "out of memory (%s)".formatted(cause.getMessage());
        }
        String remedy = LoadingFailure.explainLinkage(cause);
        return remedy == null ? describe(cause) : "%s: %s".formatted(describe(cause), remedy);
    }

    /** The innermost place in a class where something was thrown, as a stack trace has it. */
    static String place(Throwable cause, Class<?> type) {
        for (StackTraceElement element : trace(cause)) {
            if (element.getClassName().startsWith(type.getName())) {
                return ", at " + element;
            }
        }
        return "";
    }
}
