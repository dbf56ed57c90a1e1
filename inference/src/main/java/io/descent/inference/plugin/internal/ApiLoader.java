package io.descent.inference.plugin.internal;

import io.descent.api.Plugin;
import org.jspecify.annotations.Nullable;

/** Loads only classes of the JDK and of {@code io.descent.api}; hides the rest of the application. */
final class ApiLoader extends ClassLoader {
    static final String API = Plugin.class.getPackageName() + ".";

    private static final ApiLoader INSTANCE = new ApiLoader();

    ApiLoader() {
        super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith(API)) {
            return Class.forName(name, false, Plugin.class.getClassLoader());
        }
        throw new ClassNotFoundException(name);
    }

    /** A class of the JDK or the API, not initialised; null if neither contains it. */
    static @Nullable Class<?> find(String name) {
        try {
            return Class.forName(name, false, INSTANCE);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }
}
