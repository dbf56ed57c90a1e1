package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Metric;
import io.descent.api.Reweighted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Clauses for metrics. */
final class MetricClauses {
    private static final int EXAMPLES = 60;

    /** How many different predictions there are if many are the same. */
    private static final int DIFFERENT = 4;

    /** Rounding errors of sums in another order, relative to the metric. */
    private static final double TOLERANCE = 1e-9;

    private static final List<GivenLabels> LABELS = List.of(
            GivenLabels.classes("two classes", "no", "yes"),
            GivenLabels.classes("three classes", "a", "b", "c"),
            GivenLabels.classes(
                    "twelve classes",
                    IntStream.range(0, 12).mapToObj(i -> "class-" + i).toArray(String[]::new)),
            GivenLabels.values("values from -3 to 5", 1, -3, 5),
            GivenLabels.values("values from 0.5 to 9", 1, 0.5, 9));

    private final Metric metric;

    MetricClauses(Metric metric) {
        this.metric = metric;
    }

    List<Clause> all() {
        return List.of(
                new Clause("applies to a label, or says what it needs", this::applies),
                new Clause("is a finite number, or null if it is undefined", this::isFinite),
                new Clause("is best for perfect predictions", this::isBestIfPerfect),
                new Clause("does not depend on the order of examples", this::ignoresOrder),
                new Clause("counts an example with the weight 3 as three examples", this::usesWeights),
                new Clause("does not depend on the scale of weights", this::ignoresScale),
                new Clause("is the same function of weights if it is prepared", this::isReweighted),
                new Clause("keeps no state", this::isRepeatable),
                new Clause("may be used by several threads", this::isThreadSafe));
    }

    private boolean isAccepted(GivenLabels labels) {
        try {
            metric.check(labels);
            return true;
        } catch (RuntimeException e) { // the first clause looks at it
            return false;
        }
    }

    private List<GivenLabels> accepted() {
        return LABELS.stream().filter(this::isAccepted).toList();
    }

    private void applies() {
        for (GivenLabels labels : LABELS) {
            try {
                metric.check(labels);
            } catch (IllegalArgumentException e) {
                if (e.getMessage() == null || e.getMessage().isBlank()) {
                    fail(
                            "check() refuses a label with %s without a message; say what the metric needs, such as 'needs a label with two classes'"
                                    .formatted(labels.description()));
                }
            } catch (RuntimeException e) {
                fail(
                        "check() throws %s for a label with %s; throw an IllegalArgumentException that says what the metric needs"
                                .formatted(e, labels.description()),
                        e);
            }
        }
        if (accepted().isEmpty()) {
            fail("check() refuses every label: those with %s"
                    .formatted(String.join(
                            ", ", LABELS.stream().map(GivenLabels::description).toList())));
        }
    }

    /** The metric; fails if it throws, or is neither finite nor null. */
    private @Nullable Double of(GivenPredictions predictions) {
        Double value;
        try {
            value = metric.of(predictions);
        } catch (RuntimeException e) {
            fail("it throws %s for %s; return null if the metric is undefined".formatted(e, describe(predictions)), e);
            return null;
        }
        if (value != null && !Double.isFinite(value)) {
            fail("it returns %s for %s; return null if the metric is undefined"
                    .formatted(value, describe(predictions)));
        }
        return value;
    }

    private static String describe(GivenPredictions predictions) {
        return "%s and a label with %s"
                .formatted(predictions.description(), predictions.labels().description());
    }

    private static boolean areEqual(@Nullable Double one, @Nullable Double other) {
        return one == null || other == null
                ? Objects.equals(one, other)
                : Math.abs(one - other) <= TOLERANCE * Math.max(1, Math.abs(one));
    }

    private void isFinite() {
        boolean isEverDefined = false;
        for (GivenLabels labels : accepted()) {
            for (GivenPredictions predictions : unusual(labels)) {
                of(predictions);
            }
            isEverDefined |= of(GivenPredictions.random(labels, EXAMPLES, 1)) != null;
        }
        if (!isEverDefined && !accepted().isEmpty()) {
            fail("it returns null for random predictions of %d examples, so it is never defined".formatted(EXAMPLES));
        }
    }

