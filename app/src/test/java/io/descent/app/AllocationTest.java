package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.descent.activations.Relu;
import io.descent.activations.Selu;
import io.descent.activations.Sigmoid;
import io.descent.api.Optimizer;
import io.descent.api.Regularizer;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.experiment.Rates;
import io.descent.core.experiment.WeightDecay;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.Parametrization;
import io.descent.core.training.EpochReport;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingRun;
import io.descent.inference.Model;
import io.descent.inference.model.internal.Predictor;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.InputLayer;
import io.descent.inference.spec.Periodic;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Scalar;
import io.descent.initializers.HeNormal;
import io.descent.initializers.Steinwart;
import io.descent.initializers.UnitVariance;
import io.descent.initializers.XavierNormal;
import io.descent.optimizers.Adam;
import io.descent.optimizers.Ema;
import io.descent.optimizers.Lookahead;
import io.descent.optimizers.ScheduleFreeAdamw;
import io.descent.optimizers.ScheduleFreeSgd;
import io.descent.optimizers.Swa;
import io.descent.regularizers.DropConnect;
import io.descent.regularizers.Dropout;
import io.descent.regularizers.L2;
import io.descent.regularizers.MaxNorm;
import io.descent.schedules.CosineLog;
import io.descent.schedules.FlatCosine;
import io.descent.simd.Simd;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** After a warm-up, a training step allocates nothing, and a prediction only its result. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static List<Backend> backends() {
        return List.of(new Scalar(), new Simd());
    }

    /**
     * Measures what the training thread allocates between the ends of two steps. Stops the training when steps allocate
     * no more than allowed; how long the just-in-time compiler takes until then depends on the load of the machine.
     */
    private static final class Meter implements TrainingListener {
        private static final int STEPS = 1000;

        private final long[] bytes = new long[STEPS];
        private final long allowed;
        private int count;
        private long last;

        Meter(long allowed) {
            this.allowed = allowed;
        }

        @Override
        public void onStep(TrainingRun run) {
            long now = THREADS.getCurrentThreadAllocatedBytes();
            bytes[count++ % STEPS] = now - last;
            last = THREADS.getCurrentThreadAllocatedBytes();
        }

        /** The 90th percentile of the last thousand steps, to leave out compilations and ends of epochs. */
        long usual() {
            long[] sorted = bytes.clone();
            Arrays.sort(sorted);
            return sorted[900];
        }

        @Override
        public void onEpoch(TrainingRun run, EpochReport report) {
            if (count > 3 * STEPS && usual() <= allowed) {
                run.stop();
            }
        }
    }

    private static Model train(Backend backend, int threads, List<Regularizer> regularizers, Meter meter) {
        return train(backend, threads, regularizers, new Adam(), meter);
    }

    private static Model train(
            Backend backend, int threads, List<Regularizer> regularizers, Optimizer optimizer, Meter meter) {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(3000, 0.1, 1)).withSplit("none"))
                .hidden(new LayerSpec(96, new Relu(), new HeNormal(), new BatchNorm(0.9, 1e-5), regularizers))
                .hidden(40, new Relu(), new HeNormal(), new L2(0.1))
                .output(new Sigmoid(), new XavierNormal())
                .optimizer(optimizer)
                .batchSize(100)
                .epochs(3000)
                .reportEvery(3000)
                .backend(backend.name())
                .threads(threads)
                .listener(meter)
                .build()
                .train()
                .model();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void stepsAllocateNothing(Backend backend) {
        for (int threads : new int[] {1, 2}) {
            Meter meter = new Meter(0);
            train(backend, threads, List.of(), meter);
            assertThat(meter.usual())
                    .as("bytes per step of %s kernels on %d threads", backend.name(), threads)
                    .isZero();
            // a mask is drawn in four parts, each by a closure that the compiler may or may not optimise away
            Meter masked = new Meter(4 * 32);
            train(backend, threads, List.of(new Dropout(0.8)), masked);
            assertThat(masked.usual()).isLessThanOrEqualTo(4 * 32);
            Meter connected = new Meter(32);
            train(backend, threads, List.of(new DropConnect(0.8), new MaxNorm(1)), connected);
            assertThat(connected.usual()).isLessThanOrEqualTo(32);
        }
    }

    /** Trainable inputs, parametric activations, NTK, and the closures of masks that fade. */
    @ParameterizedTest
    @MethodSource("backends")
    void stepsOfTheRecipeForTablesAllocateNothing(Backend backend) {
        Meter meter = new Meter(4 * 32);
        Trainer.builder()
                .data(DataSpec.generated(new Moons(3000, 0.1, 1)).withSplit("none"))
                .input(new InputLayer(new Periodic(16, 3, 0.1), null, true))
                .parametrization(Parametrization.NTK)
                .hidden(new LayerSpec(
                        64,
                        new Selu(),
                        true,
                        new UnitVariance(),
                        new Steinwart(),
                        null,
                        List.of(new Dropout(0.85, Dropout.Schedule.FLAT_COSINE))))
                .output(new Sigmoid(), new XavierNormal())
                .optimizer(new Adam())
                .schedule(new CosineLog())
                .weightDecay(new WeightDecay(0.02, new FlatCosine(), false, false, true))
                .rates(new Rates(1, 0.1, 1, 1, 1, 6, 0.1, 1, 0.1))
                .learningRate(0.04)
                .batchSize(100)
                .epochs(3000)
                .reportEvery(3000)
                .backend(backend.name())
                .threads(1)
                .listener(meter)
                .build()
                .train();
        assertThat(meter.usual()).isLessThanOrEqualTo(4 * 32);
    }

    static List<Optimizer> optimizers() {
        return List.of(new ScheduleFreeSgd(), new ScheduleFreeAdamw(), new Ema(), new Swa(), new Lookahead());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void averagingAllocatesNothing(Optimizer optimizer) {
        Meter meter = new Meter(0);
        train(new Scalar(), 1, List.of(), optimizer, meter);
        assertThat(meter.usual()).isZero();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void predictionsAllocateTheirResult(Backend backend) {
        Predictor predictor =
                new Predictor(train(backend, 1, List.of(), new Meter(0)).parts(), backend);
        double[] features = {0.5, 0.25};
        double[] result = predictor.predict(features);
        long[] bytes = new long[50_000];
        for (int i = 0; i < bytes.length; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            result = predictor.predict(features);
            bytes[i] = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(result).hasSize(2);
        long[] last = Arrays.copyOfRange(bytes, 49_000, 50_000);
        Arrays.sort(last);
        assertThat(last[900]).isEqualTo(32); // an array of two numbers
    }
}
