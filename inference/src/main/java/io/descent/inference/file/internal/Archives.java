package io.descent.inference.file.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;

/** Opens archives for reading. They must be on the default file system, because the JDK takes no paths of others here. */
public final class Archives {
    private Archives() {}

    /** Opens a zip file. */
    public static ZipFile zip(Path file) throws IOException {
        return new ZipFile(file.toFile());
    }

    /** Opens a jar, with the classes for the version of this JVM. */
    public static JarFile jar(Path file) throws IOException {
        return new JarFile(file.toFile(), true, ZipFile.OPEN_READ, Runtime.version());
    }
}
