package io.descent.inference.plugin.internal;

import io.descent.api.Plugin;
import io.descent.inference.problem.PluginException;
import io.descent.inference.text.internal.Printable;
import org.jspecify.annotations.Nullable;

/** Says which plugin failed, where, and what to do about it. */
public final class PluginFailure {
    private static final int LONGEST = 500;
    private static final int MOST_READ = 10 * LONGEST;

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

    /** The first name that the plugin gave, or its class name if {@code name()} fails. */
    private static String ownName(Plugin plugin) {
        String first = PluginName.first(plugin.getClass());
        if (first != null) {
            return first;
        }
        try {
            return plugin.name() == null ? plugin.getClass().getName() : shortened(plugin.name());
        } catch (Throwable e) {
            return plugin.getClass().getName();
        }
    }

    /** The beginning of a text that a plugin made, without characters that could control a terminal. */
    static String shortened(String text) {
        return Printable.line(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...");
    }

    /** A failure in words, or its class name if {@code toString()} fails: a plugin's exceptions may do anything. */
    public static String describe(Throwable failure) {
        try {
            String text = failure.toString();
            return shortened(
                    (text.length() <= MOST_READ ? text : text.substring(0, MOST_READ)).replaceAll("\\s+", " "));
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
        if (cause instanceof WriteToInput) {
            return String.valueOf(cause.getMessage());
        }
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
