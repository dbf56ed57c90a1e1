package io.descent.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.descent.api.LrSchedule;
import io.descent.api.Progress;
import io.descent.inference.config.internal.RecordWriter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of every schedule. */
class SchedulesTest {
    private static final int EPOCHS = 10_000;

    /** All schedules found, once counting epochs and once counting steps. */
    static Stream<LrSchedule> schedules() {
        return ServiceLoader.load(LrSchedule.class).stream()
                .map(ServiceLoader.Provider::get)
                .flatMap(schedule -> Arrays.stream(Per.values()).map(per -> counting(per, schedule)))
                .distinct();
    }

    private static LrSchedule counting(Per per, LrSchedule schedule) {
        try {
            RecordComponent[] components = schedule.getClass().getRecordComponents();
            Object[] arguments = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                arguments[i] = components[i].getType() == Per.class
                        ? per
                        : components[i].getAccessor().invoke(schedule);
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return schedule.getClass().getConstructor(types).newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a schedule must be a public record", e);
        }
    }

    @Test
    void allAreFoundByName() {
        assertThat(ServiceLoader.load(LrSchedule.class))
                .extracting(LrSchedule::name)
                .containsExactlyInAnyOrder(
                        "constant",
                        "inverse-time",
                        "exponential",
                        "inverse-sqrt",
                        "staircase",
                        "manual",
                        "polynomial",
                        "cosine",
                        "cosine-log",
                        "cosine-restarts",
                        "flat-cosine",
                        "warm-up",
                        "one-cycle",
                        "reduce-on-plateau");
        assertThat(schedules()).hasSize(11 * 2 + 3);
    }

    @Test
    void defaultsAreTheDocumentedOnes() {
        assertThat(new InverseTime()).isEqualTo(new InverseTime(1, 1, Per.EPOCH));
        assertThat(new Exponential()).isEqualTo(new Exponential(0.95, Per.EPOCH));
        assertThat(new InverseSqrt()).isEqualTo(new InverseSqrt(1, Per.EPOCH));
        assertThat(new Staircase()).isEqualTo(new Staircase(0.5, 10, Per.EPOCH));
        assertThat(new Manual()).isEqualTo(new Manual(new TreeMap<>(), Per.EPOCH));
        assertThat(new Polynomial()).isEqualTo(new Polynomial(1, 0, 0, Per.EPOCH));
        assertThat(new Cosine()).isEqualTo(new Cosine(0, 0, Per.EPOCH));
        assertThat(new CosineLog()).isEqualTo(new CosineLog(4));
        assertThat(new CosineRestarts()).isEqualTo(new CosineRestarts(10, 2, 0, Per.EPOCH));
        assertThat(new WarmUp()).isEqualTo(new WarmUp(5, new Manual(), Per.EPOCH));
        assertThat(new OneCycle()).isEqualTo(new OneCycle(0.3, 0.04, 4e-6, Per.STEP));
        assertThat(new ReduceOnPlateau()).isEqualTo(new ReduceOnPlateau(0.1, 10, 1e-4, 0, 0, Per.EPOCH));
    }

    @Test
    void theDefaultOfWarmUpCanBeWrittenToAFile() {
        assertThat(RecordWriter.plugin(new WarmUp()))
                .isEqualTo(Map.of(
                        "warm-up",
                        Map.of(
                                "length",
                                5,
                                "schedule",
                                Map.of("manual", Map.of("rates", Map.of(), "per", "epoch")),
                                "per",
                                "epoch")));
    }

