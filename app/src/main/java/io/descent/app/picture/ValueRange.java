package io.descent.app.picture;

import java.util.List;

/**
 * The range of an axis of values.
 *
 * @param logarithmic whether equal steps are equal ratios
 */
record ValueRange(double from, double to, boolean logarithmic) {
    /** Logarithmic where more than half of the values would lie in the lowest sixth. */
    static ValueRange of(List<Line> lines) {
        double[] values = lines.stream()
                .flatMap(line -> line.points().values().stream())
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double max = values[values.length - 1];
        // R2 may begin far below 0, which would press what matters into a line
        double min = max > 0 ? Math.max(values[0], -1) : values[0];
        if (min > 0 && values[values.length / 2] < max / 6) {
            double high = round(max, true);
            double low = round(min, false);
            boolean twoPowers = Math.floor(Math.log10(high)) > Math.ceil(Math.log10(low));
            // only powers of ten have labels, and not on the edge
            return new ValueRange(0.95 * (twoPowers ? low : power(low)), high, true);
        }
        // from 0 unless that is far
        double low = min >= 0 && (min < max / 2 || min == max) ? 0 : min;
        double span = max == low ? 1 : max - low;
        return new ValueRange(low - span / 50, max + span / 20, false);
    }

    /**
     * The text of a tick. XChart makes some ticks beyond the ends too, does not draw them, but leaves room for their texts:
     * short ones, each another, keep axes aligned that have the same digits.
     */
    String label(double value) {
        double beyond = Math.max(from - value, value - to) / (to - from);
        return beyond <= 0
                ? ChartStyle.number(value)
                : Character.toString((value < from ? 'a' : 'A') + (int) Math.min(25, 12 * beyond));
    }

    /** The nearest of 1, 2 and 5 times a power of ten. */
    private static double round(double value, boolean up) {
        double digit = value / power(value);
        double rounded =
                up ? (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10) : digit >= 5 ? 5 : digit >= 2 ? 2 : 1;
        return rounded * power(value);
    }

    private static double power(double value) {
        return Math.pow(10, Math.floor(Math.log10(value)));
    }
}
