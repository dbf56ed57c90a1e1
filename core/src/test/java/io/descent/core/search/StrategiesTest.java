package io.descent.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.core.search.NumberRange.Scale;
import io.descent.inference.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StrategiesTest {
    private static final Space SPACE = Space.builder()
            .number("x", Scale.LINEAR, -1, 1)
            .choice("kind", "a", "b")
            .when("kind", "b", inner -> inner.number("y", Scale.LOG, 0.01, 1))
            .number("n", Scale.INTEGER, 1, 4)
            .build();

    /** The minimum, 0, is at x = 0.3, kind b, y = 0.1, n = 2. */
    static double value(Map<String, Object> values) {
        double x = (Double) values.get("x");
        double n = (Integer) values.get("n");
        double y = values.get("y") instanceof Double number ? StrictMath.log10(number) + 1 : 1;
        return (x - 0.3) * (x - 0.3) + 0.5 * y * y + 0.1 * (n - 2) * (n - 2);
    }

    static Study.Builder study(Strategy strategy) {
        return Study.of(SPACE, assignment -> new Objective.Result(value(assignment.values())))
                .strategy(strategy);
    }

    static Stream<Strategy> all() {
        return Stream.of(
                new RandomSearch(),
                new Grid(),
                new QuasiRandom(),
                new CoarseToFine(),
                new SuccessiveHalving(),
                new Hyperband(),
                new GaussianProcess());
    }

    private static List<String> trace(StudyResult result) {
        return result.trials().stream()
                .map(trial -> trial.number() + " " + trial.point().values() + " " + trial.value())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void numbersOfThreadsDoNotMatterButSeedsDo(Strategy strategy) {
        Study.Builder study = study(strategy).trials(37).epochs(27);
        List<String> expected = trace(study.run());
        assertThat(expected).hasSizeBetween(12, 37);
        assertThat(trace(study.parallel(4).run())).isEqualTo(expected);
        if (!(strategy instanceof Grid)) {
            assertThat(trace(study.seed(2).run())).isNotEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void failuresEverywhereAreSurvived(Strategy strategy) {
        StudyResult result = Study.of(SPACE, assignment -> {
                    throw new TrialFailure("no", new IllegalStateException());
                })
                .strategy(strategy)
                .trials(20)
                .epochs(9)
                .run();
        assertThat(result.best()).isEmpty();
        assertThat(result.trials()).allMatch(Trial::isFailed);
        assertThat(result.advice()).isEqualTo("All trials failed.");
    }

    @Test
    void aGridHasEveryCombinationOnce() {
        StudyResult result = study(new Grid(3)).trials(100).run();
        // 3 values of x, 3 of n; kind a has no y, kind b has 3 values of y
        assertThat(result.trials()).hasSize(3 * 3 * (1 + 3));
        assertThat(result.trials().stream().map(trial -> trial.point().values()).distinct())
                .hasSize(36);
        assertThat(result.trials().get(0).point().values())
                .containsEntry("x", -1.0)
                .containsEntry("n", 1);
        assertThat(result.trials().get(35).point().values())
                .containsEntry("x", 1.0)
                .containsEntry("y", 1.0)
                .containsEntry("n", 4);
    }

    @Test
    void aGridOfChoicesAloneHasAllOfThem() {
        Space choices =
                Space.builder().choice("a", "x", "y").choice("b", "1", "2", "3").build();
        assertThat(Study.of(choices, trial -> new Objective.Result(1))
                        .strategy(new Grid())
                        .run()
                        .trials())
                .hasSize(6);
    }

    @Test
    void aGridHasEveryWholeNumberWhereThereAreNotMore() {
        Space whole = Space.builder().number("n", Scale.LOG_INTEGER, 1, 16).build();
        assertThat(Study.of(whole, trial -> new Objective.Result(1))
                        .strategy(new Grid())
                        .trials(16)
                        .run()
                        .trials())
                .extracting(trial -> trial.point().value(0))
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
    }

    @Test
    void aGridPassesOverWhatDoesNotMatter() {
        Space.Builder wide = Space.builder().number("x", Scale.LINEAR, 0, 1).choice("kind", "p", "q");
        wide.when("kind", "q", inner -> {
            for (int i = 0; i < 60; i++) {
                inner.number("y" + i, Scale.LINEAR, 0, 1);
            }
        });
        assertThatThrownBy(() -> Study.of(wide.build(), trial -> new Objective.Result(1))
                        .strategy(new Grid(2))
                        .trials(4)
                        .run())
                .hasMessageContaining("a grid of 2 values per hyperparameter has more points than the 4 trials");
    }

    @Test
    void aGridThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> study(new Grid()).trials(7).run())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a grid of two values per hyperparameter has 16 points, more than the 7 trials");
    }

    @Test
    void quasiRandomPointsAreSpreadEvenly() {
        List<Trial> trials = study(new QuasiRandom()).trials(64).run().trials();
        int[] cells = new int[16];
        trials.forEach(trial -> cells[(int) (trial.point().place(0) * 16)]++);
        assertThat(cells).containsOnly(4);
    }

    @Test
    void coarseToFineZoomsIn() {
        List<Trial> trials = study(new CoarseToFine(3, 0.25)).trials(48).run().trials();
        for (int round = 1; round < 3; round++) {
            double side = Math.pow(0.25, round);
            double[] places = trials.subList(16 * round, 16 * round + 16).stream()
                    .mapToDouble(trial -> trial.point().place(0))
                    .sorted()
                    .toArray();
            assertThat(places[15] - places[0]).isBetween(side / 2, side);
        }
    }

    @Test
    void halvingGivesTheBestThirdThreeTimesTheEpochs() {
        Map<Integer, Integer> evaluations = new TreeMap<>();
        StudyResult result = Study.of(SPACE, assignment -> {
                    synchronized (evaluations) {
                        evaluations.merge(assignment.epochs(), 1, Integer::sum);
                    }
                    return new Objective.Result(value(assignment.values()), assignment.epochs(), null);
                })
                .strategy(new SuccessiveHalving())
                .trials(27)
                .epochs(27)
                .run();
        assertThat(evaluations).containsExactlyEntriesOf(new TreeMap<>(Map.of(1, 27, 3, 9, 9, 3, 27, 1)));
        double least = result.trials().stream().mapToDouble(Trial::value).min().orElseThrow();
        assertThat(result.best().orElseThrow().value()).isEqualTo(least);
        assertThat(result.epochs()).isEqualTo(18 + 6 * 3 + 2 * 9 + 27);
    }

    @Test
    void hyperbandDividesTrialsAmongItsRaces() {
        Map<Integer, Integer> first = new TreeMap<>();
        StudyResult result = study(new Hyperband()).trials(49).epochs(27).run();
        result.trials().forEach(trial -> first.merge(trial.rungs().get(0).epochs(), 1, Integer::sum));
        // Li et al. 2018: 27, 12, 6 and 4 trials begin with 1, 3, 9 and 27 epochs
        assertThat(first).containsExactlyEntriesOf(new TreeMap<>(Map.of(1, 27, 3, 12, 9, 6, 27, 4)));
    }

    @Test
    void aTrialThatFailsAfterARungIsNotChosenAndRacesGoOn() {
        StudyResult result = Study.of(SPACE, assignment -> {
                    if (assignment.from() > 0 && assignment.trial() % 2 == 0) {
                        throw new TrialFailure("diverged", new IllegalStateException());
                    }
                    return new Objective.Result(value(assignment.values()), assignment.epochs(), null);
                })
                .strategy(new SuccessiveHalving(2, 1))
                .trials(16)
                .epochs(8)
                .run();
        assertThat(result.best().orElseThrow().number() % 2).isEqualTo(1);
        assertThat(result.trials()).anyMatch(Trial::isFailed);
    }

    @Test
    void theModelBeatsChanceOnMostSeeds() {
        int better = 0;
        for (int seed = 1; seed <= 9; seed++) {
            double model = study(new GaussianProcess())
                    .seed(seed)
                    .run()
                    .best()
                    .orElseThrow()
                    .value();
            double chance = study(new RandomSearch())
                    .seed(seed)
                    .run()
                    .best()
                    .orElseThrow()
                    .value();
            better += model < chance ? 1 : 0;
        }
        assertThat(better).isGreaterThanOrEqualTo(8);
    }

    @Test
    void aSurrogateIsTheExactSolutionOfItsEquations() {
        Space line = Space.builder().number("x", Scale.LINEAR, 0, 1).build();
        List<Features> x = new ArrayList<>();
        for (double place : new double[] {0.1, 0.4, 0.9}) {
            x.add(new Features(line.point(new double[] {place})));
        }
        double[] y = {1, -2, 0.5};
        Surrogate model = Surrogate.fit(x.toArray(Features[]::new), y);
        for (int i = 0; i < y.length; i++) {
            Surrogate.Prediction at = model.predict(x.get(i));
            assertThat(at.mean()).isCloseTo(y[i], org.assertj.core.api.Assertions.within(0.1));
            assertThat(at.deviation()).isLessThan(0.2);
        }
        assertThat(model.predict(new Features(line.point(new double[] {0.65}))).deviation())
                .isGreaterThan(model.predict(x.get(1)).deviation());
    }
}
