package io.descent.core.training;

import java.util.function.Supplier;

/**
 * Calls plugins with the platform class loader as the thread's context class loader, which hides the host's from them.
 */
final class Apart {
    private Apart() {}

    static <T> T call(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader host = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(host);
        }
    }
}
