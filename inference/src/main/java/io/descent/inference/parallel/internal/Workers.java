package io.descent.inference.parallel.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Shares the pieces of a task among the calling thread and helper threads. Made for tasks from ten microseconds up:
 * idle helpers spin for a while before they sleep, and nothing is allocated. Any thread may run any piece, so pieces
 * must not depend on each other, nor their results on the thread. For use by one thread at a time.
 */
public final class Workers implements AutoCloseable {
    /** How long an idle helper spins: longer than the parts of a step that run on one thread. */
    private static final long PATIENCE_NANOS = 200_000;

    /** How many numbers make a task worth sharing: some microseconds of simple operations. */
    private static final long SHARED = 16_384;

    private static final int SPINS_BETWEEN_CLOCKS = 64;
    private static final int SPINS_BEFORE_SLEEP = 1 << 11;
    private static final long NAP_NANOS = 10_000;

    private final Worker[] helpers;
    private final boolean crowded;

    /** Bits for a number of pieces. */
    private static final int BITS = 20;

    private static final int MASK = (1 << BITS) - 1;

    /**
     * Packs the number of the run, its number of pieces and the next piece, so that no piece of a past run can be
     * taken.
     */
    private final AtomicLong turn = new AtomicLong();

    private final AtomicInteger done = new AtomicInteger();
    private volatile @Nullable Task task;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    /** Work that is cut into pieces. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does one piece.
         *
         * @param piece from 0
         * @param worker number of the thread, from 0, to index memory that threads must not share
         */
        void run(int piece, int worker);
    }

    /**
     * Starts the helpers.
     *
     * @param threads at least 1, the calling thread included
     */
    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
        }
        crowded = threads > Runtime.getRuntime().availableProcessors();
        helpers = new Worker[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Worker(i + 1);
            helpers[i].start();
        }
    }

    /** The number of threads, the calling one included. */
    public int threads() {
        return helpers.length + 1;
    }

    /**
     * Runs all pieces and returns when the last one is done.
     *
     * @param count less than 2^20
     * @throws RuntimeException if a piece threw it; the other pieces still run
     */
    public void run(int count, Task work) {
        if (count > MASK) {
            throw new IllegalArgumentException("expected fewer than 2^20 pieces, got " + count);
        }
        if (helpers.length == 0 || count <= 1) {
            for (int piece = 0; piece < count; piece++) {
                work.run(piece, 0);
            }
            return;
        }
        failure = null;
        task = work;
        done.set(0);
        turn.set(((turn.get() >>> 2 * BITS) + 1 << BITS | count) << BITS);
        for (Worker helper : helpers) {
            if (helper.asleep) {
                LockSupport.unpark(helper);
            }
        }
        while (runNext(0)) {
            // until none is left
        }
        await(count);
        task = null;
        rethrow();
    }

    /**
     * Waits for the helpers. Spins for as long as the last pieces should take. After that a helper has been held up,
     * perhaps by this thread on the same core, so this thread naps: the system wakes it on a free core.
     */
    private void await(int count) {
        for (int spins = 0; done.get() < count; spins++) {
            if (crowded || spins > SPINS_BEFORE_SLEEP) {
                LockSupport.parkNanos(this, NAP_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /**
     * Runs all pieces, sharing them only if there is enough work.
     *
     * @param size how many numbers the task processes
     */
    public void run(int count, long size, Task work) {
        if (size >= SHARED) {
            run(count, work);
        } else {
            for (int piece = 0; piece < count; piece++) {
                work.run(piece, 0);
            }
        }
    }

    private void rethrow() {
        Throwable thrown = failure;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown != null) { // a checked exception that was thrown undeclared
            throw new IllegalStateException(thrown);
        }
    }

    private static boolean isOpen(long turn) {
        return (turn & MASK) < (turn >>> BITS & MASK);
    }

    /** Takes a piece and runs it; false if none is left. */
    private boolean runNext(int worker) {
        long now = turn.get();
        if (!isOpen(now)) {
            return false;
        }
        if (turn.compareAndSet(now, now + 1)) {
            Task work = task; // does not change until this piece is done
            try {
                if (work != null) {
                    work.run((int) now & MASK, worker);
                }
            } catch (Throwable e) {
                failure = e;
            } finally {
                done.incrementAndGet();
            }
        }
        return true;
    }

    /** Ends the helpers and waits for them. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        for (Worker helper : helpers) {
            LockSupport.unpark(helper);
            while (helper.isAlive()) {
                try {
                    helper.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Worker extends Thread {
        private final int number;
        private volatile boolean asleep;

        Worker(int number) {
            super("descent-worker-" + number);
            this.number = number;
            setDaemon(true);
            setContextClassLoader(ClassLoader.getPlatformClassLoader()); // hides the host's classes from plugins
        }

        @Override
        public void run() {
            while (!closed) {
                if (!runNext(number) && !waitActively()) {
                    asleep = true;
                    if (!isOpen(turn.get()) && !closed) {
                        LockSupport.park(Workers.this);
                    }
                    asleep = false;
                }
            }
        }

        /** Spins; false if no work came in time. */
        private boolean waitActively() {
            if (crowded) {
                return false;
            }
            long start = System.nanoTime();
            do {
                for (int i = 0; i < SPINS_BETWEEN_CLOCKS; i++) {
                    if (isOpen(turn.get()) || closed) {
                        return true;
                    }
                    Thread.onSpinWait();
                }
            } while (System.nanoTime() - start < PATIENCE_NANOS);
            return false;
        }
    }
}
