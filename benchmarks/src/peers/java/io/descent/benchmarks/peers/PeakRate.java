package io.descent.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The peak rate of fused multiply-adds: a bare loop that accesses no memory and has enough independent chains to hide
 * latency.
 */
final class PeakRate {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;
    private static final int ROUNDS = 1 << 16;

    private PeakRate() {}

    /** Returns float32 operations per second over all threads, measured in the second of two runs. */
    static double measure(int threads) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            double rate = 0;
            for (int repetition = 0; repetition < 2; repetition++) {
                List<Callable<Double>> loops = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    loops.add(PeakRate::rate);
                }
                rate = 0;
                for (Future<Double> loop : pool.invokeAll(loops)) {
                    rate += loop.get();
                }
            }
            return rate;
        } finally {
            pool.shutdown();
        }
    }

    private static double rate() {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(1);
        float kept = 0;
        double flops = 0;
        while (System.nanoTime() < end) {
            kept += multiplyAdd();
            flops += 2.0 * SPECIES.length() * CHAINS * ROUNDS;
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        // keeps the loop alive
        return Float.isNaN(kept) ? 0 : flops / elapsed;
    }

    /** Each chain converges to 1 / (1 - 0.5), so that no number is slow to process. */
    private static float multiplyAdd() {
        FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
        FloatVector one = FloatVector.broadcast(SPECIES, 1);
        FloatVector a = one;
        FloatVector b = one;
        FloatVector c = one;
        FloatVector d = one;
        FloatVector e = one;
        FloatVector f = one;
        FloatVector g = one;
        FloatVector h = one;
        FloatVector i = one;
        FloatVector j = one;
        FloatVector k = one;
        FloatVector l = one;
        for (int round = 0; round < ROUNDS; round++) {
            a = a.fma(half, one);
            b = b.fma(half, one);
            c = c.fma(half, one);
            d = d.fma(half, one);
            e = e.fma(half, one);
            f = f.fma(half, one);
            g = g.fma(half, one);
            h = h.fma(half, one);
            i = i.fma(half, one);
            j = j.fma(half, one);
            k = k.fma(half, one);
            l = l.fma(half, one);
        }
        return a.add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(f)
                .add(g)
                .add(h)
                .add(i)
                .add(j)
                .add(k)
                .add(l)
                .reduceLanes(VectorOperators.ADD);
    }
}
