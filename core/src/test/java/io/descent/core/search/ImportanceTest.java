package io.descent.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.search.NumberRange.Scale;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class ImportanceTest {
    private static final Space SPACE = Space.builder()
            .number("rate", Scale.LOG, 1e-4, 1)
            .number("size", Scale.INTEGER, 1, 20)
            .number("none", Scale.LINEAR, 0, 1)
            .build();

    private static StudyResult study(int trials, ToDoubleFunction<Map<String, Object>> value) {
        return Study.of(SPACE, assignment -> {
                    double found = value.applyAsDouble(assignment.values());
                    if (Double.isNaN(found)) {
                        throw new TrialFailure("diverged", new IllegalStateException());
                    }
                    return new Objective.Result(found);
                })
                .goal(Goal.MAXIMIZE)
                .trials(trials)
                .run();
    }

    private static double number(Map<String, Object> values, String name) {
        return ((Number) values.get(name)).doubleValue();
    }

    @Test
    void whatDecidesAloneExplainsAlmostEverything() {
        Map<String, Double> shares =
                study(2000, values -> Math.log10(number(values, "rate"))).importance();
        // eight groups of consecutive ranks leave 1/64 of the variance within groups
        assertThat(shares.get("rate")).isCloseTo(1 - 1 / 64.0, within(0.003));
        assertThat(shares.get("size")).isLessThan(0.01);
        assertThat(shares.get("none")).isLessThan(0.01);
        assertThat(shares.keySet()).first().isEqualTo("rate");
    }

    @Test
    void fewWholeNumbersAreGroupsOfTheirOwn() {
        Space layers = Space.builder()
                .number("layers", Scale.INTEGER, 1, 2)
                .number("x", Scale.LINEAR, 0, 1)
                .build();
        for (int seed = 1; seed <= 6; seed++) {
            Map<String, Double> shares = Study.of(
                            layers,
                            trial -> new Objective.Result(
                                    10 * number(trial.values(), "layers") + number(trial.values(), "x")))
                    .seed(seed)
                    .run()
                    .importance();
            assertThat(shares.get("layers")).isBetween(0.6, 0.9); // 3/4 for ranks
        }
    }

    @Test
    void twoThatAddHaveAboutHalfEach() {
        Map<String, Double> shares = study(
                        4000, values -> (Math.log10(number(values, "rate")) + 4) / 4 + number(values, "none"))
                .importance();
        // a sum of two uniform numbers: 0.5 each, minus the loss due to ranks and groups
        assertThat(shares.get("rate")).isCloseTo(0.48, within(0.04));
        assertThat(shares.get("none")).isCloseTo(0.48, within(0.04));
    }

    /** SSB / SST = 1.5 / 3.5 for two groups, minus (k - 1) SSW / (n - k) / SST. */
    @Test
    void theRatioIsEpsilonSquared() {
        double[] values = {1, 2, 1, 2, 3, 2};
        int[] groups = {0, 0, 0, 1, 1, 1};
        double mean = 11.0 / 6;
        double total = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
        double between = 3 * Math.pow(4.0 / 3 - mean, 2) + 3 * Math.pow(7.0 / 3 - mean, 2);
        double expected = (between - (total - between) / 4) / total;
        assertThat(Importance.explained(values, groups)).isCloseTo(expected, within(1e-12));
        assertThat(Importance.explained(new double[] {1, 1, 1}, new int[] {0, 1, 1}))
                .isZero();
        assertThat(Importance.explained(values, new int[6])).isZero();
    }

    @Test
    void adviceNamesWhatMatteredAndWhichRangeIsTooNarrow() {
        StudyResult result = study(60, values -> Math.log10(number(values, "rate")));
        assertThat(result.advice())
                .startsWith("rate (9")
                .contains("mattered most")
                .contains("none")
                .contains("hardly mattered")
                .contains("The best rate, 0.551,")
                .contains("is near the upper end of its range, 1: consider widening");
    }

    @Test
    void adviceTellsWhereTrialsFail() {
        StudyResult result = study(60, values -> {
            double rate = number(values, "rate");
            return rate > 0.05 ? Double.NaN : -Math.abs(Math.log10(rate) + 2.5);
        });
        assertThat(result.advice())
                .contains("of 60 trials failed, most of them with a rate above 0.0")
                .contains("lower the upper end of its range")
                .doesNotContain("widen");
    }

    @Test
    void fewTrialsTellNothing() {
        StudyResult result = study(5, values -> number(values, "rate"));
        assertThat(result.advice()).startsWith("5 trials are too few to tell what mattered");
        assertThat(result.importance().values()).containsOnly(0.0);
    }
}
