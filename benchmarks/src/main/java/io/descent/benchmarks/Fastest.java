package io.descent.benchmarks;

import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.Scalar;
import io.descent.simd.Simd;

/** The backend that the command would choose: vectors where the virtual machine offers the module. */
public final class Fastest {
    private Fastest() {}

    /** The backend. */
    public static Backend backend() {
        Backend simd = new Simd();
        return simd.missing() == null ? simd : new Scalar();
    }

    /** The backend on some threads. */
    public static Engine engine(int threads) {
        return new Engine(backend(), threads);
    }
}
