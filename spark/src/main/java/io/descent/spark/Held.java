package io.descent.spark;

import java.io.Serializable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that a process makes of what was broadcast to it: once, and only as long as the broadcast lasts.
 *
 * @param <T> the type of what is made, which does not travel
 */
final class Held<T> implements Serializable {
    private final byte[] source;
    private transient @Nullable T made;

    /** Nothing is made yet. */
    Held(Serializable source) {
        this.source = Packed.bytes(source);
    }

    /** What is made. */
    synchronized <S> T get(Class<S> type, Function<S, T> make) {
        T found = made;
        if (found == null) {
            found = make.apply(Packed.object(source, type));
            made = found;
        }
        return found;
    }
}