    /** Predictions for which many metrics are undefined. */
    private static List<GivenPredictions> unusual(GivenLabels labels) {
        GivenPredictions usual = GivenPredictions.random(labels, EXAMPLES, 2);
        double[] label = usual.label();
        List<GivenPredictions> all = new ArrayList<>();
        all.add(usual.select(0).called("a single example"));
        all.add(usual.select(0, 1).called("two examples"));
        all.add(usual.weighted(new double[EXAMPLES]).called("weights that are all 0"));
        double[] one = new double[EXAMPLES];
        one[3] = 1;
        all.add(usual.weighted(one).called("weights that are 0 except for one example"));
        all.add(GivenPredictions.certain("perfect predictions", labels, label, label));
        for (double each : new double[] {labels.largest(), labels.smallest(), Math.max(0, labels.smallest())}) {
            double[] copy = new double[EXAMPLES];
            Arrays.fill(copy, each);
            String what = labels.hasClasses() ? "class" : "value";
            all.add(GivenPredictions.certain("certain predictions of one " + what, labels, label, copy));
            all.add(GivenPredictions.of("examples of one " + what, labels, copy, usual.all()));
            all.add(GivenPredictions.certain("perfect predictions of one " + what, labels, copy, copy));
        }
        if (labels.hasClasses()) {
            all.add(GivenPredictions.certain("certain and wrong predictions", labels, label, others(labels, label)));
            double[][] equal = new double[EXAMPLES][labels.classes().size()];
            for (double[] each : equal) {
                Arrays.fill(each, 1.0 / each.length);
            }
            all.add(GivenPredictions.of("equal probabilities", labels, label, equal));
        } else {
            double[] large = Arrays.stream(label).map(y -> 1e6 * y).toArray();
            all.add(GivenPredictions.certain("values of a million", labels, large, label));
        }
        return all;
    }

    /** For each example another class than its own. */
    private static double[] others(GivenLabels labels, double... label) {
        return Arrays.stream(label).map(y -> (y + 1) % labels.classes().size()).toArray();
    }

    private void isBestIfPerfect() {
        boolean isEverDefined = false;
        boolean differs = false;
        String best = metric.largerIsBetter() ? "larger" : "smaller";
        for (GivenLabels labels : accepted()) {
            GivenPredictions random = GivenPredictions.random(labels, EXAMPLES, 3);
            Double perfect =
                    of(GivenPredictions.certain("perfect predictions", labels, random.label(), random.label()));
            for (GivenPredictions worse : worse(labels, random)) {
                Double other = of(worse);
                if (perfect == null || other == null) {
                    continue;
                }
                isEverDefined = true;
                differs |= !areEqual(perfect, other);
                boolean isBetter = metric.largerIsBetter() ? other > perfect : other < perfect;
                if (isBetter && !areEqual(perfect, other)) {
                    fail(
                            "largerIsBetter() returns %s, but perfect predictions give %s and %s give %s, which is %s, for a label with %s: is the direction right?"
                                    .formatted(
                                            metric.largerIsBetter(),
                                            perfect,
                                            worse.description(),
                                            other,
                                            best,
                                            labels.description()));
                }
            }
        }
        if (isEverDefined && !differs) {
            fail("it gives the same number for perfect, random and wrong predictions, so it measures nothing");
        }
    }

    private static List<GivenPredictions> worse(GivenLabels labels, GivenPredictions random) {
        double[] label = random.label();
        double[] wrong = labels.hasClasses()
                ? others(labels, label)
                : Arrays.stream(label).map(y -> y + 2).toArray();
        double[] low = labels.hasClasses()
                ? wrong
                : Arrays.stream(label).map(y -> y - 2).toArray();
        return List.of(
                random,
                GivenPredictions.certain("wrong predictions", labels, label, wrong),
                GivenPredictions.certain("predictions that are too low", labels, label, low));
    }

    /** Random predictions, and random ones with many ties. */
    private static List<GivenPredictions> usual(GivenLabels labels) {
        GivenPredictions random = GivenPredictions.random(labels, EXAMPLES, 4);
        double[][] tied = new double[EXAMPLES][];
        Arrays.setAll(tied, i -> random.all()[i * 7 % DIFFERENT]);
        return List.of(random, GivenPredictions.of("predictions with ties", labels, random.label(), tied));
    }

    private void ignoresOrder() {
        for (GivenLabels labels : accepted()) {
            for (GivenPredictions predictions : usual(labels)) {
                Double expected = of(predictions);
                for (long seed = 1; seed <= 5; seed++) {
                    Double actual = of(predictions.select(permutation(seed)));
                    if (!areEqual(expected, actual)) {
                        fail("with the same examples in another order it returns %s instead of %s, for %s"
                                .formatted(actual, expected, describe(predictions)));
                    }
                }
            }
        }
    }