    /** A noisy cost curve that levels off. */
    private static double cost(int epoch) {
        return 1 + 10.0 / (1 + epoch) + (epoch * 7919 % 101) * 1e-3;
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void ratesOfALongTrainingLieBetweenZeroAndTheInitialRateAndDependOnTheArgumentsOnly(LrSchedule schedule) {
        double[] rates = new double[EPOCHS];
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            rates[epoch] = schedule.rate(0.2, At.epoch(epoch, EPOCHS).with(SchedulesTest::cost));
            assertThat(rates[epoch]).as("epoch %d", epoch).isBetween(0.0, 0.2);
        }
        for (int epoch = EPOCHS - 1; epoch >= 0; epoch--) {
            assertThat(schedule.rate(0.2, At.epoch(epoch, EPOCHS).with(SchedulesTest::cost)))
                    .as("epoch %d", epoch)
                    .isEqualTo(rates[epoch]);
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void pastTheEndOfTheTrainingRatesStayInRange(LrSchedule schedule) {
        for (int epochs : new int[] {1, 3, 7}) {
            for (int epoch = 0; epoch < 100; epoch++) {
                assertThat(schedule.rate(0.2, At.epoch(epoch, epochs).with(SchedulesTest::cost)))
                        .as("epoch %d of %d", epoch, epochs)
                        .isBetween(0.0, 0.2);
            }
        }
    }

    static Stream<LrSchedule> extremes() {
        int most = Integer.MAX_VALUE;
        double largest = Double.MAX_VALUE;
        double smallest = Double.MIN_VALUE;
        List<LrSchedule> extremes = List.of(
                new InverseTime(largest, 1, Per.EPOCH),
                new InverseTime(largest, most, Per.EPOCH),
                new InverseTime(0, 1, Per.EPOCH),
                new Exponential(smallest, Per.EPOCH),
                new Exponential(1, Per.EPOCH),
                new InverseSqrt(largest, Per.EPOCH),
                new InverseSqrt(smallest, Per.EPOCH),
                new Staircase(smallest, 1, Per.EPOCH),
                new Staircase(1, most, Per.EPOCH),
                new Manual(new TreeMap<>(Map.of(0, 0.0, most, largest)), Per.EPOCH),
                new Polynomial(largest, 1, most, Per.EPOCH),
                new Polynomial(smallest, smallest, 1, Per.EPOCH),
                new Cosine(1, 1, Per.EPOCH),
                new Cosine(smallest, most, Per.EPOCH),
                new CosineRestarts(1, 1, 0, Per.EPOCH),
                new CosineRestarts(1, 2, 1, Per.EPOCH),
                new CosineRestarts(most, most, 0, Per.EPOCH),
                new WarmUp(1, new OneCycle(), Per.EPOCH),
                new WarmUp(most, new Cosine(), Per.EPOCH),
                new WarmUp(most - 1, new ReduceOnPlateau(), Per.EPOCH),
                new OneCycle(0, 0, 0, Per.EPOCH),
                new OneCycle(1, 1, 1, Per.EPOCH),
                new OneCycle(1, 0, 0, Per.EPOCH),
                new OneCycle(smallest, smallest, smallest, Per.EPOCH),
                new ReduceOnPlateau(smallest, 1, 0, 0, 0, Per.EPOCH),
                new ReduceOnPlateau(1, most, 1, most, 1, Per.EPOCH));
        return extremes.stream().flatMap(schedule -> Arrays.stream(Per.values()).map(per -> counting(per, schedule)));
    }

    @ParameterizedTest
    @MethodSource("extremes")
    void extremeSettingsGiveFiniteRates(LrSchedule schedule) {
        int most = Integer.MAX_VALUE;
        List<Progress> moments = List.of(
                new At(0, 0, 1, 1, i -> 0),
                new At(0, most - 1, 1, most, i -> 0),
                new At(3, most - 1, 4, most, i -> i % 2 == 0 ? Double.MAX_VALUE : -Double.MAX_VALUE),
                new At(50, 50, most, most, i -> Double.MIN_VALUE),
                new At(50, 50_000, 1000, 1_000_000, SchedulesTest::cost));
        for (Progress moment : moments) {
            for (double initialRate : new double[] {Double.MIN_VALUE, 0.001, Double.MAX_VALUE}) {
                assertThat(schedule.rate(initialRate, moment))
                        .as("initial rate %s at %s", initialRate, moment)
                        .isFinite()
                        .isNotNegative();
            }
        }
    }

    private static At beyondCounting(int epoch) {
        return new At(epoch, epoch, Integer.MAX_VALUE, Integer.MAX_VALUE, i -> 1);
    }

    @Test
    void thousandsOfMillionsOfEpochsAreCounted() {
        int late = Integer.MAX_VALUE - 1;
        assertThat(new InverseTime().rate(1, beyondCounting(late))).isEqualTo(1.0 / Integer.MAX_VALUE);
        assertThat(new CosineRestarts(1, 2, 0, Per.EPOCH).rate(1, beyondCounting((1 << 30) - 1)))
                .isEqualTo(1);
        assertThat(new CosineRestarts(1, 2, 0, Per.EPOCH).rate(1, beyondCounting((1 << 30) - 1 + (1 << 29))))
                .isEqualTo(0.5);
        assertThat(new WarmUp(late, new Cosine(), Per.EPOCH).rate(1, beyondCounting(late - 1)))
                .isEqualTo(1);
        assertThat(new WarmUp(late, new Cosine(), Per.EPOCH).rate(1, beyondCounting(late / 2 - 1)))
                .isEqualTo(0.5);
        assertThat(new WarmUp(late, new Cosine(), Per.STEP).rate(1, beyondCounting(late)))
                .isEqualTo(1);
    }

    private static void assertRefused(ThrowingCallable constructor, String message) {
        assertThatIllegalArgumentException().isThrownBy(constructor).withMessage(message);
    }

    @Test
    void hyperparametersOutOfRangeAreRefusedInWords() {
        Per per = Per.EPOCH;
        assertRefused(() -> new InverseTime(-1, 1, per), "decay is -1.0; it must be finite and at least 0");
        assertRefused(() -> new InverseTime(1, 0, per), "interval is 0; it must be at least 1");
        assertRefused(() -> new Exponential(0, per), "base is 0.0; it must be above 0 and at most 1");
        assertRefused(() -> new Exponential(1.01, per), "base is 1.01; it must be above 0 and at most 1");
        assertRefused(() -> new InverseSqrt(0, per), "k is 0.0; it must be finite and above 0");
        assertRefused(() -> new Staircase(Double.NaN, 1, per), "factor is NaN; it must be above 0 and at most 1");
        assertRefused(() -> new Staircase(0.5, 0, per), "interval is 0; it must be at least 1");
        assertRefused(() -> manual(-1, 0.1), "a key of rates is -1; it must be at least 0");
        assertRefused(() -> manual(5, -0.1), "rates.5 is -0.1; it must be finite and at least 0");
        assertRefused(() -> manual(5, Double.NaN), "rates.5 is NaN; it must be finite and at least 0");
        assertRefused(() -> new Polynomial(0, 0, 0, per), "power is 0.0; it must be finite and above 0");
        assertRefused(() -> new Polynomial(1, 2, 0, per), "minimum is 2.0; it must be at least 0 and at most 1");
        assertRefused(() -> new Polynomial(1, 0, -1, per), "length is -1; it must be at least 0");
        assertRefused(() -> new Cosine(-0.1, 0, per), "minimum is -0.1; it must be at least 0 and at most 1");
        assertRefused(() -> new Cosine(0, -1, per), "length is -1; it must be at least 0");
        assertRefused(() -> new CosineRestarts(0, 2, 0, per), "length is 0; it must be at least 1");
        assertRefused(() -> new CosineRestarts(1, 0, 0, per), "factor is 0; it must be at least 1");
        assertRefused(() -> new CosineRestarts(1, 1, 2, per), "minimum is 2.0; it must be at least 0 and at most 1");
        assertRefused(() -> new WarmUp(0, new Cosine(), per), "length is 0; it must be at least 1");
        assertRefused(() -> new OneCycle(1.5, 0, 0, per), "warm-up is 1.5; it must be at least 0 and at most 1");
        assertRefused(() -> new OneCycle(0, -1, 0, per), "start is -1.0; it must be at least 0 and at most 1");
        assertRefused(() -> new OneCycle(0, 0, 2, per), "minimum is 2.0; it must be at least 0 and at most 1");
        assertRefused(() -> new ReduceOnPlateau(0, 1, 0, 0, 0, per), "factor is 0.0; it must be above 0 and at most 1");
        assertRefused(() -> new ReduceOnPlateau(1, 0, 0, 0, 0, per), "patience is 0; it must be at least 1");
        assertRefused(
                () -> new ReduceOnPlateau(1, 1, -1, 0, 0, per),
                "threshold is -1.0; it must be at least 0 and at most 1");
        assertRefused(() -> new ReduceOnPlateau(1, 1, 0, -1, 0, per), "cooldown is -1; it must be at least 0");
        assertRefused(
                () -> new ReduceOnPlateau(1, 1, 0, 0, 2, per), "minimum is 2.0; it must be at least 0 and at most 1");
        double infinite = Double.POSITIVE_INFINITY;
        assertRefused(() -> new InverseTime(infinite, 1, per), "decay is Infinity; it must be finite and at least 0");
        assertRefused(() -> new InverseSqrt(infinite, per), "k is Infinity; it must be finite and above 0");
        assertRefused(() -> new Polynomial(infinite, 0, 0, per), "power is Infinity; it must be finite and above 0");
    }

    private static Manual manual(int start, double rate) {
        return new Manual(new TreeMap<>(Map.of(start, rate)), Per.EPOCH);
    }
}
