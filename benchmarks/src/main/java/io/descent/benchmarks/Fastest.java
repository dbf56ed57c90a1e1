package io.descent.benchmarks;

import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.Scalar;
import io.descent.simd.Simd;

/** The backend that the command {@code descent} would choose: SIMD if the JVM provides the module. */
public final class Fastest {
    private Fastest() {}

    /** Returns the backend. */
    public static Backend backend() {
        Backend simd = new Simd();
        return simd.missing() == null ? simd : new Scalar();
    }

    /** Returns an engine with this backend and a number of threads. */
    public static Engine engine(int threads) {
        return new Engine(backend(), threads);
    }
}
