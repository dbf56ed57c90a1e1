package io.descent.inference.tensor.internal;

import java.util.Collection;

/** Chooses a backend. */
public final class Backends {
    private Backends() {}

    /** The first usable backend other than {@link Scalar}; {@link Scalar} if there is none. */
    public static Backend fastest(Collection<Backend> found) {
        return found.stream()
                .filter(backend -> !(backend instanceof Scalar) && backend.missing() == null)
                .findFirst()
                .orElse(new Scalar());
    }
}
