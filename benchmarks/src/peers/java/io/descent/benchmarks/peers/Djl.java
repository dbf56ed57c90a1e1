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

    /** The engine with as many threads as asked for; must be called before anything else of DJL. */
    static Engine engine(int threads) {
        System.setProperty("ai.djl.offline", "true");
        // where it unpacks libtorch
        System.setProperty("DJL_CACHE_DIR", Path.of("benchmarks", "target", "djl").toAbsolutePath().toString());
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        return Engine.getEngine("PyTorch");
    }
}
