/** Loads models and predicts with them. Packages exported only to Descent's own modules may change in any version. */
@SuppressWarnings("module") // the target modules of the exports are not visible while this one is compiled
module io.descent.inference {
    requires transitive io.descent.api;
    requires com.fasterxml.jackson.core;
    requires static io.avaje.spi;
    requires static org.jspecify;

    exports io.descent.inference;
    exports io.descent.inference.problem;
    exports io.descent.inference.spec;
    exports io.descent.inference.config.internal to
            io.descent.core,
            io.descent.app,
            io.descent.onnx;
    exports io.descent.inference.file.internal to
            io.descent.core,
            io.descent.app,
            io.descent.onnx;
    exports io.descent.inference.limit.internal to
            io.descent.core,
            io.descent.app;
    exports io.descent.inference.model.internal to
            io.descent.core,
            io.descent.app,
            io.descent.onnx;
    exports io.descent.inference.network.internal to
            io.descent.core,
            io.descent.app,
            io.descent.onnx;
    exports io.descent.inference.parallel.internal to
            io.descent.core,
            io.descent.simd,
            io.descent.testkit,
            io.descent.app;
    exports io.descent.inference.plugin.internal to
            io.descent.core,
            io.descent.testkit,
            io.descent.app,
            io.descent.onnx;
    exports io.descent.inference.table.internal to
            io.descent.core,
            io.descent.app,
            io.descent.onnx;
    exports io.descent.inference.tensor.internal to
            io.descent.core,
            io.descent.simd,
            io.descent.testkit,
            io.descent.app,
            io.descent.onnx;
    exports io.descent.inference.text.internal to
            io.descent.core,
            io.descent.app;

    uses io.descent.api.Activation;
    uses io.descent.inference.tensor.internal.Backend;

    provides io.descent.inference.tensor.internal.Backend with
            io.descent.inference.tensor.internal.Scalar;
}
