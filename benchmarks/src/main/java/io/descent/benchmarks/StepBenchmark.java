package io.descent.benchmarks;

import io.descent.core.data.TrainingData;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingResult;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Times training steps with batch assembly. A few percent of the time goes to creating the network and to the final
 * evaluation of the training set.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 10)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@State(Scope.Thread)
public class StepBenchmark {
    private static final int BATCHES = 4;
    private static final int EPOCHS = 25;

    /** The network and its data. */
    @Param
    public Workload workload = Workload.TINY;

    /** The number of threads that share a step. */
    @Param({"1", "2"})
    public int threads;

    private TrainerBuilder builder = Trainer.builder();

    /** Loads the data. */
    @Setup
    public void prepare() {
        TrainingData data = workload.load(BATCHES * workload.net().batch());
        builder = DescentTrainer.of(workload.net(), data, workload.precision(), threads)
                .epochs(EPOCHS)
                .reportEvery(EPOCHS);
    }

    /** Runs a hundred steps. */
    @Benchmark
    @OperationsPerInvocation(BATCHES * EPOCHS)
    public TrainingResult train() {
        return builder.build().train();
    }
}
