package io.descent.app.picture;

import java.util.List;

/**
 * The range of an axis of values.
 *
 * @param logarithmic whether equal steps are equal ratios
 */
record ValueRange(double from, double to, boolean logarithmic) {
    /** Logarithmic where more than half of the values would lie in the lowest tenth. */
    static ValueRange of(List<Line> lines) {
        double[] values = lines.stream()
                .flatMap(line -> line.points().values().stream())
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double min = values[0];
        double max = values[values.length - 1];
        if (min > 0 && values[values.length / 2] < max / 10) {
            return new ValueRange(round(min, false), round(max, true), true);
        }
        // from 0 unless that is far
        double low = min >= 0 && (min < max / 2 || min == max) ? 0 : min;
        double span = max == low ? 1 : max - low;
        return new ValueRange(low - span / 50, max + span / 20, false);
    }

    /** The nearest of 1, 2 and 5 times a power of ten. */
    private static double round(double value, boolean up) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        double digit = value / power;
        double rounded =
                up ? (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10) : digit >= 5 ? 5 : digit >= 2 ? 2 : 1;
        return rounded * power;
    }
}
