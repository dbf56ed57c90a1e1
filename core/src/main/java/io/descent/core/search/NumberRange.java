package io.descent.core.search;

import io.descent.inference.plugin.internal.Names;
import io.descent.inference.text.internal.Decimal;

/**
 * Numbers between two bounds.
 *
 * @param scale how numbers are spaced
 * @param from the smallest number
 * @param to the largest number
 */
public record NumberRange(Scale scale, double from, double to) implements Range {
    private static final double LARGEST_WHOLE = 1e9;

    /** How numbers are spaced. */
    public enum Scale {
        /** Evenly. */
        LINEAR,
        /** Every power of ten has the same share, as for learning rates and penalties. */
        LOG,
        /** Whole numbers, all equally likely. */
        INTEGER,
        /** Whole numbers: the logarithmic scale, rounded down, as for numbers of units and batch sizes. */
        LOG_INTEGER,
        /** One minus a number of the logarithmic scale, as for decay rates such as momentum, from 0.9 to 0.999. */
        ONE_MINUS_LOG;

        /** The name in files. */
        @Override
        public String toString() {
            return Names.kebab(name());
        }

        boolean isWhole() {
            return this == INTEGER || this == LOG_INTEGER;
        }
    }

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if the range is empty, or the scale does not allow the bounds
     */
    public NumberRange {
        if (!Double.isFinite(to - from)) {
            throw new IllegalArgumentException("the bounds of a range and their difference must be finite");
        }
        String bounds = Decimal.text(from) + " to " + Decimal.text(to);
        if (!(from < to)) {
            throw new IllegalArgumentException("from %s is %s: the first bound must be less than the second"
                    .formatted(bounds, from > to ? "reversed" : "a single value"));
        }
        if (scale.isWhole() && (from != Math.rint(from) || to != Math.rint(to))) {
            throw new IllegalArgumentException("from " + bounds + ": the bounds must be whole numbers");
        }
        if (scale.isWhole() && Math.max(-from, to) > LARGEST_WHOLE) {
            throw new IllegalArgumentException("from " + bounds + ": whole numbers must not exceed 1,000,000,000");
        }
        if ((scale == Scale.LOG || scale == Scale.LOG_INTEGER) && !(from > 0)) {
            throw new IllegalArgumentException(
                    "from %s: a logarithmic scale never reaches 0; the first bound must be above 0".formatted(bounds));
        }
        if (scale == Scale.ONE_MINUS_LOG && !(to < 1)) {
            throw new IllegalArgumentException(
                    "from %s: the scale one-minus-log never reaches 1; the second bound must be below 1"
                            .formatted(bounds));
        }
    }

    /** The powers of ten on which the scale is based. */
    private LogRange powers() {
        return switch (scale) {
            case ONE_MINUS_LOG -> new LogRange(StrictMath.log10(1 - from), StrictMath.log10(1 - to));
            case LOG_INTEGER -> new LogRange(StrictMath.log10(from), StrictMath.log10(to + 1));
            default -> new LogRange(StrictMath.log10(from), StrictMath.log10(to));
        };
    }

    /** The number at a place, a {@code Double} or an {@code Integer}. */
    @Override
    public Number at(double u) {
        double number = switch (scale) {
            case LINEAR -> from + (to - from) * u;
            case INTEGER -> from + Math.floor((to - from + 1) * u);
            case LOG -> powers().at(u);
            case LOG_INTEGER -> Math.floor(powers().at(u));
            case ONE_MINUS_LOG -> 1 - powers().at(u);
        };
        double within = Math.max(from, Math.min(to, number)); // powers have rounding errors
        return scale.isWhole() ? (Number) (int) within : (Number) within;
    }

    @Override
    public int size() {
        return scale.isWhole() ? (int) (to - from) + 1 : 0;
    }

    @Override
    public int index(double u) {
        if (!scale.isWhole()) {
            throw new IllegalStateException("a continuous range has no indices");
        }
        return at(u).intValue() - (int) from;
    }

    @Override
    public double settle(double u) {
        return scale.isWhole() ? place(at(u)) : u;
    }

    @Override
    public double place(Object value) {
        double number = ((Number) value).doubleValue();
        double u = switch (scale) {
            case LINEAR -> (number - from) / (to - from);
            case INTEGER -> (number - from + 0.5) / (to - from + 1);
            case LOG -> share(number);
            case LOG_INTEGER -> (share(number) + share(number + 1)) / 2;
            case ONE_MINUS_LOG -> share(1 - number);
        };
        return Math.max(0, Math.min(1, u));
    }

    private double share(double power) {
        LogRange powers = powers();
        return (StrictMath.log10(power) - powers.from()) / (powers.to() - powers.from());
    }

    /** The form in files: {@code log [0.0001, 1]}. */
    @Override
    public String toString() {
        return "%s [%s, %s]".formatted(scale, Decimal.text(from), Decimal.text(to));
    }
}
