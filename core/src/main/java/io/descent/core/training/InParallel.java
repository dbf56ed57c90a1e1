package io.descent.core.training;

import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.tensor.internal.Engine;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Independent pieces of work, several at a time. */
final class InParallel {
    private InParallel() {}

    /**
     * Does the pieces on the threads of an engine. The failure of the first piece that failed is thrown.
     *
     * @param work is told the number of the piece, from 0
     */
    static void run(Engine engine, int pieces, IntConsumer work) {
        @Nullable RuntimeException[] failures = new @Nullable RuntimeException[pieces];
        Workers workers = engine.workers();
        workers.run(pieces, (i, worker) -> {
            try {
                work.accept(i);
            } catch (RuntimeException e) {
                failures[i] = e;
            }
        });
        for (RuntimeException failure : failures) {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
