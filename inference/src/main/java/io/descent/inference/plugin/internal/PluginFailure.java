package io.descent.inference.plugin.internal;

import io.descent.api.Plugin;
import io.descent.inference.problem.PluginException;
import org.jspecify.annotations.Nullable;

/** Says which plugin failed, where, and what to do about it. */
public final class PluginFailure {
    private static final int LONGEST = 500;

    private PluginFailure() {}

    /**
     * A failure without its step, which {@link PluginException#inStep} adds.
     *
     * @param where the parameter or layer that the plugin was called for; null if there was none
     */
    public static PluginException of(Plugin plugin, @Nullable String where, Throwable cause) {
        return new PluginException(
                name(plugin),
                (where == null ? "" : " for " + where) + ": " + text(cause) + place(cause, plugin.getClass()),
                0,
                cause);
    }

    /** A failure to meet the requirements of the API. */
    public static PluginException of(Plugin plugin, @Nullable String where, String problem) {
        return new PluginException(name(plugin), (where == null ? "" : " for " + where) + ": " + problem, 0, null);
    }

    /** A plugin in words, such as {@code the optimizer lion (lion-1.0.jar)}. */
    public static String name(Plugin plugin) {
        Class<? extends Plugin> type = plugin.getClass();
        return "the %s %s (%s)"
                .formatted(
                        Names.words(PluginInfo.kindOf(type)),
                        ownName(plugin),
                        PluginOrigin.of(type).jar());
    }

    /** The plugin's name, or its class name if {@code name()} fails. */
    private static String ownName(Plugin plugin) {
        try {
            return plugin.name();
        } catch (Throwable e) {
            return plugin.getClass().getName();
        }
    }

    /** A failure in words, or its class name if {@code toString()} fails: a plugin's exceptions may do anything. */
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
            return "infinite recursion (StackOverflowError)";
        }
        if (cause.getClass() == OutOfMemoryError.class) {
            return "out of memory (%s)".formatted(cause.getMessage());
        }
        String remedy = LoadingFailure.explainLinkage(cause);
        return remedy == null ? describe(cause) : "%s: %s".formatted(describe(cause), remedy);
    }

    /** The innermost element of a stack trace that lies in a class; empty if there is none. */
    static String place(Throwable cause, Class<?> type) {
        for (StackTraceElement element : trace(cause)) {
            if (element.getClassName().startsWith(type.getName())) {
                return ", at " + element;
            }
        }
        return "";
    }
}
