package io.descent.inference.file.internal;

import java.util.UUID;

/** Names of temporary files, which must differ between processes, containers and threads. They reach no result. */
final class RandomNames {
    private RandomNames() {}

    static String next() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
