package io.descent.inference.problem;

import org.jspecify.annotations.Nullable;

/** Thrown when a plugin fails: a mistake in the plugin, not in how it is used. */
public final class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String plugin;
    private final String what;
    private final int step;

    /**
     * A failure.
     *
     * @param plugin the plugin in words, such as {@code the optimizer lion (lion-1.0.jar)}
     * @param what what went wrong; the message puts it after "failed" or "failed in step N"
     * @param step the step in which it failed, from 1; 0 if outside a step
     */
    public PluginException(String plugin, String what, int step, @Nullable Throwable cause) {
        super(plugin + " failed" + (step == 0 ? "" : " in step " + step) + what, cause);
        this.plugin = plugin;
        this.what = what;
        this.step = step;
    }

    /** The same failure with its step, counted from 1. A step that is already known stays. */
    public PluginException inStep(int number) {
        return step > 0 ? this : new PluginException(plugin, what, number, getCause());
    }

    /** The step in which it failed, from 1; 0 if outside a step. */
    public int step() {
        return step;
    }

    /** The plugin in words, such as {@code the optimizer lion (lion-1.0.jar)}. */
    public String plugin() {
        return plugin;
    }
}
