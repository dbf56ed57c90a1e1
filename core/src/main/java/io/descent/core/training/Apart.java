package io.descent.core.training;

import java.util.function.Supplier;

/** Calls plugins so that they do not see the host's class loader through the thread. */
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
