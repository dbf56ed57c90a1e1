package io.descent.benchmarks.peers;

import ai.djl.engine.Engine;
import java.nio.file.Path;

/** Starts libtorch. */
final class Djl {
    private Djl() {}

    static String title() {
        return "libtorch %s (DJL %s)"
                .formatted(
                        Engine.getInstance().getVersion(),
                        Version.of(Engine.class));
    }

    /** Returns the engine with this number of threads. Must be called before any other DJL method. */
    static Engine engine(int threads) {
        System.setProperty("ai.djl.offline", "true");
        // DJL unpacks libtorch there
        System.setProperty("DJL_CACHE_DIR", Path.of("benchmarks", "target", "djl").toAbsolutePath().toString());
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        return Engine.getEngine("PyTorch");
    }
}
