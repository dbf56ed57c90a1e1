package io.descent.inference.tensor.internal;

import io.descent.inference.problem.InvalidInputException;
import java.util.Collection;

/** Chooses backends. */
public final class Backends {
    private Backends() {}

    /** The first usable backend other than {@link Scalar}; {@link Scalar} if there is none. */
    public static Backend fastest(Collection<Backend> found) {
        return found.stream()
                .filter(backend -> !(backend instanceof Scalar) && backend.missing() == null)
                .findFirst()
                .orElse(new Scalar());
    }

    /**
     * A backend that a user named.
     *
     * @param where how the user named it, for the message
     * @throws InvalidInputException if the JVM lacks something that it needs
     */
    public static Backend usable(Backend named, String where) {
        if (named.missing() != null) {
            throw new InvalidInputException("%s: %s".formatted(where, named.missing()));
        }
        return named;
    }
}
