package io.descent.inference.tensor.internal;

import io.avaje.spi.ServiceProvider;
import io.descent.inference.parallel.internal.Workers;
import org.jspecify.annotations.Nullable;

/**
 * The scalar backend: plain loops, which the just-in-time compiler vectorises as far as it can. Its results have the
 * same bits as those of every other backend.
 */
@ServiceProvider(Backend.class)
public record Scalar() implements Backend {
    @Override
    public @Nullable String missing() {
        return null;
    }

    @Override
    public Float32Kernels float32() {
        return new Float32Kernels();
    }

    @Override
    public Float64Kernels float64() {
        return new Float64Kernels();
    }

    @Override
    public Float32Product float32Product(Workers workers) {
        return new ScalarFloat32Product(workers);
    }

    @Override
    public Float64Product float64Product(Workers workers) {
        return new ScalarFloat64Product(workers);
    }
}
