package io.descent.inference.table.internal;

import io.descent.inference.text.internal.Decimal;
import java.util.List;

/** Scales the numbers of a column: features, or labels with values. Strictly increasing where it is not constant. */
public sealed interface Scaling
        permits Scaling.None, Scaling.Standardize, Scaling.Robust, Scaling.MinMax, Scaling.Quantile, Scaling.Log {
    /** The scaled number. */
    double apply(double x);

    /** The number that is scaled to a given one: the nearest if there are several. */
    double invert(double scaled);

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
        private static final double LIMIT = 3;

        /** Checks the ranges. */
        public Robust {
            require(Double.isFinite(median) && factor >= 0 && Double.isFinite(factor), median, factor);
        }

        @Override
        public double apply(double x) {
            double y = (x - median) * factor;
            double share = y / LIMIT;
            return Double.isInfinite(share * share) ? Math.copySign(LIMIT, y) : y / Math.sqrt(1 + share * share);
        }

        @Override
        public double invert(double scaled) {
            double share = Math.max(-0.999999, Math.min(0.999999, scaled / LIMIT));
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
     * set (scikit-learn's {@code QuantileTransformer} with {@code output_distribution='normal'}); clipped to the range
     * of the training set.
     *
     * @param quantiles of the training set, at equal distances from the smallest to the largest number; ascending, at
     *     least 2
     */
    record Quantile(List<Double> quantiles) implements Scaling {
        /** Copies the list. */
        public Quantile {
            quantiles = List.copyOf(quantiles);
            require(quantiles.size() >= 2, quantiles.size());
        }

        @Override
        public double apply(double x) {
            throw new UnsupportedOperationException();
        }

        @Override
        public double invert(double scaled) {
            throw new UnsupportedOperationException();
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
