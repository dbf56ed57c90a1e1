package io.descent.benchmarks.peers;

import ai.djl.engine.Engine;

/** Starts libtorch. */
final class Djl {
    private Djl() {}

    static String title() {
        return "libtorch %s (DJL %s)"
                .formatted(
                        Engine.getInstance().getVersion(),
                        Engine.class.getPackage().getImplementationVersion());
    }

    /** The engine with as many threads as asked for; must be called before anything else of DJL. */
    static Engine engine(int threads) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        return Engine.getEngine("PyTorch");
    }
}
