package io.descent.inference.plugin.internal;

/**
 * Runs the code of plugins that is called while they are found: static initializers, constructors and {@code name()}. A
 * program runs it directly; the command survives code that does not return.
 */
public interface LoadingGuard {
    /** Runs the code on the calling thread. */
    LoadingGuard NONE = new LoadingGuard() {
        @Override
        public <T> T call(String place, Code<T> code) throws Throwable {
            return code.run();
        }
    };

    /** Code of a plugin. */
    interface Code<T> {
        /** Runs it. A plugin may throw anything. */
        T run() throws Throwable;
    }

    /**
     * Runs code of a plugin and returns its result.
     *
     * @param place the jar, or the folder of jars, that contains the plugin
     * @throws LoadingTimeout if the code does not return
     * @throws Throwable whatever the code throws
     */
    <T> T call(String place, Code<T> code) throws Throwable;
}
