package io.descent.inference.plugin.internal;

import io.descent.api.Plugin;
import io.descent.inference.problem.PluginException;
import org.jspecify.annotations.Nullable;

/** Says which plugin failed, where, and what to do about it. */
public final class PluginFailure {
    private static final int LONGEST = 500;

    private PluginFailure() {}

    /**
     * A failure whose step is not known here.
     *
     * @param where the parameter or layer it was called for; null if it was not for one
     */
    public static PluginException of(Plugin plugin, @Nullable String where, Throwable cause) {
        return new PluginException(
                name(plugin),
                (where == null ? "" : " for " + where) + ": " + text(cause) + place(cause, plugin.getClass()),
                0,
                cause);
    }

    /** A failure to do what the API asks for, in words. */
    public static PluginException of(Plugin plugin, @Nullable String where, String problem) {
        return new PluginException(name(plugin), (where == null ? "" : " for " + where) + ": " + problem, 0, null);
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
