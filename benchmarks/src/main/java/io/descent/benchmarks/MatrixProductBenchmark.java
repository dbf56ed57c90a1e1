package io.descent.benchmarks;

import io.descent.inference.spec.Precision;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Times matrix products over a grid of shapes, to find slow ones: the shapes of the networks of {@link Workload}, cubes
 * and odd shapes.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@State(Scope.Thread)
public class MatrixProductBenchmark {
    /** Rows, inner side, columns. */
    @Param({
        "128x784x256",
        "128x256x128",
        "128x128x10",
        "256x128x784",
        "256x784x1024",
        "256x1024x1024",
        "1024x256x784",
        "1024x256x1024",
        "1024x28x300",
        "1024x300x300",
        "1024x300x1",
        "300x1024x300",
        "64x64x64",
        "128x128x128",
        "256x256x256",
        "512x512x512",
        "1x784x256",
        "127x129x131",
        "65x97x33",
        "7x1000x13",
        "1000x3x1000"
    })
    public String shape = "";

    /** Which factor is stored transposed. */
    @Param
    public Product.Kind kind = Product.Kind.PLAIN;

    /** The precision. */
    @Param("FLOAT32")
    public Precision precision = Precision.FLOAT32;

    private Runnable product = () -> {};
    private double flops;

    /** The GFLOP of all products; JMH reports it per second. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Rate {
        /** Billions of floating-point operations. */
        public double gflop;
    }

    /** Creates the matrices. */
    @Setup
    public void prepare() {
        int[] sides = Pattern.compile("x")
                .splitAsStream(shape)
                .mapToInt(Integer::parseInt)
                .toArray();
        Product found = new Product(kind, sides[0], sides[1], sides[2]);
        product = found.onDescent(precision);
        flops = found.flops();
    }

    /** Computes one product. */
    @Benchmark
    public void multiply(Rate rate) {
        product.run();
        rate.gflop += flops / 1e9;
    }
}
