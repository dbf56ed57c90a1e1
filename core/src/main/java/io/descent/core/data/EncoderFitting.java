package io.descent.core.data;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.table.internal.DateParts;
import io.descent.inference.table.internal.NumberEncoder;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.table.internal.Truth;
import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Learns encoders from the cells of the training set. Missing cells (NaN) do not take part in statistics; a column whose
 * cells are all missing gets the mean or median 0 and the deviation 1.
 */
final class EncoderFitting {
    /** Quantiles of a column, as in scikit-learn. */
    private static final int MOST_QUANTILES = 1000;

    private EncoderFitting() {}

    /**
     * Learns the encoder of a column of numbers. A missing cell becomes the median; there is an input for missing cells
     * if the training set has any.
     *
     * @param column its name, for messages
     * @param cells of the training set in the order of the rows; NaN for a missing cell
     * @param exact whether sums are exact, so that they do not depend on the order of the rows
     * @throws InvalidInputException if the numbers are too large to be scaled
     */
    static NumberEncoder numbers(String column, double[] cells, NumberScaling how, boolean exact) {
        double[] numbers = present(cells);
        double median = how == NumberScaling.STANDARDIZE || how == NumberScaling.NONE
                ? Selection.median(numbers)
                : median(sorted(numbers));
        return new Scaled(
                scaling(column, numbers, how, exact), median, numbers.length < cells.length, isFloat32(numbers));
    }

    /** Whether all numbers are float32 numbers. */
    static boolean isFloat32(double... numbers) {
        for (double number : numbers) {
            if ((float) number != number) {
                return false;
            }
        }
        return true;
    }