    private static int[] permutation(long seed) {
        RandomGenerator random = Numbers.random(seed);
        int[] order = IntStream.range(0, EXAMPLES).toArray();
        for (int i = EXAMPLES - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
        return order;
    }

    /** Whole numbers from 0 to 3 with an odd sum, so that the median is that of one example. */
    private static int[] counts() {
        RandomGenerator random = Numbers.random(11);
        int[] counts = IntStream.range(0, EXAMPLES).map(i -> random.nextInt(4)).toArray();
        if (Arrays.stream(counts).sum() % 2 == 0) {
            counts[0]++;
        }
        return counts;
    }

    private void usesWeights() {
        int[] counts = counts();
        int[] repeated = IntStream.range(0, EXAMPLES)
                .flatMap(i -> IntStream.range(0, counts[i]).map(k -> i))
                .toArray();
        double[] weights = Arrays.stream(counts).asDoubleStream().toArray();
        for (GivenLabels labels : accepted()) {
            for (GivenPredictions predictions : usual(labels)) {
                Double expected = of(predictions.select(repeated));
                Double actual = of(predictions.weighted(weights));
                if (!areEqual(expected, actual)) {
                    fail(
                            "with weights from 0 to 3 it returns %s, but %s if each example is repeated that often, for %s: multiply each example by weight(example), and divide by the sum of the weights%s"
                                    .formatted(
                                            actual,
                                            expected,
                                            describe(predictions),
                                            areEqual(actual, of(predictions)) ? "; it ignores the weights" : ""));
                }
            }
        }
    }

    private void ignoresScale() {
        RandomGenerator random = Numbers.random(12);
        double[] weights = IntStream.range(0, EXAMPLES)
                .mapToDouble(i -> 0.1 + random.nextDouble())
                .toArray();
        for (GivenLabels labels : accepted()) {
            for (GivenPredictions predictions : usual(labels)) {
                Double expected = of(predictions.weighted(weights));
                for (double c : new double[] {0.001, 64}) {
                    double[] scaled = Arrays.stream(weights).map(w -> c * w).toArray();
                    Double actual = of(predictions.weighted(scaled));
                    if (!areEqual(expected, actual)) {
                        fail(
                                "with all weights multiplied by %s it returns %s instead of %s, for %s: divide by the sum of the weights, not by the number of examples"
                                        .formatted(c, actual, expected, describe(predictions)));
                    }
                }
            }
        }
    }

    private void isReweighted() {
        for (GivenLabels labels : accepted()) {
            for (GivenPredictions predictions : usual(labels)) {
                Reweighted function = metric.reweighted(predictions);
                for (long seed = 13; seed <= 16; seed++) {
                    RandomGenerator random = Numbers.random(seed);
                    double[] weights = IntStream.range(0, EXAMPLES)
                            .mapToDouble(i -> random.nextInt(3) * (1 + random.nextDouble()))
                            .toArray();
                    Double expected = of(predictions.weighted(weights));
                    Double actual = function.of(weights);
                    if (!areEqual(expected, actual)) {
                        fail("reweighted() returns a function that gives %s instead of %s, for other weights of %s"
                                .formatted(actual, expected, describe(predictions)));
                    }
                }
            }
        }
    }

    private void isRepeatable() {
        for (GivenLabels labels : accepted()) {
            GivenPredictions predictions = GivenPredictions.random(labels, EXAMPLES, 5);
            boolean direction = metric.largerIsBetter();
            Double first = of(predictions);
            of(GivenPredictions.random(labels, EXAMPLES + 7, 6));
            Double second = of(predictions);
            if (first == null ? second != null : !first.equals(second)) {
                fail("a second call with the same predictions returns %s instead of %s: it keeps state"
                        .formatted(second, first));
            }
            if (metric.largerIsBetter() != direction) {
                fail("largerIsBetter() changes between two calls: it keeps state");
            }
        }
    }

    private void isThreadSafe() {
        for (GivenLabels labels : accepted()) {
            Numbers.requireThreadSafe(() -> IntStream.range(0, 20)
                    .mapToObj(seed -> of(GivenPredictions.random(labels, EXAMPLES, seed)))
                    .mapToDouble(value -> value == null ? Double.NaN : value)
                    .toArray());
        }
    }
}
