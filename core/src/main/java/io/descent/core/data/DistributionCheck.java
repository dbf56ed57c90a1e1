package io.descent.core.data;

import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.jspecify.annotations.Nullable;

/**
 * Tests whether dev and test set have the same distribution as the training set. Every feature takes a two-sample
 * Kolmogorov-Smirnov test; the label takes a chi-squared test of its classes or a Kolmogorov-Smirnov test of its
 * values. The level for each set is 1 %, divided by the number of tests (Bonferroni). Ties make the Kolmogorov-Smirnov
 * test conservative: it may miss small shifts, but it does not report more false ones.
 */
public final class DistributionCheck {
    private static final double LEVEL = 0.01;
    private static final int MOST_ROWS = 2000;
    /** The most numbers of each set to test, which keeps the check short for wide tables. */
    private static final int MOST_NUMBERS = 200_000;

    private static final double SMALL_DISTANCE = 0.2;
    private static final int FEWEST_EXPECTED = 5;
    private static final int MOST_NAMED = 5;

    private DistributionCheck() {}

    /**
     * A feature or label whose distribution in one set deviates from that in the training set.
     *
     * @param set {@code dev} or {@code test}
     * @param name of the feature or the label
     * @param isLabel whether it is the label
     * @param p probability of a difference at least as large if both sets have the same distribution, before the
     *     correction
     */
    public record Deviation(String set, String name, boolean isLabel, double p) {}

    /**
     * Compares dev and test set with the training set, on at most 2,000 examples of each.
     *
     * @param streams for choosing the examples
     * @return the deviations, the clearest of each set first
     */
    public static List<Deviation> run(TrainingData data, RandomStreams streams) {
        List<Deviation> deviations = new ArrayList<>();
        int[] train = sample(data.train(), streams, 0);
        deviations.addAll(compare(data.train(), train, data.dev(), "dev", streams, 1));
        deviations.addAll(compare(data.train(), train, data.test(), "test", streams, 2));
        return deviations;
    }

    /** One message per set that deviates, naming its clearest deviations. */
    public static List<String> warnings(List<Deviation> deviations) {
        return deviations.stream()
                .map(Deviation::set)
                .distinct()
                .map(set -> warning(
                        set,
                        deviations.stream()
                                .filter(deviation -> deviation.set().equals(set))
                                .toList()))
                .toList();
    }

    private static String warning(String set, List<Deviation> deviations) {
        String names = deviations.stream()
                .limit(MOST_NAMED)
                .map(deviation -> (deviation.isLabel() ? "the label " : "") + "'" + deviation.name() + "'")
                .collect(Collectors.joining(", "));
        int more = deviations.size() - MOST_NAMED;
        return "the distribution of the %s set differs from the training set in %s%s; unless this is intended, shuffle before splitting, or split one file with data.split"
                .formatted(set, names, more > 0 ? " and " + more + " more" : "");
    }

    private static int[] sample(Examples set, RandomStreams streams, int part) {
        int features = set.encoding().shape().inputs();
        int rows = Math.min(Math.min(set.size(), MOST_ROWS), Math.max(1, MOST_NUMBERS / features));
        return Arrays.copyOf(streams.sample(part).permutation(set.size()), rows);
    }

    private static List<Deviation> compare(
            Examples train, int[] trainRows, @Nullable Examples other, String set, RandomStreams streams, int part) {
        if (other == null) {
            return List.of();
        }
        int[] rows = sample(other, streams, part);
        Schema schema = train.schema();
        List<String> inputs = train.encoding().inputs();
        int features = inputs.size();
        double level = LEVEL / (features + 1);
        List<Deviation> deviations = new ArrayList<>();
        for (int j = 0; j < features; j++) {
            int feature = j;
            double p = kolmogorovSmirnov(
                    Arrays.stream(trainRows)
                            .mapToDouble(i -> train.input(i, feature))
                            .toArray(),
                    Arrays.stream(rows)
                            .mapToDouble(i -> other.input(i, feature))
                            .toArray());
            if (p < level) {
                deviations.add(new Deviation(set, inputs.get(j), false, p));
            }
        }
        double[] labels = labels(train, trainRows);
        double[] otherLabels = labels(other, rows);
        double p = schema.task() == Task.CLASSIFICATION
                ? chiSquared(counts(labels, schema), counts(otherLabels, schema))
                : kolmogorovSmirnov(labels, otherLabels);
        if (p < level) {
            deviations.add(new Deviation(set, schema.label(), true, p));
        }
        deviations.sort(Comparator.comparingDouble(Deviation::p));
        return deviations;
    }

    private static double[] labels(Examples set, int[] rows) {
        return Arrays.stream(rows).mapToDouble(set::label).toArray();
    }

    private static double kolmogorovSmirnov(double[] x, double[] y) {
        if (x.length < 2 || y.length < 2) {
            return 1;
        }
        KolmogorovSmirnovTest test = new KolmogorovSmirnovTest();
        double distance = test.kolmogorovSmirnovStatistic(x, y);
        double scaled = distance * Math.sqrt((double) x.length * y.length / (x.length + y.length));
        // below this distance p is 1 to ten digits, and at 0 its series does not converge
        return scaled < SMALL_DISTANCE ? 1 : test.approximateP(distance, x.length, y.length);
    }

    private static long[] counts(double[] labels, Schema schema) {
        long[] counts = new long[schema.classes().size()];
        for (double label : labels) {
            counts[(int) label]++;
        }
        return counts;
    }

    /** Classes too rare for the test are merged. */
    private static double chiSquared(long[] x, long[] y) {
        double sumX = Arrays.stream(x).sum();
        double sumY = Arrays.stream(y).sum();
        double smaller = Math.min(sumX, sumY) / (sumX + sumY);
        List<Long> binsX = new ArrayList<>();
        List<Long> binsY = new ArrayList<>();
        long rareX = 0;
        long rareY = 0;
        for (int c = 0; c < x.length; c++) {
            if ((x[c] + y[c]) * smaller >= FEWEST_EXPECTED) {
                binsX.add(x[c]);
                binsY.add(y[c]);
            } else {
                rareX += x[c];
                rareY += y[c];
            }
        }
        if ((rareX + rareY) * smaller >= FEWEST_EXPECTED) {
            binsX.add(rareX);
            binsY.add(rareY);
        }
        if (binsX.size() < 2) {
            return 1;
        }
        return new ChiSquareTest().chiSquareTestDataSetsComparison(array(binsX), array(binsY));
    }

    private static long[] array(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).toArray();
    }
}
