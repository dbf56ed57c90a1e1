package io.descent.inference.plugin.internal;

import io.descent.api.Plugin;

/** Shows the JDK and {@code io.descent.api}, nothing else of the application. */
final class ApiLoader extends ClassLoader {
    static final String API = Plugin.class.getPackageName() + ".";

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
}
