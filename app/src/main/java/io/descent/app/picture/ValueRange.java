package io.descent.app.picture;

import java.util.Arrays;
import java.util.List;

/**
 * The range of an axis of values.
 *
 * @param logarithmic whether the axis has a logarithmic scale
 */
public record ValueRange(double from, double to, boolean logarithmic) {
    /** From this ratio on, there would be too many powers of ten to label. */
    private static final double WIDEST = 1e8;

    /** Relative differences up to this are rounding. */
    private static final double ROUNDING = 1e-5;

    /** The range of some lines. It is logarithmic if more than half of the values would lie in the lowest sixth. */
    static ValueRange of(List<Line> lines) {
        return of(lines.stream()
                .flatMap(line -> line.points().values().stream())
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    /** The range of some finite values. */
    public static ValueRange of(double[] unsorted) {
        double[] values = unsorted.clone();
        Arrays.sort(values);
        double max = values[values.length - 1];
        // R2 may start far below 0, which would flatten the rest of the curve
        double min = max > 0 ? Math.max(values[0], -1) : values[0];
        if (min > Double.MIN_NORMAL && values[values.length / 2] < max / 6 && max / min < WIDEST) {
            double high = round(max, true);
            double low = round(min, false);
            boolean twoPowers = Math.floor(Math.log10(high)) > Math.ceil(Math.log10(low));
            // only powers of ten have labels, and those on the edge have none
            return new ValueRange(0.95 * (twoPowers ? low : power(low)), high, true);
        }
        boolean flat = max - min <= ROUNDING * Math.abs(max);
        boolean near = min >= 0 && min < max / 2;
        double low = flat || near ? Math.min(0, min) : min;
        double high = flat ? Math.max(0, max) : max;
        double span = high == low ? 1 : high - low;
        return new ValueRange(low - span / 50, high + span / 20, false);
    }

    /** The place of a value, from 0 to 1 if it lies in the range; values beyond an end are placed at the end. */
    public double place(double value) {
        double place = logarithmic
                ? Math.log(Math.max(value, Double.MIN_NORMAL) / from) / Math.log(to / from)
                : (value - from) / (to - from);
        return Math.max(0, Math.min(1, place));
    }

    /** The axis of this range. */
    public Axis axis(String title) {
        return logarithmic ? Axis.logarithmic(title, from, to) : Axis.linear(title, from, to);
    }

    /**
     * The text of a tick. XChart also makes some ticks beyond the ends. It does not draw them, but reserves room for
     * their texts, so these are short, to keep axes aligned, and distinct.
     */
    String label(double value) {
        double beyond = Math.max(from - value, value - to) / (to - from);
        return beyond <= 0
                ? Axis.number(value)
                : Character.toString((value < from ? 'A' : '\u0100') + (int) (12 * beyond));
    }

    /** The nearest of 1, 2 and 5 times a power of ten, above or below. */
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
