package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Tensor;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Tensors, arrays of their elements, and comparisons. */
final class Numbers {
    private static final int THREADS = 4;

    private Numbers() {}

    /** A random stream like those that the trainer passes to plugins. */
    static RandomGenerator random(long seed) {
        IntFunction<? extends RandomGenerator> streams = new RandomStreams(seed).initialization();
        return streams.apply(1);
    }

    /** Standard normal numbers. */
    static double[] normal(long seed, int n) {
        RandomGenerator random = random(seed);
        return IntStream.range(0, n).mapToDouble(i -> random.nextGaussian()).toArray();
    }

    /** A tensor with the given elements, rounded to its precision. */
    static ArrayTensor tensor(Precision precision, int rows, int columns, double... values) {
        ArrayTensor tensor = ArrayTensor.zeros(precision, rows, columns);
        set(tensor, values);
        return tensor;
    }

    static void set(Tensor tensor, double... values) {
        for (int i = 0; i < values.length; i++) {
            tensor.set(i / tensor.columns(), i % tensor.columns(), values[i]);
        }
    }

    static double[] of(Tensor tensor) {
        double[] numbers = new double[tensor.rows() * tensor.columns()];
        Arrays.setAll(numbers, i -> tensor.get(i / tensor.columns(), i % tensor.columns()));
        return numbers;
    }

    static void requireFinite(double[] numbers, String what) {
        for (double each : numbers) {
            if (!Double.isFinite(each)) {
                fail(what + " is " + each + ", which is not finite");
            }
        }
    }

    static void requireSame(double[] expected, double[] actual, String mistake) {
        if (!Arrays.equals(expected, actual)) {
            int i = Arrays.mismatch(expected, actual);
            fail("%s: element %d is %s, expected %s".formatted(mistake, i, actual[i], expected[i]));
        }
    }

    /** The largest magnitude, at least the smallest normal number, so that it can be divided by. */
    static double largest(double[] numbers) {
        return Arrays.stream(numbers).map(Math::abs).reduce(Double.MIN_NORMAL, Math::max);
    }

    /** The largest difference, relative to the largest expected number. */
    static double distance(double[] expected, double[] actual) {
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        return difference / largest(expected);
    }

    /** Whether all are float32 numbers, although there are many different ones. */
    static boolean areRounded(double[] numbers) {
        return Arrays.stream(numbers).distinct().count() > 20
                && Arrays.stream(numbers).allMatch(x -> x == (float) x);
    }

    /** Fails unless several threads get the same result as one. */
    static void requireThreadSafe(Supplier<double[]> work) {
        double[] expected = work.get();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<double[]>> results = IntStream.range(0, 4 * THREADS)
                    .mapToObj(i -> threads.submit(work::get))
                    .toList();
            for (Future<double[]> result : results) {
                requireSame(
                        expected,
                        result.get(),
                        "threads that share one instance disturb each other: keep no state in fields");
            }
        } catch (ExecutionException e) {
            fail("it fails when several threads use it: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
