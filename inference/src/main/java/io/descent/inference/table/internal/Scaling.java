package io.descent.inference.table.internal;

import io.descent.inference.plugin.internal.Names;
import io.descent.inference.text.internal.Decimal;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Scales the numbers of a column: features, or labels with values. Strictly increasing where it is not constant. */
public sealed interface Scaling extends Serializable
        permits Scaling.None,
                Scaling.Zero,
                Scaling.Standardize,
                Scaling.Robust,
                Scaling.MinMax,
                Scaling.Quantile,
                Scaling.Log,
                Scaling.Clamped {
    /** The scaled number. */
    double apply(double x);

    /** The number that is scaled to a given one: the nearest if there are several. */
    double invert(double scaled);

    /** The name of a scaling in files: the name of its class in kebab-case. */
    static String name(Scaling scaling) {
        return Names.kebab(scaling.getClass().getSimpleName());
    }

    /** Leaves numbers as they are. */
    record None() implements Scaling {
        @Override
        public double apply(double x) {
            return x;
        }

        @Override
        public double invert(double scaled) {
            return scaled;
        }
    }

    /** Makes every number 0: of a column that is constant in the training set nothing is learnt. */
    record Zero() implements Scaling {
        @Override
        public double apply(double x) {
            return 0;
        }

        @Override
        public double invert(double scaled) {
            return 0;
        }
    }

    /**
     * To mean 0 and standard deviation 1.
     *
     * @param mean the mean
     * @param deviation the population standard deviation, above 0; 1 for a constant column
     */
    record Standardize(double mean, double deviation) implements Scaling {
        /** Checks the ranges. */
        public Standardize {
            require(Double.isFinite(mean) && deviation > 0 && Double.isFinite(deviation), mean, deviation);
        }

        @Override
        public double apply(double x) {
            return (x - mean) / deviation;
        }

        @Override
        public double invert(double scaled) {
            return scaled * deviation + mean;
        }
    }

    /**
     * To median 0 and interquartile range 1, then smoothly clipped to (-3, 3): y / sqrt(1 + (y / 3)^2) (Holzmueller,
     * Grinsztajn and Steinwart 2024, arXiv:2407.04491, section 3).
     *
     * @param median the median
     * @param factor 1 / (third quartile - first quartile); 2 / (largest - smallest) if the quartiles are equal, 0 for a
     *     constant column
     */
    record Robust(double median, double factor) implements Scaling {
        /** The clipped numbers are below it in size. */
        public static final double LIMIT = 3;

        /** Beyond this share of the limit, numbers are inverted as if they had it. */
        public static final double LARGEST_SHARE = 0.999999;

        /** Checks the ranges. */
        public Robust {
            require(Double.isFinite(median) && factor >= 0 && Double.isFinite(factor), median, factor);
        }

        @Override
        public double apply(double x) {
            if (factor == 0) {
                return 0; // an infinite distance times 0 would be NaN
            }
            double y = (x - median) * factor;
            double share = y / LIMIT;
            return Double.isInfinite(share * share) ? Math.copySign(LIMIT, y) : y / Math.sqrt(1 + share * share);
        }

        @Override
        public double invert(double scaled) {
            double share = Math.max(-LARGEST_SHARE, Math.min(LARGEST_SHARE, scaled / LIMIT));
            double y = share * LIMIT / Math.sqrt(1 - share * share);
            return factor == 0 ? median : y / factor + median;
        }
    }

    /**
     * To the range from 0 to 1.
     *
     * @param min the smallest number
     * @param max the largest number; equal to {@code min} for a constant column, which becomes 0
     */
    record MinMax(double min, double max) implements Scaling {
        /** Checks the ranges. */
        public MinMax {
            require(Double.isFinite(max - min) && max >= min, min, max);
        }

        @Override
        public double apply(double x) {
            return max == min ? x - min : (x - min) / (max - min);
        }

        @Override
        public double invert(double scaled) {
            return max == min ? scaled + min : scaled * (max - min) + min;
        }
    }

    /**
     * To the quantiles of a standard normal distribution, by linear interpolation between the quantiles of the training
     * set: the mean of the interpolations from both sides, so that many equal numbers are mapped to the middle of their
     * ranks. Numbers outside the training set are mapped to the ends, -5.2 and 5.2 (scikit-learn's {@code
     * QuantileTransformer} with {@code output_distribution='normal'}, which also maps to the ends what is within 1e-7 of
     * the smallest or largest number, whatever the unit).
     */
    final class Quantile implements Scaling {
        /** The quantile of the probability 1 - (1e-7 - 2^-52), where scikit-learn clips. */
        public static final double LIMIT = 5.199337582605575;

        /** Beyond this probability from 0 or 1, numbers are inverted to the smallest or largest one. */
        public static final double SMALLEST_PROBABILITY = 1e-7;

        private final double[] quantiles;

        /**
         * Copies the quantiles.
         *
         * @param quantiles of the training set, at equal distances from the smallest to the largest number; ascending,
         *     at least 2; if all are equal, every number becomes 0
         */
        public Quantile(double... quantiles) {
            this.quantiles = quantiles.clone();
            boolean ascends = quantiles.length >= 2 && Double.isFinite(quantiles[quantiles.length - 1] - quantiles[0]);
            for (int i = 0; ascends && i < quantiles.length; i++) {
                ascends = Double.isFinite(quantiles[i]) && (i == 0 || quantiles[i] >= quantiles[i - 1]);
            }
            if (!ascends) {
                throw new IllegalArgumentException(
                        "expected at least 2 quantiles in ascending order, all of them finite and their range as well");
            }
        }

        /** A copy of the quantiles. */
        public double[] quantiles() {
            return quantiles.clone();
        }

        @Override
        public double apply(double x) {
            int last = quantiles.length - 1;
            if (quantiles[0] == quantiles[last]) {
                return 0;
            }
            if (x <= quantiles[0]) {
                return -LIMIT;
            }
            if (x >= quantiles[last]) {
                return LIMIT;
            }
            int above = above(x); // quantiles[above - 1] <= x < quantiles[above]
            double p;
            if (quantiles[above - 1] == x) {
                int first = above - 1;
                while (quantiles[first - 1] == x) {
                    first--;
                }
                p = 0.5 * (reference(above - 1) + reference(first));
            } else {
                double low = quantiles[above - 1];
                double share = (x - low) / (quantiles[above] - low);
                p = reference(above - 1) + share * (reference(above) - reference(above - 1));
            }
            return Math.max(-LIMIT, Math.min(LIMIT, NormalDistribution.quantile(p)));
        }

        @Override
        public double invert(double scaled) {
            double p = NormalDistribution.cumulative(scaled);
            int last = quantiles.length - 1;
            if (p < SMALLEST_PROBABILITY) {
                return quantiles[0];
            }
            if (p > 1 - SMALLEST_PROBABILITY) {
                return quantiles[last];
            }
            int below = Math.min(last - 1, (int) (p * last));
            double share = Math.max(0, Math.min(1, p * last - below));
            return quantiles[below] * (1 - share) + quantiles[below + 1] * share;
        }

        /** The index of the first quantile above a number that is between the smallest and the largest one. */
        private int above(double x) {
            int low = 0;
            int high = quantiles.length - 1;
            while (high - low > 1) {
                int middle = (low + high) >>> 1;
                if (quantiles[middle] <= x) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return high;
        }

        private double reference(int i) {
            return i == quantiles.length - 1 ? 1 : i * (1.0 / (quantiles.length - 1));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Quantile quantile && Arrays.equals(quantiles, quantile.quantiles);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(quantiles);
        }

        /** The number of quantiles and their range. */
        @Override
        public String toString() {
            return "Quantile[%d from %s to %s]"
                    .formatted(
                            quantiles.length,
                            Decimal.text(quantiles[0]),
                            Decimal.text(quantiles[quantiles.length - 1]));
        }
    }

    /**
     * To the natural logarithm of 1 + x, then to mean 0 and standard deviation 1. For labels above -1.
     *
     * @param mean of the logarithms
     * @param deviation of the logarithms, above 0
     */
    record Log(double mean, double deviation) implements Scaling {
        /** Checks the ranges. */
        public Log {
            require(Double.isFinite(mean) && deviation > 0 && Double.isFinite(deviation), mean, deviation);
        }

        @Override
        public double apply(double x) {
            return (StrictMath.log1p(x) - mean) / deviation;
        }

        @Override
        public double invert(double scaled) {
            return StrictMath.expm1(scaled * deviation + mean);
        }
    }

    /**
     * Another scaling whose inverse never leaves a range: the predictions of a label stay within its values in the
     * training set.
     *
     * @param scaling the other one
     * @param low the smallest number that {@link #invert} returns
     * @param high the largest one
     */
    record Clamped(Scaling scaling, double low, double high) implements Scaling {
        /** Checks the range. */
        public Clamped {
            require(
                    Double.isFinite(low) && Double.isFinite(high) && low <= high && !(scaling instanceof Clamped),
                    low,
                    high);
        }

        @Override
        public double apply(double x) {
            return scaling.apply(x);
        }

        @Override
        public double invert(double scaled) {
            return Math.max(low, Math.min(high, scaling.invert(scaled)));
        }
    }

    /** Whether numbers are scaled to themselves, within a range at least. */
    default boolean isNone() {
        return this instanceof None || (this instanceof Clamped clamped && clamped.scaling instanceof None);
    }

    /** Rejects numbers that are out of range. */
    private static void require(boolean valid, double... numbers) {
        if (!valid) {
            StringBuilder text = new StringBuilder("invalid scaling with");
            for (double number : numbers) {
                text.append(' ').append(Decimal.text(number));
            }
            throw new IllegalArgumentException(text.toString());
        }
    }
}
