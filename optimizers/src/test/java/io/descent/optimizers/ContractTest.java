package io.descent.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import io.descent.api.Optimizer;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.lang.management.ManagementFactory;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of every optimizer found by the service loader. */
class ContractTest {
    static Stream<Optimizer> optimizers() {
        return ServiceLoader.load(Optimizer.class).stream().map(ServiceLoader.Provider::get);
    }

    @Test
    void onlyLambNeedsWholeTensors() {
        assertThat(optimizers().filter(optimizer -> !optimizer.elementwise()))
                .extracting(Optimizer::name)
                .containsExactly("lamb");
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aZeroGradientKeepsEverythingFinite(Optimizer optimizer) {
        for (Precision precision : Precision.values()) {
            LoneParameter parameter = new LoneParameter(optimizer, precision, false, 3);
            for (int t = 0; t < 1000; t++) {
                assertThat(parameter.direction(new double[3], new double[3])).containsOnly(0);
            }
            assertThat(parameter.slots().values()).allMatch(slot -> slot.firstNonFinite() < 0);
        }
    }

    @Test
    void anEpsilonThatFloat32RoundsToZeroKeepsAdadeltaFinite() {
        LoneParameter parameter = new LoneParameter(new Adadelta(0.95, 1e-50), Precision.FLOAT32, true, 1);
        assertThat(parameter.direction(new double[1], new double[1])).containsExactly(0);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aZeroGradientAfterOthersKeepsEverythingFinite(Optimizer optimizer) {
        for (Precision precision : Precision.values()) {
            LoneParameter parameter = new LoneParameter(optimizer, precision, true, 3);
            double[] values = {1, 0, -2};
            parameter.direction(values, new double[] {1e-9, 1, -1e8});
            double[] direction = {};
            for (int t = 0; t < 1000; t++) {
                direction = parameter.direction(values, new double[3]);
            }
            for (double each : direction) {
                assertThat(each).isFinite();
            }
            assertThat(parameter.slots().values()).allMatch(slot -> slot.firstNonFinite() < 0);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void everyDeclaredSlotIsUsed(Optimizer optimizer) {
        LoneParameter parameter = new LoneParameter(optimizer, Precision.FLOAT64, true, 1);
        for (int t = 0; t < LoneParameter.STEPS; t++) { // swa uses its slots after three quarters
            parameter.direction(new double[] {1}, new double[] {0.5});
        }
        assertThat(parameter.slots()).containsOnlyKeys(optimizer.slots());
        for (ArrayTensor slot : parameter.slots().values()) {
            assertThat(slot.get(0, 0)).isNotZero();
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aStepAllocatesNothing(Optimizer optimizer) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        LoneParameter parameter = new LoneParameter(optimizer, Precision.FLOAT32, true, 100);
        parameter.next();
        int steps = 10_000;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int t = 0; t < steps; t++) {
            parameter.next();
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(steps);
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                refused(() -> new Momentum(1, true), "beta is 1.0; it must be at least 0 and below 1"),
                refused(() -> new Momentum(-0.1, false), "beta is -0.1"),
                refused(() -> new Nesterov(1), "beta is 1.0; it must be at least 0 and below 1"),
                refused(() -> new Rmsprop(1, 1e-8), "beta is 1.0"),
                refused(() -> new Rmsprop(0.9, 0), "epsilon is 0.0; it must be finite and above 0"),
                refused(() -> new Adagrad(-1), "epsilon is -1.0; it must be finite and above 0"),
                refused(() -> new Adadelta(1.5, 1e-6), "rho is 1.5"),
                refused(() -> new Adadelta(0.9, Double.POSITIVE_INFINITY), "epsilon is Infinity; it must be finite"),
                refused(() -> new Adam(-0.1, 0.9, 1e-8), "beta1 is -0.1"),
                refused(() -> new Adam(0.9, Double.NaN, 1e-8), "beta2 is NaN; it must be at least 0 and below 1"),
                refused(() -> new Adam(0.9, 0.9, 0), "epsilon is 0.0"),
                refused(() -> new Amsgrad(1, 0.9, 1e-8, true), "beta1 is 1.0"),
                refused(() -> new Amsgrad(0.9, 1, 1e-8, true), "beta2 is 1.0"),
                refused(() -> new Amsgrad(0.9, 0.9, Double.NaN, true), "epsilon is NaN"),
                refused(() -> new Adamw(1, 0.9, 1e-8, 0), "beta1 is 1.0"),
                refused(() -> new Adamw(0.9, 1, 1e-8, 0), "beta2 is 1.0"),
                refused(() -> new Adamw(0.9, 0.9, -1, 0), "epsilon is -1.0"),
                refused(() -> new Adamw(0.9, 0.9, 1e-8, -1), "weight-decay is -1.0; it must be finite and at least 0"),
                refused(() -> new Adamax(1, 0.9), "beta1 is 1.0"),
                refused(() -> new Adamax(0.9, 1), "beta2 is 1.0"),
                refused(() -> new Nadam(1, 0.9, 1e-8), "beta1 is 1.0"),
                refused(() -> new Nadam(0.9, 1, 1e-8), "beta2 is 1.0"),
                refused(() -> new Nadam(0.9, 0.9, 0), "epsilon is 0.0"),
                refused(() -> new Radam(1, 0.9, 1e-8), "beta1 is 1.0"),
                refused(() -> new Radam(0.9, 1, 1e-8), "beta2 is 1.0"),
                refused(() -> new Radam(0.9, 0.9, 0), "epsilon is 0.0"),
                refused(() -> new Lamb(1, 0.9, 1e-6, 0), "beta1 is 1.0"),
                refused(() -> new Lamb(0.9, 1, 1e-6, 0), "beta2 is 1.0"),
                refused(() -> new Lamb(0.9, 0.9, 0, 0), "epsilon is 0.0"),
                refused(() -> new Lamb(0.9, 0.9, 1e-6, Double.POSITIVE_INFINITY), "weight-decay is Infinity"),
                refused(() -> new ScheduleFreeSgd(1), "beta is 1.0"),
                refused(() -> new ScheduleFreeAdamw(1, 0.9, 1e-8, 0), "beta1 is 1.0"),
                refused(() -> new ScheduleFreeAdamw(0.9, 1, 1e-8, 0), "beta2 is 1.0"),
                refused(() -> new ScheduleFreeAdamw(0.9, 0.9, 0, 0), "epsilon is 0.0"),
                refused(() -> new ScheduleFreeAdamw(0.9, 0.9, 1e-8, -1), "weight-decay is -1.0"),
                refused(() -> new Ema(new Adam(), 1), "decay is 1.0; it must be at least 0 and below 1"),
                refused(() -> new Swa(new Adam(), 1.5), "start is 1.5; it must be at least 0 and at most 1"),
                refused(() -> new Lookahead(new Adam(), 0, 0.5), "k is 0; it must be at least 1"),
                refused(() -> new Lookahead(new Adam(), 5, 0), "alpha is 0.0; it must be above 0 and at most 1"));
    }

    private static Arguments refused(ThrowingCallable construction, String message) {
        return arguments(construction, message);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("outOfRange")
    void hyperparametersOutOfRangeAreRefusedInWords(ThrowingCallable construction, String message) {
        assertThatIllegalArgumentException().isThrownBy(construction).withMessageContaining(message);
    }
}
