package io.descent.simd;

import io.avaje.spi.ServiceProvider;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Float32Kernels;
import io.descent.inference.tensor.internal.Float32Product;
import io.descent.inference.tensor.internal.Float64Kernels;
import io.descent.inference.tensor.internal.Float64Product;
import org.jspecify.annotations.Nullable;

/**
 * The SIMD backend, on {@code jdk.incubator.vector}; its results have the same bits as those of {@code scalar}. This
 * class itself does not need that module, so that it can be found and queried even if the module is missing.
 */
@ServiceProvider(Backend.class)
public record Simd() implements Backend {
    private static final String MODULE = "jdk.incubator.vector";

    @Override
    public @Nullable String missing() {
        return ModuleLayer.boot().findModule(MODULE).isPresent() ? null : "start Java with --add-modules " + MODULE;
    }

    @Override
    public Float32Kernels float32() {
        return new SimdFloat32Kernels();
    }

    @Override
    public Float64Kernels float64() {
        return new SimdFloat64Kernels();
    }

    @Override
    public Float32Product float32Product(Workers workers) {
        return new SimdFloat32Product(workers);
    }

    @Override
    public Float64Product float64Product(Workers workers) {
        return new SimdFloat64Product(workers);
    }
}
