package io.descent.core.search;

import io.descent.inference.plugin.internal.Names;
import io.descent.inference.text.internal.Decimal;

/**
 * Numbers between two bounds.
 *
 * @param scale on which equal distances matter equally
 * @param from the least
 * @param to the largest
 */
public record NumberRange(Scale scale, double from, double to) implements Range {
    private static final double LARGEST_WHOLE = 1e9;

    /** How numbers are laid out. */
    public enum Scale {
        /** Evenly. */
        LINEAR,
        /** Every power of ten has the same share: learning rates, penalties. */
        LOG,
        /** Whole numbers, each as likely. */
        INTEGER,
        /** Whole numbers, as the logarithmic scale rounds them down: numbers of units, batch sizes. */
        LOG_INTEGER,
        /** One minus a number of the logarithmic scale: decay rates such as momentum, from 0.9 to 0.999. */
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
     * @throws IllegalArgumentException if there is nothing between them, or a scale cannot have them
     */
    public NumberRange {
        if (!Double.isFinite(to - from)) {
            throw new IllegalArgumentException("the bounds of a range must be finite, and so must its width");
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
            throw new IllegalArgumentException("from " + bounds + ": whole numbers may go to a thousand millions");
        }
        if ((scale == Scale.LOG || scale == Scale.LOG_INTEGER) && !(from > 0)) {
            throw new IllegalArgumentException(
                    "from %s on a logarithmic scale: it never reaches 0; begin above it".formatted(bounds));
        }
        if (scale == Scale.ONE_MINUS_LOG && !(to < 1)) {
            throw new IllegalArgumentException(
                    "from %s on the scale one-minus-log: it never reaches 1; end below it".formatted(bounds));
        }
    }

    /** The numbers that are laid out evenly by their logarithms. */
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
        double within = Math.max(from, Math.min(to, number)); // powers are rounded
        return scale.isWhole() ? (Number) (int) within : (Number) within;
    }

    @Override
    public int size() {
        return scale.isWhole() ? (int) (to - from) + 1 : 0;
    }

    @Override
    public int index(double u) {
        if (!scale.isWhole()) {
            throw new IllegalStateException("there is no first number in a continuum");
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

    /** As files have it: {@code log [0.0001, 1]}. */
    @Override
    public String toString() {
        return "%s [%s, %s]".formatted(scale, Decimal.text(from), Decimal.text(to));
    }
}
