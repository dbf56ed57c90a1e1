package io.descent.inference.parallel.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {
    private static long helpers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("descent-worker-"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyPieceIsRunOnceByAThreadOfTheRange(int threads) throws InterruptedException {
        try (Workers workers = new Workers(threads)) {
            assertThat(workers.threads()).isEqualTo(threads);
            for (int n = 0; n < 2000; n++) {
                int count = n % 17;
                AtomicIntegerArray runs = new AtomicIntegerArray(17);
                boolean[] known = {true};
                workers.run(count, (piece, worker) -> {
                    runs.incrementAndGet(piece);
                    if (worker < 0 || worker >= threads) {
                        known[0] = false;
                    }
                });
                for (int i = 0; i < 17; i++) {
                    assertThat(runs.get(i)).isEqualTo(i < count ? 1 : 0);
                }
                assertThat(known[0]).isTrue();
                if (n % 500 == 499) {
                    Thread.sleep(5); // lets helpers fall asleep
                }
            }
        }
    }

    @Test
    void whatAPieceWritesIsSeenAfterwards() {
        int[] values = new int[1000];
        try (Workers workers = new Workers(2)) {
            for (int n = 1; n <= 200; n++) {
                workers.run(1000, (piece, worker) -> values[piece]++);
                assertThat(values).containsOnly(n);
            }
        }
    }

    @Test
    void littleWorkStaysOnTheCallingThread() {
        Thread caller = Thread.currentThread();
        try (Workers workers = new Workers(2)) {
            workers.run(100, 1000, (piece, worker) -> {
                assertThat(Thread.currentThread()).isSameAs(caller);
                assertThat(worker).isZero();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatAPieceThrowsIsThrownAndTheNextRunIsAsEver(int threads) {
        try (Workers workers = new Workers(threads)) {
            assertThatThrownBy(() -> workers.run(10, (piece, worker) -> {
                        if (piece == 7) {
                            throw new IllegalStateException("seven");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("seven");
            assertThatThrownBy(() -> workers.run(10, (piece, worker) -> {
                        throw new StackOverflowError("all");
                    }))
                    .isInstanceOf(StackOverflowError.class);
            AtomicIntegerArray runs = new AtomicIntegerArray(10);
            workers.run(10, (piece, worker) -> runs.incrementAndGet(piece));
            assertThat(runs.toString()).isEqualTo("[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]");
        }
    }

    @Test
    void noThreadIsLeft() {
        long before = helpers();
        try (Workers workers = new Workers(4)) {
            assertThat(helpers()).isEqualTo(before + 3);
            workers.run(8, (piece, worker) -> {});
            Thread.currentThread().interrupt(); // close must wait nevertheless
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(helpers()).isEqualTo(before);
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Workers(0))
                .withMessage("threads is 0; it must be at least 1");
        try (Workers workers = new Workers(1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> workers.run(1 << 20, (piece, worker) -> {}))
                    .withMessage("expected fewer than 2^20 pieces, got 1048576");
        }
    }
}