    /**
     * Learns how numbers are scaled.
     *
     * @param column its name, for messages
     * @param cells in the order of the rows; NaN for a missing cell
     * @param exact whether sums are exact, so that they do not depend on the order of the rows
     * @throws InvalidInputException if the numbers are too large to be scaled
     */
    static Scaling scaling(String column, double[] cells, NumberScaling how, boolean exact) {
        double[] numbers = present(cells);
        try {
            return switch (how) {
                case STANDARDIZE -> standardize(numbers, exact);
                case ROBUST -> robust(sorted(numbers));
                case QUANTILE -> new Scaling.Quantile(quantiles(sorted(numbers)));
                case MIN_MAX ->
                    numbers.length == 0
                            ? new Scaling.MinMax(0, 0)
                            : new Scaling.MinMax(
                                    Arrays.stream(numbers).min().getAsDouble(),
                                    Arrays.stream(numbers).max().getAsDouble());
                case NONE -> new Scaling.None();
            };
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "the column '%s' has values too large to be scaled; divide them by a constant".formatted(column),
                    e);
        }
    }

    /**
     * Learns how a label is scaled.
     *
     * @param label its name, for messages
     * @param values of the training set in the order of the rows
     * @param exact whether sums are exact, so that they do not depend on the order of the rows
     * @throws InvalidInputException if the values cannot be scaled in this way
     */
    static Scaling target(String label, double[] values, TargetScaling how, boolean exact) {
        if (how == TargetScaling.LOG) {
            double[] logarithms = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                if (!(values[i] > -1)) {
                    throw new InvalidInputException(
                            "data.target log: the label '%s' has the value %s; expected values above -1"
                                    .formatted(label, Decimal.text(values[i])));
                }
                logarithms[i] = StrictMath.log1p(values[i]);
            }
            Scaling.Standardize standardize = standardize(logarithms, exact);
            return new Scaling.Log(standardize.mean(), standardize.deviation());
        }
        return scaling(
                label,
                values,
                switch (how) {
                    case QUANTILE -> NumberScaling.QUANTILE;
                    case NONE -> NumberScaling.NONE;
                    default -> NumberScaling.STANDARDIZE;
                },
                exact);
    }

    /** Learns the encoder of a column of truth values: 1, 0, or NaN for a missing cell. */
    static NumberEncoder truths(double[] cells) {
        return new Truth(hasMissing(cells));
    }

    /** Learns the encoder of a column of dates: seconds since 1970, or NaN for a missing cell, in the order of the rows. */
    static NumberEncoder dates(double[] cells, boolean exact) {
        double[] seconds = present(cells);
        double[] years = new double[seconds.length];
        boolean time = false;
        for (int i = 0; i < years.length; i++) {
            years[i] = DateParts.yearOf(seconds[i]);
            time |= DateParts.hasTime(seconds[i]);
        }
        return new DateParts(
                standardize(seconds, exact), standardize(years, exact), time, seconds.length < cells.length);
    }

    /**
     * Learns the encoder of a column of words. A word is kept, which means that it gets an input of its own, if at least
     * {@code fewest} rows contain it. If these are more than {@code most}, the most frequent ones are kept; of equally
     * frequent words, the last in alphabetical order. All other words share one input, which also stands for words that
     * the training set does not have. If every word is kept, there is no such input, and a new word makes all inputs 0.
     * If no word is kept, the shared input is the only one, besides that for missing cells. The inputs are in the
     * alphabetical order of the words (UTF-16). These are the rules of scikit-learn's {@code OneHotEncoder} with {@code
     * min_frequency=fewest}, {@code max_categories=most + 1} and {@code handle_unknown='infrequent_if_exist'}, except
     * that missing cells always have their own input.
     *
     * @param counts the number of rows that contain a word, by {@link
     *     io.descent.inference.table.internal.Words#canonical word}; the order of the map does not matter
     * @param missing whether the training set has missing cells
     * @param most the largest number of words that are kept, at least 1
     * @param fewest the smallest number of rows that contain a kept word, at least 1
     * @throws IllegalArgumentException if the training set has neither words nor missing cells
     */
    static OneHot words(Map<String, Integer> counts, boolean missing, int most, int fewest) {
        List<Map.Entry<String, Integer>> frequent = new ArrayList<>();
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            if (entry.getValue() >= fewest) {
                frequent.add(entry);
            }
        }
        if (frequent.size() > most) {
            frequent.sort(Map.Entry.<String, Integer>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey())
                    .reversed());
            frequent.subList(most, frequent.size()).clear();
        }
        List<String> kept = frequent.stream()
                .map(Map.Entry::getKey)
                .sorted(Comparator.naturalOrder())
                .toList();
        return new OneHot(kept, kept.size() < counts.size(), missing);
    }

    private static boolean hasMissing(double[] cells) {
        for (double cell : cells) {
            if (Double.isNaN(cell)) {
                return true;
            }
        }
        return false;
    }

    private static double[] sorted(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double[] present(double[] cells) {
        return hasMissing(cells)
                ? Arrays.stream(cells).filter(cell -> !Double.isNaN(cell)).toArray()
                : cells;
    }

    /**
     * Learns mean and population standard deviation (divisor m) in two passes in the order of the rows. A constant
     * column gets deviation 1.
     *
     * @param exact whether sums are exact, so that they do not depend on the order of the rows
     * @throws IllegalArgumentException if the squares of the numbers exceed the range of float64
     */
    static Scaling.Standardize standardize(double[] numbers, boolean exact) {
        int m = numbers.length;
        if (m == 0) {
            return new Scaling.Standardize(0, 1);
        }
        Sum sum = Sum.of(exact);
        for (double x : numbers) {
            sum.add(x);
        }
        double mean = sum.value() / m;
        Sum squares = Sum.of(exact);
        boolean varies = false;
        for (double x : numbers) {
            double distance = x - mean;
            squares.add(distance * distance);
            varies |= x != numbers[0];
        }
        double deviation = Math.sqrt(squares.value() / m);
        if (!Double.isFinite(mean) || !Double.isFinite(deviation)) {
            throw new IllegalArgumentException("the squares are too large");
        }
        return varies && deviation > 0
                ? new Scaling.Standardize(mean, deviation)
                : new Scaling.Standardize(numbers[0], 1); // the sum may have rounded: a constant must become exactly 0
    }

    private static Scaling.Robust robust(double[] sorted) {
        if (sorted.length == 0) {
            return new Scaling.Robust(0, 0);
        }
        double spread = percentile(sorted, 75) - percentile(sorted, 25);
        double range = sorted[sorted.length - 1] - sorted[0];
        if (Double.isInfinite(range)) {
            throw new IllegalArgumentException("the range is too large");
        }
        double factor = spread > 0 ? 1 / spread : range > 0 ? 2 / range : 0;
        return new Scaling.Robust(median(sorted), Math.min(factor, Double.MAX_VALUE));
    }

    /** The median, the mean of the two middle numbers of an even count; 0 of no numbers. */
    private static double median(double[] sorted) {
        int count = sorted.length;
        if (count == 0) {
            return 0;
        }
        double low = sorted[(count - 1) / 2];
        double high = sorted[count / 2];
        double sum = low + high;
        return Double.isInfinite(sum) ? low / 2 + high / 2 : sum / 2;
    }

    /** A thousand quantiles at equal distances, or as many as there are numbers. */
    private static double[] quantiles(double[] sorted) {
        if (sorted.length < 2) {
            double only = sorted.length == 0 ? 0 : sorted[0];
            return new double[] {only, only};
        }
        int count = Math.min(MOST_QUANTILES, sorted.length);
        double[] quantiles = new double[count];
        for (int i = 0; i < count; i++) {
            double reference = i == count - 1 ? 1 : i * (1.0 / (count - 1));
            quantiles[i] = percentile(sorted, reference * 100);
            if (i > 0) {
                quantiles[i] = Math.max(quantiles[i], quantiles[i - 1]); // interpolation may round downwards
            }
        }
        return quantiles;
    }

    /** The percentile by linear interpolation, numpy's default. */
    private static double percentile(double[] sorted, double percent) {
        double place = percent / 100 * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        double share = place - below;
        double low = sorted[below];
        double high = sorted[above];
        double difference = high - low;
        return share >= 0.5 ? high - difference * (1 - share) : low + difference * share;
    }
}
