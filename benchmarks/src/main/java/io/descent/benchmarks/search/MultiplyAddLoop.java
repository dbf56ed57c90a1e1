package io.descent.benchmarks.search;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The upper limit for a number of threads: a loop of multiply-adds in registers. */
final class MultiplyAddLoop {
    private static final int ROUNDS = 1_000_000;

    private MultiplyAddLoop() {}

    /** Returns multiply-adds per second, over all threads. */
    static double rate(int threads) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Double>> loops = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                loops.add(MultiplyAddLoop::rate);
            }
            double rate = 0;
            for (Future<Double> loop : pool.invokeAll(loops)) {
                rate += loop.get();
            }
            return rate;
        } finally {
            pool.shutdown();
        }
    }

    private static double rate() {
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(500);
        double done = 0;
        double kept = 0;
        while (System.nanoTime() < end) {
            double a = 1;
            double b = 2;
            for (int i = 0; i < ROUNDS; i++) { // both converge to 2
                a = a * 0.5 + 1;
                b = b * 0.25 + 1.5;
            }
            kept += a + b;
            done += 2.0 * ROUNDS;
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        return Double.isNaN(kept) ? 0 : done / elapsed; // keeps the loop alive
    }
}
